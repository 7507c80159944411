-- What she meets, lessons elsewhere that staff confirmed, and the tracks that she chose.

-- One row for each put in `requirement/…` (hers and staff's) and `confirmed/…`; of live ones the
-- latest stands.
CREATE TABLE met (
    put       INTEGER PRIMARY KEY REFERENCES put (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    -- `requirement` or `confirmed`.
    section   TEXT    NOT NULL,
    -- The requirement or the lesson.
    entity    TEXT    NOT NULL,
    met       INTEGER NOT NULL CHECK (met IN (0, 1)),
    day       INTEGER NOT NULL
) STRICT;
CREATE INDEX met_by_learner ON met (learner, section, entity);

-- One row for each put in `choice/track/…`; of live ones the latest stands.
CREATE TABLE choice (
    put     INTEGER PRIMARY KEY REFERENCES put (number),
    learner INTEGER NOT NULL REFERENCES learner (number),
    track   TEXT    NOT NULL,
    day     INTEGER NOT NULL,
    reason  TEXT,
    text    TEXT
) STRICT;
CREATE INDEX choice_by_learner ON choice (learner);

-- The series of workshops that a session belongs to, as the programme names it.
ALTER TABLE cohort_session ADD COLUMN series TEXT;
