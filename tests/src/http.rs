//! HTTP/1.1 as bytes on a socket: one request, one answer, one connection.
//!
//! Owns the client of these tests, which can also say what no client would. Must not repair: an
//! answer that was cut is an error.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any limit of the server: whoever waits this long waits for ever.
const PATIENCE: Duration = Duration::from_secs(90);

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// As long as the header said.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    /// The stable code of an error.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Opens a connection that does not wait for ever.
pub fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A request's bytes. Each connection carries one.
pub fn encode(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: chaski\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), body].concat()
}

/// Sends one request and reads its answer.
pub fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    exchange(address, &encode(method, path, headers, body))
}

/// Sends bytes as they are and reads an answer. Who refuses may do so before all is sent.
pub fn exchange(address: SocketAddr, bytes: &[u8]) -> io::Result<Answer> {
    let mut stream = connect(address)?;
    let sent = stream.write_all(bytes);
    let answer = read(&mut stream);
    if answer.is_err() {
        sent?;
    }
    answer
}

/// Reads an answer to its end.
pub fn read(stream: &mut impl Read) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let (answer, length) = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let (head, rest) = (&bytes[..end], bytes[end + 4..].to_vec());
            break head_of(head, rest)?;
        }
        match stream.read(&mut buffer)? {
            0 => return Err(cut("the answer's head was cut")),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let mut answer = answer;
    if answer.header("transfer-encoding") == Some("chunked") {
        // Each request has a connection of its own, so that its end is the answer's.
        stream.read_to_end(&mut answer.body)?;
        answer.body = joined(&answer.body).ok_or_else(|| cut("the answer was cut"))?;
        return Ok(answer);
    }
    while answer.body.len() < length {
        match stream.read(&mut buffer)? {
            0 => return Err(cut("the answer was cut")),
            count => answer.body.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(answer)
}

fn head_of(head: &[u8], body: Vec<u8>) -> io::Result<(Answer, usize)> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let status = status.ok_or_else(|| cut("no status line"))?;
    let answer = Answer { status, headers, body };
    let length = match status {
        // These never have a body, whatever their header says.
        204 | 304 => Some(0),
        _ if answer.header("transfer-encoding") == Some("chunked") => Some(0),
        _ => answer.header("content-length").and_then(|value| value.parse().ok()),
    };
    let length = length.ok_or_else(|| cut("an answer without a length"))?;
    Ok((answer, length))
}

/// Chunks as one body; nothing unless the last one is there.
fn joined(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        let chunk = bytes.get(end + 2..end + 2 + size)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        bytes = bytes.get(end + 2 + size + 2..)?;
    }
}

fn cut(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, what)
}
