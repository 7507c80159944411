-- Staff record that somebody took what a certificate opened to her. Constraints of a table cannot be
-- changed in place: it is made anew, with its rows, its index and the triggers of 034.
CREATE TABLE outcome_next (
    put       INTEGER PRIMARY KEY REFERENCES put (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    outcome   TEXT    NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('step', 'job_found', 'job_ended', 'business_started',
                  'business_improved', 'formal_education', 'referred', 'award')),
    step      TEXT,
    referral  TEXT,
    -- As the programme names it.
    award     TEXT,
    day       INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    CHECK ((kind = 'step') = (step IS NOT NULL)),
    CHECK ((kind = 'award') = (award IS NOT NULL)),
    CHECK (kind = 'job_found' OR (kind = 'referred') = (referral IS NOT NULL))
) STRICT;
INSERT INTO outcome_next (put, learner, outcome, kind, step, referral, day, withdrawn)
    SELECT put, learner, outcome, kind, step, referral, day, withdrawn FROM outcome;
DROP TABLE outcome;
ALTER TABLE outcome_next RENAME TO outcome;
CREATE INDEX outcome_by_learner ON outcome (learner, kind);
CREATE INDEX outcome_by_award ON outcome (award) WHERE award IS NOT NULL;

CREATE TRIGGER fact_outcome_added AFTER INSERT ON outcome
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_outcome_gone AFTER DELETE ON outcome
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
