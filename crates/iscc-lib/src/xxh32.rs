//! XXH32 of many chunks.
//!
//! Each hash is a chain of multiplications that must wait for one another. Hashing four chunks
//! side by side fills the time that one would wait. Not here: hashes of single short texts, for
//! which the crate `xxhash-rust` does.

use xxhash_rust::xxh32::xxh32;

/// Adds the hash (with seed 0) of each of `chunks` to `hashes`, in their order.
pub(crate) fn hash_all(chunks: &[&[u8]], hashes: &mut Vec<u32>) {
    #[cfg(target_arch = "x86_64")]
    if avx2::hash_all(chunks, hashes) {
        return;
    }
    hashes.extend(chunks.iter().map(|chunk| xxh32(chunk, 0)));
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "the instructions have no safe names in the oldest supported Rust")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_loadu2_m128i, _mm256_mullo_epi32,
        _mm256_or_si256, _mm256_set1_epi32, _mm256_slli_epi32, _mm256_srli_epi32,
        _mm256_storeu_si256,
    };

    use super::xxh32;

    const PRIME_1: u32 = 0x9E37_79B1;
    const PRIME_2: u32 = 0x85EB_CA77;
    const PRIME_3: u32 = 0xC2B2_AE3D;
    const PRIME_4: u32 = 0x27D4_EB2F;
    const PRIME_5: u32 = 0x1656_67B1;

    /// Bytes that change all four accumulators of a hash once.
    const STRIPE: usize = 16;

    /// Hashes side by side: two in each of two registers.
    const SLOTS: usize = 4;

    const START: [u32; 4] = [PRIME_1.wrapping_add(PRIME_2), PRIME_2, 0, 0u32.wrapping_sub(PRIME_1)];

    /// As [`super::hash_all`]; false if the processor does not know the instructions.
    pub(super) fn hash_all(chunks: &[&[u8]], hashes: &mut Vec<u32>) -> bool {
        if !std::arch::is_x86_feature_detected!("avx2") {
            return false;
        }
        let first = hashes.len();
        hashes.resize(first + chunks.len(), 0);
        let hashes = &mut hashes[first..];

        let mut waiting = chunks.iter().enumerate();
        // Number of the chunk in each slot, and what is left of it.
        let mut slots: [(usize, &[u8]); SLOTS] = [(0, &[]); SLOTS];
        let mut accumulators = [START; SLOTS];
        let mut used = 0;
        loop {
            while used < SLOTS {
                match waiting.next() {
                    Some((number, chunk)) if chunk.len() < STRIPE => {
                        hashes[number] = xxh32(chunk, 0);
                    }
                    Some((number, chunk)) => {
                        slots[used] = (number, chunk);
                        accumulators[used] = START;
                        used += 1;
                    }
                    None => break,
                }
            }
            if used < SLOTS {
                break;
            }
            let stripes = slots.map(|(_, rest)| rest.len() / STRIPE).into_iter().min().unwrap_or(0);
            // SAFETY: the processor has AVX2.
            unsafe { advance(&mut accumulators, slots.map(|(_, rest)| rest), stripes) };
            for slot in (0..SLOTS).rev() {
                slots[slot].1 = &slots[slot].1[stripes * STRIPE..];
                let (number, rest) = slots[slot];
                if rest.len() < STRIPE {
                    hashes[number] = finish(accumulators[slot], rest, chunks[number].len());
                    used -= 1;
                    slots[slot] = slots[used];
                    accumulators[slot] = accumulators[used];
                }
            }
        }
        for ((number, rest), accumulators) in slots.into_iter().zip(accumulators).take(used) {
            hashes[number] = finish(accumulators, rest, chunks[number].len());
        }
        true
    }

    /// Takes `stripes` stripes of each chunk.
    ///
    /// # Safety
    /// The processor must have AVX2.
    #[target_feature(enable = "avx2")]
    #[allow(unused_unsafe, reason = "only the oldest supported Rust asks for it")]
    unsafe fn advance(
        accumulators: &mut [[u32; 4]; SLOTS],
        chunks: [&[u8]; SLOTS],
        stripes: usize,
    ) {
        let [a, b, c, d] = chunks.map(|chunk| chunk[..stripes * STRIPE].chunks_exact(STRIPE));
        let states: *mut __m256i = accumulators.as_mut_ptr().cast();
        // SAFETY: the accumulators are 64 bytes, each stripe is 16; alignment does not matter.
        // AVX2 is the caller's.
        unsafe {
            let mut low = _mm256_loadu_si256(states);
            let mut high = _mm256_loadu_si256(states.add(1));
            for (((a, b), c), d) in a.zip(b).zip(c).zip(d) {
                low = round(low, _mm256_loadu2_m128i(b.as_ptr().cast(), a.as_ptr().cast()));
                high = round(high, _mm256_loadu2_m128i(d.as_ptr().cast(), c.as_ptr().cast()));
            }
            _mm256_storeu_si256(states, low);
            _mm256_storeu_si256(states.add(1), high);
        }
    }

    /// # Safety
    /// The processor must have AVX2.
    #[target_feature(enable = "avx2")]
    #[allow(unused_unsafe, reason = "only the oldest supported Rust asks for it")]
    unsafe fn round(state: __m256i, input: __m256i) -> __m256i {
        // SAFETY: none of these touches memory; AVX2 is the caller's.
        unsafe {
            let input = _mm256_mullo_epi32(input, _mm256_set1_epi32(PRIME_2 as i32));
            let sum = _mm256_add_epi32(state, input);
            let turned = _mm256_or_si256(_mm256_slli_epi32(sum, 13), _mm256_srli_epi32(sum, 19));
            _mm256_mullo_epi32(turned, _mm256_set1_epi32(PRIME_1 as i32))
        }
    }

    /// The hash of a chunk of `size` bytes, at least a stripe, of which `rest` is left.
    fn finish(mut accumulators: [u32; 4], rest: &[u8], size: usize) -> u32 {
        let stripes = rest.chunks_exact(STRIPE);
        let rest = stripes.remainder();
        for stripe in stripes {
            for (accumulator, word) in accumulators.iter_mut().zip(stripe.chunks_exact(4)) {
                *accumulator = accumulator
                    .wrapping_add(little_endian(word).wrapping_mul(PRIME_2))
                    .rotate_left(13)
                    .wrapping_mul(PRIME_1);
            }
        }
        let [a, b, c, d] = accumulators;
        let mut hash = a
            .rotate_left(1)
            .wrapping_add(b.rotate_left(7))
            .wrapping_add(c.rotate_left(12))
            .wrapping_add(d.rotate_left(18))
            .wrapping_add(size as u32);
        let words = rest.chunks_exact(4);
        let bytes = words.remainder();
        for word in words {
            hash = hash
                .wrapping_add(little_endian(word).wrapping_mul(PRIME_3))
                .rotate_left(17)
                .wrapping_mul(PRIME_4);
        }
        for byte in bytes {
            hash = hash
                .wrapping_add(u32::from(*byte).wrapping_mul(PRIME_5))
                .rotate_left(11)
                .wrapping_mul(PRIME_1);
        }
        hash = (hash ^ (hash >> 15)).wrapping_mul(PRIME_2);
        hash = (hash ^ (hash >> 13)).wrapping_mul(PRIME_3);
        hash ^ (hash >> 16)
    }

    fn little_endian(word: &[u8]) -> u32 {
        word.iter().rev().fold(0, |value, byte| (value << 8) | u32::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_hashing_one_by_one() {
        let data: Vec<u8> = (0..9000u32).map(|i| ((i * i) >> 5) as u8).collect();
        let mut x = 1u64;
        let mut below = |end: usize| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (x >> 33) as usize % end
        };
        for count in [0, 1, 2, 3, 4, 5, 6, 9, 64, 200] {
            for most in [1, 20, 70, 1000, 8000] {
                let chunks: Vec<&[u8]> = (0..count)
                    .map(|_| {
                        let start = below(1000);
                        &data[start..start + below(most)]
                    })
                    .collect();
                let expected: Vec<u32> = chunks.iter().map(|chunk| xxh32(chunk, 0)).collect();
                let mut found = vec![7];
                hash_all(&chunks, &mut found);

                assert_eq!(expected, found[1..], "{count} chunks below {most} bytes");
            }
        }
    }
}
