-- Verified backups, restores, and what makes a file recognisable as a copy.

-- Copies of this database that were opened again and found whole. Only those of the replica's
-- present epoch count: a restore may have put an older one back.
CREATE TABLE backup (
    number     INTEGER PRIMARY KEY,
    epoch      INTEGER NOT NULL,
    -- Head of the feed in the copy: it holds every entry up to it.
    head       INTEGER NOT NULL,
    -- When the copy was begun.
    at         INTEGER NOT NULL,
    file       TEXT    NOT NULL,
    sha256     BLOB    NOT NULL CHECK (length(sha256) = 32),
    size_bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX backup_by_head ON backup (epoch, head);

-- In a copy only: one row, and one for each table, so that damage is found and located. A
-- database in use has none; one that has them is never served, but put into use by a restore.
CREATE TABLE copy_mark (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    at     INTEGER NOT NULL,
    epoch  INTEGER NOT NULL,
    head   INTEGER NOT NULL
) STRICT;

CREATE TABLE copy_table (
    name   TEXT    PRIMARY KEY,
    rows   INTEGER NOT NULL,
    sha256 BLOB    NOT NULL CHECK (length(sha256) = 32)
) STRICT, WITHOUT ROWID;

-- Each time a copy was put into use: who was registered in between may come back.
CREATE TABLE restoration (
    epoch     INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    copy_at   INTEGER NOT NULL,
    copy_head INTEGER NOT NULL
) STRICT;

-- Keys that were withdrawn before a restore, and so do not come back by themselves.
CREATE TABLE stays_away (
    public BLOB PRIMARY KEY CHECK (length(public) = 32)
) STRICT, WITHOUT ROWID;
