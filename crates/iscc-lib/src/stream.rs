//! What the generators of Data-, Instance- and Sum-Code share: reading, and checking lengths.

use std::io::{ErrorKind, Read};

use crate::error::{Error, Result};

/// Bytes read at once: small enough to stay in the second-level cache.
pub(crate) const BLOCK: usize = 256 * 1024;

/// Hands everything that `stream` gives to `take`, block by block.
pub(crate) fn for_each_block(mut stream: impl Read, mut take: impl FnMut(&[u8])) -> Result<()> {
    let mut block = vec![0; BLOCK];
    loop {
        match stream.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(size) => take(&block[..size]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A unit over a digest of 256 bits has `least` to 256 bits, in steps of 32.
pub(crate) fn check_bits(bits: u32, least: u32) -> Result<()> {
    if bits % 32 == 0 && (least..=256).contains(&bits) {
        return Ok(());
    }
    Err(Error::argument(format!("bits must be a multiple of 32 from {least} to 256, got {bits}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// Gives one byte, is interrupted, gives another, then fails.
    struct Rough(u8);

    impl Read for Rough {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 | 3 => {
                    buffer[0] = self.0;
                    Ok(1)
                }
                2 => Err(ErrorKind::Interrupted.into()),
                _ => Err(io::Error::other("unplugged")),
            }
        }
    }

    #[test]
    fn interruptions_are_overcome_and_failures_reported() {
        let mut seen = Vec::new();
        let result = for_each_block(Rough(0), |block| seen.extend_from_slice(block));
        let error = result.expect_err("the third read fails");

        assert_eq!(vec![1, 3], seen);
        assert!(error.is_io());
        assert_eq!("cannot read the input: unplugged", error.to_string());
    }

    #[test]
    fn bits_have_bounds_and_steps() {
        assert!([32, 64, 256].iter().all(|bits| check_bits(*bits, 32).is_ok()));
        assert!([0, 33, 288, 512].iter().all(|bits| check_bits(*bits, 32).is_err()));
        assert!(check_bits(32, 64).is_err());
    }
}
