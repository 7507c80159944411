-- On a hub: changes that it admitted and that central refused for good, and central's word for why.
-- They stand held here: what staff see and what is to be paid follows central.
CREATE TABLE overruled (
    change  INTEGER PRIMARY KEY REFERENCES change (number),
    refusal TEXT NOT NULL
) STRICT;
