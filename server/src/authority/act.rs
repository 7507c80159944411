//! Every privileged act, and which roles may do it.
//!
//! Owns that table. It is written out act by act, without a wildcard, so that a new act is allowed
//! to nobody until somebody writes to whom. `tests/authorisation/expected.csv` says the same from
//! outside, by hand.

use super::Role;
use Role::{Administrator, Auditor, Coordinator, Facilitator, Mentor};

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    // -- looking
    /// Sees which centres there are.
    ListCenters,
    /// Sees which cohorts there are, without anybody in them.
    ListCohorts,
    /// Reads what is written for whoever teaches.
    ReadTrainerPacks,
    /// Sees a cohort's learners and what they have done.
    ReadCohort,
    /// Sees a learner's record with its history.
    ReadRecord,
    /// Sees who is at the centre today, and which phones hold what.
    ReadBoard,
    /// Sees how to reach a learner.
    ReadContact,
    /// Sees a learner's phones.
    ListDevices,
    /// Reads the notes of staff.
    ReadNotes,
    /// Sees what was paid and what is to be.
    ReadStatements,
    /// Sees the programme's figures, without anybody in them.
    ReadReports,
    /// Sees who the people behind a figure are.
    ReadPeopleBehind,
    /// Takes a table with names home.
    ExportNamed,
    /// Takes a table without names home.
    ExportNameless,
    /// Sees who may sign in, as what.
    ReadAccounts,
    /// Reads the audit log.
    ReadAudit,
    // -- people
    /// Takes a new learner in.
    Enrol,
    /// Changes what the directory says of a learner.
    EditPerson,
    /// Says that two learners are one, or that they are not.
    MergePeople,
    /// Says that an account is a learner's own, or a relative's.
    RecordKinship,
    /// Says that it is not.
    EndKinship,
    /// Says which mentor accompanies a learner.
    ManageGroups,
    /// Takes a learner into another cohort.
    MoveLearner,
    /// Erases a learner's data.
    Erase,
    // -- phones
    /// Makes an enrolment code.
    MakeCode,
    /// Confirms the key of a phone that was enrolled by a typed code.
    ConfirmWriter,
    /// Names a phone.
    RenameDevice,
    /// Takes a phone's key its effect.
    RevokeDevice,
    /// Gives what a revoked phone wrote its effect.
    ReleaseHeld,
    /// Helps after a forgotten PIN.
    ResetSecret,
    /// Holds a part of the centre's recovery key.
    UseRecoveryKey,
    /// Takes in a file that somebody carried here. She sees how much is in it, and not whose it is.
    TakeCourierFile,
    // -- the record
    /// Registers her own device to write to `desk` and `notes`.
    RegisterDesk,
    /// Writes who came to a session.
    RecordAttendance,
    /// Adds and changes the sessions of a cohort.
    ManageSessions,
    /// Writes a cohort's notices, and answers for an opening.
    ManageNotices,
    /// Approves, asks or declines hours.
    Decide,
    /// Does so for many entries at once.
    DecideInBulk,
    /// Enters hours for a learner.
    EnterOnBehalf,
    /// Writes notes and follow-ups.
    WriteNotes,
    /// Writes to a learner.
    SendMessage,
    /// Says that a learner has earned a certificate.
    IssueCertificate,
    /// Writes what became of a learner.
    RecordOutcome,
    // -- pay
    /// Closes a period.
    CloseStatement,
    /// Says that a statement's line was paid.
    MarkPaid,
    // -- the programme
    /// Adds and changes accounts and grants.
    ManageAccounts,
    /// Adds and changes centres and cohorts.
    ManageCenters,
    /// Changes the programme's definition and content.
    ManageProgramme,
    /// Makes and fetches backups.
    BackUp,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 49] = [
        Self::ListCenters,
        Self::ListCohorts,
        Self::ReadTrainerPacks,
        Self::ReadCohort,
        Self::ReadRecord,
        Self::ReadBoard,
        Self::ReadContact,
        Self::ListDevices,
        Self::ReadNotes,
        Self::ReadStatements,
        Self::ReadReports,
        Self::ReadPeopleBehind,
        Self::ExportNamed,
        Self::ExportNameless,
        Self::ReadAccounts,
        Self::ReadAudit,
        Self::Enrol,
        Self::EditPerson,
        Self::MergePeople,
        Self::RecordKinship,
        Self::EndKinship,
        Self::ManageGroups,
        Self::MoveLearner,
        Self::Erase,
        Self::MakeCode,
        Self::ConfirmWriter,
        Self::RenameDevice,
        Self::RevokeDevice,
        Self::ReleaseHeld,
        Self::ResetSecret,
        Self::UseRecoveryKey,
        Self::TakeCourierFile,
        Self::RegisterDesk,
        Self::RecordAttendance,
        Self::ManageSessions,
        Self::ManageNotices,
        Self::Decide,
        Self::DecideInBulk,
        Self::EnterOnBehalf,
        Self::WriteNotes,
        Self::SendMessage,
        Self::IssueCertificate,
        Self::RecordOutcome,
        Self::CloseStatement,
        Self::MarkPaid,
        Self::ManageAccounts,
        Self::ManageCenters,
        Self::ManageProgramme,
        Self::BackUp,
    ];

    /// Who may do this, where her scope reaches.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::ListCenters | Self::ListCohorts => {
                &[Administrator, Coordinator, Facilitator, Mentor, Auditor]
            }
            Self::ReadTrainerPacks => &[Administrator, Coordinator, Facilitator, Mentor],
            Self::ReadCohort | Self::ReadRecord => &[Coordinator, Facilitator, Mentor, Auditor],
            Self::ReadNotes | Self::WriteNotes | Self::RegisterDesk | Self::SendMessage => {
                &[Coordinator, Facilitator, Mentor]
            }
            Self::ReadBoard
            | Self::ReadContact
            | Self::ListDevices
            | Self::Enrol
            | Self::EditPerson
            | Self::RecordKinship
            | Self::MakeCode
            | Self::ConfirmWriter
            | Self::RenameDevice
            | Self::ReleaseHeld
            | Self::ResetSecret
            | Self::RecordAttendance
            | Self::ManageSessions
            | Self::ManageNotices
            | Self::Decide
            | Self::DecideInBulk
            | Self::EnterOnBehalf
            | Self::TakeCourierFile => &[Coordinator, Facilitator],
            // A stolen phone does not wait for whoever is in.
            Self::RevokeDevice => &[Administrator, Coordinator, Facilitator],
            // The second holder may be a coordinator elsewhere.
            Self::UseRecoveryKey => &[Coordinator, Facilitator],
            Self::ReadStatements | Self::ReadReports => &[Coordinator, Auditor],
            Self::ExportNameless => &[Coordinator, Auditor],
            Self::ExportNamed
            | Self::ReadPeopleBehind
            | Self::MergePeople
            // It gives somebody back what being related took from her.
            | Self::EndKinship
            | Self::ManageGroups
            | Self::MoveLearner
            | Self::IssueCertificate
            | Self::RecordOutcome
            | Self::CloseStatement
            | Self::MarkPaid => &[Coordinator],
            Self::ReadAccounts | Self::ReadAudit => &[Administrator, Auditor],
            Self::ManageAccounts
            | Self::ManageCenters
            | Self::ManageProgramme
            | Self::Erase
            | Self::BackUp => &[Administrator],
        }
    }

    /// What a role may do, where its scope reaches.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |act| act.is_allowed_to(role))
    }

    /// Is this one of the role's acts?
    pub fn is_allowed_to(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// Does it change anything? Who only reads never does such an act.
    pub const fn changes(self) -> bool {
        match self {
            Self::ListCenters
            | Self::ListCohorts
            | Self::ReadTrainerPacks
            | Self::ReadCohort
            | Self::ReadRecord
            | Self::ReadBoard
            | Self::ReadContact
            | Self::ListDevices
            | Self::ReadNotes
            | Self::ReadStatements
            | Self::ReadReports
            | Self::ReadPeopleBehind
            | Self::ExportNamed
            | Self::ExportNameless
            | Self::ReadAccounts
            | Self::ReadAudit => false,
            Self::Enrol
            | Self::EditPerson
            | Self::MergePeople
            | Self::RecordKinship
            | Self::EndKinship
            | Self::ManageGroups
            | Self::MoveLearner
            | Self::Erase
            | Self::MakeCode
            | Self::ConfirmWriter
            | Self::RenameDevice
            | Self::RevokeDevice
            | Self::ReleaseHeld
            | Self::ResetSecret
            | Self::UseRecoveryKey
            | Self::TakeCourierFile
            | Self::RegisterDesk
            | Self::RecordAttendance
            | Self::ManageSessions
            | Self::ManageNotices
            | Self::Decide
            | Self::DecideInBulk
            | Self::EnterOnBehalf
            | Self::WriteNotes
            | Self::SendMessage
            | Self::IssueCertificate
            | Self::RecordOutcome
            | Self::CloseStatement
            | Self::MarkPaid
            | Self::ManageAccounts
            | Self::ManageCenters
            | Self::ManageProgramme
            | Self::BackUp => true,
        }
    }

    /// Its word in the audit log; never changed, since the log's hashes cover it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ListCenters => "list_centers",
            Self::ListCohorts => "list_cohorts",
            Self::ReadTrainerPacks => "read_trainer_packs",
            Self::ReadCohort => "read_cohort",
            Self::ReadRecord => "read_record",
            Self::ReadBoard => "read_board",
            Self::ReadContact => "read_contact",
            Self::ListDevices => "list_devices",
            Self::ReadNotes => "read_notes",
            Self::ReadStatements => "read_statements",
            Self::ReadReports => "read_reports",
            Self::ReadPeopleBehind => "read_people_behind",
            Self::ExportNamed => "export_named",
            Self::ExportNameless => "export_nameless",
            Self::ReadAccounts => "read_accounts",
            Self::ReadAudit => "read_audit",
            Self::Enrol => "enrol",
            Self::EditPerson => "edit_person",
            Self::MergePeople => "merge_people",
            Self::RecordKinship => "record_kinship",
            Self::EndKinship => "end_kinship",
            Self::ManageGroups => "manage_groups",
            Self::MoveLearner => "move_learner",
            Self::Erase => "erase",
            Self::MakeCode => "make_code",
            Self::ConfirmWriter => "confirm_writer",
            Self::RenameDevice => "rename_device",
            Self::RevokeDevice => "revoke_device",
            Self::ReleaseHeld => "release_held",
            Self::ResetSecret => "reset_secret",
            Self::UseRecoveryKey => "use_recovery_key",
            Self::TakeCourierFile => "take_courier_file",
            Self::RegisterDesk => "register_desk",
            Self::RecordAttendance => "record_attendance",
            Self::ManageSessions => "manage_sessions",
            Self::ManageNotices => "manage_notices",
            Self::Decide => "decide",
            Self::DecideInBulk => "decide_in_bulk",
            Self::EnterOnBehalf => "enter_on_behalf",
            Self::WriteNotes => "write_notes",
            Self::SendMessage => "send_message",
            Self::IssueCertificate => "issue_certificate",
            Self::RecordOutcome => "record_outcome",
            Self::CloseStatement => "close_statement",
            Self::MarkPaid => "mark_paid",
            Self::ManageAccounts => "manage_accounts",
            Self::ManageCenters => "manage_centers",
            Self::ManageProgramme => "manage_programme",
            Self::BackUp => "back_up",
        }
    }
}
