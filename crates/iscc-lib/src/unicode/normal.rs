//! The normal form NFKC, for the stretches of a text that may need it.

use super::{canonical, combining_class, compatible, composed};

const HANGUL_FIRST: u32 = 0xAC00;
const LEAD_FIRST: u32 = 0x1100;
const VOWEL_FIRST: u32 = 0x1161;
/// One before the first final consonant: zero stands for none.
const FINAL_BASE: u32 = 0x11A7;
const LEADS: u32 = 19;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;
const SYLLABLES: u32 = LEADS * VOWELS * FINALS;

/// Puts characters into NFKC, one after the other.
///
/// A character that is not shaped (`Properties::is_shaped`) stays as it is and nothing composes
/// with what stands before it. So only a shaped character, with the character before it and the
/// shaped ones after it, needs the full treatment.
#[derive(Debug, Default)]
pub(crate) struct Normalizer {
    /// A stretch that is not in normal form yet.
    stretch: Vec<char>,
    /// What is written before here has no part in what follows.
    fixed: usize,
    parts: Vec<(u8, char)>,
}

impl Normalizer {
    /// Takes a shaped character.
    pub(crate) fn push_shaped(&mut self, c: char, out: &mut String) {
        if self.stretch.is_empty() && out.len() > self.fixed {
            self.stretch.extend(out.pop());
        }
        self.stretch.push(c);
    }

    /// Parts what comes from what was there, as a character does that will not be written.
    pub(crate) fn part(&mut self, out: &mut String) {
        self.flush(out);
        self.fixed = out.len();
    }

    /// Writes what was held back; due before anything that is not shaped is written, and at the
    /// end.
    pub(crate) fn flush(&mut self, out: &mut String) {
        if self.stretch.is_empty() {
            return;
        }
        self.parts.clear();
        for c in self.stretch.drain(..) {
            decompose(c, &mut self.parts);
        }
        sort_marks(&mut self.parts);
        compose(&mut self.parts);
        out.extend(self.parts.iter().map(|(_, c)| c));
    }
}

fn decompose(c: char, parts: &mut Vec<(u8, char)>) {
    if let Some(index) = (c as u32).checked_sub(HANGUL_FIRST).filter(|i| *i < SYLLABLES) {
        let (lead, vowel) = (index / (VOWELS * FINALS), index / FINALS % VOWELS);
        parts.extend([LEAD_FIRST + lead, VOWEL_FIRST + vowel].map(|code| (0, jamo(code))));
        if index % FINALS > 0 {
            parts.push((0, jamo(FINAL_BASE + index % FINALS)));
        }
        return;
    }
    let text = match compatible(c) {
        "" => canonical(c),
        text => text,
    };
    if text.is_empty() {
        parts.push((combining_class(c), c));
    } else {
        parts.extend(text.chars().map(|c| (combining_class(c), c)));
    }
}

fn jamo(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Puts each run of combining characters into the order of their classes.
fn sort_marks(parts: &mut [(u8, char)]) {
    for run in parts.chunk_by_mut(|(_, _), (class, _)| *class != 0) {
        // The first of a run may be a starter: class 0 keeps it in front.
        if run.len() > 1 {
            run.sort_by_key(|(class, _)| *class);
        }
    }
}

/// Composes in place: each character with the last starter, unless another one blocks it.
fn compose(parts: &mut Vec<(u8, char)>) {
    let mut size = 0;
    let mut starter: Option<usize> = None;
    for index in 0..parts.len() {
        let (class, c) = parts[index];
        if let Some(at) = starter {
            let (_, before) = parts[at];
            let blocked = at + 1 < size && parts[size - 1].0 >= class;
            if let Some(whole) = pair(before, c).filter(|_| !blocked) {
                parts[at].1 = whole;
                continue;
            }
        }
        if class == 0 {
            starter = Some(size);
        }
        parts[size] = (class, c);
        size += 1;
    }
    parts.truncate(size);
}

fn pair(first: char, second: char) -> Option<char> {
    let (a, b) = (first as u32, second as u32);
    if let (Some(lead), Some(vowel)) =
        (offset(a, LEAD_FIRST, LEADS), offset(b, VOWEL_FIRST, VOWELS))
    {
        return char::from_u32(HANGUL_FIRST + (lead * VOWELS + vowel) * FINALS);
    }
    if let (Some(syllable), Some(last)) =
        (offset(a, HANGUL_FIRST, SYLLABLES), offset(b, FINAL_BASE, FINALS))
    {
        if syllable % FINALS == 0 && last > 0 {
            return char::from_u32(a + last);
        }
    }
    composed(first, second)
}

/// `code` as an offset from `first`, if it is below `count`.
fn offset(code: u32, first: u32, count: u32) -> Option<u32> {
    code.checked_sub(first).filter(|offset| *offset < count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unicode::Properties;
    use unicode_normalization::UnicodeNormalization;

    fn nfkc(text: &str) -> String {
        let (mut normalizer, mut out) = (Normalizer::default(), String::new());
        for c in text.chars() {
            if Properties::of(c).is_shaped() {
                normalizer.push_shaped(c, &mut out);
            } else {
                normalizer.flush(&mut out);
                out.push(c);
            }
        }
        normalizer.flush(&mut out);
        out
    }

    #[test]
    fn every_character_alone_and_between_others() {
        for c in '\0'..=char::MAX {
            for text in
                [format!("{c}"), format!("a\u{301}{c}\u{327}\u{323}"), format!("가{c}\u{11A8}")]
            {
                assert_eq!(text.nfkc().collect::<String>(), nfkc(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn random_texts_of_what_combines() {
        let shaped: Vec<char> =
            ('\0'..=char::MAX).filter(|c| Properties::of(*c).is_shaped()).collect();
        let classes: Vec<char> =
            shaped.iter().copied().filter(|c| combining_class(*c) > 0).collect();
        let jamo: Vec<char> = ('\u{1100}'..='\u{11FF}').chain('가'..='갛').collect();
        let mut x = 0x2545_F491_4F6C_DD1Du64;
        let mut below = |end: usize| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            ((x >> 16) % end as u64) as usize
        };
        for _ in 0..40_000 {
            let text: String = (0..below(12))
                .map(|_| match below(6) {
                    0 => shaped[below(shaped.len())],
                    1 | 2 => classes[below(classes.len())],
                    3 => jamo[below(jamo.len())],
                    _ => char::from_u32(below(0x3100) as u32).unwrap_or('a'),
                })
                .collect();

            assert_eq!(text.nfkc().collect::<String>(), nfkc(&text), "{text:?}");
        }
    }
}
