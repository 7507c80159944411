-- What a restore knows of phones that enrolled after the backup was made.

-- The database that it replaced could be read: it says who had been confirmed. If not, whoever comes
-- back waits until somebody of the staff says whose phone it is.
ALTER TABLE restoration ADD COLUMN present_read INTEGER NOT NULL DEFAULT 0
    CHECK (present_read IN (0, 1));

-- Keys that waited for that there, and go on waiting when they come back.
CREATE TABLE waits_again (
    public BLOB PRIMARY KEY CHECK (length(public) = 32)
) STRICT, WITHOUT ROWID;
