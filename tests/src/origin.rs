//! One HTTPS origin: an authority, certificates of it, and a client that knows a name and nothing
//! else.
//!
//! Owns what a browser does between an address in its bar and a line: it asks a name server, and
//! believes who shows a certificate of that name by an authority that it knows. Must not know who
//! answers.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::http::{self, Answer};
use crate::names::Names;

/// An authority that the clients of a test believe.
#[derive(Debug)]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, as files.
#[derive(Clone, Debug)]
pub struct PairFiles {
    /// The certificate, with its authority's behind it.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

impl Default for Authority {
    fn default() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Tests");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }
}

impl Authority {
    /// Writes a pair for these names into a folder, over one that is there. Good until the first
    /// of January of that year.
    pub fn write(&self, folder: &Path, names: &[&str], until_year: i32) -> PairFiles {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_after = date_time_ymd(until_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &*self.0).unwrap();
        std::fs::create_dir_all(folder).unwrap();
        let files =
            PairFiles { certificate: folder.join("fullchain.pem"), key: folder.join("key.pem") };
        std::fs::write(&files.certificate, certificate.pem() + &self.0.pem()).unwrap();
        std::fs::write(&files.key, key.serialize_pem()).unwrap();
        files
    }
}

/// A client that knows a name, a port, whom to ask where the name leads, and whom to believe.
#[derive(Clone, Debug)]
pub struct Client {
    name: String,
    port: u16,
    names: Names,
    config: Arc<ClientConfig>,
}

impl Client {
    /// The same wherever it is.
    pub fn new(name: &str, port: u16, names: &Names, authority: &Authority) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(authority.0.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        // Each time anew: whoever goes on with a session is shown no certificate.
        config.resumption = Resumption::disabled();
        Self { name: name.to_owned(), port, names: names.clone(), config: Arc::new(config) }
    }

    fn connect(&self) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
        let address = SocketAddr::new(self.names.ask(&self.name)?, self.port);
        let name = ServerName::try_from(self.name.clone()).map_err(io::Error::other)?;
        let connection =
            ClientConnection::new(Arc::clone(&self.config), name).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, http::connect(address)?);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(stream)
    }

    /// The certificate that is shown now.
    pub fn shown(&self) -> io::Result<Vec<u8>> {
        let stream = self.connect()?;
        let chain = stream.conn.peer_certificates().unwrap_or_default();
        chain.first().map(|shown| shown.to_vec()).ok_or_else(|| io::Error::other("none shown"))
    }

    /// One request over it.
    pub fn exchange(&self, request: &[u8]) -> io::Result<Answer> {
        let mut stream = self.connect()?;
        stream.write_all(request)?;
        stream.flush()?;
        http::read(&mut stream)
    }

    /// Carries requests that come in plain on loopback, for those who speak no TLS. An origin that
    /// is not believed looks like a line that is cut.
    pub fn carry(self) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let client = self.clone();
                // Whoever waits at the near end sees how it ended.
                std::thread::spawn(move || client.carry_one(near));
            }
        });
        address
    }

    fn carry_one(&self, mut near: TcpStream) -> io::Result<()> {
        let answer = self.exchange(&one_request(&mut near)?)?;
        let mut head = format!("HTTP/1.1 {} Carried\r\nconnection: close\r\n", answer.status);
        for (name, value) in answer.headers.iter().filter(|(name, _)| name != "connection") {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        near.write_all(&[head.as_bytes(), b"\r\n", &answer.body].concat())
    }
}

/// A request's bytes, to the end of its body.
fn one_request(near: &mut impl Read) -> io::Result<Vec<u8>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 16 * 1024]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length: usize = head
                .split("\r\n")
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Ok(bytes);
            }
        }
        match near.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// A port that nobody listens on, on any address of loopback that a test uses.
pub fn free_port() -> u16 {
    let on = |host: u8, port: u16| TcpListener::bind((Ipv4Addr::new(127, 0, 0, host), port));
    loop {
        let first = on(2, 0).unwrap();
        let port = first.local_addr().unwrap().port();
        if on(3, port).is_ok() {
            return port;
        }
    }
}
