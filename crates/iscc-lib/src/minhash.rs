//! MinHash: the least value of each of 64 permutations over a set of features.

use crate::dispatch::widest;
use crate::error::{Error, Result};
use crate::tables::{MINHASH_A, MINHASH_B};

/// The Mersenne prime 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// The 64 least values so far; takes features in any number of pieces, in constant space.
#[derive(Debug, Clone)]
pub(crate) struct MinHash {
    least: [u32; 64],
}

impl MinHash {
    pub(crate) fn new() -> Self {
        Self { least: [u32::MAX; 64] }
    }

    /// Takes the next features.
    pub(crate) fn add(&mut self, features: &[u32]) {
        for block in features.chunks(BLOCK) {
            add_block(&mut self.least, block);
        }
    }

    /// Takes the features that `other` took.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (least, other) in self.least.iter_mut().zip(other.least) {
            *least = (*least).min(other);
        }
    }

    /// Bit 0 of the 64 values, then bit 1, bit 2 and bit 3.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        for (position, byte) in digest.iter_mut().enumerate() {
            let (bit, first) = (position / 8, position % 8 * 8);
            for least in &self.least[first..first + 8] {
                *byte = (*byte << 1) | ((least >> bit) & 1) as u8;
            }
        }
        digest
    }
}

/// Features that are looked through for a new least value at once.
const BLOCK: usize = 128;

/// How much the low half of `x` may be below the value that `x` gives: see [`mod_prime`], which
/// adds the three highest bits of `x` and at most one more.
const GAP: u32 = 8;

widest! {
    /// Takes at most as many features as make a block.
    fn add_block(least: &mut [u32; 64], features: &[u32]) = add_block_portable
}

/// The value of a feature is at most [`GAP`] above the low half of `a * feature + b`, which takes
/// one multiplication of 32 bits. Values are soon so low that hardly any block has a lower one;
/// only then the exact values are of interest.
#[inline(always)]
fn add_block_portable(least: &mut [u32; 64], features: &[u32]) {
    for ((least, a), b) in least.iter_mut().zip(MINHASH_A).zip(MINHASH_B) {
        // With the gap on both sides, the low half cannot wrap around zero unseen.
        let (factor, term) = (a as u32, (b as u32).wrapping_add(GAP));
        let highest = |feature: &u32| feature.wrapping_mul(factor).wrapping_add(term);
        let lowest = features.iter().map(highest).fold(u32::MAX, u32::min);
        if lowest > least.saturating_add(GAP) {
            continue;
        }
        for feature in features {
            if highest(feature) <= least.saturating_add(GAP) {
                *least = (*least).min(value(a, b, *feature));
            }
        }
    }
}

/// The value that one permutation gives a feature.
fn value(a: u64, b: u64, feature: u32) -> u32 {
    mod_prime(a.wrapping_mul(u64::from(feature)).wrapping_add(b)) as u32
}

/// `x` modulo 2^61 - 1, without a division.
fn mod_prime(x: u64) -> u64 {
    let sum = (x & PRIME) + (x >> 61);
    // `sum` is at most PRIME + 7: one carry brings PRIME itself to 0 and the few above it down.
    (sum + ((sum + 1) >> 61)) & PRIME
}

fn minhash(features: &[u32]) -> Result<MinHash> {
    if features.is_empty() {
        return Err(Error::argument("a minhash needs at least one feature"));
    }
    let mut hash = MinHash::new();
    hash.add(features);
    Ok(hash)
}

/// MinHash of 256 bits over `features`: four bits of each least value.
///
/// ```
/// use iscc_lib::alg_minhash_256;
///
/// assert_eq!(alg_minhash_256(&[1, 2, 3]).unwrap(), alg_minhash_256(&[3, 2, 1, 1]).unwrap());
/// ```
///
/// # Errors
/// There is no feature.
pub fn alg_minhash_256(features: &[u32]) -> Result<[u8; 32]> {
    Ok(minhash(features)?.digest())
}

/// MinHash of 64 bits over `features`: the lowest bit of each least value.
///
/// ```
/// use iscc_lib::{alg_minhash_64, alg_minhash_256};
///
/// assert_eq!(alg_minhash_64(&[1, 2]).unwrap(), alg_minhash_256(&[1, 2]).unwrap()[..8]);
/// ```
///
/// # Errors
/// There is no feature.
pub fn alg_minhash_64(features: &[u32]) -> Result<[u8; 8]> {
    let digest = minhash(features)?.digest();
    Ok(std::array::from_fn(|index| digest[index]))
}

