//! The server: one process that holds a programme's record.
//!
//! - [`store`]: what must survive; all SQL
//! - [`sync`]: answering an exchange with a phone; [`courier`]: one that came as a file
//! - [`enrolment`]: a code for an identity; [`returning`]: an identity known again after a restore
//! - [`backup`]: copies of the database, their schedule, and putting one back
//! - [`hub`]: a centre's server, and central's answers to it
//! - [`doctor`]: what is well, and what is not
//! - [`tls`]: the certificate that this server shows
//! - [`http`]: routes, sessions, content, the embedded client
//! - [`enrolling`]: taking people in; [`person`]: who somebody is to the directory, and who may be one with whom
//! - [`reports`]: what staff see; [`figures`]: what a programme and its funders count
//! - [`scan`]: what shows that she saw a session's code
//! - [`authority`]: who may do what where; [`audit`]: the log of what was done
//! - [`verify`], [`export`]: the record held against Automerge, and handed out
//! - [`surveys`]: what phones are told of surveys
//! - [`demo`]: a fictional programme, made through the real road
//!
//! Imports go downwards only: `http → courier, sync, enrolment, reports → store`. Time and randomness come
//! from [`source`], so that a simulation can give its own.

pub mod audit;
pub mod authority;
pub mod backup;
pub mod catalogue;
pub mod certificates;
pub mod courier;
pub mod demo;
pub mod desks;
pub mod doctor;
pub mod enrolling;
pub mod enrolment;
pub mod erasure;
pub mod export;
pub mod figures;
pub mod handout;
pub mod http;
pub mod hub;
pub mod password;
pub mod pay;
pub mod person;
pub mod programme;
pub mod recovery;
pub mod reports;
pub mod returning;
pub mod scan;
pub mod second_factor;
pub mod source;
pub mod store;
mod surveys;
pub mod sync;
pub mod tls;
pub mod verify;
