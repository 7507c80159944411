-- A hub writes files for couriers.

-- Central's key to which they are sealed, as it was told when it joined; it goes on opening them when
-- there are newer ones.
ALTER TABLE upstream ADD COLUMN sealing BLOB;
