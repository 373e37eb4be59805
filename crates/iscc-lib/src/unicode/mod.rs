//! Characters as Unicode 16.0 sees them: kinds, lower case, normal forms.
//!
//! One table for all, whatever version the compiler has: a newer one would give other codes to
//! texts with newer characters. Not here: what the text utilities make of it (`text`).

mod normal;
mod tables;

pub(crate) use normal::Normalizer;

use tables::{
    BLOCKS, CANONICAL_KEYS, CANONICAL_SALTS, CANONICAL_STARTS, CANONICAL_TEXTS, CLASS_SALTS,
    CLASSES, COMPATIBLE_KEYS, COMPATIBLE_SALTS, COMPATIBLE_STARTS, COMPATIBLE_TEXTS, COMPOSED,
    COMPOSED_FAR, COMPOSED_SALTS, LOWER, LOWER_SALTS, PROPERTIES,
};

/// Code points are below 2^21; tables keep other things above.
const CODE_BITS: u32 = 21;

/// What the text utilities want to know of a character, in one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Properties(u8);

/// What a character is, as far as dropping it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, numbers, symbols.
    Other,
    /// White space as `str.isspace` of Python has it; some of it is also of category C.
    White,
    /// Category C but white space: controls, formats, private use, unassigned.
    Control,
    /// Category M.
    Mark,
    /// Category P.
    Punctuation,
}

// The numbers and flags of `unicode/generate.py`.
impl Properties {
    const KIND: u8 = 0b111;
    const SHAPED: u8 = 1 << 3;
    const FOLDED: u8 = 1 << 4;
    const DECOMPOSED: u8 = 1 << 5;
    const IGNORABLE: u8 = 1 << 6;
    const CASED: u8 = 1 << 7;

    pub(crate) fn of(c: char) -> Self {
        let code = c as usize;
        Self(PROPERTIES[usize::from(BLOCKS[code >> 8])][code & 0xFF])
    }

    pub(crate) fn kind(self) -> Kind {
        match self.0 & Self::KIND {
            0 => Kind::Other,
            1 => Kind::White,
            2 => Kind::Control,
            3 => Kind::Mark,
            _ => Kind::Punctuation,
        }
    }

    /// Letters, numbers and symbols that collapsing a text leaves as they are.
    pub(crate) fn is_plain(self) -> bool {
        self.0 & (Self::KIND | Self::FOLDED) == 0
    }

    /// NFKC may change the character, or what stands before it.
    pub(crate) fn is_shaped(self) -> bool {
        self.0 & Self::SHAPED != 0
    }

    /// Has a canonical decomposition, Hangul syllables apart.
    pub(crate) fn is_decomposed(self) -> bool {
        self.0 & Self::DECOMPOSED != 0
    }

    /// Case_Ignorable: does not part a letter from the word around it.
    pub(crate) fn is_ignorable(self) -> bool {
        self.0 & Self::IGNORABLE != 0
    }

    /// Cased, and not ignorable.
    pub(crate) fn is_cased(self) -> bool {
        self.0 & Self::CASED != 0
    }
}

/// Where a perfect hash over `size` keys puts `key`.
fn slot(key: u32, salt: u16, size: usize) -> usize {
    let mixed = key.wrapping_add(u32::from(salt)).wrapping_mul(0x9E37_79B9);
    let mixed = mixed ^ key.wrapping_mul(0x3141_5926);
    ((u64::from(mixed) * size as u64) >> 32) as usize
}

/// The slot that `key` has if it is in the table.
fn find(key: u32, salts: &[u16]) -> usize {
    slot(key, salts[slot(key, 0, salts.len())], salts.len())
}

fn text_of(
    c: char,
    salts: &[u16],
    keys: &[u32],
    starts: &[u16],
    texts: &'static str,
) -> &'static str {
    let slot = find(c as u32, salts);
    if keys[slot] & ((1 << CODE_BITS) - 1) != c as u32 {
        return "";
    }
    let start = usize::from(starts[slot]);
    &texts[start..start + (keys[slot] >> CODE_BITS) as usize]
}

/// Full canonical decomposition, in canonical order; empty if there is none, and for Hangul.
pub(crate) fn canonical(c: char) -> &'static str {
    text_of(c, &CANONICAL_SALTS, &CANONICAL_KEYS, &CANONICAL_STARTS, CANONICAL_TEXTS)
}

/// Full compatibility decomposition; empty if it does not differ from the canonical one.
fn compatible(c: char) -> &'static str {
    text_of(c, &COMPATIBLE_SALTS, &COMPATIBLE_KEYS, &COMPATIBLE_STARTS, COMPATIBLE_TEXTS)
}

