//! A wire that can be cut: bytes pass through until a count is reached, then both ends are closed.
//!
//! Owns the counting. Must not read what passes.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;

use crate::http::connect;

/// After how many bytes each way is cut; `None`: never.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cut {
    /// Bytes of the request that pass.
    pub request: Option<usize>,
    /// Bytes of the answer that pass.
    pub answer: Option<usize>,
}

/// What passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Bytes of the request.
    pub request: usize,
    /// Bytes of the answer.
    pub answer: usize,
}

/// Carries one connection to `to`: its own address, and what passed in the end.
pub fn once(to: SocketAddr, cut: Cut) -> (SocketAddr, JoinHandle<Passed>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let carried = std::thread::spawn(move || {
        let (near, _) = listener.accept().unwrap();
        let far = connect(to).unwrap();
        let upward = {
            let (from, to) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            std::thread::spawn(move || carry(from, to, cut.request))
        };
        let answer = carry(far, near, cut.answer);
        Passed { request: upward.join().unwrap(), answer }
    });
    (address, carried)
}

/// Carries bytes one way until the end, or until the cut: then neither end hears of the other.
fn carry(mut from: TcpStream, mut to: TcpStream, most: Option<usize>) -> usize {
    let most = most.unwrap_or(usize::MAX);
    let mut passed = 0;
    let mut buffer = [0; 8 * 1024];
    while passed < most {
        let room = buffer.len().min(most - passed);
        match from.read(&mut buffer[..room]) {
            Ok(0) | Err(_) => {
                let _ = to.shutdown(Shutdown::Write);
                return passed;
            }
            Ok(count) => {
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
                passed += count;
            }
        }
    }
    // Either end may be gone already.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
    passed
}
