-- Everything that a replica holds. Times are seconds since 1970 UTC, days are days since 1970.
-- Rows point at each other by small numbers of this database; what travels is in id columns.

-- The programme, and the head of its feed: sequences are assigned from `head` inside the
-- transaction that appends, so that their order is the order of commits.
CREATE TABLE programme (
    number        INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    definition    TEXT    NOT NULL,
    hash          BLOB    NOT NULL,
    head          INTEGER NOT NULL DEFAULT 0,
    demonstration INTEGER NOT NULL DEFAULT 0,
    changed_at    INTEGER NOT NULL
) STRICT;

-- Who this server is. One row. Only a restore changes the epoch.
CREATE TABLE replica (
    number       INTEGER PRIMARY KEY CHECK (number = 1),
    epoch        INTEGER NOT NULL,
    root_seed    BLOB    NOT NULL,
    central_seed BLOB    NOT NULL,
    certificate  BLOB    NOT NULL
) STRICT;

-- ---------------------------------------------------------------- people and devices

CREATE TABLE cohort (
    number    INTEGER PRIMARY KEY,
    programme INTEGER NOT NULL REFERENCES programme (number),
    id        TEXT    NOT NULL UNIQUE,
    title     TEXT    NOT NULL,
    starts    INTEGER NOT NULL,
    weeks     INTEGER NOT NULL
) STRICT;

CREATE TABLE learner (
    number      INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    cohort      INTEGER NOT NULL REFERENCES cohort (number),
    label       TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    enrolled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX learner_by_cohort ON learner (cohort);

CREATE TABLE device (
    number       INTEGER PRIMARY KEY,
    learner      INTEGER NOT NULL REFERENCES learner (number),
    label        TEXT    NOT NULL,
    token_hash   BLOB    NOT NULL UNIQUE,
    since        INTEGER NOT NULL,
    last_seen    INTEGER,
    -- The phone's clock minus the server's, as the last exchange found it.
    clock_offset INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX device_by_learner ON device (learner);

-- Keys that may sign. `holder`: 0 learner, 1 staff. `standing`: 0 effective, 1 held.
CREATE TABLE writer (
    number        INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 8),
    public        BLOB    NOT NULL UNIQUE CHECK (length(public) = 32),
    learner       INTEGER NOT NULL REFERENCES learner (number),
    device        INTEGER REFERENCES device (number),
    holder        INTEGER NOT NULL CHECK (holder IN (0, 1)),
    standing      INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1)),
    registered_at INTEGER NOT NULL,
    certificate   BLOB    NOT NULL
) STRICT;
CREATE INDEX writer_by_learner ON writer (learner);

-- A learner's sealed store on a device: its read token opens her documents.
CREATE TABLE profile (
    number       INTEGER PRIMARY KEY,
    token_hash   BLOB    NOT NULL UNIQUE,
    learner      INTEGER NOT NULL REFERENCES learner (number),
    device       INTEGER NOT NULL REFERENCES device (number),
    writer       INTEGER NOT NULL REFERENCES writer (number),
    since        INTEGER NOT NULL,
    withdrawn_at INTEGER
) STRICT;

