//! What a caller hears when something cannot be done: one enum, one mapping to status and code.
//!
//! Owns the stable codes of `docs/API.md`. Must not leak: what a code hides is logged here, once,
//! and never sent.

use std::error::Error;

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sync_core::courier::CourierError;
use sync_core::notice::NoticeFault;
use sync_core::session::SessionFault;
use thiserror::Error;

use crate::authority::Denied;
use crate::enrolling::EnrollingError;
use crate::password::rules::Refusal;
use crate::person::fault::Fault;
use crate::store::StoreError;

/// Why a request was not served.
#[derive(Debug, Error)]
pub(crate) enum ApiError {
    /// No session, or it ended.
    #[error("no session")]
    NotSignedIn,
    /// Login or password wrong; never says which.
    #[error("login or password wrong")]
    WrongCredentials,
    /// Signed in with a password that was given to her: she chooses one of her own first.
    #[error("the first password must be changed before anything else")]
    PasswordToChange,
    /// The password is right, and a code of her telephone is asked for besides.
    #[error("a code of the second factor is needed")]
    SecondFactorNeeded,
    /// The password is right; the code is not, or was used before.
    #[error("the code is wrong, or was used before")]
    WrongSecondFactor,
    /// One of her roles must have a second factor: she makes it first.
    #[error("a second factor must be made before anything else")]
    SecondFactorToEnrol,
    /// One of her roles must have it.
    #[error("a role of this account must have a second factor")]
    SecondFactorRequired,
    /// A new password is not taken, and why.
    #[error("{0}")]
    PasswordRefused(Refusal),
    /// The new password is the old one.
    #[error("the new password is the old one")]
    PasswordSame,
    /// The login is somebody's.
    #[error("there is an account with this login")]
    LoginTaken,
    /// Signed in, but not for this; or a changing request without the header that a form lacks.
    #[error("{0}")]
    Forbidden(&'static str),
    /// No such thing, or not visible to the caller.
    #[error("no such thing")]
    NotFound,
    /// The method is not one of this address.
    #[error("method not allowed here")]
    Method,
    /// Malformed; says what and where.
    #[error("{0}")]
    BadRequest(String),
    /// A form about a person has faults; they are told by field.
    #[error("the form has faults")]
    Form(Vec<Fault>),
    /// A session would not be one.
    #[error("{0}")]
    Session(SessionFault),
    /// A notice would not be one.
    #[error("{0}")]
    Notice(NoticeFault),
    /// There is no phone of hers that waits to be confirmed.
    #[error("no such phone waits to be confirmed")]
    NothingWaits,
    /// No such enrolment code.
    #[error("no such code, or used up")]
    CodeUnknown,
    /// The enrolment code's time is over.
    #[error("the code has expired")]
    CodeExpired,
    /// Tried too often.
    #[error("too many tries")]
    TooManyTries {
        /// When to come back.
        retry_after_seconds: u64,
    },
    /// The account is the learner's own, or a relative's.
    #[error("nobody decides on her own or a relative's hours")]
    Related,
    /// The key is somebody else's, or its time is over.
    #[error("the key is taken, or its time is over")]
    KeyTaken,
    /// Asked in the name of an account that is not the one that is signed in.
    #[error("another account is signed in")]
    OtherAccount,
    /// She has answered this request: the second holder is to be somebody else.
    #[error("the second holder is to be somebody else")]
    SameHolder,
    /// She has no part of the key that is asked for.
    #[error("no part of this key is hers")]
    NoPart,
    /// The request's time is over, or it was answered.
    #[error("the request is over")]
    RequestOver,
    /// Fewer than two holders of a key are left.
    #[error("fewer than two holders are left")]
    TooFewHolders,
    /// The period begins before the last closed one ends, or ends before it begins.
    #[error("the period is closed already, or ends before it begins")]
    PeriodTaken,
    /// Nothing to pay and nothing to adjust.
    #[error("nothing to close")]
    NothingToClose,
    /// The token proves no hub, or one that was revoked.
    #[error("no hub of this programme")]
    NotAHub,
    /// Her version of the programme has no such track, requirement or lesson.
    #[error("her version of the programme has no such step")]
    StepUnknown,
    /// Her version of the programme has no such certificate, or she has none of this id.
    #[error("no such certificate")]
    CertificateUnknown,
    /// She has it, and it stands.
    #[error("she has this certificate")]
    CertificateTaken,
    /// Asked of a hub; only central does it.
    #[error("this is done at central, not at a centre's hub")]
    CentralOnly,
    /// Asked of a hub, which does not have it.
    #[error("this is kept at central, not at a centre's hub")]
    KeptAtCentral,
    /// Asked of a hub; only central does it, and there is no road to it now.
    #[error("central cannot be reached from this hub now")]
    CentralAway,
    /// What a courier brought is no bundle for here.
    #[error("{0}")]
    Courier(CourierError),
    /// The body is over its limit.
    #[error("body over its limit")]
    TooLarge,
    /// The disk is full: nothing was acknowledged.
    #[error("storage full")]
    StorageFull,
    /// Stopping or starting.
    #[error("stopping or starting")]
    Unavailable,
    /// A bug; the log has it.
    #[error("internal error")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

/// The body of every error.
#[derive(Serialize)]
struct ErrorBody {
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FaultShown>,
}

/// What is wrong with one field of a form.
#[derive(Serialize)]
struct FaultShown {
    field: &'static str,
    problem: &'static str,
}

impl ApiError {
    /// A bug or a broken machine.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::WrongCredentials => "wrong_credentials",
            Self::PasswordToChange => "password_to_change",
            Self::SecondFactorNeeded => "second_factor_needed",
            Self::WrongSecondFactor => "wrong_second_factor",
            Self::SecondFactorToEnrol => "second_factor_to_enrol",
            Self::SecondFactorRequired => "second_factor_required",
            Self::PasswordRefused(Refusal::TooShort) => "password_too_short",
            Self::PasswordRefused(Refusal::TooLong) => "password_too_long",
            Self::PasswordRefused(Refusal::Common) => "password_common",
            Self::PasswordRefused(Refusal::Personal) => "password_personal",
            Self::PasswordSame => "password_same",
            Self::LoginTaken => "login_taken",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound => "not_found",
            Self::Method | Self::BadRequest(_) => "bad_request",
            Self::Form(_) | Self::Session(_) | Self::Notice(_) => "form_faults",
            Self::NothingWaits => "nothing_waits",
            Self::CodeUnknown => "code_unknown",
            Self::CodeExpired => "code_expired",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::Related => "related",
            Self::KeyTaken => "key_taken",
            Self::OtherAccount => "other_account",
            Self::SameHolder => "same_holder",
            Self::NoPart => "no_part",
            Self::RequestOver => "request_over",
            Self::TooFewHolders => "too_few_holders",
            Self::PeriodTaken => "period_taken",
            Self::NothingToClose => "nothing_to_close",
            Self::NotAHub => "not_a_hub",
            Self::StepUnknown => "step_unknown",
            Self::CertificateUnknown => "certificate_unknown",
            Self::CertificateTaken => "certificate_taken",
            Self::CentralOnly => "central_only",
            Self::KeptAtCentral => "kept_at_central",
            Self::CentralAway => "central_away",
            Self::Courier(error) => error.code(),
            Self::TooLarge => "too_large",
            Self::StorageFull => "storage_full",
            Self::Unavailable => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn
            | Self::WrongCredentials
            | Self::SecondFactorNeeded
            | Self::WrongSecondFactor
            | Self::NotAHub => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_)
            | Self::PasswordToChange
            | Self::SecondFactorToEnrol
            | Self::SecondFactorRequired
            | Self::Related
            | Self::NoPart => StatusCode::FORBIDDEN,
            Self::PasswordRefused(_)
            | Self::PasswordSame
            | Self::Form(_)
            | Self::Session(_)
            | Self::Notice(_)
            | Self::Courier(_)
            | Self::StepUnknown
            | Self::CertificateUnknown
            | Self::NothingToClose => StatusCode::UNPROCESSABLE_ENTITY,
            Self::LoginTaken
            | Self::NothingWaits
            | Self::KeyTaken
            | Self::OtherAccount
            | Self::SameHolder
            | Self::TooFewHolders
            | Self::PeriodTaken
            | Self::CertificateTaken
            | Self::CentralOnly
            | Self::KeptAtCentral => StatusCode::CONFLICT,
            Self::NotFound | Self::CodeUnknown => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::CodeExpired | Self::RequestOver => StatusCode::GONE,
            Self::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Unavailable | Self::CentralAway => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which trying again makes sense, where we know.
    fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::TooManyTries { retry_after_seconds } => Some((*retry_after_seconds).max(1)),
            Self::Unavailable => Some(5),
            Self::CentralAway => Some(60),
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match &self {
            Self::Internal(cause) => tracing::error!(error = ?cause, "internal error"),
            other => tracing::debug!(code = other.code(), detail = %other, "refused"),
        }
        let shown =
            |fault: &Fault| FaultShown { field: fault.field.word(), problem: fault.problem.word() };
        let faults = match &self {
            Self::Form(faults) => faults.iter().map(shown).collect(),
            Self::Session(SessionFault(field)) | Self::Notice(NoticeFault(field)) => {
                vec![FaultShown { field, problem: "out_of_range" }]
            }
            _ => Vec::new(),
        };
        let body = ErrorBody { code: self.code(), detail: self.to_string(), faults };
        let mut response = (self.status(), Json(body)).into_response();
        if let Some(seconds) = self.retry_after_seconds() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Role => Self::Forbidden("no role of this account may do this"),
            // What lies outside her scope looks like what is not there.
            Denied::Scope => Self::NotFound,
        }
    }
}

