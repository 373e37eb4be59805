//! MinHash: the least value of each of 64 permutations over a set of features.

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

    pub(crate) fn add(&mut self, features: &[u32]) {
        #[cfg(target_arch = "x86_64")]
        if avx2::fold(&mut self.least, features) {
            return;
        }
        fold(&mut self.least, features);
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

/// Lowers each value to the least that a feature gives.
fn fold(least: &mut [u32; 64], features: &[u32]) {
    for feature in features {
        for ((least, a), b) in least.iter_mut().zip(MINHASH_A).zip(MINHASH_B) {
            let x = a.wrapping_mul(u64::from(*feature)).wrapping_add(b);
            *least = (*least).min(mod_prime(x) as u32);
        }
    }
}

/// `x` modulo 2^61 - 1, without a division.
fn mod_prime(x: u64) -> u64 {
    let sum = (x & PRIME) + (x >> 61);
    // `sum` is at most PRIME + 7: one carry brings PRIME itself to 0 and the few above it down.
    (sum + ((sum + 1) >> 61)) & PRIME
}

/// The same with instructions that work on four numbers at once.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "the instructions have no safe names in the oldest supported Rust")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_loadu_si256, _mm256_min_epu32,
        _mm256_mul_epu32, _mm256_set1_epi64x, _mm256_slli_epi64, _mm256_srli_epi64,
        _mm256_storeu_si256,
    };

    use super::{MINHASH_A, MINHASH_B, PRIME};

    /// Numbers of 64 bits in a register.
    const LANES: usize = 4;

    /// As [`super::fold`]; false if the processor does not know the instructions.
    pub(super) fn fold(least: &mut [u32; 64], features: &[u32]) -> bool {
        if !std::arch::is_x86_feature_detected!("avx2") {
            return false;
        }
        // SAFETY: the processor has AVX2.
        unsafe { fold_all(least, features) };
        true
    }

    /// # Safety
    /// The processor must have AVX2.
    #[target_feature(enable = "avx2")]
    unsafe fn fold_all(least: &mut [u32; 64], features: &[u32]) {
        let constants = MINHASH_A.chunks_exact(LANES).zip(MINHASH_B.chunks_exact(LANES));
        for (least, (a, b)) in least.chunks_exact_mut(LANES).zip(constants) {
            let wide = [least[0], least[1], least[2], least[3]].map(u64::from);
            // SAFETY: each of the three slices has four numbers of 64 bits; AVX2 is the caller's.
            let wide = unsafe { fold_lanes(load(&wide), load(a), load(b), features) };
            let mut result = [0u64; LANES];
            // SAFETY: `result` has the 32 bytes that are written; alignment does not matter.
            unsafe { _mm256_storeu_si256(result.as_mut_ptr().cast(), wide) };
            for (least, value) in least.iter_mut().zip(result) {
                *least = value as u32;
            }
        }
    }

    /// # Safety
    /// The processor must have AVX2, and `numbers` four elements.
    #[target_feature(enable = "avx2")]
    unsafe fn load(numbers: &[u64]) -> __m256i {
        debug_assert_eq!(LANES, numbers.len());
        // SAFETY: the slice has the 32 bytes that are read; alignment does not matter.
        unsafe { _mm256_loadu_si256(numbers.as_ptr().cast()) }
    }

    /// The least values in the lower halves; the upper halves are of no meaning.
    ///
    /// # Safety
    /// The processor must have AVX2.
    #[target_feature(enable = "avx2")]
    #[allow(unused_unsafe, reason = "only the oldest supported Rust asks for it")]
    unsafe fn fold_lanes(mut least: __m256i, a: __m256i, b: __m256i, features: &[u32]) -> __m256i {
        // SAFETY: none of these touches memory; AVX2 is the caller's.
        unsafe {
            let prime = _mm256_set1_epi64x(PRIME as i64);
            let one = _mm256_set1_epi64x(1);
            let a_high = _mm256_srli_epi64(a, 32);
            for feature in features {
                let f = _mm256_set1_epi64x(i64::from(*feature));
                let high = _mm256_slli_epi64(_mm256_mul_epu32(a_high, f), 32);
                let x = _mm256_add_epi64(_mm256_add_epi64(_mm256_mul_epu32(a, f), high), b);
                let sum = _mm256_add_epi64(_mm256_and_si256(x, prime), _mm256_srli_epi64(x, 61));
                let carry = _mm256_srli_epi64(_mm256_add_epi64(sum, one), 61);
                // The bits above the lower half, which the remainder would lose, do not count.
                least = _mm256_min_epu32(least, _mm256_add_epi64(sum, carry));
            }
            least
        }
    }
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
    hash.add(features);
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
    fn fast_and_portable_ways_agree() {
        let mut x = 1u64;
        let features: Vec<u32> = (0..1000)
            .map(|_| {
                x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (x >> 32) as u32
            })
            .chain([0, 1, u32::MAX])
            .collect();
        for count in [1, 2, 3, 10, 1003] {
            let mut portable = [u32::MAX; 64];
            fold(&mut portable, &features[1003 - count..]);
            let mut hash = MinHash::new();
            let (start, end) = features[1003 - count..].split_at(count / 2);
            hash.add(start);
            hash.add(end);

            assert_eq!(portable, hash.least, "{count}");
        }
    }

    #[test]
    fn known_digests() {
        let zero = alg_minhash_256(&[0]).expect("one feature");

        assert_eq!([0xef, 0xbe, 0x73, 0x9a, 0xcb], zero[..5]);
        assert!(alg_minhash_256(&[]).is_err());
    }
}
