-- Phones as staff see to them: what each said that it still holds, and how its time ended.

-- Changes that the phone still had when it was last heard from, by its own word.
ALTER TABLE device ADD COLUMN unsent INTEGER NOT NULL DEFAULT 0 CHECK (unsent >= 0);
-- Set together. What its writer wrote beyond what her certificate then names is held back.
ALTER TABLE device ADD COLUMN revoked_at INTEGER;
ALTER TABLE device ADD COLUMN revoked_reason TEXT
    CHECK (revoked_reason IN ('lost', 'stolen', 'broken', 'handed_over', 'other'));
CREATE INDEX device_by_last_seen ON device (last_seen);
CREATE INDEX writer_by_device ON writer (device);

-- The phone whose profile is withdrawn once this code is used.
ALTER TABLE enrolment_code ADD COLUMN replaces INTEGER REFERENCES device (number);

-- What a revoked phone brings while it is locked is opened and admitted like anything else, and
-- held back.
DROP TABLE sealed_aside;
