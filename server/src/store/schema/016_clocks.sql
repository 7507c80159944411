-- What servers learnt of phones' clocks, wherever they met them.

-- Both clocks, from one meeting with a phone to another between which they went alike: an anchor
-- that says what the one before said only moves its end. `offset`: the phone's clock minus the
-- server's, as the last of these meetings found it. `source`: 0 this server itself; else who told:
-- at central the number of the hub's row, on a hub 1, central. `number` grows with every change of a
-- row and is never given twice: whoever asks what is new asks what is higher.
CREATE TABLE anchor (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    device INTEGER NOT NULL REFERENCES device (number),
    source INTEGER NOT NULL DEFAULT 0,
    since  INTEGER NOT NULL,
    until  INTEGER NOT NULL CHECK (until >= since),
    offset INTEGER NOT NULL,
    UNIQUE (device, source, since)
) STRICT;
INSERT INTO anchor (device, since, until, offset)
SELECT device, server_time, server_time, device_time - server_time FROM time_anchor
ORDER BY server_time;
DROP TABLE time_anchor;

-- How many changes the phone had made by its newest word, where it still had some then, or said so
-- to another server: what of them is not here is still to come. Else all that is known of is all.
ALTER TABLE device ADD COLUMN made INTEGER;

-- Of a batch that another server of the programme met before: when it did. What the server that met
-- its phone found of the phone's clock, where that had jumped (`store::ClockJump`).
ALTER TABLE batch ADD COLUMN met_at INTEGER;
ALTER TABLE batch ADD COLUMN jump_since INTEGER;
ALTER TABLE batch ADD COLUMN jump_seconds INTEGER;
ALTER TABLE batch ADD COLUMN jump_offset INTEGER;

-- On a hub: up to which of its own anchors central was told, and which of central's it heard.
ALTER TABLE upstream ADD COLUMN anchors_told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE upstream ADD COLUMN anchors_heard INTEGER NOT NULL DEFAULT 0;

-- On a hub: whose phone brought what is carried, as far as that was noted.
ALTER TABLE carried ADD COLUMN device INTEGER REFERENCES device (number);
