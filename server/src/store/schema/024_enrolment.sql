-- Enrolments: a person may be in several cohorts, one after the other or beside each other.

-- One row for each put in `enrolment/…`. `cohort` is the cohort's id: it need not be known here.
-- `state`: 0 enrolled, 1 paused, 2 left, 3 completed, 4 ended. `definition` is a version of the
-- programme's definition. (No program wrote such a register before there was this table.)
CREATE TABLE enrolment_version (
    put        INTEGER PRIMARY KEY REFERENCES put (number),
    learner    INTEGER NOT NULL REFERENCES learner (number),
    cohort     TEXT    NOT NULL,
    state      INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3, 4)),
    day        INTEGER NOT NULL,
    track      TEXT,
    reason     TEXT,
    definition INTEGER
) STRICT;
CREATE INDEX enrolment_version_by_cohort ON enrolment_version (learner, cohort);

-- How each stands, and since which day she is in it: the fold over live versions. Of a cohort that
-- her directory row names and nothing here does, she is enrolled since `learner.enrolled_at`.
CREATE TABLE enrolment (
    learner            INTEGER NOT NULL REFERENCES learner (number),
    cohort             TEXT    NOT NULL,
    state              INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3, 4)),
    -- Since when it stands so.
    day                INTEGER NOT NULL,
    -- The earliest day that any version names.
    since              INTEGER NOT NULL,
    track              TEXT,
    reason             TEXT,
    definition_version INTEGER,
    put                INTEGER NOT NULL REFERENCES put (number),
    PRIMARY KEY (learner, cohort)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_by_cohort ON enrolment (cohort, state);
