-- Hubs: a centre's own server, which holds its part of everything and serves it without central.

-- At central: the hubs that it certified. What a revoked one still brings is admitted like anything
-- else, since others signed it; it is told nothing more.
CREATE TABLE hub (
    number      INTEGER PRIMARY KEY,
    center      INTEGER NOT NULL REFERENCES center (number),
    label       TEXT    NOT NULL,
    public      BLOB    NOT NULL UNIQUE CHECK (length(public) = 32),
    certificate BLOB    NOT NULL,
    token_hash  BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    since       INTEGER NOT NULL,
    last_seen   INTEGER,
    -- Changes that it still had when it was last heard from, by its own word.
    unsent      INTEGER NOT NULL DEFAULT 0 CHECK (unsent >= 0),
    revoked_at  INTEGER
) STRICT;

-- Good once.
CREATE TABLE hub_code (
    code_hash  BLOB    PRIMARY KEY CHECK (length(code_hash) = 32),
    center     INTEGER NOT NULL REFERENCES center (number),
    label      TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    hub        INTEGER REFERENCES hub (number)
) STRICT, WITHOUT ROWID;

-- The hub that brought it first: it is not told of it again.
ALTER TABLE batch ADD COLUMN hub INTEGER REFERENCES hub (number);

-- On a hub: of this actor's changes central holds all up to this one, by its receipts.
ALTER TABLE actor ADD COLUMN central_sequence INTEGER NOT NULL DEFAULT 0;

-- On a hub: who certified it, and how far it has heard. One row; none at central.
CREATE TABLE upstream (
    number         INTEGER PRIMARY KEY CHECK (number = 1),
    root           BLOB    NOT NULL CHECK (length(root) = 32),
    central        BLOB    NOT NULL,
    center         TEXT    NOT NULL,
    token          BLOB    NOT NULL CHECK (length(token) = 32),
    -- Of the directory as it was taken in last.
    directory_hash BLOB    CHECK (length(directory_hash) = 32),
    cursor         BLOB,
    epoch          INTEGER,
    contact_at     INTEGER
) STRICT;

-- On a hub: batches that central is not known to hold. `refused`: what central said of it; it is
-- offered again when central was put back.
CREATE TABLE unconfirmed (
    batch   INTEGER PRIMARY KEY REFERENCES batch (number),
    refused TEXT
) STRICT;

-- On a hub: what locked profiles brought and only central can open, as it came.
CREATE TABLE carried (
    number      INTEGER PRIMARY KEY,
    hash        BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    request     BLOB    NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;

-- On a hub: central's receipts, for the phones that come.
CREATE TABLE relayed_receipt (
    number  INTEGER PRIMARY KEY,
    receipt BLOB    NOT NULL
) STRICT;

-- What became new, in order. Exactly one of `change`, `writer`, `session` and `receipt` is set. A
-- session is its cohort's; everything else is a learner's.
CREATE TABLE feed_before (
    programme INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    learner   INTEGER,
    kind      INTEGER,
    change    INTEGER,
    writer    INTEGER,
    cohort    INTEGER,
    session   INTEGER,
    hash      BLOB    NOT NULL,
    PRIMARY KEY (programme, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO feed_before
SELECT programme, sequence, learner, kind, change, writer, cohort, session, hash FROM feed;
DROP TABLE feed;
CREATE TABLE feed (
    programme INTEGER NOT NULL REFERENCES programme (number),
    sequence  INTEGER NOT NULL,
    learner   INTEGER REFERENCES learner (number),
    kind      INTEGER,
    change    INTEGER REFERENCES change (number),
    writer    INTEGER REFERENCES writer (number),
    cohort    INTEGER REFERENCES cohort (number),
    session   INTEGER REFERENCES cohort_session (number),
    receipt   INTEGER REFERENCES relayed_receipt (number),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (programme, sequence),
    CHECK ((change IS NOT NULL) + (writer IS NOT NULL) + (session IS NOT NULL)
           + (receipt IS NOT NULL) = 1),
    CHECK ((learner IS NULL) = (session IS NOT NULL)),
    CHECK ((cohort IS NULL) = (session IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO feed (programme, sequence, learner, kind, change, writer, cohort, session, hash)
SELECT programme, sequence, learner, kind, change, writer, cohort, session, hash FROM feed_before;
DROP TABLE feed_before;
CREATE INDEX feed_by_learner ON feed (learner, sequence);
CREATE INDEX feed_by_cohort ON feed (cohort, sequence) WHERE cohort IS NOT NULL;
