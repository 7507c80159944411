//! Grants as JSON: the form that is sent and shown.
//!
//! Owns that form. What goes with what is `authority`'s.

use serde::{Deserialize, Serialize};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use crate::authority::{CenterId, CohortId, Grant, Role, Scope};
use crate::http::error::ApiError;
use crate::http::state::AppState;

/// A grant.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantForm {
    role: String,
    scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    center: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cohort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    learners: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

impl GrantForm {
    pub(super) fn of(grant: &Grant) -> Self {
        let mut form = Self {
            role: grant.role.word().to_owned(),
            scope: String::new(),
            center: None,
            cohort: None,
            learners: None,
            from: Some(grant.from.to_string()),
            until: grant.until.map(|day| day.to_string()),
        };
        let scope = match &grant.scope {
            Scope::Programme => "programme",
            Scope::Center(CenterId(id)) => {
                form.center = Some(id.clone());
                "center"
            }
            Scope::Cohort(CohortId(id)) => {
                form.cohort = Some(id.clone());
                "cohort"
            }
            Scope::Learners(ids) => {
                form.learners = Some(ids.iter().map(ToString::to_string).collect());
                "learners"
            }
        };
        form.scope = scope.to_owned();
        form
    }

    /// With a learner's label where it says one, as whoever sees no learner knows her.
    pub(super) async fn with_ids(mut self, state: &AppState) -> Result<Self, ApiError> {
        for learner in self.learners.iter_mut().flatten() {
            if LearnerId::from_hex(learner).is_some() {
                continue;
            }
            let known = state.store().learner_of_label(learner).await?;
            *learner = known
                .ok_or_else(|| ApiError::BadRequest("grants: no learner of this label".to_owned()))?
                .to_string();
        }
        Ok(self)
    }

    /// Reads what was sent; without a first day it begins today.
    pub(super) fn read(self, today: Day) -> Result<Grant, ApiError> {
        let wrong = |what: &str| ApiError::BadRequest(format!("grants: {what}"));
        let role = Role::from_word(&self.role).ok_or_else(|| wrong("no such role"))?;
        let scope = match (self.scope.as_str(), self.center, self.cohort, self.learners) {
            ("programme", None, None, None) => Scope::Programme,
            ("center", Some(id), None, None) => Scope::Center(CenterId(id)),
            ("cohort", None, Some(id), None) => Scope::Cohort(CohortId(id)),
            ("learners", None, None, Some(ids)) => {
                let ids = ids.iter().map(|id| LearnerId::from_hex(id)).collect::<Option<_>>();
                Scope::Learners(ids.ok_or_else(|| wrong("a learner's id is 32 hex digits"))?)
            }
            _ => return Err(wrong("scope and what it names do not go together")),
        };
        let day = |text: Option<String>| match text {
            Some(text) => Day::parse(&text).map(Some).ok_or_else(|| wrong("a day is YYYY-MM-DD")),
            None => Ok(None),
        };
        let (from, until) = (day(self.from)?.unwrap_or(today), day(self.until)?);
        let grant = Grant { role, scope, from, until };
        grant.check().map_err(|error| wrong(&error.to_string()))?;
        Ok(grant)
    }
}
