//! Text-Code: similarity of plain text.

use std::ops::Range;

use xxhash_rust::xxh32::xxh32;

use crate::codec::{SCHEME, encode_component};
use crate::dispatch::widest;
use crate::error::Result;
use crate::header::{MainType, sub_type};
use crate::minhash::MinHash;
use crate::parallel::{WORTHWHILE, map, threads};
use crate::stream::check_bits;
use crate::text::text_collapse;

/// Characters of a window: what is hashed into one feature.
const WINDOW: usize = 13;

/// Windows that are hashed at once.
const BLOCK: usize = 64;

/// Fewer windows are faster hashed one by one.
const FEW: usize = 8;

/// A Text-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TextCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
    /// Number of characters (code points) that were compared, those of the collapsed text.
    pub characters: usize,
}

/// Text-Code of a plain text; markup should have been removed.
///
/// Long texts are hashed by several threads.
///
/// ```
/// use iscc_lib::gen_text_code_v0;
///
/// let code = gen_text_code_v0("Hello World", 64).unwrap();
///
/// assert_eq!(code.iscc, "ISCC:EAASKDNZNYGUUF5A");
/// assert_eq!(code.characters, 10);
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256.
pub fn gen_text_code_v0(text: &str, bits: u32) -> Result<TextCode> {
    check_bits(bits, 32)?;
    let text = text_collapse(text);
    let unit =
        encode_component(MainType::Content, sub_type::TEXT, 0, bits, &soft_hash_text_v0(&text))?;
    Ok(TextCode { iscc: format!("{SCHEME}{unit}"), characters: text.chars().count() })
}

/// Similarity hash of 256 bits over a text that is collapsed already: the MinHash of all its
/// stretches of 13 characters, or of the whole text if it is shorter.
///
/// ```
/// use iscc_lib::{soft_hash_text_v0, text_collapse};
///
/// assert_eq!(soft_hash_text_v0(&text_collapse("Hello World"))[..4], [0x25, 0x0d, 0xb9, 0x6e]);
/// ```
#[must_use]
pub fn soft_hash_text_v0(text: &str) -> [u8; 32] {
    let end = last_window(text) + 1;
    let parts = if text.len() < WORTHWHILE { 1 } else { threads() };
    let border = |part: usize| {
        let at = (end as u128 * part as u128 / parts as u128) as usize;
        (at..end).find(|at| text.is_char_boundary(*at)).unwrap_or(end)
    };
    let ranges = (0..parts).map(|part| border(part)..border(part + 1)).collect();
    let mut hash = MinHash::new();
    for part in map(ranges, parts, |starts| minhash(text, starts)) {
        hash.merge(&part);
    }
    hash.digest()
}

/// Where the last window starts: at 0 if the text is no longer than that.
fn last_window(text: &str) -> usize {
    text.char_indices().rev().nth(WINDOW - 1).map_or(0, |(at, _)| at)
}

/// MinHash of the windows that start in `starts`.
fn minhash(text: &str, starts: Range<usize>) -> MinHash {
    let bytes = text.as_bytes();
    let mut hash = MinHash::new();
    let mut features = Vec::with_capacity(2 * BLOCK);
    let Range { mut start, end: stop } = starts;
    let mut end = text[start..].char_indices().nth(WINDOW).map_or(text.len(), |(at, _)| start + at);
    // The first byte from `start` on that is not ASCII.
    let mut beyond = start;
    while start < stop {
        if beyond <= start {
            let more = bytes[start..].iter().position(|byte| !byte.is_ascii());
            beyond = more.map_or(text.len(), |more| start + more);
        }
        let count = (beyond + 1).saturating_sub(WINDOW).min(stop).saturating_sub(start).min(BLOCK);
        if count >= FEW {
            let mut some = [0; BLOCK + WINDOW - 1];
            let used = count + WINDOW - 1;
            some[..used].copy_from_slice(&bytes[start..start + used]);
            let mut hashes = [0; BLOCK];
            hash_windows(&some, &mut hashes);
            features.extend_from_slice(&hashes[..count]);
            start += count;
            end = start + WINDOW - 1;
        } else {
            features.push(xxh32(&bytes[start..end], 0));
            start += char_size(bytes, start);
        }
        end = (end + char_size(bytes, end)).min(text.len());
        if features.len() >= BLOCK {
            hash.add(&features);
            features.clear();
        }
    }
    hash.add(&features);
    hash
}

/// Bytes of the character at `at`.
fn char_size(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(0xF0..) => 4,
        Some(0xE0..) => 3,
        Some(0xC0..) => 2,
        _ => 1,
    }
}

