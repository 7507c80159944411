//! A name server for tests: it says where a name leads, and another place from one moment to the
//! next.
//!
//! Owns both ends of one question: A records over UDP (RFC 1035), nothing else. It is what a router
//! with split-horizon DNS does: one name, answered by where the asker is.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const HEADER_BYTES: usize = 12;
/// What follows a name in a question: its type and its class.
const KIND_BYTES: usize = 4;
const TYPE_A_CLASS_IN: [u8; KIND_BYTES] = [0, 1, 0, 1];
const NO_SUCH_NAME: u8 = 3;

/// A name server on loopback.
#[derive(Clone, Debug)]
pub struct Names {
    /// Where it is asked.
    pub address: SocketAddr,
    known: Arc<Mutex<HashMap<String, Ipv4Addr>>>,
}

impl Names {
    /// Begins to answer, for as long as the program runs.
    pub fn serve() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let known: Arc<Mutex<HashMap<String, Ipv4Addr>>> = Arc::default();
        let names = Self { address: socket.local_addr().unwrap(), known: Arc::clone(&known) };
        std::thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, asker)) = socket.recv_from(&mut buffer) {
                let found = |name: &str| known.lock().unwrap().get(name).copied();
                if let Some(answer) = answer(&buffer[..length], found) {
                    let _ = socket.send_to(&answer, asker);
                }
            }
        });
        names
    }

    /// From now on a name leads there.
    pub fn lead(&self, name: &str, to: Ipv4Addr) {
        self.known.lock().unwrap().insert(name.to_owned(), to);
    }

    /// Asks where a name leads, as a phone does.
    pub fn ask(&self, name: &str) -> io::Result<IpAddr> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut question = vec![0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name.split('.') {
            question.push(u8::try_from(label.len()).unwrap());
            question.extend_from_slice(label.as_bytes());
        }
        question.push(0);
        question.extend_from_slice(&TYPE_A_CLASS_IN);
        socket.send_to(&question, self.address)?;
        let mut buffer = [0; 512];
        let length = socket.recv(&mut buffer)?;
        let record = buffer[..length].get(question.len()..).unwrap_or_default();
        // A pointer to the name, its kind, how long it holds, four bytes.
        match record {
            [0xc0, 0x0c, 0, 1, 0, 1, _, _, _, _, 0, 4, a, b, c, d]
                if buffer[..2] == question[..2] =>
            {
                Ok(IpAddr::from([*a, *b, *c, *d]))
            }
            _ => Err(io::Error::new(io::ErrorKind::NotFound, format!("no such name: {name}"))),
        }
    }
}

/// The answer to a question; `None` when it is not one that is understood here.
fn answer(question: &[u8], find: impl Fn(&str) -> Option<Ipv4Addr>) -> Option<Vec<u8>> {
    let (mut name, mut at) = (Vec::new(), HEADER_BYTES);
    loop {
        let length = usize::from(*question.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        name.push(std::str::from_utf8(question.get(at..at + length)?).ok()?.to_lowercase());
        at += length;
    }
    let asked = question.get(HEADER_BYTES..at + KIND_BYTES)?;
    let found = find(&name.join(".")).filter(|_| asked.ends_with(&TYPE_A_CLASS_IN));
    let code = if found.is_some() { 0 } else { NO_SUCH_NAME };
    let mut answer = question.get(..2)?.to_vec();
    answer.extend_from_slice(&[0x85, 0x80 | code, 0, 1, 0, u8::from(found.is_some()), 0, 0, 0, 0]);
    answer.extend_from_slice(asked);
    if let Some(found) = found {
        answer.extend_from_slice(&[0xc0, 0x0c]);
        answer.extend_from_slice(&TYPE_A_CLASS_IN);
        answer.extend_from_slice(&[0, 0, 0, 60, 0, 4]);
        answer.extend_from_slice(&found.octets());
    }
    Some(answer)
}
