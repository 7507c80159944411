-- The second factor at sign-in.

-- `secret` is in force since `confirmed_at`; `pending` was shown to her and not yet proved. Codes of
-- `last_step` and of earlier steps are not taken again.
CREATE TABLE second_factor (
    account      INTEGER PRIMARY KEY REFERENCES account (number),
    secret       BLOB    CHECK (length(secret) = 20),
    confirmed_at INTEGER,
    last_step    INTEGER NOT NULL DEFAULT 0,
    pending      BLOB    CHECK (length(pending) = 20),
    CHECK ((secret IS NULL) = (confirmed_at IS NULL))
) STRICT;

-- Each is good once. Only hashes are kept.
CREATE TABLE recovery_code (
    account   INTEGER NOT NULL REFERENCES account (number),
    code_hash BLOB    NOT NULL CHECK (length(code_hash) = 32),
    used_at   INTEGER,
    PRIMARY KEY (account, code_hash)
) STRICT, WITHOUT ROWID;

-- Roles whose accounts must have one.
CREATE TABLE second_factor_role (
    role        TEXT    PRIMARY KEY
                CHECK (role IN ('administrator', 'coordinator', 'facilitator', 'mentor', 'auditor')),
    required_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
