-- Sessions of a cohort: workshops held at a time. (What is open after signing in is `session`.)

-- `edition` grows with every change, and never below the moment of it: a restored server does not
-- say again what was said since its backup. `notice` is what phones are told, signed.
CREATE TABLE cohort_session (
    number      INTEGER PRIMARY KEY,
    cohort      INTEGER NOT NULL REFERENCES cohort (number),
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    edition     INTEGER NOT NULL,
    title       TEXT    NOT NULL,
    day         INTEGER NOT NULL,
    start       INTEGER NOT NULL,
    minutes     INTEGER NOT NULL,
    place       TEXT,
    link        TEXT,
    facilitator TEXT,
    cancelled   INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
    notice      BLOB    NOT NULL,
    -- Its place in the feed as it stands now: earlier ones are passed over.
    announced   INTEGER NOT NULL
) STRICT;
CREATE INDEX cohort_session_by_cohort ON cohort_session (cohort, day);

-- Of a scan: was its proof the session's? Absent for a roll-call, and for scans from before.
ALTER TABLE attendance ADD COLUMN verified INTEGER CHECK (verified IN (0, 1));

-- What became new, in order. Exactly one of `change`, `writer` and `session` is set. A session is
-- its cohort's; everything else is a learner's.
CREATE TABLE feed_before (
    programme INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    learner   INTEGER NOT NULL,
    kind      INTEGER,
    change    INTEGER,
    writer    INTEGER,
    hash      BLOB    NOT NULL,
    PRIMARY KEY (programme, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO feed_before
SELECT programme, sequence, learner, kind, change, writer, hash FROM feed;
DROP TABLE feed;
CREATE TABLE feed (
    programme INTEGER NOT NULL REFERENCES programme (number),
    sequence  INTEGER NOT NULL,
    learner   INTEGER REFERENCES learner (number),
    kind      INTEGER,
    change    INTEGER REFERENCES change (number),
    writer    INTEGER REFERENCES writer (number),
    cohort    INTEGER REFERENCES cohort (number),
    session   INTEGER REFERENCES cohort_session (number),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (programme, sequence),
    CHECK ((change IS NOT NULL) + (writer IS NOT NULL) + (session IS NOT NULL) = 1),
    CHECK ((learner IS NULL) = (session IS NOT NULL)),
    CHECK ((cohort IS NULL) = (session IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO feed (programme, sequence, learner, kind, change, writer, hash)
SELECT programme, sequence, learner, kind, change, writer, hash FROM feed_before;
DROP TABLE feed_before;
CREATE INDEX feed_by_learner ON feed (learner, sequence);
CREATE INDEX feed_by_cohort ON feed (cohort, sequence) WHERE cohort IS NOT NULL;
