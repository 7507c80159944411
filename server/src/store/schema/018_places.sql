-- Learners between centres: who was where, who visits, and what a hub does when somebody comes or
-- goes.

-- Where a learner was until she moved. Where she is now, her row says; nothing here is changed.
CREATE TABLE membership (
    learner  INTEGER NOT NULL REFERENCES learner (number),
    cohort   INTEGER NOT NULL REFERENCES cohort (number),
    until_at INTEGER NOT NULL,
    PRIMARY KEY (learner, until_at, cohort)
) STRICT, WITHOUT ROWID;

-- At central: a learner who is at another centre for some days, by that centre's calendar. Its hub
-- serves her phones meanwhile; its staff see nothing of her.
CREATE TABLE visit (
    number    INTEGER PRIMARY KEY,
    learner   INTEGER NOT NULL REFERENCES learner (number),
    center    INTEGER NOT NULL REFERENCES center (number),
    from_day  INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    ended_at  INTEGER,
    CHECK (from_day <= until_day)
) STRICT;
CREATE INDEX visit_by_center ON visit (center, until_day);
CREATE INDEX visit_by_learner ON visit (learner);

-- On a hub: so many entries of its feed went with those whom it forgot.
ALTER TABLE upstream ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;

-- On a hub: learners of whom central's feed is still to be read from `read_to` on to where reading
-- stands for all others. They came after reading had passed their changes.
CREATE TABLE due (
    learner INTEGER PRIMARY KEY REFERENCES learner (number),
    read_to INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Whoever was moved in before hubs knew of this lacks what was hers then.
INSERT INTO due (learner) SELECT number FROM learner WHERE EXISTS (SELECT 1 FROM upstream);

-- On a hub: learners whom central does not name any more. They are forgotten once central has all
-- that the hub has of them.
CREATE TABLE leaving (
    learner INTEGER PRIMARY KEY REFERENCES learner (number)
) STRICT;
