//! The demonstration's centres, and who works there.
//!
//! Owns accounts of every role, all with the one known password. In the shorter story the second
//! centre has no cohort yet.

use sync_core::record::Day;

use super::{DemoError, LOGIN, PASSWORD, SeededLearner};
use crate::authority::{CenterId, Grant, Role, Scope};
use crate::password::hash;
use crate::store::Store;
use crate::store::accounts::NewAccount;

/// Where the cohort meets.
pub(super) const CENTER: &str = "el-alto";
/// Where a second one may meet.
pub(super) const SECOND_CENTER: &str = "cochabamba";
/// The coordinator, as papers name her.
pub(super) const COORDINATOR: &str = "Coordinación de prueba";
/// Learners of the mentor's group.
const GROUP: usize = 5;

/// Roles and logins, as they are printed.
pub const STAFF: [(Role, &str); 5] = [
    (Role::Coordinator, LOGIN),
    (Role::Facilitator, "facilitadora"),
    (Role::Mentor, "mentora"),
    (Role::Auditor, "auditora"),
    (Role::Administrator, "administradora"),
];

/// Opens both centres.
pub(super) async fn centers(store: &Store, now: i64) -> Result<(), DemoError> {
    for (id, title) in [(CENTER, "Centro El Alto"), (SECOND_CENTER, "Centro Cochabamba")] {
        store.put_center(id.to_owned(), title.to_owned(), None, now).await?;
    }
    Ok(())
}

/// Makes the accounts, who may do what they may since the programme began.
pub(super) async fn accounts(
    store: &Store,
    learners: &[SeededLearner],
    now: i64,
) -> Result<(), DemoError> {
    // One hash: it takes most of a second, and its password is printed on the screen.
    let password_hash = hash(PASSWORD)?;
    for (role, login) in STAFF {
        let (name, scope) = match role {
            Role::Coordinator => (COORDINATOR, Scope::Programme),
            Role::Facilitator => ("Facilitación de prueba", Scope::Center(CenterId(CENTER.into()))),
            Role::Mentor => {
                let group = learners.iter().take(GROUP).map(|learner| learner.id).collect();
                ("Mentoría de prueba", Scope::Learners(group))
            }
            Role::Auditor => ("Auditoría de prueba", Scope::Programme),
            Role::Administrator => ("Administración de prueba", Scope::Programme),
        };
        let account = NewAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            locale: "es".to_owned(),
            password_hash: password_hash.clone(),
            first_password: false,
            grants: vec![Grant { role, scope, from: Day::of_seconds(now), until: None }],
        };
        store.add_account(account, None, now).await?;
    }
    Ok(())
}
