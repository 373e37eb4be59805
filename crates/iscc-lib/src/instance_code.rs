//! Instance-Code: identity of raw bytes.

use std::io::Read;

use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root,
};
use data_encoding::HEXLOWER;

use crate::codec::{SCHEME, encode_component};
use crate::error::Result;
use crate::header::{MainType, sub_type};
use crate::parallel::{map, threads};
use crate::stream::{check_bits, for_each_block};

/// Multihash prefix of BLAKE3 with 32 bytes, in hexadecimal.
const MULTIHASH_PREFIX: &str = "1e20";

/// An Instance-Code with the full hash and the size of the data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InstanceCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
    /// BLAKE3 of the data as a multihash in hexadecimal, starting with `1e20`.
    pub datahash: String,
    /// Size of the data in bytes.
    pub filesize: u64,
}

/// Makes an Instance-Code from pieces of data; where one piece ends and the next begins is of
/// no consequence.
///
/// Asking for a result does not end the hasher: it tells of the bytes seen so far.
///
/// ```
/// use iscc_lib::InstanceHasher;
///
/// let mut hasher = InstanceHasher::new();
/// hasher.update(b"hello ");
/// hasher.update(b"world");
/// let code = hasher.finalize(64).unwrap();
///
/// assert_eq!(code.filesize, 11);
/// assert!(code.datahash.starts_with("1e20d74981efa70a"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct InstanceHasher {
    /// Roots of the trees over the pieces before the last one, the biggest first; like a binary
    /// counter, there is one for each bit that is set in `pieces`.
    trees: Vec<ChainingValue>,
    /// Number of pieces before the last one.
    pieces: u64,
    /// The last piece, which is never empty unless it is the only one.
    last: blake3::Hasher,
}

/// Bytes that one thread hashes at a time: a whole subtree of BLAKE3.
const PIECE: usize = 1 << 20;

impl InstanceHasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes; more than a megabyte on several threads.
    pub fn update(&mut self, data: &[u8]) {
        self.update_on(threads(), data);
    }

    /// Takes the next bytes, on up to `threads` threads.
    pub(crate) fn update_on(&mut self, threads: usize, data: &[u8]) {
        let room = PIECE - self.last.count() as usize;
        if data.len() <= room {
            self.last.update(data);
            return;
        }
        let (start, rest) = data.split_at(room);
        self.last.update(start);
        let full = std::mem::take(&mut self.last).finalize_non_root();
        self.push(full);

        // The last piece may be the end of all, so it waits even if it is full.
        let (whole, end) = rest.split_at((rest.len() - 1) / PIECE * PIECE);
        let numbered = (self.pieces..).zip(whole.chunks_exact(PIECE)).collect();
        for value in map(numbered, threads, |(number, piece)| {
            piece_hasher(number).update(piece).finalize_non_root()
        }) {
            self.push(value);
        }
        self.last = piece_hasher(self.pieces);
        self.last.update(end);
    }

    /// Adds a piece, and joins trees of one size as long as there are two of them.
    fn push(&mut self, value: ChainingValue) {
        self.pieces += 1;
        let mut tree = value;
        for _ in 0..self.pieces.trailing_zeros() {
            let left = self.trees.pop().expect("a tree for each bit of the number before");
            tree = merge_subtrees_non_root(&left, &tree, Mode::Hash);
        }
        self.trees.push(tree);
    }

    /// BLAKE3 of the bytes so far.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let Some((top, others)) = self.trees.split_first() else {
            return self.last.finalize().into();
        };
        let right = others.iter().rev().fold(self.last.finalize_non_root(), |right, left| {
            merge_subtrees_non_root(left, &right, Mode::Hash)
        });
        merge_subtrees_root(top, &right, Mode::Hash).into()
    }

    /// The digest as a multihash in hexadecimal.
    #[must_use]
    pub fn multihash(&self) -> String {
        multihash(&self.digest())
    }

    /// Number of bytes so far.
    #[must_use]
    pub fn filesize(&self) -> u64 {
        self.pieces * PIECE as u64 + self.last.count()
    }

    /// The unit without `ISCC:`.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn code(&self, bits: u32) -> Result<String> {
        unit(bits, &self.digest())
    }

    /// The Instance-Code of the bytes so far.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn finalize(&self, bits: u32) -> Result<InstanceCode> {
        let digest = self.digest();
        Ok(InstanceCode {
            iscc: format!("{SCHEME}{}", unit(bits, &digest)?),
            datahash: multihash(&digest),
            filesize: self.filesize(),
        })
    }
}

/// Hasher of the piece with this number.
fn piece_hasher(number: u64) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(number * PIECE as u64);
    hasher
}

fn unit(bits: u32, digest: &[u8; 32]) -> Result<String> {
    check_bits(bits, 32)?;
    encode_component(MainType::Instance, sub_type::NONE, 0, bits, digest)
}

fn multihash(digest: &[u8; 32]) -> String {
    format!("{MULTIHASH_PREFIX}{}", HEXLOWER.encode(digest))
}

/// BLAKE3 of `data` as a multihash in hexadecimal.
///
/// ```
/// assert!(iscc_lib::multi_hash_blake3(b"hello world").starts_with("1e20d74981efa70a"));
/// ```
#[must_use]
pub fn multi_hash_blake3(data: &[u8]) -> String {
    multihash(blake3::hash(data).as_bytes())
}

/// Instance-Code of everything that `stream` gives.
///
/// ```
/// use iscc_lib::gen_instance_code_v0;
///
/// let code = gen_instance_code_v0(&b""[..], 64).unwrap();
///
/// assert_eq!(code.iscc, "ISCC:IAA26E2JXH27TING");
/// assert_eq!(code.filesize, 0);
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256, or `stream` cannot be read.
pub fn gen_instance_code_v0(stream: impl Read, bits: u32) -> Result<InstanceCode> {
    check_bits(bits, 32)?;
    let mut hasher = InstanceHasher::new();
    for_each_block(stream, &mut [&mut |block| hasher.update(block)])?;
    hasher.finalize(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_tree_of_the_whole() {
        let data: Vec<u8> = (0..11 * PIECE + 5).map(|i| ((i * i) >> 7) as u8).collect();
        let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 11].map(|pieces| pieces * PIECE);
        for size in sizes.into_iter().flat_map(|size| [size - 1, size, size + 1]).chain([0, 1]) {
            let data = &data[..size];
            let expected: [u8; 32] = blake3::hash(data).into();
            for first in [0, 1, 1000, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
                let (start, end) = data.split_at(first.min(size));
                let mut hasher = InstanceHasher::new();
                hasher.update(start);
                let _ = hasher.digest();
                hasher.update(end);
                hasher.update(b"");

                assert_eq!(expected, hasher.digest(), "{size} {first}");
                assert_eq!(size as u64, hasher.filesize());
            }
        }
    }
}
