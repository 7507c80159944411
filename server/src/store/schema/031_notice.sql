-- What a cohort's phones are told besides its sessions: openings, fairs, seed capital.

-- `body` is how it stands as staff wrote it, `notice` what phones are told, signed; empty as long as
-- they are told nothing: an opening that nobody verified. `edition` grows as a session's does.
CREATE TABLE cohort_notice (
    number      INTEGER PRIMARY KEY,
    cohort      INTEGER NOT NULL REFERENCES cohort (number),
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    edition     INTEGER NOT NULL,
    ends_on     INTEGER NOT NULL,
    body        BLOB    NOT NULL,
    -- Of an opening: who verified it as it stands (a login), and when.
    verified_by TEXT,
    verified_at INTEGER,
    notice      BLOB    NOT NULL,
    -- Its place in the feed as it stands now: earlier ones are passed over. 0: it has none.
    announced   INTEGER NOT NULL,
    CHECK ((verified_by IS NULL) = (verified_at IS NULL)),
    CHECK (announced = 0 OR length(notice) > 0)
) STRICT;
CREATE INDEX cohort_notice_by_cohort ON cohort_notice (cohort, ends_on);

-- What became new, in order. Exactly one of `change`, `writer`, `session`, `notice`, `receipt` and
-- `ruling` is set. A session and a notice are their cohort's; everything else is a learner's.
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
    ruling    INTEGER,
    hash      BLOB    NOT NULL,
    chain     BLOB,
    PRIMARY KEY (programme, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO feed_before
SELECT programme, sequence, learner, kind, change, writer, cohort, session, receipt, ruling, hash,
       chain
FROM feed;
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
    notice    INTEGER REFERENCES cohort_notice (number),
    receipt   INTEGER REFERENCES relayed_receipt (number),
    ruling    INTEGER REFERENCES ruling (number),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    chain     BLOB    CHECK (length(chain) = 32),
    PRIMARY KEY (programme, sequence),
    CHECK ((change IS NOT NULL) + (writer IS NOT NULL) + (session IS NOT NULL)
           + (notice IS NOT NULL) + (receipt IS NOT NULL) + (ruling IS NOT NULL) = 1),
    CHECK ((learner IS NULL) = (session IS NOT NULL OR notice IS NOT NULL)),
    CHECK ((cohort IS NULL) = (session IS NULL AND notice IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO feed (programme, sequence, learner, kind, change, writer, cohort, session, receipt,
                  ruling, hash, chain)
SELECT programme, sequence, learner, kind, change, writer, cohort, session, receipt, ruling, hash,
       chain
FROM feed_before;
DROP TABLE feed_before;
CREATE INDEX feed_by_learner ON feed (learner, sequence);
CREATE INDEX feed_by_cohort ON feed (cohort, sequence) WHERE cohort IS NOT NULL;
