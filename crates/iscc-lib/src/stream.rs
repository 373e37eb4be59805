//! What the generators of Data-, Instance- and Sum-Code share: reading, and checking lengths.

use std::io::{self, ErrorKind, Read};

use crate::error::{Error, Result};
use crate::parallel::{join, threads};

/// Bytes read at once: enough to keep several threads busy.
pub(crate) const BLOCK: usize = 4 << 20;

/// Hands everything that `stream` gives to `take`, block by block, and reads ahead meanwhile.
pub(crate) fn for_each_block(
    mut stream: impl Read,
    mut take: impl FnMut(&[u8]) + Send,
) -> Result<()> {
    let mut block = vec![0; BLOCK];
    let mut size = fill(&mut stream, &mut block)?;
    let mut next = if size < BLOCK { Vec::new() } else { vec![0; BLOCK] };
    while size == BLOCK {
        let read = if threads() > 1 {
            join(|| take(&block), || fill(&mut stream, &mut next)).1
        } else {
            take(&block);
            fill(&mut stream, &mut next)
        };
        size = read?;
        std::mem::swap(&mut block, &mut next);
    }
    take(&block[..size]);
    Ok(())
}

/// Reads until `block` is full or the stream ends; returns the number of bytes.
fn fill(stream: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    let mut size = 0;
    while size < block.len() {
        match stream.read(&mut block[size..]) {
            Ok(0) => break,
            Ok(more) => size += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(size)
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

    /// Gives a byte, is interrupted, gives another, and then ends or fails.
    struct Rough {
        calls: u8,
        fails: bool,
    }

    impl Read for Rough {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.calls += 1;
            match self.calls {
                1 | 3 => {
                    buffer[0] = self.calls;
                    Ok(1)
                }
                2 => Err(ErrorKind::Interrupted.into()),
                _ if self.fails => Err(io::Error::other("unplugged")),
                _ => Ok(0),
            }
        }
    }

    #[test]
    fn interruptions_are_overcome_and_failures_reported() {
        let mut seen = Vec::new();
        for_each_block(Rough { calls: 0, fails: false }, |block| seen.extend_from_slice(block))
            .expect("only interrupted");

        assert_eq!(vec![1, 3], seen);

        let error = for_each_block(Rough { calls: 0, fails: true }, |_| ()).expect_err("it fails");

        assert!(error.is_io());
        assert_eq!("cannot read the input: unplugged", error.to_string());
    }

    #[test]
    fn blocks_come_in_order_whatever_their_number() {
        for size in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7] {
            let data: Vec<u8> = (0..size).map(|i| (i >> 9) as u8).collect();
            let mut seen = Vec::new();
            for_each_block(&data[..], |block| seen.extend_from_slice(block)).expect("memory");

            assert!(data == seen, "{size}");
        }
    }

    #[test]
    fn bits_have_bounds_and_steps() {
        assert!([32, 64, 256].iter().all(|bits| check_bits(*bits, 32).is_ok()));
        assert!([0, 33, 288, 512].iter().all(|bits| check_bits(*bits, 32).is_err()));
        assert!(check_bits(32, 64).is_err());
    }
}
