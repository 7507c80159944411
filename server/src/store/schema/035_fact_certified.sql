-- Who was given a certificate counts in reports: those of whom that is known already are noted. Triggers
-- of 033 note the others.

-- Day on which she was given the first that still stands, in this enrolment.
ALTER TABLE fact ADD COLUMN certified INTEGER;

INSERT INTO fact_stale
SELECT DISTINCT learner FROM certificate_issued
WHERE learner NOT IN (SELECT learner FROM fact_stale);
