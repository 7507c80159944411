//! `recovery/<code>`: central's word that two holders of the centre's recovery key opened her
//! profile on a phone.
//!
//! Owns the record. It is what her phones show for good; who did it stands in the audit log too.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use super::value::{Known, ValueFault};

/// One use of the key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Recovery {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// When: seconds since 1970, by central's clock.
    #[n(1)]
    pub at: i64,
    /// Who: the two holders, as their certificates say who they are.
    #[n(2)]
    pub holders: Vec<ByteArray<8>>,
}

impl Known for Recovery {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 2;

    fn check(&self) -> Result<(), ValueFault> {
        let fits = (0..1 << 40).contains(&self.at)
            && matches!(&self.holders[..], [one, other] if one != other);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}
