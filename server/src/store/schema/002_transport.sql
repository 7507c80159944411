-- Sending and receiving while a profile is locked (docs/PROTOCOL.md, section 9).

-- What is sealed for the profile is sealed to `sealing`; absent: enrolled before there was any.
ALTER TABLE profile ADD COLUMN sealing BLOB CHECK (sealing IS NULL OR length(sealing) = 32);
-- Number of our sealing key that the profile was told last; -1: none, it enrolled before.
ALTER TABLE profile ADD COLUMN sealing_told INTEGER NOT NULL DEFAULT -1;
CREATE INDEX profile_by_device ON profile (device);

-- Our sealing keys but the first, which follows from central's seed. Never deleted: a phone may
-- bring what was sealed to an old one.
CREATE TABLE sealing_key (
    number    INTEGER PRIMARY KEY,
    seed      BLOB    NOT NULL CHECK (length(seed) = 32),
    issued_at INTEGER NOT NULL
) STRICT;

-- Segments that a revoked device brought, as they came: kept for review, never receipted.
CREATE TABLE sealed_aside (
    number      INTEGER PRIMARY KEY,
    profile     INTEGER NOT NULL REFERENCES profile (number),
    hash        BLOB    NOT NULL,
    bytes       BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (profile, hash)
) STRICT;
