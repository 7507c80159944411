-- What became of learners, as staff recorded it: one row for each put in `outcome/…` that this
-- version can read. `kind` is the word of `sync_core::record::BecameKind`; `step` names a step of
-- placement in the definition, `referral` what was sent to a company in words that she approved. What
-- counts are rows whose put is live, and that were not taken back.
CREATE TABLE outcome (
    put       INTEGER PRIMARY KEY REFERENCES put (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    outcome   TEXT    NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('step', 'job_found', 'job_ended',
                  'business_started', 'business_improved', 'formal_education', 'referred')),
    step      TEXT,
    referral  TEXT,
    day       INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    CHECK ((kind = 'step') = (step IS NOT NULL)),
    CHECK (kind = 'job_found' OR (kind = 'referred') = (referral IS NOT NULL))
) STRICT;
CREATE INDEX outcome_by_learner ON outcome (learner, kind);
