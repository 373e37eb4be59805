//! Outputs of the reference, iscc-core 1.5.0, on random texts, metadata and identifiers.

use iscc_lib::serde_json::{Value, from_str, json};
use iscc_lib::{
    Metadata, explain, gen_meta_code_v0, gen_mixed_code_v0, gen_text_code_v0,
    normalize_multiformat, text_clean, text_collapse, text_remove_newlines, text_trim, type_id,
    validate_multiformat,
};

/// The cases of one section: null stands for an error.
fn cases(section: &str) -> Vec<Value> {
    let golden: Value = from_str(include_str!("golden/text.json")).expect("the file is JSON");
    let cases = golden[section].as_array().expect("a known section").clone();

    assert!(!cases.is_empty());
    cases
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|number| number.try_into().ok()).expect("a number")
}

fn or_null<T: Into<Value>>(result: iscc_lib::Result<T>) -> Value {
    result.map_or(Value::Null, Into::into)
}

#[test]
fn text_utilities() {
    type Function = fn(&str) -> String;
    let functions: [(&str, Function); 3] = [
        ("text_clean", text_clean),
        ("text_collapse", text_collapse),
        ("text_remove_newlines", text_remove_newlines),
    ];
    for (name, function) in functions {
        for case in cases(name) {
            assert_eq!(case[1], function(text(&case[0])), "{name} {:?}", case[0]);
        }
    }
    for case in cases("text_trim") {
        assert_eq!(case[2], text_trim(text(&case[0]), number(&case[1]) as usize), "{case}");
    }
}

#[test]
fn text_codes() {
    for case in cases("gen_text_code_v0") {
        let code = gen_text_code_v0(text(&case[0]), 256).expect("any text");

        assert_eq!(
            case[1],
            json!({"iscc": code.iscc, "characters": code.characters}),
            "{}",
            case[0]
        );
    }
}

#[test]
fn meta_codes() {
    for case in cases("gen_meta_code_v0") {
        let meta = match &case[2] {
            Value::Null => None,
            Value::String(url) => Some(Metadata::DataUrl(url)),
            meta => Some(Metadata::Json(meta)),
        };
        let code = gen_meta_code_v0(text(&case[0]), case[1].as_str(), meta, number(&case[3]));
        let found = code.map(|code| {
            let mut found =
                json!({"iscc": code.iscc, "name": code.name, "metahash": code.metahash});
            for (key, value) in [("description", code.description), ("meta", code.meta)] {
                if let Some(value) = value {
                    found[key] = value.into();
                }
            }
            found
        });

        assert_eq!(case[4], or_null(found), "{case}");
    }
}

#[test]
fn mixed_codes() {
    for case in cases("gen_mixed_code_v0") {
        let codes: Vec<&str> = case[0].as_array().expect("codes").iter().map(text).collect();
        let code = gen_mixed_code_v0(&codes, number(&case[1])).map(|code| code.iscc);

        assert_eq!(case[2], or_null(code), "{case}");
    }
}

#[test]
fn identifiers_in_words() {
    for case in cases("words") {
        let iscc = text(&case[0]);

        assert_eq!(case[1], or_null(normalize_multiformat(iscc)), "{iscc}");
        assert_eq!(case[2], or_null(type_id(iscc)), "{iscc}");
        assert_eq!(case[3], or_null(explain(iscc)), "{iscc}");
        assert_eq!(case[4], validate_multiformat(iscc).is_ok(), "{iscc}");
    }
}
