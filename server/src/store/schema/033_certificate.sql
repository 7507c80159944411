-- What was given to whom: certificates, the keys that sign them, and whose rules are to be looked at.

-- Keys that sign certificates, oldest first. The one without an end signs; of the others only the
-- public half is kept. On a hub none has a seed.
CREATE TABLE issuer_key (
    number INTEGER PRIMARY KEY,
    public BLOB    NOT NULL UNIQUE CHECK (length(public) = 32),
    seed   BLOB    CHECK (length(seed) = 32),
    since  INTEGER NOT NULL,
    until  INTEGER
) STRICT;

-- One row for each put in `certificate/…`; what stands on it is read of the put.
CREATE TABLE certificate_version (
    put         INTEGER PRIMARY KEY REFERENCES put (number),
    learner     INTEGER NOT NULL REFERENCES learner (number),
    -- The register's UUID.
    id          TEXT    NOT NULL,
    -- As the programme names it.
    certificate TEXT    NOT NULL,
    cohort      TEXT    NOT NULL,
    issued_on   INTEGER NOT NULL,
    expires     INTEGER,
    -- The day on which it was taken back.
    revoked     INTEGER,
    -- Its place in the list of those that were taken back.
    place       INTEGER NOT NULL
) STRICT;
CREATE INDEX certificate_version_by_learner ON certificate_version (learner, id);

-- How each certificate stands. Days are days since 1970; `revoked` is the day on which it was taken
-- back, and null while it stands.
CREATE TABLE certificate_issued (
    learner     INTEGER NOT NULL REFERENCES learner (number),
    id          TEXT    NOT NULL,
    certificate TEXT    NOT NULL,
    cohort      TEXT    NOT NULL,
    issued_on   INTEGER NOT NULL,
    expires     INTEGER,
    revoked     INTEGER,
    place       INTEGER NOT NULL,
    put         INTEGER NOT NULL REFERENCES put (number),
    PRIMARY KEY (learner, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_issued_by_id ON certificate_issued (id);
CREATE INDEX certificate_issued_by_place ON certificate_issued (place);
CREATE INDEX certificate_issued_revoked ON certificate_issued (revoked) WHERE revoked IS NOT NULL;

-- Learners for whom a rule may hold by now; a number that is nobody's is passed over.
CREATE TABLE certificate_due (
    learner INTEGER PRIMARY KEY
) STRICT;

-- Versions of the definition by which something is given by rule: without any nobody is noted.
CREATE TABLE certificate_rule (
    version INTEGER PRIMARY KEY
) STRICT;
INSERT INTO certificate_rule (version)
    SELECT DISTINCT version FROM definition, json_each(definition.json, '$.certificates') AS given
    WHERE json_extract(given.value, '$.by') = 'rule';
INSERT INTO certificate_due (learner)
    SELECT number FROM learner WHERE EXISTS (SELECT 1 FROM certificate_rule);
CREATE TRIGGER certificate_rule_of AFTER INSERT ON definition
WHEN EXISTS (SELECT 1 FROM json_each(NEW.json, '$.certificates') AS given
             WHERE json_extract(given.value, '$.by') = 'rule')
BEGIN
    INSERT INTO certificate_rule (version) SELECT NEW.version
    WHERE NEW.version NOT IN (SELECT version FROM certificate_rule);
    INSERT INTO certificate_due (learner) SELECT number FROM learner
    WHERE number NOT IN (SELECT learner FROM certificate_due);
END;

-- Not `OR IGNORE`: a statement with a conflict clause of its own takes a trigger's away.
CREATE TRIGGER certificate_lesson AFTER INSERT ON lesson_progress
WHEN NEW.state = 1 AND EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM certificate_due);
END;
CREATE TRIGGER certificate_confirmed AFTER INSERT ON met
WHEN NEW.section = 'confirmed' AND EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM certificate_due);
END;
CREATE TRIGGER certificate_attendance AFTER INSERT ON attendance
WHEN EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM certificate_due);
END;
CREATE TRIGGER certificate_hours AFTER INSERT ON entry_standing
WHEN NEW.state = 'approved' AND EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM certificate_due);
END;
CREATE TRIGGER certificate_enrolment AFTER INSERT ON enrolment
WHEN EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM certificate_due);
END;
CREATE TRIGGER certificate_learner AFTER UPDATE OF cohort, same_as, name ON learner
WHEN EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT NEW.number
    WHERE NEW.number NOT IN (SELECT learner FROM certificate_due);
END;
CREATE TRIGGER certificate_session AFTER UPDATE OF cancelled, series ON cohort_session
WHEN EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT number FROM learner
    WHERE cohort = NEW.cohort AND number NOT IN (SELECT learner FROM certificate_due);
END;
-- A pack that came, or lost a lesson: courses have other lessons.
CREATE TRIGGER certificate_catalogue AFTER UPDATE OF json ON catalogue
WHEN NEW.sha256 <> OLD.sha256 AND EXISTS (SELECT 1 FROM certificate_rule)
BEGIN
    INSERT INTO certificate_due (learner) SELECT number FROM learner
    WHERE number NOT IN (SELECT learner FROM certificate_due);
END;

-- Reports follow (`store::facts`).
CREATE TRIGGER fact_certificate_added AFTER INSERT ON certificate_issued
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_certificate_gone AFTER DELETE ON certificate_issued
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
