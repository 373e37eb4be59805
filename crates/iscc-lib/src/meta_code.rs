//! Meta-Code: similarity of what is said about content.

use serde_json::Value;

use crate::codec::{SCHEME, encode_component};
use crate::data_url;
use crate::error::{Error, Result};
use crate::header::{MainType, sub_type};
use crate::instance_code::multi_hash_blake3;
use crate::jcs::canonicalize;
use crate::short_blake3::{LONGEST, hash_all};
use crate::simhash::alg_simhash;
use crate::stream::check_bits;
use crate::text::{strip, text_clean, text_collapse, text_remove_newlines, text_trim};

/// Most bytes of a name and a description.
const NAME_MOST: usize = 128;
const DESCRIPTION_MOST: usize = 4096;

/// Most bytes of metadata.
const META_MOST: usize = 128_000;

/// Characters of a window over text, bytes of a window over metadata.
const WINDOW_TEXT: usize = 3;
const WINDOW_BYTES: usize = 4;

/// Metadata beyond name and description.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metadata<'a> {
    /// A JSON object; what counts is its canonical form (RFC 8785). An empty one is no metadata.
    Json(&'a Value),
    /// A data URL in base64, whatever the type of its data. An empty text is no metadata.
    DataUrl(&'a str),
}

/// A Meta-Code and the metadata that it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MetaCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
    /// The name: tidied, on one line, of at most 128 bytes.
    pub name: String,
    /// The description: tidied, of at most 4096 bytes; none if it is empty.
    pub description: Option<String>,
    /// The metadata as a data URL.
    pub meta: Option<String>,
    /// BLAKE3 of the metadata, or of name and description if there is none, as a multihash in
    /// hexadecimal.
    pub metahash: String,
}

/// Meta-Code of a name and, to tell works of the same name apart, a description or metadata.
///
/// With metadata the description has no part in the code.
///
/// ```
/// use iscc_lib::{Metadata, gen_meta_code_v0};
/// use serde_json::json;
///
/// let code = gen_meta_code_v0("Hello World", None, None, 64).unwrap();
///
/// assert_eq!(code.iscc, "ISCC:AAAWN77F727NXSUS");
///
/// let meta = json!({"some": "object"});
/// let code = gen_meta_code_v0("Hello", Some(""), Some(Metadata::Json(&meta)), 64).unwrap();
///
/// assert_eq!(code.description, None);
/// assert_eq!(code.meta.unwrap(), "data:application/json;base64,eyJzb21lIjoib2JqZWN0In0=");
/// ```
///
/// # Errors
/// The name has nothing that is shown, `bits` is not a multiple of 32 from 32 to 256, the
/// metadata is no JSON object or no data URL in base64, or has more than 128,000 bytes.
pub fn gen_meta_code_v0(
    name: &str,
    description: Option<&str>,
    meta: Option<Metadata<'_>>,
    bits: u32,
) -> Result<MetaCode> {
    check_bits(bits, 32)?;
    let name = text_remove_newlines(&text_clean(name));
    let name = text_trim(&name, NAME_MOST).to_owned();
    if name.is_empty() {
        return Err(Error::argument(
            "a Meta-Code needs a name that is not empty once it is tidied",
        ));
    }
    let description = text_clean(description.unwrap_or_default());
    let description = text_trim(&description, DESCRIPTION_MOST).to_owned();

    let (digest, metahash, meta) = match meta.map(payload).transpose()?.flatten() {
        Some((payload, url)) => (
            soft_hash_meta_v0(&name, Extra::Bytes(&payload)),
            multi_hash_blake3(&payload),
            Some(url),
        ),
        None => {
            let both = format!("{name} {description}");
            let digest = soft_hash_meta_v0(&name, Extra::Text(&description));
            (digest, multi_hash_blake3(strip(&both).as_bytes()), None)
        }
    };
    let unit = encode_component(MainType::Meta, sub_type::NONE, 0, bits, &digest)?;
    Ok(MetaCode {
        iscc: format!("{SCHEME}{unit}"),
        name,
        description: Some(description).filter(|description| !description.is_empty()),
        meta,
        metahash,
    })
}

/// Bytes and data URL of the metadata, if there is any.
fn payload(meta: Metadata<'_>) -> Result<Option<(Vec<u8>, String)>> {
    let (payload, url) = match meta {
        Metadata::DataUrl("") => return Ok(None),
        Metadata::DataUrl(url) => (data_url::decode(url)?, url.to_owned()),
        Metadata::Json(Value::Object(object)) if object.is_empty() => return Ok(None),
        Metadata::Json(value @ Value::Object(object)) => {
            let payload = canonicalize(value)?.into_bytes();
            let is_linked = object.contains_key("@context");
            let media_type = if is_linked { "application/ld+json" } else { "application/json" };
            let url = data_url::encode(media_type, &payload);
            (payload, url)
        }
        Metadata::Json(_) => return Err(Error::argument("JSON metadata must be an object")),
    };
    if payload.len() > META_MOST {
        return Err(Error::argument(format!(
            "metadata must have at most {META_MOST} bytes, got {}",
            payload.len()
        )));
    }
    Ok(Some((payload, url)))
}