-- `plain` is kept for a demonstration only, which prints its codes at every start.
CREATE TABLE enrolment_code (
    code_hash   BLOB    PRIMARY KEY,
    learner     INTEGER NOT NULL REFERENCES learner (number),
    plain       TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    profile     INTEGER REFERENCES profile (number),
    redeemed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_code_by_learner ON enrolment_code (learner);

CREATE TABLE time_anchor (
    device      INTEGER NOT NULL REFERENCES device (number),
    server_time INTEGER NOT NULL,
    device_time INTEGER NOT NULL,
    PRIMARY KEY (device, server_time)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- the record

-- `kind`: 0 record, 1 desk, 2 notes. `digest`: wrapping sum of the hash prefixes of its changes.
CREATE TABLE document (
    number  INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learner (number),
    kind    INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    digest  INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (learner, kind)
) STRICT;

-- One writer in one document since one app start.
CREATE TABLE actor (
    number        INTEGER PRIMARY KEY,
    document      INTEGER NOT NULL REFERENCES document (number),
    id            BLOB    NOT NULL CHECK (length(id) = 16),
    writer        INTEGER NOT NULL REFERENCES writer (number),
    nonce         BLOB    NOT NULL CHECK (length(nonce) = 8),
    last_sequence INTEGER NOT NULL DEFAULT 0,
    UNIQUE (document, id)
) STRICT;
CREATE INDEX actor_by_writer ON actor (writer);

-- A signature, and what it covers: the runs below up to their last hash.
CREATE TABLE batch (
    number        INTEGER PRIMARY KEY,
    document      INTEGER NOT NULL REFERENCES document (number),
    writer        INTEGER NOT NULL REFERENCES writer (number),
    running_count INTEGER NOT NULL,
    signature     BLOB    NOT NULL UNIQUE CHECK (length(signature) = 64),
    received_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_by_writer ON batch (writer, document);

CREATE TABLE run (
    batch          INTEGER NOT NULL REFERENCES batch (number),
    position       INTEGER NOT NULL,
    actor          INTEGER NOT NULL REFERENCES actor (number),
    first_sequence INTEGER NOT NULL,
    last_hash      BLOB    NOT NULL CHECK (length(last_hash) = 32),
    PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_last_hash ON run (last_hash);

-- Admitted changes: the graph. `frame` stands by itself; `clock` is the ledger's, local.
CREATE TABLE change (
    number        INTEGER PRIMARY KEY,
    document      INTEGER NOT NULL REFERENCES document (number),
    position      INTEGER NOT NULL,
    actor         INTEGER NOT NULL REFERENCES actor (number),
    sequence      INTEGER NOT NULL,
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    max_op        INTEGER NOT NULL,
    clock         BLOB    NOT NULL,
    frame         BLOB    NOT NULL,
    -- When, as the phone says: it corrects its clock by the last anchor it had.
    at            INTEGER NOT NULL,
    -- The same, where the phone's clock jumped since that anchor and this tells by how much.
    -- Reports show this one.
    corrected_at  INTEGER NOT NULL,
    received_at   INTEGER NOT NULL,
    standing      INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1)),
    batch         INTEGER NOT NULL REFERENCES batch (number),
    run           INTEGER NOT NULL,
    -- How many changes this writer had made in this document before it; absent when the part
    -- of the batch that came does not tell. For a writer in a document, the highest plus one,
    -- less the number of rows, is what is known to exist and has not arrived.
    running_index INTEGER,
    -- Its place in the feed; absent while no signature is held whose last change is held too,
    -- since nobody else could check it.
    feed          INTEGER,
    UNIQUE (document, position),
    UNIQUE (actor, sequence),
    -- Looked for in its document alone. An index of all hashes there are would have a page of its own
    -- to read and write for each change that comes in.
    UNIQUE (document, hash)
) STRICT;
CREATE INDEX change_unfed ON change (document) WHERE feed IS NULL;

CREATE TABLE head (
    document INTEGER NOT NULL REFERENCES document (number),
    hash     BLOB    NOT NULL,
    PRIMARY KEY (document, hash)
) STRICT, WITHOUT ROWID;

-- `writer` is set where each writer has a register of her own.
CREATE TABLE register (
    number   INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (number),
    key      TEXT    NOT NULL,
    section  TEXT    NOT NULL,
    entity   TEXT    NOT NULL,
    writer   BLOB,
    UNIQUE (document, key)
) STRICT;
CREATE INDEX register_by_entity ON register (document, section, entity);

-- `live`: takes effect and has no successor that does. `superseded`: has any successor.
CREATE TABLE put (
    number     INTEGER PRIMARY KEY,
    register   INTEGER NOT NULL REFERENCES register (number),
    change     INTEGER NOT NULL REFERENCES change (number),
    counter    INTEGER NOT NULL,
    actor      INTEGER NOT NULL REFERENCES actor (number),
    value      BLOB    NOT NULL,
    live       INTEGER NOT NULL CHECK (live IN (0, 1)),
    superseded INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, 1)),
    UNIQUE (actor, counter)
) STRICT;
CREATE INDEX put_by_register ON put (register);
CREATE INDEX put_by_change ON put (change);

CREATE TABLE supersedes (
    put       INTEGER NOT NULL REFERENCES put (number),
    successor INTEGER NOT NULL REFERENCES put (number),
    PRIMARY KEY (put, successor)
) STRICT, WITHOUT ROWID;
CREATE INDEX supersedes_by_successor ON supersedes (successor);

-- Changes with a good signature that are not held. `fate`: 0 parked, 1 forked, 2 refused.
-- `refusal` is the code of a refused one. They are kept to be retried, to be ruled on, and so
-- that what follows a refused one is known to.
CREATE TABLE aside (
    number      INTEGER PRIMARY KEY,
    document    INTEGER NOT NULL REFERENCES document (number),
    hash        BLOB    NOT NULL,
    actor       INTEGER NOT NULL REFERENCES actor (number),
    sequence    INTEGER NOT NULL,
    frame       BLOB    NOT NULL,
    fate        INTEGER NOT NULL CHECK (fate IN (0, 1, 2)),
    refusal     TEXT,
    batch       INTEGER NOT NULL REFERENCES batch (number),
    run         INTEGER NOT NULL,
    running_index INTEGER,
    corrected_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (document, hash)
) STRICT;
CREATE INDEX aside_by_fate ON aside (document, fate);

CREATE TABLE missing (
    dependency BLOB    NOT NULL,
    aside      INTEGER NOT NULL REFERENCES aside (number) ON DELETE CASCADE,
    PRIMARY KEY (dependency, aside)
) STRICT, WITHOUT ROWID;
CREATE INDEX missing_by_aside ON missing (aside);

