//! Texts: the fast paths give what the plain wording of the standard gives, by Unicode 16.0.
#![no_main]

use iscc_lib::{
    Extra, alg_minhash_256, gen_meta_code_v0, gen_text_code_v0, soft_hash_meta_v0,
    soft_hash_text_v0, text_clean, text_collapse, text_remove_newlines, text_trim,
};
use libfuzzer_sys::fuzz_target;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let collapsed = text_collapse(&text);
    let cleaned = text_clean(&text);
    // The compiler knows the case of newer characters, and sees that of U+0295 differently.
    if text.chars().all(|c| c != 'ʕ' && c.general_category() != GeneralCategory::Unassigned) {
        assert_eq!(collapsed_as_worded(&text), collapsed, "{text:?}");
        assert_eq!(cleaned_as_worded(&text), cleaned, "{text:?}");
    }
    for size in [0, 1, 2, 3, 128, data.len() / 2] {
        let trimmed = text_trim(&text, size);

        assert!(trimmed.len() <= size && text.contains(trimmed));
    }
    let line = text_remove_newlines(&text);

    assert_eq!(line, text_remove_newlines(&line));
    let code = gen_text_code_v0(&text, 256).expect("any text");

    assert_eq!(collapsed.chars().count(), code.characters);
    let _ =
        (gen_meta_code_v0(&text, Some(&text), None, 64), soft_hash_meta_v0("", Extra::Bytes(data)));
    let _ = (soft_hash_text_v0(&text), alg_minhash_256(&[data.len() as u32]));
});

fn is_white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

fn collapsed_as_worded(text: &str) -> String {
    use GeneralCategoryGroup::{Mark, Other, Punctuation};
    let lower = text.nfd().collect::<String>().to_lowercase();
    let dropped =
        |c: char| is_white(c) || matches!(c.general_category_group(), Mark | Other | Punctuation);
    lower.chars().filter(|c| !dropped(*c)).nfkc().collect()
}

fn cleaned_as_worded(text: &str) -> String {
    const LINE_ENDS: [char; 7] = ['\n', '\u{b}', '\u{c}', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let is_shown = |c: &char| {
        LINE_ENDS.contains(c) || c.general_category_group() != GeneralCategoryGroup::Other
    };
    let shown = text.nfkc().filter(is_shown).collect::<String>().replace("\r\n", "\n");
    let mut lines: Vec<&str> = Vec::new();
    for line in shown.split(LINE_ENDS) {
        let line = if line.chars().all(is_white) { "" } else { line };
        if !(line.is_empty() && lines.last() == Some(&"")) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_matches(is_white).to_owned()
}
