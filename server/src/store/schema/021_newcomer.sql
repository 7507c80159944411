-- On a hub: people and phones that it took in itself, and that central has not heard of yet. `kind`: 0
-- a learner, 1 a phone's key; `row`: her number there. `refused`: central's word for why not. Rows
-- that a hub makes itself are numbered from 2^40 on, until central gives them its own number.
CREATE TABLE newcomer (
    kind    INTEGER NOT NULL CHECK (kind IN (0, 1)),
    row     INTEGER NOT NULL,
    refused TEXT,
    PRIMARY KEY (kind, row)
) STRICT, WITHOUT ROWID;
