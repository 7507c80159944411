//! Who asks, and whether she may: the one way from a route to `authority`.
//!
//! A handler of a staff page takes [`Asking`] and names its act in its first line. What lies out of
//! her scope is answered like what is not there; what none of her roles may do is refused before
//! anything is looked up, so that neither tells whether it exists.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sync_core::ids::LearnerId;

use super::error::ApiError;
use super::extract::SignedIn;
use super::state::AppState;
use crate::authority::{self, Act, Place, Reach, Staff};
use crate::store::second_factor::SecondFactor;

/// Somebody who is signed in with a password of her own, and with a second factor where her role
/// must have one; with the grants of today.
pub(crate) struct Asking(pub(crate) Staff);

impl FromRequestParts<AppState> for Asking {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let SignedIn { resumed, .. } = SignedIn::from_request_parts(parts, state).await?;
        if resumed.first_password {
            return Err(ApiError::PasswordToChange);
        }
        if resumed.second_factor == SecondFactor::ToEnrol {
            return Err(ApiError::SecondFactorToEnrol);
        }
        Ok(Self(resumed.staff))
    }
}

impl Asking {
    /// Everywhere she may do this: what a list shows.
    pub(crate) fn reach(&self, act: Act) -> Result<Reach, ApiError> {
        Ok(authority::reach(&self.0, act)?)
    }

    /// May she do this in the programme as a whole? There is nothing to hide, so no is no.
    pub(crate) fn in_programme(&self, act: Act) -> Result<(), ApiError> {
        authority::may(&self.0, act, &Place::Programme)
            .map_err(|_| ApiError::Forbidden("no role of this account may do this here"))
    }

    /// The learner of this id, if she may do this to her.
    pub(crate) async fn to_learner(
        &self,
        state: &AppState,
        act: Act,
        id: &str,
    ) -> Result<LearnerId, ApiError> {
        authority::reach(&self.0, act)?;
        let learner = LearnerId::from_hex(id).ok_or(ApiError::NotFound)?;
        let place = state.store().place_of_learner(learner).await?.ok_or(ApiError::NotFound)?;
        authority::may(&self.0, act, &place)?;
        Ok(learner)
    }

    /// May she do this in the cohort of this id? Gives everywhere she may.
    pub(crate) async fn to_cohort(
        &self,
        state: &AppState,
        act: Act,
        id: &str,
    ) -> Result<Reach, ApiError> {
        let reach = authority::reach(&self.0, act)?;
        let place = state.store().place_of_cohort(id.to_owned()).await?;
        authority::may(&self.0, act, &place.ok_or(ApiError::NotFound)?)?;
        Ok(reach)
    }

    /// The login under which she acts, for the audit log.
    pub(crate) fn login(&self) -> Option<String> {
        Some(self.0.login.clone())
    }
}
