-- Something was deleted that must be found nowhere any more: what SQLite left of it between rows, when
-- it moved them, is still in the file. Gone once the file was written anew.
CREATE TABLE scrub (
    one INTEGER PRIMARY KEY CHECK (one = 1)
) STRICT;