widest! {
    /// XXH32 of each window of 13 bytes.
    fn hash_windows(bytes: &[u8; BLOCK + WINDOW - 1], hashes: &mut [u32; BLOCK]) = hash_windows_portable
}

/// XXH32 (seed 0) for inputs of 13 bytes: three words and a byte. All windows take the same
/// steps, so several fit into one register.
#[inline(always)]
fn hash_windows_portable(bytes: &[u8; BLOCK + WINDOW - 1], hashes: &mut [u32; BLOCK]) {
    const PRIMES: [u32; 5] = [0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 0x1656_67B1];
    const START: u32 = PRIMES[4].wrapping_add(WINDOW as u32);
    let bytes = bytes.map(u32::from);
    let mut words = [0; BLOCK + 8];
    for (index, word) in words.iter_mut().enumerate() {
        let at = |offset: usize| bytes[index + offset] << (8 * offset);
        *word = at(0) | at(1) | at(2) | at(3);
    }
    for (index, hash) in hashes.iter_mut().enumerate() {
        let mut h = START;
        for word in [words[index], words[index + 4], words[index + 8]] {
            h = h
                .wrapping_add(word.wrapping_mul(PRIMES[2]))
                .rotate_left(17)
                .wrapping_mul(PRIMES[3]);
        }
        let last = bytes[index + 12];
        h = h.wrapping_add(last.wrapping_mul(PRIMES[4])).rotate_left(11).wrapping_mul(PRIMES[0]);
        h = (h ^ (h >> 15)).wrapping_mul(PRIMES[1]);
        h = (h ^ (h >> 13)).wrapping_mul(PRIMES[2]);
        *hash = h ^ (h >> 16);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alg_minhash_256;

    /// The hash as the standard words it.
    fn by_windows(text: &str) -> [u8; 32] {
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let count = (starts.len() - 1).saturating_sub(WINDOW - 1).max(1);
        let features: Vec<u32> = (0..count)
            .map(|i| {
                xxh32(&text.as_bytes()[starts[i]..starts[(i + WINDOW).min(starts.len() - 1)]], 0)
            })
            .collect();
        alg_minhash_256(&features).expect("features")
    }

    fn letters(count: usize, alphabets: &[&str]) -> String {
        let mut x = 0x9E37_79B9_7F4A_7C15u64;
        let mut text = String::new();
        while text.len() < count {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            let alphabet = alphabets[(x >> 40) as usize % alphabets.len()];
            for step in 0..(x >> 8) % 40 {
                text.extend(
                    alphabet
                        .chars()
                        .nth(((x >> 20) + step * step) as usize % alphabet.chars().count()),
                );
            }
        }
        text
    }

    #[test]
    fn short_texts_are_one_window() {
        for text in [
            "",
            "a",
            "abcdefghijklm",
            "ä",
            "äbcdefghijklm",
            "日本",
            "abcdefghijklmn",
            "ab日cdefghijklmn",
        ] {
            assert_eq!(by_windows(text), soft_hash_text_v0(text), "{text}");
        }
    }

    #[test]
    fn windows_of_any_characters() {
        let latin = "abcdefghijklmnopqrstuvwxyz0123456789";
        let sets: [&[&str]; 4] =
            [&[latin], &[latin, "äöß"], &[latin, "日本語文字", "𝄞𝄢"], &["дим", "ελ"]];
        for set in sets {
            for size in [0, 13, 14, 20, 76, 77, 300, 5000] {
                let text = letters(size, set);

                assert_eq!(by_windows(&text), soft_hash_text_v0(&text), "{text}");
            }
        }
    }

    #[test]
    fn threads_change_nothing() {
        let text =
            letters(3 * WORTHWHILE, &["abcdefghijklmnopqrstuvwxyz0123456789", "äöß", "日本語文字"]);
        let one = minhash(&text, 0..last_window(&text) + 1);

        assert_eq!(by_windows(&text), one.digest());
        assert_eq!(one.digest(), soft_hash_text_v0(&text));
    }

    #[test]
    fn the_portable_path_hashes_the_same() {
        let text = letters(BLOCK + WINDOW, &["abcdefghijklmnopqrstuvwxyz0123456789"]);
        let bytes: &[u8; BLOCK + WINDOW - 1] = text.as_bytes().first_chunk().expect("long enough");
        let (mut wide, mut portable) = ([0; BLOCK], [0; BLOCK]);
        hash_windows(bytes, &mut wide);
        hash_windows_portable(bytes, &mut portable);

        assert_eq!(wide, portable);
        for (window, hash) in bytes.windows(WINDOW).zip(wide) {
            assert_eq!(xxh32(window, 0), hash);
        }
    }
}
