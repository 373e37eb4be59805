//! Audio-Code: similarity of what is heard.

use crate::codec::{SCHEME, encode_component};
use crate::error::Result;
use crate::header::{MainType, sub_type};
use crate::simhash::Majority;
use crate::stream::check_bits;

/// An Audio-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct AudioCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
}

/// Audio-Code of a Chromaprint vector.
///
/// Chromaprint's `fpcalc -raw -json -signed -length 0` gives such a vector.
///
/// ```
/// use iscc_lib::gen_audio_code_v0;
///
/// assert_eq!(gen_audio_code_v0(&[], 64).unwrap().iscc, "ISCC:EIAQAAAAAAAAAAAA");
/// assert_eq!(gen_audio_code_v0(&[1], 64).unwrap().iscc, "ISCC:EIAQAAAAAEAAAAAB");
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256.
pub fn gen_audio_code_v0(cv: &[i32], bits: u32) -> Result<AudioCode> {
    check_bits(bits, 32)?;
    let digest = soft_hash_audio_v0(cv);
    let unit = encode_component(MainType::Content, sub_type::AUDIO, 0, bits, &digest)?;
    Ok(AudioCode { iscc: format!("{SCHEME}{unit}") })
}

/// The similarity hash of an Audio-Code with 256 bits; a shorter one is its start.
///
/// It has 32 bits over the whole vector, over each quarter of it in time, and over each third of
/// its values in ascending order. An empty vector gives zeros.
///
/// ```
/// use iscc_lib::soft_hash_audio_v0;
///
/// assert_eq!(soft_hash_audio_v0(&[1, -1])[..4], [0xff; 4]);
/// assert_eq!(soft_hash_audio_v0(&[]), [0; 32]);
/// ```
#[must_use]
pub fn soft_hash_audio_v0(cv: &[i32]) -> [u8; 32] {
    let mut parts = [0; 8];
    parts[0] = majority(cv);
    for (part, quarter) in parts[1..5].iter_mut().zip(divide::<4>(cv)) {
        *part = majority(quarter);
    }
    let mut values = cv.to_vec();
    for (part, third) in parts[5..].iter_mut().zip(ordered_thirds(&mut values)) {
        *part = majority(third);
    }
    let mut digest = [0; 32];
    for (bytes, part) in digest.chunks_exact_mut(4).zip(parts) {
        bytes.copy_from_slice(&part.to_be_bytes());
    }
    digest
}

/// Bits that at least half of the values have; zero if there is no value.
fn majority(values: &[i32]) -> u32 {
    if values.is_empty() {
        return 0;
    }
    let mut majority = Majority::new();
    for value in values {
        majority.add(u64::from(*value as u32));
    }
    majority.word() as u32
}

/// Where each of `PARTS` parts of `size` values ends; the first ones may be longer by one.
fn ends<const PARTS: usize>(size: usize) -> [usize; PARTS] {
    std::array::from_fn(|index| (index + 1) * (size / PARTS) + (index + 1).min(size % PARTS))
}

fn divide<const PARTS: usize>(values: &[i32]) -> [&[i32]; PARTS] {
    let mut start = 0;
    ends::<PARTS>(values.len()).map(|end| &values[std::mem::replace(&mut start, end)..end])
}

/// The thirds that sorting would give; within a third the order does not matter.
fn ordered_thirds(values: &mut [i32]) -> [&[i32]; 3] {
    let [first, second, size] = ends::<3>(values.len());
    if second < size {
        values.select_nth_unstable(second);
    }
    if first < second {
        values[..second].select_nth_unstable(first);
    }
    divide(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_differ_by_one_at_most() {
        let values: Vec<i32> = (0..11).collect();
        let sizes = |count: usize| divide::<4>(&values[..count]).map(<[i32]>::len);

        assert_eq!([0, 0, 0, 0], sizes(0));
        assert_eq!([1, 1, 0, 0], sizes(2));
        assert_eq!([1, 1, 1, 1], sizes(4));
        assert_eq!([3, 3, 3, 2], sizes(11));
        assert_eq!([&values[..4], &values[4..8], &values[8..]], divide::<3>(&values));
    }

    #[test]
    fn thirds_hold_what_sorting_puts_there() {
        let mut x = 7u64;
        for size in (0..40).chain([1000]) {
            let values: Vec<i32> = (0..size)
                .map(|_| {
                    x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    // Few values, so that many are equal.
                    (x >> 40) as i32 % 16 - 8
                })
                .collect();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let mut mixed = values;
            let thirds = ordered_thirds(&mut mixed).map(|third| {
                let mut third = third.to_vec();
                third.sort_unstable();
                third
            });

            assert_eq!(divide::<3>(&sorted).map(<[i32]>::to_vec), thirds);
        }
    }

    #[test]
    fn bits_have_bounds() {
        for bits in [0, 48, 288] {
            assert!(gen_audio_code_v0(&[1], bits).expect_err("no such unit").is_argument());
        }
    }
}
