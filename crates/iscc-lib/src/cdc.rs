//! Content-defined chunking: borders that move with the content, not with the offset.
//!
//! Not here: hashing the chunks (`data_code`).

use crate::error::{Error, Result};
use crate::tables::GEAR;

/// Average chunk size of the Data-Code, in bytes.
pub(crate) const DATA_AVERAGE: usize = 1024;

/// Most bytes of a chunk of the Data-Code.
pub(crate) const DATA_MOST: usize = 8 * DATA_AVERAGE;

/// Parameters of the Data-Code.
pub(crate) const DATA_PARAMS: Params =
    Params { min: 256, max: DATA_MOST, center: 640, mask_rare: 0x7FF, mask_common: 0x1FF };

/// Sizes and masks for one average chunk size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Params {
    /// No border before this many bytes.
    min: usize,
    /// A border here at the latest.
    max: usize,
    /// Up to here borders are rare (`mask_rare`), after it common (`mask_common`).
    center: usize,
    mask_rare: u32,
    mask_common: u32,
}

impl Params {
    pub(crate) fn new(average: usize) -> Result<Self> {
        let max = average.checked_mul(8).filter(|_| average >= 2).ok_or_else(|| {
            Error::argument(format!(
                "the average chunk size must be 2 to {} bytes, got {average}",
                usize::MAX / 8
            ))
        })?;
        let min = average / 4;
        let offset = min + min.div_ceil(2);
        let bits = rounded_log2(average);
        Ok(Self {
            min,
            max,
            center: average - offset,
            mask_rare: low_bits(bits + 1),
            mask_common: low_bits(bits - 1),
        })
    }
}

/// Binary logarithm, rounded to the nearest whole number.
fn rounded_log2(n: usize) -> u32 {
    let floor = n.ilog2();
    let square = (n as u128) * (n as u128);
    if square.ilog2() > 2 * floor { floor + 1 } else { floor }
}

/// A mask of `count` ones; patterns have 32 bits, so more ones change nothing.
fn low_bits(count: u32) -> u32 {
    1u32.checked_shl(count).map_or(u32::MAX, |bit| bit - 1)
}

/// Search for the end of one chunk that can go on with the next piece of the data.
#[derive(Debug, Clone)]
pub(crate) struct Cutter {
    params: Params,
    /// Bytes of the chunk seen so far.
    seen: usize,
    pattern: u32,
}

impl Cutter {
    pub(crate) fn new(params: Params) -> Self {
        Self { params, seen: 0, pattern: 0 }
    }

    /// Looks at `data`, the next bytes of the chunk: `Some(n)` if the chunk ends after `n` of
    /// them (the search then starts anew), `None` if it goes on beyond them.
    pub(crate) fn advance(&mut self, data: &[u8]) -> Option<usize> {
        let Params { min, max, center, mask_rare, mask_common } = self.params;
        let start = self.seen;
        // Where a position within the chunk lies in `data`.
        let at = |position: usize| position.saturating_sub(start).min(data.len());

        let mut here = at(min);
        for (end, mask) in [(at(center), mask_rare), (at(max), mask_common)] {
            // A tiny average puts the center before the minimum: nothing is rare then.
            let end = end.max(here);
            if let Some(n) = find_border(&mut self.pattern, &data[here..end], mask) {
                self.restart();
                return Some(here + n);
            }
            here = end;
        }
        self.seen = start + here;
        if self.seen == max {
            self.restart();
            return Some(here);
        }
        None
    }

    fn restart(&mut self) {
        self.seen = 0;
        self.pattern = 0;
    }
}

/// Bytes that `find_border` takes at once.
const STEP: usize = 8;

/// `GEAR` shifted left by 1, 2, ... `STEP` bits.
static SHIFTED_GEAR: [[u64; 256]; STEP] = {
    let mut shifted = [[0; 256]; STEP];
    let mut k = 0;
    while k < STEP {
        let mut byte = 0;
        while byte < 256 {
            shifted[k][byte] = (GEAR[byte] as u64) << (k + 1);
            byte += 1;
        }
        k += 1;
    }
    shifted
};

/// Number of bytes up to and including the first after which `pattern` has no bit of `mask`.
fn find_border(pattern: &mut u32, data: &[u8], mask: u32) -> Option<usize> {
    const RARE: u32 = DATA_PARAMS.mask_rare;
    const COMMON: u32 = DATA_PARAMS.mask_common;
    // Masks that the compiler knows save an instruction for each byte.
    match mask {
        RARE => search(pattern, data, RARE),
        COMMON => search(pattern, data, COMMON),
        _ => search(pattern, data, mask),
    }
}

