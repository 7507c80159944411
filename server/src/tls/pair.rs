//! A certificate and its key, as they lie in two PEM files.
//!
//! Owns reading and checking them. A pair that does not fit is an error here, so that nobody is
//! ever shown a certificate whose key is another's: renewal writes two files, one after the other.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};
use thiserror::Error as ThisError;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Larger than any chain; whoever names another file by mistake must not fill the memory.
const MAX_BYTES: u64 = 1024 * 1024;

/// Where the pair lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The certificate and those that lead to the authority, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
}

/// Why a pair cannot be shown to anybody.
#[derive(Debug, ThisError)]
pub enum PairError {
    /// A file is not there, or may not be read.
    #[error("{}: {cause}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The first file has no certificate in it, or half of one.
    #[error("{}: no whole certificate in it", .0.display())]
    NoCertificate(PathBuf),
    /// The second file has no key in it, half of one, or one of a kind that is not known here.
    #[error("{}: no whole key in it, or one of an unknown kind", .0.display())]
    NoKey(PathBuf),
    /// The key is not the certificate's.
    #[error("the key is not that of the certificate")]
    Mismatch,
    /// It has ended, and the one in use has not.
    #[error("it has ended already, and the one in use has not")]
    Over,
}

impl PairError {
    /// A stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::NoCertificate(_) => "no_certificate",
            Self::NoKey(_) => "no_key",
            Self::Mismatch => "key_mismatch",
            Self::Over => "over",
        }
    }
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whose it is: names of machines, in its order.
    pub names: Vec<String>,
    /// From when on it is good: seconds since 1970.
    pub from: i64,
    /// Until when.
    pub until: i64,
    /// How many there are on the way to the authority, itself included.
    pub chain: usize,
    /// Each is by the next: else phones find no way to the authority.
    pub is_in_order: bool,
    /// It is by itself: no phone believes it unless somebody told it to.
    pub is_by_itself: bool,
    /// The first end of those on the way to the authority: seconds since 1970.
    pub chain_until: Option<i64>,
}

/// A pair that fits.
#[derive(Clone, Debug)]
pub struct Pair {
    pub(super) key: Arc<CertifiedKey>,
    /// What it says.
    pub facts: Facts,
}

/// The bytes of both files.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Found {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Files {
    /// Reads and checks the pair.
    pub fn read(&self) -> Result<Pair, PairError> {
        self.pair(&self.look()?)
    }

    pub(super) fn look(&self) -> Result<Found, PairError> {
        Ok(Found { certificate: bytes_of(&self.certificate)?, key: bytes_of(&self.key)? })
    }

    pub(super) fn pair(&self, found: &Found) -> Result<Pair, PairError> {
        let no_certificate = || PairError::NoCertificate(self.certificate.clone());
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(&found.certificate)
                .collect::<Result<_, _>>()
                .map_err(|_| no_certificate())?;
        let facts = facts_of(&chain).ok_or_else(no_certificate)?;
        let no_key = || PairError::NoKey(self.key.clone());
        let key = PrivateKeyDer::from_pem_slice(&found.key).map_err(|_| no_key())?;
        let key = default_provider().key_provider.load_private_key(key).map_err(|_| no_key())?;
        let key = CertifiedKey::new(chain, key);
        match key.keys_match() {
            Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => {
                Ok(Pair { key: Arc::new(key), facts })
            }
            Err(_) => Err(PairError::Mismatch),
        }
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, PairError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|cause| PairError::Unreadable { path: path.to_owned(), cause })?;
    Ok(bytes)
}

fn facts_of(chain: &[CertificateDer<'_>]) -> Option<Facts> {
    let read: Vec<Certificate> =
        chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>().ok()?;
    let (own, others) = read.split_first()?;
    let until = |certificate: &Certificate| {
        let end = certificate.tbs_certificate().validity().not_after;
        seconds(end.to_unix_duration())
    };
    let own_body = own.tbs_certificate();
    Some(Facts {
        names: names_of(own),
        from: seconds(own_body.validity().not_before.to_unix_duration()),
        until: until(own),
        chain: read.len(),
        is_in_order: read
            .windows(2)
            .all(|pair| pair[0].tbs_certificate().issuer() == pair[1].tbs_certificate().subject()),
        is_by_itself: own_body.issuer() == own_body.subject(),
        chain_until: others.iter().map(until).min(),
    })
}

fn names_of(certificate: &Certificate) -> Vec<String> {
    let found = certificate.tbs_certificate().get_extension::<SubjectAltName>();
    let Ok(Some((_, SubjectAltName(names)))) = found else { return Vec::new() };
    let name = |name: GeneralName| match name {
        GeneralName::DnsName(name) => Some(name.to_string().to_ascii_lowercase()),
        _ => None,
    };
    names.into_iter().filter_map(name).collect()
}

fn seconds(since_1970: std::time::Duration) -> i64 {
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}

impl Facts {
    /// Is it a certificate of this name?
    pub fn names(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            // A star stands for one label.
            Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest == parent),
            None => *name == host,
        })
    }
}