/// Lower case of a character without canonical decomposition: one character, itself if it has
/// none. The final form of sigma depends on the text around it.
pub(crate) fn lower(c: char) -> char {
    match LOWER[find(c as u32, &LOWER_SALTS)] {
        (capital, small) if capital == c => small,
        _ => c,
    }
}

/// Canonical combining class.
fn combining_class(c: char) -> u8 {
    let entry = CLASSES[find(c as u32, &CLASS_SALTS)];
    if entry & ((1 << CODE_BITS) - 1) == c as u32 { (entry >> CODE_BITS) as u8 } else { 0 }
}

/// What two characters compose to, Hangul apart.
fn composed(first: char, second: char) -> Option<char> {
    let (a, b) = (first as u32, second as u32);
    if a > 0xFFFF || b > 0xFFFF {
        let at = COMPOSED_FAR.binary_search_by_key(&(first, second), |entry| (entry.0, entry.1));
        return at.ok().map(|at| COMPOSED_FAR[at].2);
    }
    let key = (a << 16) | b;
    let (found, composed) = COMPOSED[find(key, &COMPOSED_SALTS)];
    (found == key).then_some(composed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

    /// Whether Unicode 16.0 has the character.
    fn is_assigned(c: char) -> bool {
        use unicode_properties::GeneralCategory::Unassigned;
        c.general_category() != Unassigned
    }

    #[test]
    fn the_oracles_are_of_16() {
        assert_eq!((16, 0, 0), unicode_properties::UNICODE_VERSION);
        assert_eq!((16, 0, 0), unicode_normalization::UNICODE_VERSION);
    }

    #[test]
    fn kinds_follow_the_categories() {
        for c in '\0'..=char::MAX {
            let white = c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}');
            let kind = match c.general_category_group() {
                _ if white => Kind::White,
                GeneralCategoryGroup::Other => Kind::Control,
                GeneralCategoryGroup::Mark => Kind::Mark,
                GeneralCategoryGroup::Punctuation => Kind::Punctuation,
                _ => Kind::Other,
            };

            assert_eq!(kind, Properties::of(c).kind(), "{c:?}");
        }
    }

    #[test]
    fn lower_case_is_that_of_the_compiler_where_it_knows_the_same_letters() {
        for c in '\0'..=char::MAX {
            let mut small = c.to_lowercase();
            let expected = match (small.next(), small.next()) {
                (Some(small), None) if is_assigned(c) && is_assigned(small) => small,
                _ => c,
            };

            assert_eq!(expected, lower(c), "{c:?}");
        }
    }

    #[test]
    fn case_properties_are_those_that_the_compiler_uses() {
        // U+0295 is cased in 16.0 and not in 17.0, which the compiler may have.
        for c in ('\0'..=char::MAX).filter(|c| is_assigned(*c) && *c != 'ʕ') {
            let is_final = |text: String| text.to_lowercase().ends_with('ς');
            let cased = is_final(format!("{c}Σ"));
            let ignorable = !cased && is_final(format!("A{c}Σ"));

            assert_eq!(cased, Properties::of(c).is_cased(), "{c:?}");
            assert_eq!(ignorable, Properties::of(c).is_ignorable(), "{c:?}");
        }
    }

    #[test]
    fn decompositions_classes_and_compositions_are_those_of_the_oracle() {
        use unicode_normalization::char::{
            canonical_combining_class, compose, decompose_canonical, decompose_compatible,
        };
        for c in '\0'..=char::MAX {
            assert_eq!(canonical_combining_class(c), combining_class(c), "{c:?}");
            if matches!(c, '\u{AC00}'..='\u{D7A3}') {
                continue;
            }
            let (mut once, mut twice) = (String::new(), String::new());
            decompose_canonical(c, |part| once.push(part));
            decompose_compatible(c, |part| twice.push(part));
            let own = |text: &str| if text.is_empty() { c.to_string() } else { text.to_owned() };

            assert_eq!(once, own(canonical(c)), "{c:?}");
            assert_eq!(
                twice,
                if compatible(c).is_empty() { own(canonical(c)) } else { own(compatible(c)) },
                "{c:?}"
            );
            assert_eq!(Properties::of(c).is_decomposed(), !canonical(c).is_empty(), "{c:?}");

            let mut parts = once.chars();
            if let (Some(a), Some(b), None) = (parts.next(), parts.next(), parts.next()) {
                assert_eq!(compose(a, b), composed(a, b), "{c:?}");
            }
        }
    }

    #[test]
    fn far_compositions_are_in_order() {
        assert!(COMPOSED_FAR.is_sorted_by_key(|entry| (entry.0, entry.1)));
        assert_eq!(Some('\u{1109A}'), composed('\u{11099}', '\u{110BA}'));
        assert_eq!(None, composed('\u{11099}', 'a'));
        assert_eq!(None, composed('a', 'b'));
    }
}