/// Each byte makes the pattern `p / 2 + GEAR[byte]`, rounded down. Rounding at every step is the
/// same as rounding once, so after `k` bytes it is `(p + sum) >> k`, where `sum` adds up
/// `GEAR[byte] << i` for byte 1, 2, ... `k`. That sum does not depend on `p`: the processor adds
/// up several bytes while it waits for nothing.
#[inline(always)]
fn search(pattern: &mut u32, data: &[u8], mask: u32) -> Option<usize> {
    let mut p = u64::from(*pattern);
    let mask = u64::from(mask);
    let blocks = data.chunks_exact(STEP);
    let rest = blocks.remainder();
    for (number, block) in blocks.enumerate() {
        let mut sum = 0;
        for (k, (byte, gear)) in block.iter().zip(&SHIFTED_GEAR).enumerate() {
            sum += gear[usize::from(*byte)];
            if (p + sum) & (mask << (k + 1)) == 0 {
                return Some(number * STEP + k + 1);
            }
        }
        p = (p + sum) >> STEP;
    }
    for (index, byte) in rest.iter().enumerate() {
        p = (p >> 1) + u64::from(GEAR[usize::from(*byte)]);
        if p & mask == 0 {
            return Some(data.len() - rest.len() + index + 1);
        }
    }
    *pattern = p as u32;
    None
}

/// Splits `data` at borders that depend on its content.
///
/// Empty data gives one empty chunk. With `utf32`, borders are moved down to a multiple of four
/// bytes, so that no UTF-32 character is torn apart.
///
/// ```
/// use iscc_lib::alg_cdc_chunks;
///
/// let data = vec![7u8; 20_000];
/// let sizes: Vec<usize> =
///     alg_cdc_chunks(&data, false, 1024).unwrap().iter().map(|chunk| chunk.len()).collect();
///
/// assert_eq!(sizes, [8192, 8192, 3616]);
/// ```
///
/// # Errors
/// `avg_chunk_size` is below 2, or its eightfold does not fit into a `usize`.
pub fn alg_cdc_chunks(data: &[u8], utf32: bool, avg_chunk_size: usize) -> Result<Vec<&[u8]>> {
    let mut cutter = Cutter::new(Params::new(avg_chunk_size)?);
    let mut chunks = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let mut cut = cutter.advance(rest).unwrap_or(rest.len());
        if utf32 {
            // At least one character, or what is left of it: an empty chunk would repeat for ever.
            cut = (cut - cut % 4).max(4).min(rest.len());
        }
        chunks.push(&rest[..cut]);
        rest = &rest[cut..];
    }
    if chunks.is_empty() {
        chunks.push(data);
    }
    Ok(chunks)
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

    /// The search as the reference writes it.
    fn reference_cut(data: &[u8], params: Params) -> usize {
        let mut pattern = 0u32;
        let mut i = params.min.min(data.len());
        for (barrier, mask) in [(params.center, params.mask_rare), (params.max, params.mask_common)]
        {
            while i < barrier.min(data.len()) {
                pattern = (pattern >> 1) + GEAR[usize::from(data[i])];
                i += 1;
                if pattern & mask == 0 {
                    return i;
                }
            }
        }
        i
    }

    #[test]
    fn parameters_of_the_data_code() {
        assert_eq!(DATA_PARAMS, Params::new(DATA_AVERAGE).expect("valid"));
        assert!(Params::new(1).is_err() && Params::new(usize::MAX).is_err());
    }

    #[test]
    fn log2_is_rounded() {
        let table = [(2, 1), (3, 2), (5, 2), (6, 3), (11, 3), (12, 4), (1024, 10), (1449, 11)];
        for (n, log2) in table {
            assert_eq!(log2, rounded_log2(n), "{n}");
        }
    }

    #[test]
    fn cuts_where_the_reference_cuts() {
        let data = noise(200_000);
        for average in [2, 3, 4, 5, 7, 64, 100, 1024, 4096, 1 << 20] {
            let params = Params::new(average).expect("valid");
            let mut rest = &data[..];
            for chunk in alg_cdc_chunks(&data, false, average).expect("valid") {
                assert_eq!(reference_cut(rest, params), chunk.len(), "average {average}");
                rest = &rest[chunk.len()..];
            }
            assert!(rest.is_empty());
        }
    }

    #[test]
    fn slicing_does_not_move_borders() {
        let data = noise(60_000);
        let whole = alg_cdc_chunks(&data, false, DATA_AVERAGE).expect("valid");
        for step in [1, 2, 255, 256, 257, 1000, 8191, 8192, 8193] {
            let mut cutter = Cutter::new(DATA_PARAMS);
            let (mut sizes, mut size) = (Vec::new(), 0);
            for mut piece in data.chunks(step) {
                while let Some(n) = cutter.advance(piece) {
                    sizes.push(size + n);
                    size = 0;
                    piece = &piece[n..];
                }
                size += piece.len();
            }
            sizes.extend((size > 0).then_some(size));

            assert_eq!(whole.iter().map(|c| c.len()).collect::<Vec<_>>(), sizes, "step {step}");
        }
    }

    #[test]
    fn utf32_chunks_keep_characters_whole_and_end() {
        for (size, average) in [(4000, 64), (4003, 64), (3, 64), (101, 2)] {
            let data = noise(size);
            let chunks = alg_cdc_chunks(&data, true, average).expect("valid");
            let (_, before) = chunks.split_last().expect("a chunk");

            assert!(before.iter().all(|chunk| chunk.len() % 4 == 0 && !chunk.is_empty()));
            assert_eq!(data, chunks.concat());
        }
    }

    #[test]
    fn empty_data_is_one_empty_chunk() {
        assert_eq!(vec![b""], alg_cdc_chunks(b"", false, 1024).expect("valid"));
    }
}
