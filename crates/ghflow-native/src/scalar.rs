//! Texts that can be written without a second look, as `ghflow.emitter.scalars` writes them.
//!
//! What is not clear at once is left to Python, which has the whole of the rules.

/// Words that one of the versions of YAML reads as something else than text, in lower case.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Whether a text surely stands without quotes: it begins with a letter, is printable ASCII and no word of YAML's own, and has
/// no `: `, no ` #` and no space or colon at its end.
pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        let fits = match byte {
            b':' => !matches!(after, [] | [b' ', ..]),
            b' ' => !matches!(after, [] | [b'#', ..]),
            0x21..=0x7e => true,
            _ => false,
        };
        if !fits {
            return false;
        }
        rest = after;
    }
    bytes.len() > 5 || !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a text of several lines surely stands as a literal block: printable ASCII, no indentation in the first line, no empty
/// line, and one newline at its end.
pub(crate) fn is_block(text: &str) -> bool {
    let bytes = text.as_bytes();
    // One pass without leaving early, which the compiler makes a few instructions of.
    let printable = |fits, byte: &u8| fits & (matches!(byte, 0x20..=0x7e) | (*byte == b'\n'));
    !matches!(bytes, [] | [b' ' | b'\n', ..])
        && bytes.ends_with(b"\n")
        && bytes.iter().fold(true, printable)
        && !text.contains("\n\n")
}

/// Writes a text for which `is_block` holds, its lines at `indent`.
pub(crate) fn block(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    for line in text.lines() {
        out.push('\n');
        spaces(out, indent);
        out.push_str(line);
    }
}

/// Whether a text surely stands between brackets as it is: a plain word without what means something there.
pub(crate) fn is_word(text: &str) -> bool {
    is_plain(text) && !text.contains([' ', ',', '[', ']', '{', '}', ':', '?', '#'])
}

/// Writes spaces.
pub(crate) fn spaces(out: &mut String, count: usize) {
    const MANY: &str = "                                ";
    match MANY.get(..count) {
        Some(few) => out.push_str(few),
        None => out.extend(std::iter::repeat_n(' ', count)),
    }
}
