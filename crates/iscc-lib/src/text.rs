//! White space as the standard's reference sees it.

/// White space of Python's `str.isspace`: Unicode white space and the separators 1C to 1F.
pub(crate) fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// `text` without white space around it.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_white)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_white() {
        assert_eq!("a b", strip("\u{1c}\u{1f} a b\u{a0}\u{2003}\u{85}\n"));
        assert!(!is_white('\u{200b}'));
    }
}
