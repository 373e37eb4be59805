//! Text utilities: white space, what is shown, what is compared.
//!
//! Not here: tables of characters and normal forms (`unicode`), hashing (`text_code`, `meta_code`).

use std::borrow::Cow;

use crate::unicode::{Kind, Normalizer, Properties, canonical, lower};

/// White space of Python's `str.isspace`: Unicode white space and the separators 1C to 1F.
pub(crate) fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// `text` without white space around it.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_white)
}

/// Tidies a text for display: NFKC, no control characters, lines that end in line feeds, at most
/// one empty line in a row, no white space at the start and the end.
///
/// Lines end where any of the characters 0A, 0B, 0C, 0D, 85, 2028, 2029 or 0D 0A was; a line of
/// white space becomes an empty one. All other characters of category C go, the tabulator and
/// what Unicode 16.0 does not know included.
///
/// ```
/// use iscc_lib::text_clean;
///
/// assert_eq!(text_clean("  ﬁrst\tline \r\n \n\n\u{2028}second\u{200b} line\n"), "firstline \n\nsecond line");
/// ```
#[must_use]
pub fn text_clean(text: &str) -> String {
    tidy_lines(&displayable(text))
}

/// Puts a text on one line: runs of white space, line ends included, become one space, and the
/// text has none around it.
///
/// ```
/// assert_eq!(iscc_lib::text_remove_newlines(" two\n  lines\u{2003}"), "two lines");
/// ```
#[must_use]
pub fn text_remove_newlines(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(is_white).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The start of `text` that has at most `nbytes` bytes and ends with a whole character, without
/// white space around it.
///
/// ```
/// use iscc_lib::text_trim;
///
/// assert_eq!(text_trim("größer", 3), "gr");
/// assert_eq!(text_trim(" as it is ", 100), "as it is");
/// ```
#[must_use]
pub fn text_trim(text: &str, nbytes: usize) -> &str {
    let mut end = nbytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    strip(&text[..end])
}

/// Reduces a text to what similarity is measured by: lower case, no white space, no control
/// characters, no marks, no punctuation.
///
/// The text is decomposed (NFD), put into lower case, filtered, and put together (NFKC), in this
/// order and by Unicode 16.0.
///
/// ```
/// assert_eq!(iscc_lib::text_collapse("Œuvres complètes, n° 1!"), "œuvrescompletesn°1");
/// ```
#[must_use]
pub fn text_collapse(text: &str) -> String {
    let mut collapser = Collapser {
        text,
        normalizer: Normalizer::default(),
        out: String::with_capacity(text.len()),
    };
    let mut at = 0;
    while let Some(first) = text.as_bytes().get(at) {
        at += if first.is_ascii() { collapser.ascii(at) } else { collapser.character(at) };
    }
    collapser.normalizer.flush(&mut collapser.out);
    collapser.out
}

/// What `text_collapse` makes of each ASCII character; 0 if it drops it.
static COLLAPSED_ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'$' | b'+' | b'<'..=b'>' | b'^' | b'`' | b'|' | b'~')
        {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

struct Collapser<'a> {
    text: &'a str,
    normalizer: Normalizer,
    out: String,
}

impl Collapser<'_> {
    /// Takes some of the ASCII characters at `at`; returns how many.
    fn ascii(&mut self, at: usize) -> usize {
        const BLOCK: usize = 128;
        let bytes = &self.text.as_bytes()[at..];
        let bytes = &bytes[..bytes.len().min(BLOCK)];
        let run = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
        let (mut kept, mut size) = ([0; BLOCK], 0);
        for byte in &bytes[..run] {
            let collapsed = COLLAPSED_ASCII[usize::from(byte & 0x7F)];
            kept[size % BLOCK] = collapsed;
            size += usize::from(collapsed != 0);
        }
        if size > 0 {
            self.normalizer.flush(&mut self.out);
            self.out.push_str(std::str::from_utf8(&kept[..size]).expect("ASCII is UTF-8"));
        }
        run
    }

    /// Takes the character at `at`; returns the number of its bytes.
    fn character(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let Some(c) = rest.chars().next() else { return 0 };
        let size = c.len_utf8();
        let properties = Properties::of(c);
        if properties.is_plain() {
            self.normalizer.flush(&mut self.out);
            self.out.push_str(&rest[..size]);
        } else if properties.kind() != Kind::Other {
            // Its parts, if it has any, are dropped as well.
        } else if properties.is_decomposed() {
            for part in canonical(c).chars() {
                self.part(part, at);
            }
        } else {
            self.part(c, at);
        }
        size
    }

    /// Takes a decomposed character that is, or comes from, the one at `at`.
    fn part(&mut self, c: char, at: usize) {
        let c = match c {
            'Σ' if self.is_final(at) => 'ς',
            c => lower(c),
        };
        let properties = Properties::of(c);
        if properties.kind() != Kind::Other {
            return;
        }
        if properties.is_shaped() {
            self.normalizer.push_shaped(c, &mut self.out);
        } else {
            self.normalizer.flush(&mut self.out);
            self.out.push(c);
        }
    }

    /// Whether the sigma at `at` ends a word: Final_Sigma of Unicode.
    ///
    /// Each search ends at the next sigma at the latest, so many sigmas take no more time than
    /// as many other letters.
    fn is_final(&self, at: usize) -> bool {
        let (before, after) = (&self.text[..at], &self.text[at + 'Σ'.len_utf8()..]);
        is_next_cased(before.chars().rev().flat_map(|c| parts(c).rev()))
            && !is_next_cased(after.chars().flat_map(parts))
    }
}

