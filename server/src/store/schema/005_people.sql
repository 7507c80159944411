-- People: what the directory says of a learner besides her name, what she agreed to, how she may be
-- reached; and codes of two kinds, one of which makes a phone that waits for somebody of the staff.

ALTER TABLE learner ADD COLUMN birth_year INTEGER;
-- Who she is, in her own words.
ALTER TABLE learner ADD COLUMN about TEXT;
ALTER TABLE learner ADD COLUMN track TEXT;

-- What she agreed to; the newest holds, none is ever changed. `covers`: words, sorted, with spaces.
-- `recorded_by` is a login; absent at the command line.
CREATE TABLE consent (
    number      INTEGER PRIMARY KEY,
    learner     INTEGER NOT NULL REFERENCES learner (number),
    covers      TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    given       INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by TEXT
) STRICT;
CREATE INDEX consent_by_learner ON consent (learner);

-- How she may be reached. `none`: not at all, and then nothing to do it with is kept. Hours are
-- minutes of the day.
CREATE TABLE contact (
    learner       INTEGER PRIMARY KEY REFERENCES learner (number),
    channel       TEXT    NOT NULL CHECK (channel IN ('call', 'message', 'none')),
    tel           TEXT,
    starts        INTEGER,
    ends          INTEGER,
    ask_for       TEXT,
    leave_message INTEGER NOT NULL CHECK (leave_message IN (0, 1)),
    changed_at    INTEGER NOT NULL,
    CHECK ((channel = 'none') = (tel IS NULL)),
    CHECK (channel <> 'none' OR (starts IS NULL AND ask_for IS NULL AND leave_message = 0)),
    CHECK ((starts IS NULL) = (ends IS NULL))
) STRICT;

-- `kind`: 0 made at the command line, 1 shown on a screen, 2 printed. `half_hash` is of the first
-- half of the code: wrong tries that begin alike count against it.
ALTER TABLE enrolment_code ADD COLUMN kind INTEGER NOT NULL DEFAULT 0 CHECK (kind IN (0, 1, 2));
ALTER TABLE enrolment_code ADD COLUMN half_hash BLOB;
ALTER TABLE enrolment_code ADD COLUMN wrong_tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX enrolment_code_by_half ON enrolment_code (half_hash) WHERE profile IS NULL;

-- A key that was bound by a printed code: 1 until somebody of the staff says that it is hers, 2 when
-- she said that it is not. Until then it stands held, nobody is told of it, and it reads nothing.
ALTER TABLE writer ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0
    CHECK (provisional IN (0, 1, 2));
