-- What reports count: one row for each enrolment, made of projections. Whatever a learner's facts
-- follow from notes her below; they are made anew before the next report (`store::facts`).

CREATE TABLE fact (
    number     INTEGER PRIMARY KEY,
    learner    INTEGER NOT NULL REFERENCES learner (number),
    cohort     INTEGER NOT NULL REFERENCES cohort (number),
    -- The lowest of what all ids of one person name.
    person     INTEGER NOT NULL,
    -- 0 enrolled, 1 paused, 2 left, 3 completed, 4 ended.
    state      INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3, 4)),
    since      INTEGER NOT NULL,
    day        INTEGER NOT NULL,
    track      TEXT,
    reason     TEXT,
    gender     TEXT,
    region     TEXT,
    age_band   TEXT,
    birth_year INTEGER,
    -- Days of the first and the last thing that she did in it.
    first_day  INTEGER,
    last_day   INTEGER,
    lessons    INTEGER NOT NULL,
    UNIQUE (learner, cohort)
) STRICT;

-- What one kind of report counts of an enrolment, packed: `store::facts::parts` says how.
CREATE TABLE fact_part (
    kind INTEGER NOT NULL,
    fact INTEGER NOT NULL REFERENCES fact (number),
    data BLOB    NOT NULL,
    PRIMARY KEY (kind, fact)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_part_by_fact ON fact_part (fact);

-- Lessons and currencies, which facts name by number.
CREATE TABLE fact_word (
    number INTEGER PRIMARY KEY,
    word   TEXT    NOT NULL UNIQUE
) STRICT;

-- Learners whose facts are not up to date; a number that is nobody's is passed over.
CREATE TABLE fact_stale (
    learner INTEGER PRIMARY KEY
) STRICT;
INSERT INTO fact_stale SELECT number FROM learner;

-- Not `OR IGNORE`: a statement with a conflict clause of its own takes a trigger's away.
CREATE TRIGGER fact_learner_added AFTER INSERT ON learner
BEGIN
    INSERT INTO fact_stale SELECT NEW.number
    WHERE NEW.number NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_learner_changed
AFTER UPDATE OF number, cohort, enrolled_at, birth_year, track, gender, region, same_as, erased_at
ON learner
BEGIN
    INSERT INTO fact_stale SELECT NEW.number
    WHERE NEW.number NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_attribute_added AFTER INSERT ON learner_attribute
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_attribute_changed AFTER UPDATE ON learner_attribute
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_attribute_gone AFTER DELETE ON learner_attribute
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_consent AFTER INSERT ON consent
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_enrolment_added AFTER INSERT ON enrolment
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_enrolment_gone AFTER DELETE ON enrolment
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_lesson_added AFTER INSERT ON lesson_progress
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_lesson_gone AFTER DELETE ON lesson_progress
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_work_added AFTER INSERT ON work_entry
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_work_gone AFTER DELETE ON work_entry
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_standing_added AFTER INSERT ON entry_standing
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_standing_gone AFTER DELETE ON entry_standing
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_attendance_added AFTER INSERT ON attendance
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_attendance_gone AFTER DELETE ON attendance
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_line AFTER INSERT ON statement_line
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_paid AFTER INSERT ON statement_payment
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
-- Of a session that is not held nobody's attendance counts.
CREATE TRIGGER fact_session_changed AFTER UPDATE OF cancelled ON cohort_session
WHEN NEW.cancelled <> OLD.cancelled
BEGIN
    INSERT INTO fact_stale SELECT learner FROM fact
    WHERE cohort = NEW.cohort AND learner NOT IN (SELECT learner FROM fact_stale);
END;
-- Which lessons count as one, and which track a course belongs to.
CREATE TRIGGER fact_catalogue AFTER UPDATE OF json ON catalogue WHEN NEW.sha256 <> OLD.sha256
BEGIN
    INSERT INTO fact_stale SELECT number FROM learner
    WHERE number NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_catalogue_made AFTER INSERT ON catalogue
BEGIN
    INSERT INTO fact_stale SELECT number FROM learner
    WHERE number NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_definition AFTER UPDATE OF definition ON programme
BEGIN
    INSERT INTO fact_stale SELECT number FROM learner
    WHERE number NOT IN (SELECT learner FROM fact_stale);
END;
