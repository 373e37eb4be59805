//! The official conformance vectors, run against this crate.

use std::fmt;

use serde_json::{Map, Value};

use crate::{
    AudioCode, DataCode, ImageCode, InstanceCode, IsccCode, MetaCode, Metadata, MixedCode,
    TextCode, VideoCode, decode_seq, encode_seq, gen_audio_code_v0, gen_data_code_v0,
    gen_image_code_v0, gen_instance_code_v0, gen_iscc_code_v0, gen_meta_code_v0, gen_mixed_code_v0,
    gen_text_code_v0, gen_video_code_v0,
};

/// The vectors; where they come from is told in the README beside the file.
const VECTORS: &str = include_str!("conformance/data.json");

/// Result of running the vectors.
///
/// ```
/// let report = iscc_lib::conformance_report();
///
/// assert!(report.is_conformant(), "{report}");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// `function/test` of each vector that gave what the standard says.
    pub passed: Vec<String>,
    /// Each vector that did not, and what came out.
    pub failed: Vec<(String, String)>,
    /// Functions with vectors that this version does not have.
    pub not_covered: Vec<String>,
}

impl Report {
    /// Whether vectors were run and none failed.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.failed.is_empty() && !self.passed.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.passed.len(), self.passed.len() + self.failed.len())?;
        for (name, found) in &self.failed {
            write!(f, "; {name}: {found}")?;
        }
        Ok(())
    }
}

/// Runs the official vectors of every function that this version has.
///
/// ```
/// let report = iscc_lib::conformance_report();
///
/// assert_eq!(report.to_string(), "58 of 58");
/// assert!(report.not_covered.is_empty());
/// ```
#[must_use]
pub fn conformance_report() -> Report {
    let mut report = Report::default();
    let vectors: Map<String, Value> = match serde_json::from_str(VECTORS) {
        Ok(vectors) => vectors,
        Err(error) => {
            report.failed.push(("data.json".to_owned(), error.to_string()));
            return report;
        }
    };
    for (function, tests) in vectors.iter().filter(|(name, _)| !name.starts_with('_')) {
        match runner(function) {
            Some(run) => run_all(run, function, tests, &mut report),
            None => report.not_covered.push(function.clone()),
        }
    }
    report
}

/// Whether every function that this version has passes its official vectors.
///
/// ```
/// assert!(iscc_lib::conformance_selftest());
/// ```
#[must_use]
pub fn conformance_selftest() -> bool {
    conformance_report().is_conformant()
}

type Run = fn(&Value) -> std::result::Result<Value, String>;

fn runner(function: &str) -> Option<Run> {
    Some(match function {
        "gen_meta_code_v0" => meta_code,
        "gen_text_code_v0" => |inputs| {
            let text = inputs[0].as_str().ok_or("expected a text")?;
            let TextCode { iscc, characters } = outcome(gen_text_code_v0(text, bits(inputs, 1)?))?;
            Ok(object([("iscc", iscc.into()), ("characters", characters.into())]))
        },
        "gen_mixed_code_v0" => |inputs| {
            let MixedCode { iscc, parts } =
                outcome(gen_mixed_code_v0(&texts(inputs)?, bits(inputs, 1)?))?;
            Ok(object([("iscc", iscc.into()), ("parts", parts.into())]))
        },
        "gen_image_code_v0" => |inputs| {
            let ImageCode { iscc } =
                outcome(gen_image_code_v0(&pixels(inputs)?, bits(inputs, 1)?))?;
            Ok(object([("iscc", iscc.into())]))
        },
        "gen_audio_code_v0" => |inputs| {
            let AudioCode { iscc } =
                outcome(gen_audio_code_v0(&numbers(&inputs[0])?, bits(inputs, 1)?))?;
            Ok(object([("iscc", iscc.into())]))
        },
        "gen_video_code_v0" => |inputs| {
            let frames = inputs[0].as_array().into_iter().flatten().map(numbers);
            let frames = frames.collect::<std::result::Result<Vec<_>, _>>()?;
            let VideoCode { iscc } = outcome(gen_video_code_v0(&frames, bits(inputs, 1)?))?;
            Ok(object([("iscc", iscc.into())]))
        },
        "gen_data_code_v0" => |inputs| {
            let DataCode { iscc } =
                outcome(gen_data_code_v0(&bytes(inputs, 0)?[..], bits(inputs, 1)?))?;
            Ok(object([("iscc", iscc.into())]))
        },
        "gen_instance_code_v0" => |inputs| {
            let InstanceCode { iscc, datahash, filesize } =
                outcome(gen_instance_code_v0(&bytes(inputs, 0)?[..], bits(inputs, 1)?))?;
            Ok(object([
                ("iscc", iscc.into()),
                ("datahash", datahash.into()),
                ("filesize", filesize.into()),
            ]))
        },
        "gen_iscc_code_v0" => |inputs| {
            let IsccCode { iscc } = outcome(gen_iscc_code_v0(&texts(inputs)?, false))?;
            Ok(object([("iscc", iscc.into())]))
        },
        "encode_seq" => |inputs| {
            let seq = outcome(encode_seq(&texts(inputs)?))?;
            Ok(format!("bytes:{}", data_encoding::HEXLOWER.encode(&seq)).into())
        },
        "decode_seq" => |inputs| Ok(outcome(decode_seq(&bytes(inputs, 0)?))?.into()),
        _ => return None,
    })
}

