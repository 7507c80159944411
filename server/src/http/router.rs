//! The whole URL map, grouped by caller, with each group's limits.
//!
//! Owns which address leads where and what stands before it. Must not decide anything about a
//! request itself.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, patch, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::error::{ApiError, panic_response};
use super::routes::{
    accounts, audit, board, centers, certificates, cohorts, content, courier, desks, devices,
    figures, handouts, health, hubs, kinship, learners, mentors, notices, people, phones,
    recoveries, review, schedule, second_factor, session, statements, steps, tables, trainer_packs,
};
use super::state::AppState;
use super::{embed, extract, headers};

/// One visit of a phone (`sync_core::exchange::MAX_REQUEST_BYTES`).
const SYNC_BODY_BYTES: usize = sync_core::exchange::MAX_REQUEST_BYTES;
/// One enrolment.
const ENROL_BODY_BYTES: usize = 512;
/// A certificate's link.
const LINK_BODY_BYTES: usize = 1_024;
/// One phone that comes back.
const RETURN_BODY_BYTES: usize = sync_core::exchange::MAX_RETURN_BYTES;
/// One phone that asks for the centre's recovery key.
const RECOVERY_BODY_BYTES: usize = sync_core::exchange::MAX_RECOVERY_BYTES;
/// What a hub brings at once.
const HUB_BODY_BYTES: usize = crate::hub::MAX_HUB_REQUEST_BYTES;
/// One bundle of a courier's.
const COURIER_BODY_BYTES: usize = sync_core::courier::MAX_BUNDLE_BYTES;
/// A file of a courier's, as JSON, in which a line's end is two characters.
const COURIER_FILE_BYTES: usize = sync_core::courier::MAX_FILE_BYTES / 32 * 33;
/// One form of a staff page.
const JSON_BODY_BYTES: usize = 16 * 1024;
/// One table of people.
const TABLE_BODY_BYTES: usize = crate::person::table::MAX_BYTES;

/// Everything this server answers.
pub fn router(state: AppState) -> Router {
    let limited = |seconds: Duration| from_fn_with_state(seconds, headers::limit_time);
    let announced = |bytes: usize| from_fn_with_state(bytes, extract::refuse_announced);

    let sync = sync()
        .router
        .layer(DefaultBodyLimit::max(SYNC_BODY_BYTES))
        .layer(announced(SYNC_BODY_BYTES))
        .layer(limited(headers::SYNC_TIME_LIMIT));

    let enrol = enrol()
        .router
        .layer(DefaultBodyLimit::max(ENROL_BODY_BYTES))
        .layer(announced(ENROL_BODY_BYTES))
        .layer(limited(headers::TIME_LIMIT));

    let credentials = credentials()
        .router
        .layer(DefaultBodyLimit::max(LINK_BODY_BYTES))
        .layer(announced(LINK_BODY_BYTES))
        .layer(limited(headers::TIME_LIMIT));

    let returning = returning()
        .router
        .layer(DefaultBodyLimit::max(RETURN_BODY_BYTES))
        .layer(announced(RETURN_BODY_BYTES))
        .layer(limited(headers::TIME_LIMIT));

    let hubs = hubs()
        .router
        .layer(DefaultBodyLimit::max(HUB_BODY_BYTES))
        .layer(announced(HUB_BODY_BYTES))
        .layer(limited(headers::SYNC_TIME_LIMIT));

    let recoveries = recoveries()
        .router
        .layer(DefaultBodyLimit::max(RECOVERY_BODY_BYTES))
        .layer(announced(RECOVERY_BODY_BYTES))
        .layer(limited(headers::TIME_LIMIT));

    let courier = carried()
        .router
        .layer(DefaultBodyLimit::max(COURIER_BODY_BYTES))
        .layer(announced(COURIER_BODY_BYTES))
        .layer(limited(headers::SYNC_TIME_LIMIT));

    let staff = staff()
        .router
        .layer(DefaultBodyLimit::max(JSON_BODY_BYTES))
        .layer(announced(JSON_BODY_BYTES))
        .layer(from_fn(extract::require_own_page))
        .layer(from_fn_with_state(state.clone(), extract::refuse_at_hub));

    let sent_tables = sent_tables()
        .router
        .layer(DefaultBodyLimit::max(TABLE_BODY_BYTES))
        .layer(announced(TABLE_BODY_BYTES))
        .layer(from_fn(extract::require_own_table))
        .layer(from_fn_with_state(state.clone(), extract::refuse_at_hub));

    let sent_files = sent_files()
        .router
        .layer(DefaultBodyLimit::max(COURIER_FILE_BYTES))
        .layer(announced(COURIER_FILE_BYTES))
        .layer(from_fn(extract::require_own_page))
        .layer(from_fn_with_state(state.clone(), extract::refuse_at_hub))
        .layer(limited(headers::SYNC_TIME_LIMIT));

    let others = Router::new()
        .merge(open().router)
        .merge(staff)
        .merge(sent_tables)
        .route("/api/{*unknown}", axum::routing::any(nothing))
        .fallback(get(embed::show_file).fallback(nothing))
        .layer(limited(headers::TIME_LIMIT));

    sync.merge(enrol)
        .merge(credentials)
        .merge(returning)
        .merge(hubs)
        .merge(recoveries)
        .merge(courier)
        .merge(sent_files)
        .merge(others)
        .method_not_allowed_fallback(wrong_method)
        .with_state(state.clone())
        // The last added is the outermost. A panic becomes an answer first, and then gets its
        // line in the log and its headers like any other.
        .layer(CatchPanicLayer::custom(panic_response))
        .layer(from_fn(headers::log))
        .layer(from_fn_with_state(state, headers::secure))
}

