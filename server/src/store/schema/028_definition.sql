-- Versions of the programme's definition. Rows are only ever added.
CREATE TABLE definition (
    programme   INTEGER NOT NULL REFERENCES programme (number),
    version     INTEGER NOT NULL CHECK (version >= 0),
    json        TEXT    NOT NULL,
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),
    imported_at INTEGER NOT NULL,
    PRIMARY KEY (programme, version)
) STRICT, WITHOUT ROWID;

-- The version in force: what `programme.definition` holds. 0: no definition was imported yet.
ALTER TABLE programme ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
UPDATE programme SET version = coalesce(json_extract(definition, '$.version'), 1);
INSERT INTO definition (programme, version, json, hash, imported_at)
    SELECT number, version, definition, hash, changed_at FROM programme;

-- The catalogue of each version, made anew whenever one of its packs changes. That of the version
-- in force is in `catalogue`.
CREATE TABLE version_catalogue (
    version INTEGER PRIMARY KEY,
    json    BLOB    NOT NULL,
    sha256  BLOB    NOT NULL CHECK (length(sha256) = 32)
) STRICT;

-- The lessons of each version, also of the one in force.
CREATE TABLE version_lesson (
    version   INTEGER NOT NULL,
    lesson    TEXT    NOT NULL,
    -- A lesson and its translations count once: course that counts, and place in it.
    counts_as TEXT    NOT NULL,
    -- The tracks that it is for, as JSON; absent: it is for everybody.
    tracks    TEXT,
    -- Nobody has to complete it.
    optional  INTEGER NOT NULL CHECK (optional IN (0, 1)),
    -- It counts when staff have confirmed it.
    confirm   INTEGER NOT NULL CHECK (confirm IN (0, 1)),
    PRIMARY KEY (version, lesson)
) STRICT, WITHOUT ROWID;
INSERT INTO version_lesson (version, lesson, counts_as, optional, confirm)
    SELECT programme.version, catalogue_lesson.id, counts_as, 0, 0 FROM catalogue_lesson, programme;
