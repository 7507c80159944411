-- People of whom everything was deleted.

-- By central's signed word. The file of erasures beside the database says the same, so that no
-- restore takes it back.
CREATE TABLE erasure (
    learner BLOB    PRIMARY KEY CHECK (length(learner) = 16),
    notice  BLOB    NOT NULL,
    -- How many entries of the feed went: it has so many gaps.
    entries INTEGER NOT NULL DEFAULT 0,
    -- On a hub: central is known to have it.
    told    INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT, WITHOUT ROWID;

-- What proved phones that held something of hers: they are told, and delete it.
CREATE TABLE erased_token (
    token_hash BLOB PRIMARY KEY,
    learner    BLOB NOT NULL REFERENCES erasure (learner)
) STRICT, WITHOUT ROWID;

-- What closed statements say was paid stays, under the label; nobody's name is left.
ALTER TABLE learner ADD COLUMN erased_at INTEGER;
