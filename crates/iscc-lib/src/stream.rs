//! What the generators of Data-, Instance- and Sum-Code share: reading, and checking lengths.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use crate::error::{Error, Result};
use crate::parallel::threads;

/// Bytes read at once, if who takes them has several threads to keep busy.
const BLOCK: usize = 4 << 20;

/// Bytes read at once, if each of several who take them has one thread: they find in the cache
/// what was read.
const SMALL_BLOCK: usize = 1 << 20;

/// Bytes read at first.
const FIRST: usize = 16 << 10;

/// Bytes that all take in turn where they share a thread, so that they find them in the cache.
pub(crate) const STRIDE: usize = 64 << 10;

/// Blocks that may wait for each of those who take them.
const WAITING: usize = 1;

/// What takes the bytes of a stream, block by block.
pub(crate) type Take<'a> = dyn FnMut(&[u8]) + Send + 'a;

/// Hands everything that `stream` gives to all of `takes`.
///
/// If there is more than one block, each has a thread of its own, while this one reads ahead.
pub(crate) fn for_each_block(mut stream: impl Read, takes: &mut [&mut Take<'_>]) -> Result<()> {
    // Little memory for little input: clearing a whole block takes longer than hashing a page.
    let (mut block, mut size) = (Vec::new(), 0);
    let most = if takes.len() > 1 && threads() <= takes.len() { SMALL_BLOCK } else { BLOCK };
    while size == block.len() && size < most {
        block.resize((4 * size).clamp(FIRST, most), 0);
        size += fill(&mut stream, &mut block[size..])?;
    }
    if size == most && threads() > 1 {
        return hand_out(stream, block, takes);
    }
    block.truncate(size);
    while !block.is_empty() {
        for stride in block.chunks(STRIDE) {
            takes.iter_mut().for_each(|take| take(stride));
        }
        let size = if block.len() < most { 0 } else { fill(&mut stream, &mut block)? };
        block.truncate(size);
    }
    Ok(())
}

/// Goes on after the first block, with blocks of its size and a thread for each of `takes`.
fn hand_out(mut stream: impl Read, block: Vec<u8>, takes: &mut [&mut Take<'_>]) -> Result<()> {
    let most = block.len();
    let takes: Vec<Mutex<_>> = takes.iter_mut().map(Mutex::new).collect();
    thread::scope(|scope| {
        let queues: Vec<_> = takes
            .iter()
            .map(|take| {
                let (sender, receiver) = mpsc::sync_channel::<Arc<Vec<u8>>>(WAITING);
                let work = move || {
                    let mut take = take.lock().unwrap_or_else(PoisonError::into_inner);
                    for block in receiver {
                        take(&block);
                    }
                };
                // Where no thread can be had, this one does the work.
                thread::Builder::new().spawn_scoped(scope, work).is_ok().then_some(sender)
            })
            .collect();
        // One is read, some wait, one is at work.
        let mut pool: VecDeque<Arc<Vec<u8>>> = (0..=WAITING).map(|_| Arc::default()).collect();
        let mut block = Arc::new(block);
        while !block.is_empty() {
            for (queue, take) in queues.iter().zip(&takes) {
                match queue {
                    // Fails after a panic only, which leaving the scope passes on.
                    Some(queue) => drop(queue.send(Arc::clone(&block))),
                    None => take.lock().unwrap_or_else(PoisonError::into_inner)(&block),
                }
            }
            let ended = block.len() < most;
            pool.push_back(block);
            block = pool.pop_front().unwrap_or_default();
            if ended {
                break;
            }
            let next = Arc::make_mut(&mut block);
            next.resize(most, 0);
            let size = fill(&mut stream, next)?;
            next.truncate(size);
        }
        Ok(())
    })
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
        let rough = Rough { calls: 0, fails: false };
        for_each_block(rough, &mut [&mut |block| seen.extend_from_slice(block)])
            .expect("only interrupted");

        assert_eq!(vec![1, 3], seen);

        let rough = Rough { calls: 0, fails: true };
        let error = for_each_block(rough, &mut [&mut |_| ()]).expect_err("it fails");

        assert!(error.is_io());
        assert_eq!("cannot read the input: unplugged", error.to_string());
    }

    #[test]
    fn blocks_come_in_order_whatever_their_number() {
        for size in [
            0,
            1,
            FIRST - 1,
            FIRST,
            FIRST + 1,
            5 * FIRST,
            SMALL_BLOCK - 1,
            SMALL_BLOCK,
            SMALL_BLOCK + 1,
            BLOCK - 1,
            BLOCK,
            BLOCK + 1,
            2 * BLOCK,
            3 * BLOCK + 7,
        ] {
            let data: Vec<u8> = (0..size).map(|i| (i >> 9) as u8).collect();
            let (mut one, mut other) = (Vec::new(), Vec::new());
            let takes: &mut [&mut Take<'_>] =
                &mut [&mut |block| one.extend_from_slice(block), &mut |block| {
                    other.extend_from_slice(block)
                }];
            for_each_block(&data[..], takes).expect("memory");

            assert!(data == one && data == other, "{size}");
        }
    }

    #[test]
    #[should_panic]
    fn a_panic_of_a_thread_comes_through() {
        let _ = for_each_block(
            io::repeat(0).take(9 * BLOCK as u64),
            &mut [&mut |_| (), &mut |_| panic!("cannot take it")],
        );
    }

    #[test]
    fn bits_have_bounds_and_steps() {
        assert!([32, 64, 256].iter().all(|bits| check_bits(*bits, 32).is_ok()));
        assert!([0, 33, 288, 512].iter().all(|bits| check_bits(*bits, 32).is_err()));
        assert!(check_bits(32, 64).is_err());
    }
}