/// The least value of each of the 64 permutations over `features`.
///
/// ```
/// use iscc_lib::{alg_minhash, alg_minhash_256, alg_minhash_compress};
///
/// let least = alg_minhash(&[1, 2, 3]).unwrap();
///
/// assert_eq!(alg_minhash_compress(&least, 4), alg_minhash_256(&[1, 2, 3]).unwrap());
/// ```
///
/// # Errors
/// There is no feature.
pub fn alg_minhash(features: &[u32]) -> Result<[u32; 64]> {
    Ok(minhash(features)?.least)
}

/// The lowest `lsb` bits of each number: bit 0 of all, then bit 1 of all, and so on. What is
/// lacking to whole bytes is filled up with zeros in front.
///
/// ```
/// assert_eq!(iscc_lib::alg_minhash_compress(&[0b01, 0b11, 0b10], 2), [0b0011_0011]);
/// ```
#[must_use]
pub fn alg_minhash_compress(mhash: &[u32], lsb: u32) -> Vec<u8> {
    let bit = |position: u32, number: u32| number.checked_shr(position).unwrap_or(0) as u8 & 1;
    let bits = (0..lsb).flat_map(|position| mhash.iter().map(move |number| bit(position, *number)));
    let count = mhash.len() * lsb as usize;
    let filled = std::iter::repeat_n(0, count.next_multiple_of(8) - count).chain(bits);
    let mut bytes = vec![0; count.div_ceil(8)];
    for (index, bit) in filled.enumerate() {
        bytes[index / 8] = (bytes[index / 8] << 1) | bit;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mod_prime_equals_the_remainder() {
        let around = |x: u64| (x.saturating_sub(9)..=x.saturating_add(9)).collect::<Vec<_>>();
        let edges = (0..8u64).flat_map(|k| around(k.wrapping_mul(PRIME)));
        for x in edges.chain(around(u64::MAX)).chain(MINHASH_A).chain(MINHASH_B) {
            assert_eq!(x % PRIME, mod_prime(x), "{x}");
        }
    }

    #[test]
    fn the_low_half_is_at_most_the_gap_below_the_value() {
        let around = |x: u64| (x.wrapping_sub(9)..=x.wrapping_add(9)).collect::<Vec<_>>();
        let edges = (1..8u64).flat_map(|k| around(k.wrapping_mul(PRIME)));
        for x in edges
            .chain(around(1 << 32))
            .chain(around(1 << 61))
            .chain(0..9)
            .chain(u64::MAX - 9..=u64::MAX)
        {
            let value = mod_prime(x) as u32;

            assert!(value.wrapping_sub(x as u32) <= GAP, "{x}");
        }
    }

    #[test]
    fn blocks_give_what_single_features_give() {
        let mut x = 0x2545_F491_4F6C_DD1Du64;
        let mut next = || {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x >> 32) as u32
        };
        for count in [1, 2, 7, 8, 9, 127, 128, 129, 1000, 30_000] {
            let features: Vec<u32> = (0..count).map(|_| next()).collect();
            let (mut single, mut blocks, mut portable, mut merged) =
                (MinHash::new(), MinHash::new(), MinHash::new(), MinHash::new());
            for feature in &features {
                for ((least, a), b) in single.least.iter_mut().zip(MINHASH_A).zip(MINHASH_B) {
                    *least = (*least).min(value(a, b, *feature));
                }
            }
            blocks.add(&features);
            features.chunks(50).for_each(|some| add_block_portable(&mut portable.least, some));
            for some in features.chunks(333) {
                let mut part = MinHash::new();
                part.add(some);
                merged.merge(&part);
            }

            assert_eq!(single.least, blocks.least);
            assert_eq!(single.least, portable.least);
            assert_eq!(single.least, merged.least);
        }
    }

    #[test]
    fn known_digests() {
        let zero = alg_minhash_256(&[0]).expect("one feature");

        assert_eq!([0xef, 0xbe, 0x73, 0x9a, 0xcb], zero[..5]);
        assert!(alg_minhash_256(&[]).is_err());
    }
}
