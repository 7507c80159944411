-- Openings and learners: who is interested, what would be sent of whom, and her word on it.

-- One row for each put in `interest/…`; of live ones the latest stands.
CREATE TABLE interest (
    put        INTEGER PRIMARY KEY REFERENCES put (number),
    learner    INTEGER NOT NULL REFERENCES learner (number),
    -- The opening's id, as text.
    opening    TEXT    NOT NULL,
    interested INTEGER NOT NULL CHECK (interested IN (0, 1)),
    day        INTEGER NOT NULL
) STRICT;
CREATE INDEX interest_by_opening ON interest (opening, learner);

-- One row for each put in `referral/…`. The text itself stays in the record; `version` speaks for
-- exactly it.
CREATE TABLE referral (
    put       INTEGER PRIMARY KEY REFERENCES put (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    referral  TEXT    NOT NULL,
    opening   TEXT    NOT NULL,
    version   BLOB    NOT NULL CHECK (length(version) = 32),
    day       INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1))
) STRICT;
CREATE INDEX referral_by_opening ON referral (opening, learner);
CREATE INDEX referral_by_learner ON referral (learner, referral);

-- One row for each put in `release/…`: her word on the version that it names, and on no other.
CREATE TABLE release (
    put      INTEGER PRIMARY KEY REFERENCES put (number),
    learner  INTEGER NOT NULL REFERENCES learner (number),
    referral TEXT    NOT NULL,
    version  BLOB    NOT NULL CHECK (length(version) = 32),
    allowed  INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    day      INTEGER NOT NULL
) STRICT;
CREATE INDEX release_by_learner ON release (learner, referral);
