-- What was answered to surveys counts in reports, and who found a job: learners of whom that changes
-- are noted, and those of whom it is known already.

-- Day on which staff recorded that she found one, in this enrolment.
ALTER TABLE fact ADD COLUMN placed INTEGER;

CREATE TRIGGER fact_answer_added AFTER INSERT ON survey_answer
BEGIN
    INSERT INTO fact_stale SELECT NEW.learner
    WHERE NEW.learner NOT IN (SELECT learner FROM fact_stale);
END;
CREATE TRIGGER fact_answer_gone AFTER DELETE ON survey_answer
BEGIN
    INSERT INTO fact_stale SELECT OLD.learner
    WHERE OLD.learner NOT IN (SELECT learner FROM fact_stale);
END;
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
INSERT INTO fact_stale
SELECT learner FROM survey_answer WHERE learner NOT IN (SELECT learner FROM fact_stale)
UNION SELECT learner FROM outcome WHERE learner NOT IN (SELECT learner FROM fact_stale);
