-- What staff say of a learner's work, and what is paid for it.

-- Whose account a staff device's writer is; absent for phones, and for central's own writers.
ALTER TABLE writer ADD COLUMN account INTEGER REFERENCES account (number);
CREATE INDEX writer_by_account ON writer (account);
-- Set for a staff device: it is none of her phones.
ALTER TABLE device ADD COLUMN account INTEGER REFERENCES account (number);

-- People that turned out to be one: all rows of a class name the same learner. Reversible; nothing
-- of the record and no closed line is rewritten for it.
ALTER TABLE learner ADD COLUMN same_as INTEGER REFERENCES learner (number);
CREATE INDEX learner_by_same_as ON learner (same_as);

-- Learners whose entries an account does not decide on. `relation`: 0 herself, 1 a relative.
CREATE TABLE kinship (
    account  INTEGER NOT NULL REFERENCES account (number),
    learner  INTEGER NOT NULL REFERENCES learner (number),
    relation INTEGER NOT NULL CHECK (relation IN (0, 1)),
    PRIMARY KEY (account, learner)
) STRICT, WITHOUT ROWID;

-- Where an entry made for her is from: 0 paper, 1 a call, 2 a dead phone. Absent for her own.
ALTER TABLE work_version ADD COLUMN source INTEGER;

-- One row for each put in `decision/…` that this version can read. `outcome`: 0 approve, 1 ask,
-- 2 decline. Amounts are minor units.
CREATE TABLE decision (
    put      INTEGER PRIMARY KEY REFERENCES put (number),
    learner  INTEGER NOT NULL REFERENCES learner (number),
    entry    TEXT    NOT NULL,
    writer   INTEGER NOT NULL REFERENCES writer (number),
    outcome  INTEGER NOT NULL CHECK (outcome IN (0, 1, 2)),
    minutes  INTEGER,
    units    INTEGER,
    basis    TEXT,
    rate     INTEGER,
    currency TEXT,
    rounding INTEGER,
    amount   INTEGER,
    reason   TEXT,
    note     TEXT,
    bulk     INTEGER NOT NULL CHECK (bulk IN (0, 1))
) STRICT;
CREATE INDEX decision_by_entry ON decision (learner, entry);
CREATE INDEX decision_by_writer ON decision (writer);

-- One row for each put in `answer/…`. `kind`: 0 yes, 1 not so, 2 reply, 3 received, 4 not received.
CREATE TABLE answer (
    put     INTEGER PRIMARY KEY REFERENCES put (number),
    learner INTEGER NOT NULL REFERENCES learner (number),
    subject TEXT    NOT NULL,
    writer  INTEGER NOT NULL REFERENCES writer (number),
    kind    INTEGER NOT NULL CHECK (kind IN (0, 1, 2, 3, 4)),
    about   BLOB    NOT NULL CHECK (length(about) = 32),
    text    TEXT
) STRICT;
CREATE INDEX answer_by_subject ON answer (learner, subject);

-- One row for each put in `attendance/…`. `presence`: 0 present, 1 late, 2 absent, 3 excused.
CREATE TABLE attendance (
    put      INTEGER PRIMARY KEY REFERENCES put (number),
    learner  INTEGER NOT NULL REFERENCES learner (number),
    session  TEXT    NOT NULL,
    writer   INTEGER NOT NULL REFERENCES writer (number),
    presence INTEGER NOT NULL CHECK (presence IN (0, 1, 2, 3)),
    day      INTEGER NOT NULL,
    scanned  INTEGER NOT NULL CHECK (scanned IN (0, 1))
) STRICT;
CREATE INDEX attendance_by_session ON attendance (session, learner);

-- One row for each put in `payment/…`: what her phone is told of `statement_payment`.
CREATE TABLE payment (
    put      INTEGER PRIMARY KEY REFERENCES put (number),
    learner  INTEGER NOT NULL REFERENCES learner (number),
    payment  TEXT    NOT NULL,
    from_day INTEGER NOT NULL,
    to_day   INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    currency TEXT    NOT NULL,
    day      INTEGER NOT NULL,
    method   TEXT    NOT NULL
) STRICT;
CREATE INDEX payment_by_learner ON payment (learner);

