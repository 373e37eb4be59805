//! Data-Code: similarity of raw bytes.

use std::io::Read;

use xxhash_rust::xxh32::xxh32;

use crate::cdc::{Cutter, DATA_AVERAGE, DATA_MOST, DATA_PARAMS};
use crate::codec::{SCHEME, encode_component};
use crate::error::Result;
use crate::header::{MainType, sub_type};
use crate::minhash::MinHash;
use crate::parallel::{WORTHWHILE, map, threads};
use crate::stream::{check_bits, for_each_block};
use crate::xxh32::hash_all;

/// A Data-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DataCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
}

/// Makes a Data-Code from pieces of data; where one piece ends and the next begins is of no
/// consequence.
///
/// Asking for a result does not end the hasher: it tells of the bytes seen so far. Memory stays
/// constant, whatever the amount of data.
///
/// ```
/// use iscc_lib::{DataHasher, gen_data_code_v0};
///
/// let mut hasher = DataHasher::new();
/// hasher.update(b"hello ");
/// hasher.update(b"world");
///
/// assert_eq!(hasher.finalize(64).unwrap(), gen_data_code_v0(&b"hello world"[..], 64).unwrap());
/// ```
#[derive(Debug, Clone)]
pub struct DataHasher {
    cutter: Cutter,
    /// Start of the chunk whose end has not been seen.
    tail: Vec<u8>,
    minhash: MinHash,
    /// Whether a chunk has been hashed.
    any: bool,
    /// Whether cutting in several places at once has paid off so far.
    split: bool,
}

impl Default for DataHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl DataHasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            cutter: Cutter::new(DATA_PARAMS),
            tail: Vec::new(),
            minhash: MinHash::new(),
            any: false,
            split: true,
        }
    }

    /// Takes the next bytes; two megabytes or more on several threads.
    pub fn update(&mut self, data: &[u8]) {
        self.update_on(threads(), data);
    }

    /// Takes the next bytes, on up to `threads` threads.
    pub(crate) fn update_on(&mut self, threads: usize, data: &[u8]) {
        let mut rest = data;
        if !self.tail.is_empty() {
            let Some(end) = self.cutter.advance(rest) else {
                self.tail.extend_from_slice(rest);
                return;
            };
            self.tail.extend_from_slice(&rest[..end]);
            self.take(&[xxh32(&self.tail, 0)]);
            self.tail.clear();
            rest = &rest[end..];
        }
        if self.split && threads > 1 && rest.len() >= WORTHWHILE {
            let size = (rest.len() / (2 * threads)).clamp(SEGMENT_LEAST, SEGMENT_MOST);
            let found = features_of_segments(rest, size.next_multiple_of(DATA_MOST), threads);
            self.take(&found.features);
            self.split = found.met;
            rest = &rest[found.end..];
        }
        let found = Chunks::from(rest, 0, rest.len());
        self.take(&found.features);
        self.tail.extend_from_slice(&rest[found.end()..]);
        self.cutter = found.cutter;
    }

    fn take(&mut self, features: &[u32]) {
        self.minhash.add(features);
        self.any |= !features.is_empty();
    }

    /// The similarity hash of 256 bits over the bytes so far.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        if self.any && self.tail.is_empty() {
            return self.minhash.digest();
        }
        let mut minhash = self.minhash.clone();
        minhash.add(&[xxh32(&self.tail, 0)]);
        minhash.digest()
    }

    /// The unit without `ISCC:`.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn code(&self, bits: u32) -> Result<String> {
        check_bits(bits, 32)?;
        encode_component(MainType::Data, sub_type::NONE, 0, bits, &self.digest())
    }

    /// The Data-Code of the bytes so far.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn finalize(&self, bits: u32) -> Result<DataCode> {
        Ok(DataCode { iscc: format!("{SCHEME}{}", self.code(bits)?) })
    }
}

/// Least and most bytes that a thread cuts at a time.
const SEGMENT_LEAST: usize = 256 << 10;
const SEGMENT_MOST: usize = 1 << 20;

/// Complete chunks in a row.
struct Chunks {
    start: usize,
    /// Where each chunk ends.
    ends: Vec<usize>,
    /// Hash of each chunk.
    features: Vec<u32>,
    /// In search of the end of the chunk that follows.
    cutter: Cutter,
}

impl Chunks {
    /// Chunks are hashed in groups of this many, while they are in the cache.
    const GROUP: usize = 32;

    /// The chunks of `data` that begin from `start` on and before `until`.
    fn from(data: &[u8], start: usize, until: usize) -> Self {
        let size = until.saturating_sub(start) / DATA_AVERAGE;
        let mut ends = Vec::with_capacity(size);
        let mut features = Vec::with_capacity(size);
        let mut group = Vec::with_capacity(Self::GROUP);
        let mut cutter = Cutter::new(DATA_PARAMS);
        let mut at = start;
        while at < until {
            let rest = &data[at..];
            let Some(size) = cutter.advance(rest) else { break };
            at += size;
            ends.push(at);
            group.push(&rest[..size]);
            if group.len() == Self::GROUP {
                hash_all(&group, &mut features);
                group.clear();
            }
        }
        hash_all(&group, &mut features);
        Self { start, ends, features, cutter }
    }

