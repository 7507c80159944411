//! Numbers and slices in frames: LEB128, zigzag for signed, and a reader that never overruns.
//!
//! Owns the bounds of every read. Must not allocate.

use super::FrameError;

/// Appends an unsigned LEB128 number in its shortest form.
pub fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed number, zigzag, so that small ones of either sign are short.
pub fn write_signed(out: &mut Vec<u8>, value: i64) {
    write_varint(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Reads frames' parts from a byte slice.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the beginning of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Bytes read so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// What was read from `start` to here.
    pub fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.position]
    }

    /// Bytes left.
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.position
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], FrameError> {
        if count > self.remaining() {
            return Err(FrameError::Truncated);
        }
        let start = self.position;
        self.position += count;
        Ok(&self.bytes[start..self.position])
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, FrameError> {
        Ok(self.take(1)?[0])
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], FrameError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// An unsigned number in its shortest form.
    pub fn varint(&mut self) -> Result<u64, FrameError> {
        let mut value: u64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(FrameError::Range);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return if byte == 0 && shift > 0 {
                    Err(FrameError::NotCanonical)
                } else {
                    Ok(value)
                };
            }
        }
        Err(FrameError::Range)
    }

    /// A zigzag number.
    pub fn signed(&mut self) -> Result<i64, FrameError> {
        let raw = self.varint()?;
        Ok(((raw >> 1) as i64) ^ -((raw & 1) as i64))
    }

    /// A count or length of at most `most`, and never more than there are bytes left.
    pub fn count(&mut self, most: usize) -> Result<usize, FrameError> {
        let value = self.varint()?;
        match usize::try_from(value) {
            Ok(count) if count <= most && count <= self.remaining() => Ok(count),
            Ok(count) if count <= most => Err(FrameError::Truncated),
            _ => Err(FrameError::Range),
        }
    }

    /// Succeeds when nothing is left.
    pub fn finish(&self) -> Result<(), FrameError> {
        if self.remaining() == 0 { Ok(()) } else { Err(FrameError::Trailing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_and_have_one_form() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            write_varint(&mut bytes, value);
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.varint(), Ok(value));
            assert_eq!(reader.finish(), Ok(()));
        }
        for value in [0, 1, -1, i64::MAX, i64::MIN, 1 << 40] {
            let mut bytes = Vec::new();
            write_signed(&mut bytes, value);
            assert_eq!(Reader::new(&bytes).signed(), Ok(value));
        }
        assert_eq!(Reader::new(&[0x80, 0]).varint(), Err(FrameError::NotCanonical));
        assert_eq!(Reader::new(&[0xff; 11]).varint(), Err(FrameError::Range));
        assert_eq!(Reader::new(&[0x80]).varint(), Err(FrameError::Truncated));
    }
}
