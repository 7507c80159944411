-- Until when the certificate is good that a hub shows to phones: seconds since 1970. At central by
-- the hub's own word, on a hub what it tells; none where a proxy shows one, or it is not known.
ALTER TABLE hub ADD COLUMN certificate_until INTEGER;
ALTER TABLE upstream ADD COLUMN certificate_until INTEGER;
