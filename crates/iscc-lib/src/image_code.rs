//! Image-Code: similarity of what a still image shows.

use crate::codec::{SCHEME, encode_component};
use crate::dct::transform;
use crate::error::{Error, Result};
use crate::header::{MainType, sub_type};
use crate::stream::check_bits;

/// Pixels on each side of a normalised image.
const SIDE: usize = 32;

/// Coefficients on each side of the four blocks that give 64 bits each.
const BLOCK: usize = 8;

/// Where the blocks start, column and row.
const BLOCKS: [(usize, usize); 4] = [(0, 0), (BLOCK, 0), (0, BLOCK), (BLOCK, BLOCK)];

/// Rows or columns that are transformed at once.
const LANES: usize = 8;

/// An Image-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ImageCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
}

/// Image-Code of 1024 gray values, row by row.
///
/// Prepare an image like this: rotate it as its EXIF orientation says, put transparent parts on
/// white, crop empty borders, turn it gray, resize it to 32 by 32.
///
/// ```
/// use iscc_lib::gen_image_code_v0;
///
/// let pixels: Vec<u8> = (0..=255).cycle().take(1024).collect();
/// let code = gen_image_code_v0(&pixels, 64).unwrap();
///
/// assert!(code.iscc.starts_with("ISCC:EEA"));
/// ```
///
/// # Errors
/// There are not 1024 values, one of them is not finite, or `bits` is not a multiple of 32 from
/// 32 to 256.
pub fn gen_image_code_v0<P: Copy + Into<f64>>(pixels: &[P], bits: u32) -> Result<ImageCode> {
    let digest = soft_hash_image_v0(pixels, bits)?;
    let unit = encode_component(MainType::Content, sub_type::IMAGE, 0, bits, &digest)?;
    Ok(ImageCode { iscc: format!("{SCHEME}{unit}") })
}

/// The similarity hash of an Image-Code: 64 bits at a time, so it may be longer than `bits`.
///
/// ```
/// assert_eq!(iscc_lib::soft_hash_image_v0(&[7_u8; 1024], 96).unwrap().len(), 16);
/// ```
///
/// # Errors
/// As [`gen_image_code_v0`].
pub fn soft_hash_image_v0<P: Copy + Into<f64>>(pixels: &[P], bits: u32) -> Result<Vec<u8>> {
    check_bits(bits, 32)?;
    if pixels.len() != SIDE * SIDE {
        return Err(Error::argument(format!(
            "an Image-Code needs {} pixels, got {}",
            SIDE * SIDE,
            pixels.len()
        )));
    }
    if !pixels.iter().all(|pixel| (*pixel).into().is_finite()) {
        return Err(Error::argument("pixels must be finite numbers"));
    }
    let blocks = &BLOCKS[..bits.div_ceil(64) as usize];
    let columns = if blocks.len() == 1 { BLOCK } else { 2 * BLOCK };

    let rows = transformed_rows(pixels, columns);
    let mut digest = Vec::with_capacity(8 * blocks.len());
    let mut matrix = [[[0.0; LANES]; SIDE]; 2];
    for (part, rows) in matrix.iter_mut().zip(&rows).take(columns / LANES) {
        *part = *rows;
        transform(part, &mut [[0.0; LANES]; SIDE]);
    }
    for (column, row) in blocks {
        let block = &matrix[column / LANES][*row..row + BLOCK];
        digest.extend(above_median(block.as_flattened()).to_be_bytes());
    }
    Ok(digest)
}

/// The first `columns` (8 or 16) coefficients of each row, in parts of eight columns.
fn transformed_rows<P: Copy + Into<f64>>(
    pixels: &[P],
    columns: usize,
) -> [[[f64; LANES]; SIDE]; 2] {
    let mut result = [[[0.0; LANES]; SIDE]; 2];
    for (number, rows) in pixels.chunks_exact(LANES * SIDE).enumerate() {
        let mut values = [[0.0; LANES]; SIDE];
        for (lane, row) in rows.chunks_exact(SIDE).enumerate() {
            for (value, pixel) in values.iter_mut().zip(row) {
                value[lane] = (*pixel).into();
            }
        }
        transform(&mut values, &mut [[0.0; LANES]; SIDE]);
        for (column, value) in values.iter().enumerate().take(columns) {
            for (lane, coefficient) in value.iter().enumerate() {
                result[column / LANES][number * LANES + lane][column % LANES] = *coefficient;
            }
        }
    }
    result
}

/// One bit for each of the 64 values, set if it is greater than their median.
fn above_median(values: &[f64]) -> u64 {
    let mut sorted = [0.0; 64];
    sorted.copy_from_slice(values);
    let (below, upper, _) = sorted.select_nth_unstable_by(32, f64::total_cmp);
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let median = (lower + *upper) / 2.0;
    values.iter().fold(0, |bits, value| (bits << 1) | u64::from(*value > median))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_lies_between_the_middle_values() {
        let values: Vec<f64> = (0..64).map(|i| f64::from(i * 37 % 64)).collect();
        let expected = values.iter().fold(0, |bits, v| (bits << 1) | u64::from(*v > 31.5));

        assert_eq!(expected, above_median(&values));
        assert_eq!(0, above_median(&[1.0; 64]));
    }

    #[test]
    fn a_shorter_code_starts_a_longer_one() {
        let pixels: Vec<u8> = (0..1024u32).map(|i| (i * i % 251) as u8).collect();
        let longest = soft_hash_image_v0(&pixels, 256).expect("an image");

        assert_eq!(32, longest.len());
        for bits in [32, 64, 96, 128, 160, 192, 224] {
            let digest = soft_hash_image_v0(&pixels, bits).expect("an image");

            assert_eq!(bits.div_ceil(64) as usize * 8, digest.len());
            assert!(longest.starts_with(&digest));
        }
    }

    #[test]
    fn number_types_do_not_matter() {
        let pixels: Vec<u8> = (0..1024u32).map(|i| (i * 7 % 253) as u8).collect();
        let floats: Vec<f64> = pixels.iter().copied().map(f64::from).collect();

        assert_eq!(
            gen_image_code_v0(&pixels, 256).expect("an image"),
            gen_image_code_v0(&floats, 256).expect("an image")
        );
    }

    #[test]
    fn refuses_what_is_no_image() {
        let message = |result: Result<ImageCode>| result.expect_err("no image").to_string();

        assert_eq!(
            "an Image-Code needs 1024 pixels, got 1023",
            message(gen_image_code_v0(&[0u8; 1023], 64))
        );
        assert_eq!(
            "pixels must be finite numbers",
            message(gen_image_code_v0(&[f64::NAN; 1024], 64))
        );
        for bits in [0, 33, 288] {
            assert!(gen_image_code_v0(&[0u8; 1024], bits).expect_err("bits").is_argument());
        }
    }
}
