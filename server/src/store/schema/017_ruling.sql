-- Which branch of a fork stands.

-- Central's signed word. What it rules out is kept in `aside`, here as everywhere.
CREATE TABLE ruling (
    number   INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (number),
    actor    BLOB    NOT NULL CHECK (length(actor) = 16),
    sequence INTEGER NOT NULL,
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    notice   BLOB    NOT NULL,
    -- How many entries of the feed went by it: it has so many gaps.
    entries  INTEGER NOT NULL DEFAULT 0,
    -- On a hub: central is known to have it.
    told     INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    UNIQUE (document, actor, sequence)
) STRICT;

-- What became new, in order. Exactly one of `change`, `writer`, `session`, `receipt` and `ruling` is
-- set. A session is its cohort's; everything else is a learner's.
CREATE TABLE feed_before (
    programme INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    learner   INTEGER,
    kind      INTEGER,
    change    INTEGER,
    writer    INTEGER,
    cohort    INTEGER,
    session   INTEGER,
    receipt   INTEGER,
    hash      BLOB    NOT NULL,
    PRIMARY KEY (programme, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO feed_before
SELECT programme, sequence, learner, kind, change, writer, cohort, session, receipt, hash FROM feed;
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
    receipt   INTEGER REFERENCES relayed_receipt (number),
    ruling    INTEGER REFERENCES ruling (number),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (programme, sequence),
    CHECK ((change IS NOT NULL) + (writer IS NOT NULL) + (session IS NOT NULL)
           + (receipt IS NOT NULL) + (ruling IS NOT NULL) = 1),
    CHECK ((learner IS NULL) = (session IS NOT NULL)),
    CHECK ((cohort IS NULL) = (session IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO feed (programme, sequence, learner, kind, change, writer, cohort, session, receipt, hash)
SELECT programme, sequence, learner, kind, change, writer, cohort, session, receipt, hash
FROM feed_before;
DROP TABLE feed_before;
CREATE INDEX feed_by_learner ON feed (learner, sequence);
CREATE INDEX feed_by_cohort ON feed (cohort, sequence) WHERE cohort IS NOT NULL;