fn meta_code(inputs: &Value) -> std::result::Result<Value, String> {
    let name = inputs[0].as_str().ok_or("expected a name")?;
    let meta = match &inputs[2] {
        Value::Null => None,
        Value::String(url) => Some(Metadata::DataUrl(url)),
        meta => Some(Metadata::Json(meta)),
    };
    let MetaCode { iscc, name, description, meta, metahash } =
        outcome(gen_meta_code_v0(name, inputs[1].as_str(), meta, bits(inputs, 3)?))?;
    let always = [("iscc", iscc), ("name", name), ("metahash", metahash)];
    let optional = [("description", description), ("meta", meta)];
    let optional = optional.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let entries = always.into_iter().chain(optional);
    Ok(Value::Object(entries.map(|(key, value)| (key.to_owned(), value.into())).collect()))
}

fn run_all(run: Run, function: &str, tests: &Value, report: &mut Report) {
    for (test, vector) in tests.as_object().into_iter().flatten() {
        let name = format!("{function}/{test}");
        match run(&vector["inputs"]) {
            Ok(found) if found == vector["outputs"] => report.passed.push(name),
            Ok(found) => report.failed.push((name, found.to_string())),
            Err(error) => report.failed.push((name, error)),
        }
    }
}

fn outcome<T>(result: crate::Result<T>) -> std::result::Result<T, String> {
    result.map_err(|error| error.to_string())
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Input `index`, written as `stream:` or `bytes:` and hexadecimal digits.
fn bytes(inputs: &Value, index: usize) -> std::result::Result<Vec<u8>, String> {
    let text = inputs[index].as_str().ok_or("expected a text with bytes")?;
    let hex = text.strip_prefix("stream:").or_else(|| text.strip_prefix("bytes:"));
    let hex = hex.ok_or("expected 'stream:' or 'bytes:'")?;
    data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|error| error.to_string())
}

fn bits(inputs: &Value, index: usize) -> std::result::Result<u32, String> {
    inputs[index]
        .as_u64()
        .and_then(|bits| u32::try_from(bits).ok())
        .ok_or("expected bits".to_owned())
}

fn numbers(list: &Value) -> std::result::Result<Vec<i32>, String> {
    let numbers = list.as_array().into_iter().flatten();
    let numbers = numbers.map(|number| i32::try_from(number.as_i64()?).ok());
    numbers.collect::<Option<Vec<_>>>().ok_or("expected numbers".to_owned())
}

fn pixels(inputs: &Value) -> std::result::Result<Vec<u8>, String> {
    let pixels = numbers(&inputs[0])?.into_iter().map(u8::try_from);
    pixels.collect::<std::result::Result<Vec<_>, _>>().map_err(|error| error.to_string())
}

fn texts(inputs: &Value) -> std::result::Result<Vec<&str>, String> {
    let texts = inputs[0].as_array().into_iter().flatten().map(Value::as_str);
    texts.collect::<Option<Vec<_>>>().ok_or("expected texts".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_vectors_pass() {
        let report = conformance_report();

        assert_eq!("58 of 58", report.to_string());
        assert!(report.not_covered.is_empty());
    }

    #[test]
    fn a_wrong_vector_is_seen() {
        let mut report = Report::default();
        let tests = serde_json::json!({
            "wrong": {"inputs": ["stream:00", 64], "outputs": {"iscc": "ISCC:GAAAA"}},
            "broken": {"inputs": [1, 64], "outputs": {}},
        });
        run_all(
            runner("gen_data_code_v0").expect("known"),
            "gen_data_code_v0",
            &tests,
            &mut report,
        );

        assert!(report.passed.is_empty() && !report.is_conformant());
        assert_eq!(2, report.failed.len());
        assert!(!Report::default().is_conformant());
    }
}