/// What tells works of the same name apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra<'a> {
    /// A text; empty if there is none.
    Text(&'a str),
    /// Data of any kind; empty if there is none.
    Bytes(&'a [u8]),
}

/// Similarity hash of 256 bits over a name and something more.
///
/// ```
/// use iscc_lib::{Extra, soft_hash_meta_v0};
///
/// let alone = soft_hash_meta_v0("Die Unendliche Geschichte", Extra::Text(""));
/// let both = soft_hash_meta_v0("Die Unendliche Geschichte", Extra::Text("Von Michael Ende"));
///
/// assert_eq!(alone[..4], both[..4]);
/// assert_ne!(alone[4..8], both[4..8]);
/// ```
#[must_use]
pub fn soft_hash_meta_v0(name: &str, extra: Extra<'_>) -> [u8; 32] {
    let name = hash_text(name);
    let extra = match extra {
        Extra::Text("") | Extra::Bytes([]) => return name,
        Extra::Text(text) => hash_text(text),
        Extra::Bytes(bytes) if bytes.len() < WINDOW_BYTES => hash_windows([bytes]),
        Extra::Bytes(bytes) => hash_windows(bytes.windows(WINDOW_BYTES)),
    };
    let mut both = [0; 32];
    for (both, (name, extra)) in
        both.chunks_exact_mut(8).zip(name.chunks_exact(4).zip(extra.chunks_exact(4)))
    {
        both[..4].copy_from_slice(name);
        both[4..].copy_from_slice(extra);
    }
    both
}

/// SimHash of the windows over the collapsed text.
fn hash_text(text: &str) -> [u8; 32] {
    let text = text_collapse(text);
    let ends = text.char_indices().map(|(at, _)| at).skip(WINDOW_TEXT).chain([text.len()]);
    let starts = text.char_indices().map(|(at, _)| at).chain(text.is_empty().then_some(0));
    hash_windows(starts.zip(ends).map(|(start, end)| &text.as_bytes()[start..end]))
}

fn hash_windows<'a>(windows: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    const { assert!(WINDOW_BYTES <= LONGEST && WINDOW_TEXT * char::MAX.len_utf8() <= LONGEST) };
    let hash = alg_simhash(&hash_all(windows)).expect("there is at least one window");
    hash.try_into().expect("as long as the digests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_names_are_one_window() {
        for (text, windows) in [
            ("", vec![""]),
            ("!", vec![""]),
            ("ab", vec!["ab"]),
            ("abc", vec!["abc"]),
            ("äbcd", vec!["abc", "bcd"]),
        ] {
            assert_eq!(
                hash_windows(windows.into_iter().map(str::as_bytes)),
                hash_text(text),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_is_no_metadata() {
        let plain = gen_meta_code_v0("name", None, None, 64).expect("a name");
        let empty = json!({});
        for meta in [Metadata::Json(&empty), Metadata::DataUrl("")] {
            assert_eq!(
                plain,
                gen_meta_code_v0("name", Some(" \n"), Some(meta), 64).expect("a name")
            );
        }
    }

    #[test]
    fn linked_data_has_its_media_type() {
        let meta = json!({"@context": "https://schema.org", "a": {"@context": 1}});
        let code = gen_meta_code_v0("n", None, Some(Metadata::Json(&meta)), 64).expect("a name");

        assert!(code.meta.expect("a URL").starts_with("data:application/ld+json;base64,"));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let error = |name: &str, meta: Option<Metadata<'_>>, bits| {
            let error = gen_meta_code_v0(name, None, meta, bits).expect_err("refused");
            assert!(error.is_argument());
            error.to_string()
        };
        let list = json!(["a"]);
        let long = json!({"a": "b".repeat(META_MOST)});

        assert!(error(" \n\u{ad}", None, 64).contains("a name that is not empty"));
        assert!(error("n", None, 288).contains("bits must be"));
        assert_eq!("JSON metadata must be an object", error("n", Some(Metadata::Json(&list)), 64));
        assert!(
            error("n", Some(Metadata::Json(&long)), 64)
                .contains("at most 128000 bytes, got 128008")
        );
        assert!(error("n", Some(Metadata::DataUrl("{}")), 64).contains("no data URL"));
    }
}
