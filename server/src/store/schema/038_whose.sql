-- What is hers is found without looking through everybody's: for her facts, and when she is erased.
-- Wherever a row can go, SQLite looks for rows that point at it; without an index, in all of them,
-- once for each row that goes. `tests::what_can_go_is_found_by_an_index` holds that for tables to come.
CREATE INDEX attendance_by_learner ON attendance (learner);
CREATE INDEX attendance_by_writer ON attendance (writer);
CREATE INDEX progress_version_by_writer ON progress_version (writer);
CREATE INDEX answer_by_writer ON answer (writer);
CREATE INDEX interest_by_learner ON interest (learner);
CREATE INDEX kinship_by_learner ON kinship (learner);
CREATE INDEX statement_payment_by_learner ON statement_payment (learner);
CREATE INDEX recovery_request_by_learner ON recovery_request (learner);
CREATE INDEX profile_by_learner ON profile (learner);
CREATE INDEX profile_by_writer ON profile (writer);
CREATE INDEX enrolment_code_by_profile ON enrolment_code (profile) WHERE profile IS NOT NULL;
CREATE INDEX enrolment_code_by_replaces ON enrolment_code (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX carried_by_device ON carried (device);
CREATE INDEX batch_by_document ON batch (document);
CREATE INDEX run_by_actor ON run (actor);
CREATE INDEX change_by_batch ON change (batch);
CREATE INDEX aside_by_batch ON aside (batch);
CREATE INDEX aside_by_actor ON aside (actor);
CREATE INDEX enrolment_by_put ON enrolment (put);
CREATE INDEX certificate_issued_by_put ON certificate_issued (put);
CREATE INDEX feed_by_change ON feed (change) WHERE change IS NOT NULL;
CREATE INDEX feed_by_writer ON feed (writer) WHERE writer IS NOT NULL;
CREATE INDEX feed_by_receipt ON feed (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX feed_by_ruling ON feed (ruling) WHERE ruling IS NOT NULL;
