-- Staff: centres, accounts with several grants each, sessions, tries at signing in, and the audit
-- log.

CREATE TABLE center (
    number     INTEGER PRIMARY KEY,
    programme  INTEGER NOT NULL REFERENCES programme (number),
    id         TEXT    NOT NULL UNIQUE,
    title      TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Absent for cohorts from before there were centres.
ALTER TABLE cohort ADD COLUMN center INTEGER REFERENCES center (number);
CREATE INDEX cohort_by_center ON cohort (center);

-- An account had one role, which its table's rule named; roles are grants now. Everybody signs in
-- again after this.
DROP TABLE session;
CREATE TABLE account_of_001 (
    number        INTEGER PRIMARY KEY,
    login         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    locale        TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
) STRICT;
INSERT INTO account_of_001
SELECT number, login, name, locale, password_hash, created_at, disabled_at FROM account;
DROP TABLE account;

-- `first_password`: it was given to her and opens nothing but the form for one of her own.
CREATE TABLE account (
    number         INTEGER PRIMARY KEY,
    login          TEXT    NOT NULL UNIQUE,
    name           TEXT    NOT NULL,
    locale         TEXT    NOT NULL,
    password_hash  TEXT    NOT NULL,
    first_password INTEGER NOT NULL CHECK (first_password IN (0, 1)),
    created_at     INTEGER NOT NULL,
    last_sign_in   INTEGER,
    disabled_at    INTEGER
) STRICT;
INSERT INTO account
    (number, login, name, locale, password_hash, first_password, created_at, disabled_at)
SELECT number, login, name, locale, password_hash, 0, created_at, disabled_at FROM account_of_001;

-- What an account may do where and when; several stay apart. `starts` and `ends` are days, `ends`
-- is the last one. A grant that was taken back stays, for whoever asks later.
CREATE TABLE role_grant (
    number     INTEGER PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES account (number),
    role       TEXT    NOT NULL
               CHECK (role IN ('administrator', 'coordinator', 'facilitator', 'mentor', 'auditor')),
    scope      TEXT    NOT NULL CHECK (scope IN ('programme', 'center', 'cohort', 'learners')),
    center     INTEGER REFERENCES center (number),
    cohort     INTEGER REFERENCES cohort (number),
    starts     INTEGER NOT NULL,
    ends       INTEGER,
    granted_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CHECK ((scope = 'center') = (center IS NOT NULL)),
    CHECK ((scope = 'cohort') = (cohort IS NOT NULL))
) STRICT;
CREATE INDEX role_grant_by_account ON role_grant (account);

-- The learners of a mentor's group.
CREATE TABLE grant_learner (
    role_grant INTEGER NOT NULL REFERENCES role_grant (number),
    learner    INTEGER NOT NULL REFERENCES learner (number),
    PRIMARY KEY (role_grant, learner)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_learner_by_learner ON grant_learner (learner);

INSERT INTO role_grant (account, role, scope, starts, granted_at)
SELECT number, 'coordinator', 'programme', created_at / 86400, created_at FROM account_of_001;
DROP TABLE account_of_001;

CREATE TABLE session (
    token_hash BLOB    PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES account (number),
    created_at INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account);

-- Tries at a login in a row, whether it is anybody's or not: they must look alike.
CREATE TABLE sign_in_try (
    login_hash BLOB    PRIMARY KEY CHECK (length(login_hash) = 32),
    tries      INTEGER NOT NULL,
    wait_until INTEGER NOT NULL,
    last_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what. Each row's hash covers the one before it: see `audit`. `account` is a login; absent
-- when it was done at the command line.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    at       INTEGER NOT NULL,
    account  TEXT,
    act      TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    detail   TEXT    NOT NULL,
    previous BLOB    NOT NULL CHECK (length(previous) = 32),
    hash     BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_act ON audit (act, at);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
-- Also against replacing a row, which deletes without asking the trigger above.
CREATE TRIGGER audit_goes_on_at_its_end BEFORE INSERT ON audit
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only appended to');
END;