impl From<EnrollingError> for ApiError {
    fn from(error: EnrollingError) -> Self {
        match error {
            EnrollingError::Faults(faults) => Self::Form(faults),
            EnrollingError::NoCohort => Self::NotFound,
            EnrollingError::IdTaken => Self::BadRequest(error.to_string()),
            EnrollingError::Store(error) => error.into(),
        }
    }
}

impl From<Vec<Fault>> for ApiError {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Form(faults)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::StorageFull(why) => {
                tracing::error!(why, "the storage is full or cannot be written");
                Self::StorageFull
            }
            StoreError::Busy | StoreError::Closed | StoreError::Empty | StoreError::InUse => {
                Self::Unavailable
            }
            other => Self::internal(other),
        }
    }
}

/// What a panic in a handler becomes: the same body as any other bug.
pub(crate) fn panic_response(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    ApiError::internal(format!("a handler panicked: {what}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_are_those_of_the_api_page() {
        let table = include_str!("../../../docs/API.md");
        let errors = [
            ApiError::NotSignedIn,
            ApiError::WrongCredentials,
            ApiError::Forbidden(""),
            ApiError::PasswordToChange,
            ApiError::SecondFactorNeeded,
            ApiError::WrongSecondFactor,
            ApiError::SecondFactorToEnrol,
            ApiError::SecondFactorRequired,
            ApiError::PasswordRefused(Refusal::TooShort),
            ApiError::PasswordRefused(Refusal::TooLong),
            ApiError::PasswordRefused(Refusal::Common),
            ApiError::PasswordRefused(Refusal::Personal),
            ApiError::PasswordSame,
            ApiError::LoginTaken,
            ApiError::NotFound,
            ApiError::BadRequest(String::new()),
            ApiError::Form(Vec::new()),
            ApiError::NothingWaits,
            ApiError::SameHolder,
            ApiError::NoPart,
            ApiError::RequestOver,
            ApiError::TooFewHolders,
            ApiError::TooManyTries { retry_after_seconds: 3 },
            ApiError::Courier(CourierError::Missing),
            ApiError::Courier(CourierError::Cut),
            ApiError::Courier(CourierError::Damaged),
            ApiError::Courier(CourierError::Foreign),
            ApiError::Courier(CourierError::TooNew),
            ApiError::Courier(CourierError::OtherWay),
            ApiError::TooLarge,
            ApiError::StorageFull,
            ApiError::Unavailable,
            ApiError::internal("x"),
        ];
        for error in errors {
            let row = format!("| `{}` | {} |", error.code(), error.status().as_u16());
            assert!(table.contains(&row), "docs/API.md has no row {row}");
        }
        assert!(table.contains("| `code_unknown` / `code_expired` | 404 / 410 |"));
    }

    #[test]
    fn internals_are_not_sent() {
        let error = ApiError::internal("password=secreta");
        assert_eq!(error.to_string(), "internal error");
    }
}