/// Every address and its method, in the order of `docs/API.md`; files of the client aside. What
/// `tests/authorisation/expected.csv` must speak of.
pub fn addresses() -> Vec<(&'static str, &'static str)> {
    [sync(), enrol(), returning(), hubs(), recoveries(), carried(), open(), staff(), sent_tables()]
        .into_iter()
        .chain([sent_files(), credentials()])
        .flat_map(|table| table.addresses)
        .collect()
}

/// One exchange of a phone.
fn sync() -> Table {
    Table::default().post("/api/sync", phones::sync)
}

/// One enrolment of a phone.
fn enrol() -> Table {
    Table::default().post("/api/enrol", phones::enrol)
}

/// A certificate for other platforms, for whoever has its link.
fn credentials() -> Table {
    Table::default().post("/api/certificates/credential", certificates::make_credential)
}

/// A phone that a restored server does not know.
fn returning() -> Table {
    Table::default().post("/api/return", phones::come_back)
}

/// A centre's hub, at central.
fn hubs() -> Table {
    Table::default().post("/api/hubs", hubs::join).post("/api/hubs/exchange", hubs::exchange)
}

/// A locked phone and the centre's recovery key.
fn recoveries() -> Table {
    Table::default().post("/api/recoveries", recoveries::ask)
}

/// What a courier brought.
fn carried() -> Table {
    Table::default().post("/api/courier", courier::take)
}

/// What needs no sign-in.
fn open() -> Table {
    Table::default()
        .get("/healthz/live", health::is_live)
        .get("/healthz/ready", health::is_ready)
        .get("/healthz/backup", health::show_backup)
        .get("/healthz/certificate", health::show_certificate)
        .get("/api/catalogue", content::show_catalogue)
        .get("/api/catalogue/{version}", content::show_catalogue_of)
        .get("/api/packs/{pack}/{version}", content::show_pack)
        .get("/api/files/{sha256}", content::show_file)
        .get("/api/certificates/issuers", certificates::show_issuers)
        .get("/api/certificates/status/{list}", certificates::show_status)
        .get("/.well-known/did.json", certificates::show_did)
        .get("/", embed::show_index)
        .get("/v", embed::show_index)
        .get("/oficina", embed::show_index)
        .get("/oficina/{*place}", embed::show_index)
}

