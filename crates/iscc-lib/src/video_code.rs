//! Video-Code: similarity of what is seen in moving pictures.

use std::collections::HashSet;
use std::hash::Hash;

use crate::codec::{SCHEME, encode_component};
use crate::error::{Error, Result};
use crate::header::{MainType, sub_type};
use crate::stream::check_bits;
use crate::tables::WTA_PAIRS;

/// Values of one MPEG-7 frame signature.
pub(crate) const FRAME: usize = 380;

/// A Video-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct VideoCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
}

/// Video-Code of the MPEG-7 signatures of its frames, 380 values each.
///
/// FFmpeg writes them with `-vf fps=fps=5,signature=format=xml:filename=...`. Neither the order
/// of the frames nor their repetition matters.
///
/// ```
/// use iscc_lib::gen_video_code_v0;
///
/// let frame: Vec<u8> = (0..380).map(|i| (i % 3) as u8).collect();
/// let code = gen_video_code_v0(&[&frame], 64).unwrap();
///
/// assert_eq!(code, gen_video_code_v0(&[&frame, &frame], 64).unwrap());
/// ```
///
/// # Errors
/// There is no frame, one has not 380 values, or `bits` is not a multiple of 32 from 32 to 256.
pub fn gen_video_code_v0<F, V>(frame_sigs: &[F], bits: u32) -> Result<VideoCode>
where
    F: AsRef<[V]>,
    V: Copy + Eq + Hash + Into<i32>,
{
    check_bits(bits, 32)?;
    let digest = soft_hash_video_v0(frame_sigs, bits)?;
    let unit = encode_component(MainType::Content, sub_type::VIDEO, 0, bits, &digest)?;
    Ok(VideoCode { iscc: format!("{SCHEME}{unit}") })
}

/// The similarity hash of a Video-Code, with `bits` bits.
///
/// ```
/// let frame: Vec<u8> = (0..380).map(|i| (i % 3) as u8).collect();
///
/// assert_eq!(iscc_lib::soft_hash_video_v0(&[&frame], 64).unwrap().len(), 8);
/// ```
///
/// # Errors
/// There is no frame, one has not 380 values, or `bits` is not 1 to 256.
pub fn soft_hash_video_v0<F, V>(frame_sigs: &[F], bits: u32) -> Result<Vec<u8>>
where
    F: AsRef<[V]>,
    V: Copy + Eq + Hash + Into<i32>,
{
    if frame_sigs.is_empty() {
        return Err(Error::argument("a Video-Code needs at least one frame signature"));
    }
    let mut sums = [0i64; FRAME];
    let mut seen = HashSet::with_capacity(frame_sigs.len());
    for frame in frame_sigs {
        let frame = frame.as_ref();
        if frame.len() != FRAME {
            return Err(Error::argument(format!(
                "a frame signature has {FRAME} values, got {}",
                frame.len()
            )));
        }
        if seen.insert(frame) {
            for (sum, value) in sums.iter_mut().zip(frame) {
                *sum += i64::from((*value).into());
            }
        }
    }
    alg_wtahash(&sums, bits)
}

/// Winner-takes-all hash of 380 values: bit `n` tells whether the second value of pair `n` is
/// the greater one.
///
/// If `bits` is no multiple of eight, the last byte is filled up with zeros.
///
/// ```
/// let rising: Vec<u32> = (0..380).collect();
///
/// assert_eq!(iscc_lib::alg_wtahash(&rising, 12).unwrap(), [0b0101_0010, 0b1000_0000]);
/// ```
///
/// # Errors
/// There are not 380 values, or `bits` is not 1 to 256.
pub fn alg_wtahash<V: PartialOrd>(vec: &[V], bits: u32) -> Result<Vec<u8>> {
    let most = WTA_PAIRS.len() as u32;
    if !(1..=most).contains(&bits) {
        return Err(Error::argument(format!("bits must be 1 to {most}, got {bits}")));
    }
    if vec.len() != FRAME {
        return Err(Error::argument(format!("a wtahash needs {FRAME} values, got {}", vec.len())));
    }
    let mut hash = vec![0; bits.div_ceil(8) as usize];
    for (position, (first, second)) in WTA_PAIRS.iter().enumerate().take(bits as usize) {
        if vec[usize::from(*second)] > vec[usize::from(*first)] {
            hash[position / 8] |= 0x80 >> (position % 8);
        }
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(seed: i32) -> Vec<i32> {
        (0..FRAME as i32).map(|i| (i * i + seed * i) % 3).collect()
    }

    #[test]
    fn frames_are_a_set() {
        let (a, b, c) = (frame(1), frame(2), frame(5));
        let code = |frames: &[&Vec<i32>]| gen_video_code_v0(frames, 256).expect("frames").iscc;

        assert_eq!(code(&[&a, &b, &c]), code(&[&c, &a, &b, &a, &c, &c]));
        assert_ne!(code(&[&a]), code(&[&b]));
    }

    #[test]
    fn number_types_do_not_matter() {
        let wide = frame(4);
        let narrow: Vec<u8> = wide.iter().map(|value| *value as u8).collect();

        assert_eq!(
            soft_hash_video_v0(&[&wide], 256).expect("a frame"),
            soft_hash_video_v0(&[narrow], 256).expect("a frame")
        );
    }

    #[test]
    fn equal_values_clear_the_bit() {
        assert_eq!(vec![0; 32], alg_wtahash(&[1; FRAME], 256).expect("a vector"));
        assert_eq!(vec![0; 2], alg_wtahash(&[1.5; FRAME], 9).expect("a vector"));
    }

    #[test]
    fn refuses_what_is_no_signature() {
        let none: [Vec<u8>; 0] = [];

        assert!(gen_video_code_v0(&none, 64).expect_err("no frame").is_argument());
        assert_eq!(
            "a frame signature has 380 values, got 379",
            gen_video_code_v0(&[vec![0u8; 379]], 64).expect_err("short").to_string()
        );
        assert!(gen_video_code_v0(&[frame(1)], 40).is_err());
        assert!(alg_wtahash(&[1; FRAME], 0).is_err() && alg_wtahash(&[1; FRAME], 257).is_err());
        assert!(alg_wtahash(&[1; 381], 64).is_err());
    }
}