-- How each entry stands: `sync_core::record::stand` over the rows of the ledger. The columns from
-- `version` on are those of an approval.
CREATE TABLE entry_standing (
    learner  INTEGER NOT NULL REFERENCES learner (number),
    entry    TEXT    NOT NULL,
    state    TEXT    NOT NULL CHECK
             (state IN ('waiting', 'asked', 'approved', 'declined', 'withdrawn', 'question')),
    question TEXT,
    reason   TEXT,
    answered INTEGER NOT NULL CHECK (answered IN (0, 1)),
    version  BLOB,
    decision BLOB,
    minutes  INTEGER,
    units    INTEGER,
    basis    TEXT,
    rate     INTEGER,
    currency TEXT,
    rounding INTEGER,
    amount   INTEGER,
    bulk     INTEGER NOT NULL CHECK (bulk IN (0, 1)),
    task     TEXT,
    day      INTEGER,
    PRIMARY KEY (learner, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_standing_by_state ON entry_standing (state, learner);

-- ---------------------------------------------------------------- pay
-- A ledger that is only appended to. A statement is closed when it is made; what changes later is
-- a line in a later one.

CREATE TABLE statement (
    number    INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    cohort    INTEGER NOT NULL REFERENCES cohort (number),
    from_day  INTEGER NOT NULL,
    to_day    INTEGER NOT NULL,
    lines     INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    closed_by INTEGER NOT NULL REFERENCES account (number),
    CHECK (from_day <= to_day)
) STRICT;
CREATE INDEX statement_by_cohort ON statement (cohort, to_day);

-- `kind`: an entry for the first time; an adjustment of one; a fee for the period of the statement
-- `period`; an amount carried over, where adjustments took more than there was. Sums over lines are
-- what there was in all.
CREATE TABLE statement_line (
    number    INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL REFERENCES statement (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    kind      TEXT    NOT NULL CHECK (kind IN ('entry', 'adjustment', 'period', 'carry')),
    entry     TEXT,
    period    INTEGER REFERENCES statement (number),
    task      TEXT,
    day       INTEGER,
    version   BLOB,
    decision  BLOB,
    minutes   INTEGER NOT NULL,
    units     INTEGER NOT NULL,
    basis     TEXT,
    rate      INTEGER,
    rounding  INTEGER,
    currency  TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    CHECK ((kind IN ('entry', 'adjustment')) = (entry IS NOT NULL)),
    CHECK ((kind = 'period') = (period IS NOT NULL))
) STRICT;
CREATE INDEX statement_line_by_statement ON statement_line (statement);
CREATE INDEX statement_line_by_entry ON statement_line (learner, entry);

CREATE TABLE statement_payment (
    number    INTEGER PRIMARY KEY,
    statement INTEGER NOT NULL REFERENCES statement (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    currency  TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    method    TEXT    NOT NULL,
    marked_at INTEGER NOT NULL,
    marked_by INTEGER NOT NULL REFERENCES account (number),
    UNIQUE (statement, learner, currency)
) STRICT;

CREATE TRIGGER statement_is_closed BEFORE UPDATE ON statement
BEGIN SELECT RAISE(ABORT, 'a statement is closed'); END;
CREATE TRIGGER statement_stays BEFORE DELETE ON statement
BEGIN SELECT RAISE(ABORT, 'a statement is closed'); END;
CREATE TRIGGER statement_line_is_closed BEFORE UPDATE ON statement_line
BEGIN SELECT RAISE(ABORT, 'a statement is closed'); END;
CREATE TRIGGER statement_line_stays BEFORE DELETE ON statement_line
BEGIN SELECT RAISE(ABORT, 'a statement is closed'); END;
CREATE TRIGGER statement_has_its_lines BEFORE INSERT ON statement_line
WHEN (SELECT COUNT(*) FROM statement_line WHERE statement = NEW.statement)
     >= (SELECT lines FROM statement WHERE number = NEW.statement)
BEGIN SELECT RAISE(ABORT, 'a statement is closed'); END;
CREATE TRIGGER statement_payment_is_kept BEFORE UPDATE ON statement_payment
BEGIN SELECT RAISE(ABORT, 'a payment is not changed'); END;
CREATE TRIGGER statement_payment_stays BEFORE DELETE ON statement_payment
BEGIN SELECT RAISE(ABORT, 'a payment is not changed'); END;

-- Entries from before there were decisions: nobody decided on them. Those with two live versions
-- are questions, those taken back stay so.
INSERT INTO entry_standing (learner, entry, state, question, answered, bulk, task, day)
SELECT learner, entry,
       CASE WHEN live_versions > 1 THEN 'question' WHEN withdrawn THEN 'withdrawn' ELSE 'waiting' END,
       CASE WHEN live_versions > 1 THEN 'versions' END, 0, 0, task, day
FROM work_entry;