/// The canonical decomposition of a character, Hangul apart.
fn parts(c: char) -> impl DoubleEndedIterator<Item = char> {
    let text = canonical(c);
    text.chars().chain(text.is_empty().then_some(c))
}

/// Whether the first character that is not ignorable is cased.
fn is_next_cased(chars: impl Iterator<Item = char>) -> bool {
    let mut properties = chars.map(Properties::of);
    properties.find(|next| !next.is_ignorable()).is_some_and(Properties::is_cased)
}

/// `text` in NFKC and without the characters of category C that are no line ends.
fn displayable(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut normalizer = Normalizer::default();
    let (mut at, mut copied) = (0, 0);
    loop {
        at += displayable_ascii(&text.as_bytes()[at..]);
        let Some(c) = text[at..].chars().next() else { break };
        let properties = Properties::of(c);
        let end = at + c.len_utf8();
        let dropped = match properties.kind() {
            Kind::Control => true,
            Kind::White => matches!(c, '\t' | '\u{1C}'..='\u{1F}'),
            _ => false,
        };
        if dropped || properties.is_shaped() {
            if copied < at {
                normalizer.flush(&mut out);
                out.reserve(text.len() - copied);
                out.push_str(&text[copied..at]);
            }
            copied = end;
            if dropped {
                normalizer.part(&mut out);
            } else {
                normalizer.push_shaped(c, &mut out);
            }
        }
        at = end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    normalizer.flush(&mut out);
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// How many bytes at the start of `bytes` are ASCII characters that are shown or end lines.
fn displayable_ascii(bytes: &[u8]) -> usize {
    let is_displayable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n'..=b'\r');
    let blocks = bytes.chunks_exact(32);
    let whole =
        blocks.take_while(|block| block.iter().fold(true, |all, b| all & is_displayable(b)));
    let start = whole.count() * 32;
    let rest = &bytes[start..];
    start + rest.iter().position(|byte| !is_displayable(byte)).unwrap_or(rest.len())
}

/// `text` with line feeds as line ends, empty lines for white ones, one at most in a row, and
/// without white space around it.
fn tidy_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = strip(text);
    let mut was_empty = false;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        let is_empty = line.chars().all(is_white);
        if is_empty && was_empty {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        if !is_empty {
            out.push_str(line);
        }
        was_empty = is_empty;
    }
    out
}

/// The first line of `text` and what comes after its end.
fn split_line(text: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(at) = text.as_bytes()[from..].iter().position(|b| may_end_line(*b)) {
        let at = from + at;
        let (line, end) = text.split_at(at);
        let size = match end.as_bytes() {
            [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
            [b'\n'..=b'\r', ..] => 1,
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            _ => {
                from = at + 1;
                continue;
            }
        };
        return (line, &end[size..]);
    }
    (text, "")
}

/// Whether a line end may start with this byte.
fn may_end_line(byte: u8) -> bool {
    matches!(byte, b'\n'..=b'\r' | 0xC2 | 0xE2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

    const LINE_ENDS: [char; 7] = ['\n', '\u{b}', '\u{c}', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

    /// `text_collapse` as the reference words it.
    fn collapsed(text: &str) -> String {
        use GeneralCategoryGroup::{Mark, Other, Punctuation};
        let lower = text.nfd().collect::<String>().to_lowercase();
        let kept = lower.chars().filter(|c| {
            !is_white(*c) && !matches!(c.general_category_group(), Mark | Other | Punctuation)
        });
        kept.nfkc().collect()
    }

    /// `text_clean` as the reference words it.
    fn cleaned(text: &str) -> String {
        let is_shown = |c: &char| {
            LINE_ENDS.contains(c) || c.general_category_group() != GeneralCategoryGroup::Other
        };
        let shown: String = text.nfkc().filter(is_shown).collect();
        let mut lines: Vec<&str> = Vec::new();
        let shown = shown.replace("\r\n", "\n");
        for line in shown.split(LINE_ENDS) {
            let line = if line.chars().all(is_white) { "" } else { line };
            if !(line.is_empty() && lines.last() == Some(&"")) {
                lines.push(line);
            }
        }
        strip(&lines.join("\n")).to_owned()
    }

    /// Characters that have the same case for the compiler, which may have a newer Unicode than
    /// 16.0: it knows more characters, and U+0295 is cased in 16.0 only.
    fn known() -> Vec<char> {
        let is_assigned = |c: &char| c.general_category() != GeneralCategory::Unassigned;
        ('\0'..=char::MAX).filter(|c| *c != 'ʕ' && is_assigned(c)).collect()
    }

    #[test]
    fn separators_are_white() {
        assert_eq!("a b", strip("\u{1c}\u{1f} a b\u{a0}\u{2003}\u{85}\n"));
        assert!(!is_white('\u{200b}'));
    }

    #[test]
    fn every_character_collapses_and_cleans_as_worded() {
        for c in known() {
            for text in [
                format!("{c}"),
                format!("か{c}\u{FF9E}"),
                format!("AΣ{c}Σ"),
                format!("e{c}\u{301}Σ{c}a"),
            ] {
                assert_eq!(collapsed(&text), text_collapse(&text), "{text:?}");
                assert_eq!(cleaned(&text), text_clean(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn random_texts_collapse_and_clean_as_worded() {
        let known = known();
        let interesting: Vec<char> = known
            .iter()
            .copied()
            .filter(|c| Properties::of(*c).is_shaped() || Properties::of(*c).is_cased())
            .collect();
        let mut x = 0x9E37_79B9_7F4A_7C15u64;
        let mut below = |end: usize| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            ((x >> 16) % end as u64) as usize
        };
        for _ in 0..20_000 {
            let text: String = (0..below(40))
                .map(|_| match below(10) {
                    0 | 1 => interesting[below(interesting.len())],
                    2 => known[below(known.len())],
                    3 => ['Σ', '\u{301}', '\u{ad}', '\'', '\u{345}', 'İ'][below(6)],
                    4 => LINE_ENDS[below(7)],
                    5 => [' ', '\t', '\u{a0}', '\u{1c}'][below(4)],
                    6 => known[below(0x700)],
                    _ => char::from(below(128) as u8),
                })
                .collect();

            assert_eq!(collapsed(&text), text_collapse(&text), "{text:?}");
            assert_eq!(cleaned(&text), text_clean(&text), "{text:?}");
        }
    }

    #[test]
    fn controls_part_what_would_compose() {
        assert_eq!("e\u{301}", text_clean("e\u{ad}\u{301}"));
        assert_eq!("é", text_clean("e\u{301}"));
        assert_eq!("\u{301}", text_clean("\t\u{301}"));
        // Filtered before they compose.
        assert_eq!("が", text_collapse("か.\u{ad}\u{ff9e}"));
    }

    #[test]
    fn white_lines_are_empty_and_alone() {
        let table = [
            ("a\n \u{a0}\n\n\nb", "a\n\nb"),
            ("a\r\nb\n\rc", "a\nb\n\nc"),
            ("\n\n a \n", "a"),
            ("a\u{2028}b\u{85}c\u{b}d", "a\nb\nc\nd"),
            (" \n ", ""),
            ("", ""),
            ("Â\u{85}â€", "Â\nâ€"),
            ("a \n\u{3000}b", "a \n\u{20}b"),
        ];
        for (text, expected) in table {
            assert_eq!(expected, text_clean(text), "{text:?}");
        }
    }

    #[test]
    fn trimming_cuts_between_characters() {
        assert_eq!("ä", text_trim("äöü", 3));
        assert_eq!("", text_trim("äöü", 1));
        assert_eq!("", text_trim("", 0));
        assert_eq!("a", text_trim("a b", 2));
    }

    #[test]
    fn newlines_are_removed_with_all_white_space() {
        assert_eq!("a b", text_remove_newlines("\u{1c}a\u{1d}\n b\u{2029}"));
        assert_eq!("", text_remove_newlines(" \n"));
    }

    #[test]
    fn many_sigmas_take_time_in_proportion() {
        let start = std::time::Instant::now();
        let text = format!("A{}", "Σ'".repeat(500_000)) + &"'".repeat(1_000_000) + "Σ";

        assert_eq!(500_002, text_collapse(&text).chars().count());
        assert!(start.elapsed().as_secs() < 20);
    }
}
