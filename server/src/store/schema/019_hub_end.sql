-- Central's signed words that a hub's time is over: it was lost or stolen. Hubs have them too, and
-- tell phones of them. None is ever taken back.
CREATE TABLE hub_end (
    replica BLOB PRIMARY KEY CHECK (length(replica) = 8),
    at      INTEGER NOT NULL,
    notice  BLOB NOT NULL
) STRICT;