-- Batches whose writer is not in the directory yet, as they came.
CREATE TABLE waiting (
    number      INTEGER PRIMARY KEY,
    learner     INTEGER NOT NULL REFERENCES learner (number),
    writer_id   BLOB    NOT NULL,
    hash        BLOB    NOT NULL UNIQUE,
    bytes       BLOB    NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX waiting_by_writer ON waiting (writer_id);
CREATE INDEX waiting_by_learner ON waiting (learner);

-- What became new, in order. Exactly one of `change` and `writer` is set.
CREATE TABLE feed (
    programme INTEGER NOT NULL REFERENCES programme (number),
    sequence  INTEGER NOT NULL,
    learner   INTEGER NOT NULL REFERENCES learner (number),
    kind      INTEGER,
    change    INTEGER REFERENCES change (number),
    writer    INTEGER REFERENCES writer (number),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (programme, sequence),
    CHECK ((change IS NULL) <> (writer IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_by_learner ON feed (learner, sequence);

-- How often each verdict was given, by UTC day.
CREATE TABLE verdict_count (
    day   INTEGER NOT NULL,
    code  TEXT    NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, code)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- projections
-- Typed, from the ledger's rows, brought up to date in the same transaction. Reports read these.

-- One row for each put in `progress/…` that this version can read.
CREATE TABLE progress_version (
    put           INTEGER PRIMARY KEY REFERENCES put (number),
    learner       INTEGER NOT NULL REFERENCES learner (number),
    lesson        TEXT    NOT NULL,
    writer        INTEGER NOT NULL REFERENCES writer (number),
    place         INTEGER NOT NULL,
    seconds       INTEGER NOT NULL,
    score_percent INTEGER,
    completed_at  INTEGER
) STRICT;
CREATE INDEX progress_version_by_lesson ON progress_version (learner, lesson);

-- The fold over writers. `state`: 0 open, 1 done.
CREATE TABLE lesson_progress (
    learner       INTEGER NOT NULL REFERENCES learner (number),
    lesson        TEXT    NOT NULL,
    state         INTEGER NOT NULL CHECK (state IN (0, 1)),
    place         INTEGER NOT NULL,
    seconds       INTEGER NOT NULL,
    score_percent INTEGER,
    completed_at  INTEGER,
    last_at       INTEGER NOT NULL,
    PRIMARY KEY (learner, lesson)
) STRICT, WITHOUT ROWID;

-- One row for each put in `work/…` that this version can read.
CREATE TABLE work_version (
    put       INTEGER PRIMARY KEY REFERENCES put (number),
    learner   INTEGER NOT NULL REFERENCES learner (number),
    entry     TEXT    NOT NULL,
    task      TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    minutes   INTEGER,
    units     INTEGER,
    start     INTEGER,
    note      TEXT,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1))
) STRICT;
CREATE INDEX work_version_by_entry ON work_version (learner, entry);

-- What an entry counts for: of several live versions the smallest, of withdrawn ones nothing.
CREATE TABLE work_entry (
    learner       INTEGER NOT NULL REFERENCES learner (number),
    entry         TEXT    NOT NULL,
    live_versions INTEGER NOT NULL,
    task          TEXT    NOT NULL,
    day           INTEGER NOT NULL,
    minutes       INTEGER NOT NULL,
    units         INTEGER NOT NULL,
    withdrawn     INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    PRIMARY KEY (learner, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_entry_by_day ON work_entry (learner, day);

-- ---------------------------------------------------------------- staff

CREATE TABLE account (
    number        INTEGER PRIMARY KEY,
    login         TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('coordinator')),
    locale        TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
) STRICT;

CREATE TABLE session (
    token_hash BLOB    PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES account (number),
    created_at INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account);

-- ---------------------------------------------------------------- content

-- Immutable versions; `current` is the one that the catalogue names.
CREATE TABLE pack (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    manifest    BLOB    NOT NULL,
    current     INTEGER NOT NULL CHECK (current IN (0, 1)),
    imported_at INTEGER NOT NULL,
    UNIQUE (id, version)
) STRICT;

CREATE TABLE lesson (
    pack     INTEGER NOT NULL REFERENCES pack (number),
    position INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    level    INTEGER NOT NULL,
    pages    INTEGER NOT NULL,
    minutes  INTEGER NOT NULL,
    has_quiz INTEGER NOT NULL CHECK (has_quiz IN (0, 1)),
    PRIMARY KEY (pack, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_by_id ON lesson (id);

CREATE TABLE content_file (
    sha256     BLOB    PRIMARY KEY CHECK (length(sha256) = 32),
    media_type TEXT    NOT NULL,
    bytes      BLOB    NOT NULL
) STRICT;

-- What phones are shown, made anew whenever the programme or a pack changes. One row.
CREATE TABLE catalogue (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    json   BLOB    NOT NULL,
    sha256 BLOB    NOT NULL CHECK (length(sha256) = 32)
) STRICT;

-- Its lessons in order; `course` is the course's titles by locale, as JSON.
CREATE TABLE catalogue_lesson (
    position  INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    course    TEXT    NOT NULL,
    -- A lesson and its translations count once: course that counts, and place in it.
    counts_as TEXT    NOT NULL
) STRICT;
