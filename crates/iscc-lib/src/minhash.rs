//! MinHash: the least value of each of 64 permutations over a set of features.

use crate::error::{Error, Result};
use crate::tables::{MINHASH_A, MINHASH_B};

/// The Mersenne prime 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// The 64 least values so far; takes features one by one, in constant space.
#[derive(Debug, Clone)]
pub(crate) struct MinHash {
    least: [u32; 64],
}

impl MinHash {
    pub(crate) fn new() -> Self {
        Self { least: [u32::MAX; 64] }
    }

    pub(crate) fn add(&mut self, feature: u32) {
        for ((least, a), b) in self.least.iter_mut().zip(MINHASH_A).zip(MINHASH_B) {
            let x = a.wrapping_mul(u64::from(feature)).wrapping_add(b);
            *least = (*least).min(mod_prime(x) as u32);
        }
    }

    /// Bit 0 of the 64 values, then bit 1, bit 2 and bit 3.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        for (position, byte) in digest.iter_mut().enumerate() {
            let (bit, first) = (position / 8, position % 8 * 8);
            for least in &self.least[first..first + 8] {
                *byte = *byte << 1 | (least >> bit & 1) as u8;
            }
        }
        digest
    }
}

/// `x` modulo 2^61 - 1, without a division.
fn mod_prime(x: u64) -> u64 {
    let sum = (x & PRIME) + (x >> 61);
    // `sum` is at most PRIME + 7: one carry brings PRIME itself to 0 and the few above it down.
    (sum + ((sum + 1) >> 61)) & PRIME
}

/// MinHash of 256 bits over `features`.
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
    if features.is_empty() {
        return Err(Error::argument("a minhash needs at least one feature"));
    }
    let mut hash = MinHash::new();
    for feature in features {
        hash.add(*feature);
    }
    Ok(hash.digest())
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
    fn known_digests() {
        let zero = alg_minhash_256(&[0]).expect("one feature");

        assert_eq!([0xef, 0xbe, 0x73, 0x9a, 0xcb], zero[..5]);
        assert!(alg_minhash_256(&[]).is_err());
    }
}
