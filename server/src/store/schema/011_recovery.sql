-- The centre's recovery key: whose papers may open a part of one, and the requests of locked phones.
-- No part of a key that opens anything is here: parts are sealed to holders, answers to the phone.

create table recovery_key (
    account integer primary key references account (number),
    -- Says who she is, as on her devices.
    tag     blob    not null check (length(tag) = 8),
    public  blob    not null unique check (length(public) = 32),
    since   integer not null
) strict;

create table recovery_request (
    number     integer primary key,
    code       text    not null unique check (length(code) = 8),
    device     integer not null references device (number),
    learner    integer not null references learner (number),
    ephemeral  blob    not null check (length(ephemeral) = 32),
    made_at    integer not null,
    expires_at integer not null,
    -- When the second holder answered: the phone can open its profile from then on.
    given_at   integer
) strict;
create index recovery_request_by_device on recovery_request (device, made_at);

-- One row for each holder whom a request asks; one person answers once.
create table recovery_part (
    request  integer not null references recovery_request (number),
    account  integer not null references account (number),
    sealed   blob    not null,
    answer   blob,
    given_at integer,
    primary key (request, account),
    check ((answer is null) = (given_at is null))
) strict, without rowid;
