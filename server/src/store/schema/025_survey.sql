-- Surveys, and messages between a learner and those who accompany her.

-- One row for each put in `survey/…` that this version can read. `sealed`: 0 nothing was sealed,
-- 1 it was opened here, 2 it was not (a hub never opens it). `day` is the day of the answers.
CREATE TABLE survey_word (
    put     INTEGER PRIMARY KEY REFERENCES put (number),
    learner INTEGER NOT NULL REFERENCES learner (number),
    survey  TEXT    NOT NULL,
    day     INTEGER NOT NULL,
    hers    INTEGER NOT NULL CHECK (hers IN (0, 1)),
    sealed  INTEGER NOT NULL CHECK (sealed IN (0, 1, 2))
) STRICT;
CREATE INDEX survey_word_by_survey ON survey_word (learner, survey);

-- What one of them answers. `options` is a JSON list of option ids. Sensitive ones were sealed to
-- central where they were entered: no route shows them by person.
CREATE TABLE survey_word_answer (
    put        INTEGER NOT NULL REFERENCES survey_word (put),
    question   TEXT    NOT NULL,
    sensitive  INTEGER NOT NULL CHECK (sensitive IN (0, 1)),
    yes        INTEGER,
    options    TEXT,
    number     INTEGER,
    text       TEXT,
    prefer_not INTEGER NOT NULL CHECK (prefer_not IN (0, 1)),
    PRIMARY KEY (put, question)
) STRICT, WITHOUT ROWID;

-- What counts as a learner's answer to each question: the fold of the rows above.
CREATE TABLE survey_answer (
    learner    INTEGER NOT NULL REFERENCES learner (number),
    survey     TEXT    NOT NULL,
    question   TEXT    NOT NULL,
    day        INTEGER NOT NULL,
    hers       INTEGER NOT NULL CHECK (hers IN (0, 1)),
    sensitive  INTEGER NOT NULL CHECK (sensitive IN (0, 1)),
    yes        INTEGER,
    options    TEXT,
    number     INTEGER,
    text       TEXT,
    prefer_not INTEGER NOT NULL CHECK (prefer_not IN (0, 1)),
    PRIMARY KEY (learner, survey, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_answer_by_question ON survey_answer (question, survey);

-- One row for each put in `message/…`: whose turn it is. What it says stays in the record.
CREATE TABLE message (
    put     INTEGER PRIMARY KEY REFERENCES put (number),
    learner INTEGER NOT NULL REFERENCES learner (number),
    hers    INTEGER NOT NULL CHECK (hers IN (0, 1))
) STRICT;
CREATE INDEX message_by_learner ON message (learner);