    /// Where the last chunk ends.
    fn end(&self) -> usize {
        self.ends.last().copied().unwrap_or(self.start)
    }

    /// Number of chunks up to `position`, if the next one begins there.
    fn chunks_before(&self, position: usize) -> Option<usize> {
        if position == self.start {
            return Some(0);
        }
        self.ends.binary_search(&position).ok().map(|index| index + 1)
    }
}

/// What cutting in several places found.
struct Found {
    /// Hash of each complete chunk, in order.
    features: Vec<u32>,
    /// Where the last of these chunks ends.
    end: usize,
    /// Whether each segment met the chunks that lead up to it.
    met: bool,
}

/// Features of all complete chunks of `data`, which begins with the start of a chunk.
///
/// Where a chunk ends depends on where it starts, so the chunks before a segment would have to be
/// known. But borders come from the content: chunks cut from the start of a segment soon end
/// where those that come from before it end too, and from there on all are equal. The few up to
/// that place are cut once more. If the data is such that they never meet, neither time nor
/// result is worse than from one end to the other, but for the wasted work.
fn features_of_segments(data: &[u8], size: usize, threads: usize) -> Found {
    let starts = (0..data.len()).step_by(size).collect();
    let segments =
        map(starts, threads, |start| Chunks::from(data, start, data.len().min(start + size)));
    let mut found = Found { features: Vec::new(), end: 0, met: true };
    for segment in segments {
        let until = segment.start + size;
        let mut before = segment.chunks_before(found.end);
        while before.is_none() && found.end < until {
            let one = Chunks::from(data, found.end, found.end + 1);
            if one.ends.is_empty() {
                break;
            }
            found.features.extend(&one.features);
            found.end = one.end();
            before = segment.chunks_before(found.end);
        }
        match before {
            Some(before) => {
                found.features.extend(&segment.features[before..]);
                found.end = segment.end().max(found.end);
            }
            // At the very end there may be too little data to meet.
            None => found.met &= until >= data.len(),
        }
    }
    found
}

/// Data-Code of everything that `stream` gives.
///
/// ```
/// use iscc_lib::gen_data_code_v0;
///
/// let code = gen_data_code_v0(&[0xff, 0x00][..], 64).unwrap();
///
/// assert_eq!(code.iscc, "ISCC:GAAXL2XYM5BQIAZ3");
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256, or `stream` cannot be read.
pub fn gen_data_code_v0(stream: impl Read, bits: u32) -> Result<DataCode> {
    check_bits(bits, 32)?;
    let mut hasher = DataHasher::new();
    for_each_block(stream, &mut [&mut |block| hasher.update(block)])?;
    hasher.finalize(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(size: usize) -> Vec<u8> {
        let mut x = 0x2545_F491_4F6C_DD1Du64;
        let mut next = || {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x >> 32) as u8
        };
        (0..size).map(|_| next()).collect()
    }

    /// Data of many kinds, also such that cuts of different starts never meet.
    fn samples(size: usize) -> Vec<Vec<u8>> {
        let mut mixed = noise(size);
        mixed[size / 4..size / 2].fill(7);
        let period: Vec<u8> = noise(3001).into_iter().cycle().take(size).collect();
        let text: Vec<u8> = b"all work and no play ".iter().copied().cycle().take(size).collect();
        vec![noise(size), vec![0; size], mixed, period, text]
    }

    #[test]
    fn segments_give_the_chunks_of_the_whole() {
        for size in [0, 1, 255, 8192, 8193, 100_000, 300_001] {
            for data in samples(size.max(4)) {
                let whole = Chunks::from(&data, 0, data.len());
                for segment in [DATA_MOST, 3 * DATA_MOST, 1 << 20] {
                    let found = features_of_segments(&data, segment, 3);

                    assert_eq!(whole.features, found.features, "{size} {segment}");
                    assert_eq!(whole.end(), found.end);
                }
            }
        }
        assert!(features_of_segments(&noise(200_000), DATA_MOST, 2).met);
        assert!(features_of_segments(&[0; 200_000], DATA_MOST, 2).met);
    }

    #[test]
    fn several_threads_give_what_one_gives() {
        for data in samples(3 << 20) {
            for first in [0, 1, 700, 5000] {
                let (mut one, mut several) = (DataHasher::new(), DataHasher::new());
                for (threads, hasher) in [(1, &mut one), (3, &mut several)] {
                    hasher.update_on(threads, &data[..first]);
                    hasher.update_on(threads, &data[first..]);
                    hasher.update_on(threads, b"the end");
                }

                assert_eq!(one.digest(), several.digest());
                assert_eq!((one.any, &one.tail), (several.any, &several.tail));
            }
        }
    }
}