/// Staff pages. Every handler but those of the session asks `authority` through `Asking`.
fn staff() -> Table {
    Table::default()
        .get("/api/session", session::show_session)
        .post("/api/session", session::sign_in)
        .delete("/api/session", session::sign_out)
        .post("/api/session/password", session::change_password)
        .get("/api/session/second-factor", second_factor::show_own)
        .post("/api/session/second-factor", second_factor::begin)
        .post("/api/session/second-factor/confirm", second_factor::confirm)
        .post("/api/session/second-factor/end", second_factor::end)
        .get("/api/trainer-packs", trainer_packs::list_trainer_packs)
        .get("/api/trainer-packs/{pack}/{version}", trainer_packs::show_trainer_pack)
        .get("/api/cohorts", cohorts::list_cohorts)
        .get("/api/cohorts/{id}", cohorts::show_cohort)
        .get("/api/cohorts/{id}/learners.csv", cohorts::export_learners)
        .get("/api/cohorts/{id}/questions", cohorts::list_questions)
        .get("/api/cohorts/{id}/follow-up", cohorts::list_follow_up)
        .get("/api/cohorts/{id}/review", review::show_queue)
        .get("/api/cohorts/{id}/steps", steps::show_steps)
        .get("/api/cohorts/{id}/certificates", certificates::list_certificates)
        .get("/api/cohorts/{id}/sessions", schedule::list_sessions)
        .post("/api/cohorts/{id}/sessions", schedule::add_session)
        .get("/api/cohorts/{id}/attendance", schedule::show_attendance)
        .get("/api/cohorts/{id}/attendance.csv", schedule::export_attendance)
        .get("/api/sessions/{id}", schedule::show_roll)
        .patch("/api/sessions/{id}", schedule::change_session)
        .get("/api/cohorts/{id}/notices", notices::list_notices)
        .post("/api/cohorts/{id}/notices", notices::add_notice)
        .patch("/api/notices/{id}", notices::change_notice)
        .get("/api/notices/{id}/candidates", notices::show_candidates)
        .get("/api/cohorts/{id}/statements", statements::list_statements)
        .post("/api/cohorts/{id}/statements", statements::close_statement)
        .get("/api/cohorts/{id}/statements/preview", statements::preview_statement)
        .get("/api/reports/{name}", figures::show_report)
        .get("/api/reports/{name}/people", figures::show_people)
        .get("/api/unpaid", figures::show_unpaid)
        .get("/api/handouts/programme.xlsx", handouts::hand_workbook)
        .get("/api/handouts/people.csv", handouts::hand_lines)
        .get("/api/handouts/xapi.json", handouts::hand_xapi)
        .get("/api/statements/{id}", statements::show_statement)
        .get("/api/statements/{id}/lines.csv", statements::export_statement)
        .post("/api/statements/{id}/payments", statements::mark_paid)
        .post("/api/desks", desks::register)
        .get("/api/recovery-key", recoveries::show_key)
        .post("/api/recovery-key", recoveries::put_key)
        .get("/api/recoveries/{code}", recoveries::show_request)
        .post("/api/recoveries/{code}", recoveries::give)
        .get("/api/learners/{id}", learners::show_learner)
        .get("/api/learners/{id}/record.csv", learners::export_record)
        .post("/api/cohorts/{id}/learners", people::enrol)
        .patch("/api/learners/{id}", people::edit_person)
        .get("/api/learners/{id}/person", people::show_person)
        .get("/api/learners/{id}/contact", people::show_contact)
        .post("/api/learners/{id}/codes", learners::make_code)
        .post("/api/learners/{id}/track", steps::put_track)
        .post("/api/learners/{id}/steps", steps::put_met)
        .post("/api/learners/{id}/certificates", certificates::give)
        .post("/api/learners/{id}/certificates/revoke", certificates::revoke)
        .post("/api/learners/{id}/confirm", learners::confirm_writer)
        .get("/api/learners/{id}/kin", kinship::list_kin)
        .post("/api/learners/{id}/kin", kinship::record_kin)
        .post("/api/learners/{id}/kin/end", kinship::end_kin)
        .get("/api/cohorts/{id}/mentors", mentors::show_groups)
        .post("/api/learners/{id}/mentors", mentors::accompany)
        .get("/api/learners/{id}/same", kinship::list_same)
        .post("/api/learners/{id}/same", kinship::join_same)
        .post("/api/learners/{id}/same/end", kinship::part_same)
        .get("/api/learners/{id}/devices", devices::list_devices)
        .patch("/api/devices/{id}", devices::rename_device)
        .post("/api/devices/{id}/revoke", devices::revoke_device)
        .post("/api/devices/{id}/release", devices::release_device)
        .post("/api/devices/{id}/reset", devices::reset_device)
        .get("/api/centres", centers::list_centers)
        .get("/api/centres/{id}/board", board::show_board)
        .get("/api/accounts", accounts::list_accounts)
        .post("/api/accounts", accounts::add_account)
        .patch("/api/accounts/{login}", accounts::change_account)
        .get("/api/second-factor", second_factor::show_roles)
        .post("/api/second-factor", second_factor::require)
        .get("/api/audit", audit::show_audit)
        .get("/api/audit.csv", audit::export_audit)
}

/// Tables that staff send: larger than a form, and not JSON.
fn sent_tables() -> Table {
    Table::default().post("/api/cohorts/{id}/learners/import", tables::import)
}

/// Files of couriers that staff were handed: larger than a form.
fn sent_files() -> Table {
    Table::default().post("/api/courier/files", courier::take_file)
}

/// Addresses with their handlers, and a list of them.
#[derive(Default)]
struct Table {
    router: Router<AppState>,
    addresses: Vec<(&'static str, &'static str)>,
}

impl Table {
    fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.with("GET", path, get(handler))
    }

    fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.with("POST", path, post(handler))
    }

    fn patch<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.with("PATCH", path, patch(handler))
    }

    fn delete<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.with("DELETE", path, delete(handler))
    }

    fn with(
        mut self,
        method: &'static str,
        path: &'static str,
        handler: MethodRouter<AppState>,
    ) -> Self {
        self.addresses.push((method, path));
        Self { router: self.router.route(path, handler), addresses: self.addresses }
    }
}

async fn nothing() -> ApiError {
    ApiError::NotFound
}

async fn wrong_method() -> ApiError {
    ApiError::Method
}
