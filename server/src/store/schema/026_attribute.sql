-- What the directory says of a person for reports, as she said it; all of it optional.

-- `female`, `male`, `other`, or `unsaid`: she preferred not to say. Absent: nobody asked.
ALTER TABLE learner ADD COLUMN gender TEXT
    CHECK (gender IN ('female', 'male', 'other', 'unsaid'));
-- A region as the programme names it, or in the words of whoever brought it in.
ALTER TABLE learner ADD COLUMN region TEXT;

-- Anything else, by name: `age_band`, `disability`, `education`… as it was given. `cohort`: the id
-- of the cohort for which it was said, where that may differ from one enrolment to another (also of
-- `gender` and `region`, which then stand before the columns above); empty: of herself.
CREATE TABLE learner_attribute (
    learner INTEGER NOT NULL REFERENCES learner (number),
    cohort  TEXT    NOT NULL DEFAULT '',
    name    TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 32),
    value   TEXT    NOT NULL CHECK (length(value) BETWEEN 1 AND 80),
    PRIMARY KEY (learner, cohort, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX learner_attribute_by_name ON learner_attribute (name, learner);
