-- What a cursor checks speaks for all entries before it too: the SHA-256 of the domain, of what stood
-- there before, and of the entry's hash. An entry can come to the same place again after the disk
-- went back, behind others than before. Absent in rows from before there was a chain.
ALTER TABLE feed ADD COLUMN chain BLOB CHECK (length(chain) = 32);
ALTER TABLE programme ADD COLUMN chain BLOB NOT NULL DEFAULT x'';
