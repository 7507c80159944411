-- A fact's columns are packed (`store::facts::packed`): reports read each of them in every row. Facts
-- follow from what else is here, so they are not carried over, but made anew.
DROP TABLE fact_part;
DROP TABLE fact;
CREATE TABLE fact (
    number  INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learner (number),
    cohort  INTEGER NOT NULL REFERENCES cohort (number),
    data    BLOB    NOT NULL,
    UNIQUE (learner, cohort)
) STRICT;
CREATE TABLE fact_part (
    kind INTEGER NOT NULL,
    fact INTEGER NOT NULL REFERENCES fact (number),
    data BLOB    NOT NULL,
    PRIMARY KEY (kind, fact)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_part_by_fact ON fact_part (fact);
INSERT INTO fact_stale SELECT number FROM learner
WHERE number NOT IN (SELECT learner FROM fact_stale);
