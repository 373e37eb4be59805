//! Whole identifiers: build a unit, clean, take apart, normalise, read and check an ISCC.
//!
//! Not here: the header bits (`header`), text encodings (`encoding`), sequences (`seq`),
//! composing an ISCC-CODE (`iscc_code`).

use std::borrow::Cow;

use crate::encoding::{Multibase, decode_base32, encode_base32};
use crate::error::{Error, Result, quote};
use crate::header::{Header, MainType, Nibbles, optional_units, sub_type, unit_length};
use crate::iscc_code::gen_iscc_code_v0;
use crate::text::{is_white, strip};

/// What stands in front of a canonical ISCC.
pub(crate) const SCHEME: &str = "ISCC:";

/// First two characters of every known kind of ISCC; "MA" and "ME" serve two versions of the ID.
const PREFIXES: [&str; 26] = [
    "AA", "CA", "CE", "CI", "CM", "CQ", "EA", "EE", "EI", "EM", "EQ", "GA", "IA", "KA", "KE", "KI",
    "KM", "KQ", "KU", "KY", "K4", "MA", "ME", "MI", "MM", "OA",
];

/// An ISCC taken apart: the numbers of its header and the bytes after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decoded {
    /// The four numbers of the header.
    pub header: Header,
    /// The bytes after the header; fewer than [`Header::body_bits`] says if the code was cut off.
    pub digest: Vec<u8>,
}

/// Writes a unit: header and the first `bits / 8` bytes of `digest` in base32, without `ISCC:`.
///
/// ```
/// use iscc_lib::{MainType, encode_component, sub_type};
///
/// let unit = encode_component(MainType::Data, sub_type::NONE, 0, 64, &[0xff; 32]).unwrap();
///
/// assert_eq!(unit, "GAA7777777777777");
/// ```
///
/// # Errors
/// `main_type` is ISCC, `bits` is no length of that main type, a number does not fit into a
/// header field, or `digest` is shorter than `bits`.
pub fn encode_component(
    main_type: MainType,
    sub_type: u16,
    version: u16,
    bits: u32,
    digest: &[u8],
) -> Result<String> {
    let length = unit_length(main_type, bits)?;
    let Some(body) = digest.get(..bits as usize / 8) else {
        return Err(Error::argument(format!(
            "a unit of {bits} bits needs {} bytes of digest, got {}",
            bits / 8,
            digest.len()
        )));
    };
    encode_raw(Header { main_type: main_type.into(), sub_type, version, length }, body)
}

/// Base32 of a header and a body that may be too short, as in a code that was cut off.
fn encode_raw(header: Header, body: &[u8]) -> Result<String> {
    let mut bytes = header.encode()?;
    bytes.extend_from_slice(body);
    Ok(encode_base32(&bytes))
}

/// Removes the scheme `ISCC:`, hyphens and the white space around an ISCC.
///
/// Hyphens stay in a text without scheme that starts with a multibase letter (f, b, v, z, u),
/// since they count in base64url.
///
/// ```
/// assert_eq!(iscc_lib::clean(" iscc:GAAW-2PRC-RS5L-NVZV ").unwrap(), "GAAW2PRCRS5LNVZV");
/// ```
///
/// # Errors
/// The text is empty, has another scheme or more than one colon.
pub fn clean(iscc: &str) -> Result<String> {
    cleaned(iscc).map(Cow::into_owned)
}

/// As [`clean`], without a copy where nothing is to be removed within.
pub(crate) fn cleaned(iscc: &str) -> Result<Cow<'_, str>> {
    let mut parts = iscc.split(':').map(strip);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(""), None, None) => Err(Error::malformed("an ISCC must not be empty")),
        (Some(code), None, None) if Multibase::of(code).is_some() => Ok(Cow::Borrowed(code)),
        (Some(code), None, None) => Ok(without_hyphens(code)),
        (Some(scheme), Some(code), None) if scheme.eq_ignore_ascii_case("iscc") => {
            Ok(without_hyphens(code))
        }
        (Some(scheme), Some(_), None) => {
            Err(Error::malformed(format!("expected the scheme 'iscc', got {}", quote(scheme))))
        }
        _ => Err(Error::malformed(format!("{} has more than one colon", quote(iscc)))),
    }
}

fn without_hyphens(code: &str) -> Cow<'_, str> {
    if code.contains('-') { Cow::Owned(code.replace('-', "")) } else { Cow::Borrowed(code) }
}

/// Bytes of an ISCC in any spelling, multibase included.
fn to_bytes(iscc: &str) -> Result<Vec<u8>> {
    let code = cleaned(iscc)?;
    if code.is_empty() {
        return Err(nothing_in(iscc));
    }
    match Multibase::of(&code) {
        Some(base) => base.decode(&code[1..]),
        None => decode_base32(&code),
    }
}

/// Rewrites a multibase spelling (base16, base32, base32hex, base58btc, base64url behind the
/// multicodec number CC 01) in base32; any other text is merely [cleaned](clean).
///
/// ```
/// use iscc_lib::normalize_multiformat;
///
/// assert_eq!(normalize_multiformat("uzAEAAWV_58r-l5G7").unwrap(), "AAAWK77HZL7JPEN3");
/// assert_eq!(normalize_multiformat("ISCC:GAAW-2PRC").unwrap(), "GAAW2PRC");
/// ```
///
/// # Errors
/// The text is empty, has another scheme, or a multibase letter and then no ISCC.
pub fn normalize_multiformat(iscc: &str) -> Result<String> {
    let code = cleaned(iscc)?;
    match Multibase::of(&code) {
        Some(base) => Ok(encode_base32(&base.decode(&code[1..])?)),
        None if code.is_empty() => Err(nothing_in(iscc)),
        None => Ok(code.into_owned()),
    }
}

fn nothing_in(iscc: &str) -> Error {
    Error::malformed(format!("{} has nothing after its scheme", quote(iscc)))
}

/// Splits an ISCC-CODE, or units written one after the other, into units without `ISCC:`.
///
/// An ISCC-CODE gives units of 64 bits (a wide one: 128 bits) and ends the sequence. This is
/// the lenient reader: a body that was cut off gives a unit that is cut off. For strict reading
/// see [`decode_seq`](crate::decode_seq).
///
/// ```
/// let units = iscc_lib::decompose("ISCC:KUAG2PRCRS5LNVZVJKAFAVOJXLZZM").unwrap();
///
/// assert_eq!(units, ["GAAW2PRCRS5LNVZV", "IAAUVACQKXE3V44W"]);
/// ```
///
/// # Errors
/// The text is no ISCC in a known spelling, or a header is unknown or incomplete.
pub fn decompose(iscc: &str) -> Result<Vec<String>> {
    decompose_bytes(&to_bytes(iscc)?)
}

fn decompose_bytes(data: &[u8]) -> Result<Vec<String>> {
    let mut units = Vec::new();
    let mut rest = Nibbles::new(data);
    while !rest.is_empty() {
        let header = rest.header()?;
        let kind = header.kind()?;
        if kind == MainType::Iscc {
            units.extend(units_of_code(header, &rest.take(usize::MAX))?);
            break;
        }
        let bits = header.body_bits()?;
        let canonical = Header { length: unit_length(kind, bits)?, ..header };
        units.push(encode_raw(canonical, &rest.take(bits as usize / 8))?);
    }
    Ok(units)
}

fn units_of_code(header: Header, body: &[u8]) -> Result<Vec<String>> {
    let optional = optional_units(header.length)?;
    let version = header.version;
    let unit = |kind: MainType, sub_type, bits, body: &[u8]| {
        let length = unit_length(kind, bits)?;
        encode_raw(Header { main_type: kind.into(), sub_type, version, length }, body)
    };
    // Like a Python slice: what lies outside the body is missing, not an error.
    let slice = |from: usize, to: usize| &body[from.min(body.len())..to.min(body.len())];
    let size = body.len();
    if header.sub_type == sub_type::WIDE {
        return Ok(vec![
            unit(MainType::Data, sub_type::NONE, 128, slice(0, 16))?,
            unit(MainType::Instance, sub_type::NONE, 128, slice(16, 32))?,
        ]);
    }
    let mut units = Vec::with_capacity(optional.len() + 2);
    for (index, kind) in optional.iter().enumerate() {
        let sub_type = if *kind == MainType::Meta { sub_type::NONE } else { header.sub_type };
        units.push(unit(*kind, sub_type, 64, slice(index * 8, index * 8 + 8))?);
    }
    let data = slice(size.saturating_sub(16), size.saturating_sub(8));
    units.push(unit(MainType::Data, sub_type::NONE, 64, data)?);
    units.push(unit(MainType::Instance, sub_type::NONE, 64, slice(size.saturating_sub(8), size))?);
    Ok(units)
}

/// The canonical form: the shortest base32 spelling with `ISCC:` in front.
///
/// Units written one after the other become one ISCC-CODE if they can.
///
/// ```
/// let iscc = iscc_lib::normalize("GAAW2PRCRS5LNVZV-IAAUVACQKXE3V44W").unwrap();
///
/// assert_eq!(iscc, "ISCC:KUAG2PRCRS5LNVZVJKAFAVOJXLZZM");
/// assert_eq!(iscc_lib::normalize("fcc010001657fe7cafe9791bb").unwrap(), "ISCC:AAAWK77HZL7JPEN3");
/// ```
///
/// # Errors
/// As [`decompose`]; also for an unknown kind of ISCC and units that make no ISCC-CODE.
pub fn normalize(iscc: &str) -> Result<String> {
    let bytes = to_bytes(iscc)?;
    let prefix: String = encode_base32(&bytes).chars().take(2).collect();
    if !PREFIXES.contains(&prefix.as_str()) {
        return Err(Error::malformed(format!(
            "{} starts with the unknown header '{prefix}'",
            quote(iscc)
        )));
    }
    let (header, _) = Header::decode(&bytes)?;
    let wide = header.kind()? == MainType::Iscc && header.sub_type == sub_type::WIDE;
    let units = decompose_bytes(&bytes)?;
    match units.as_slice() {
        [unit] => Ok(format!("{SCHEME}{unit}")),
        units => Ok(gen_iscc_code_v0(units, wide)?.iscc),
    }
}

/// Header and digest of an ISCC in any spelling; it is normalised first.
///
/// ```
/// let unit = iscc_lib::decode("ISCC:GAAW2PRCRS5LNVZV").unwrap();
///
/// assert_eq!(unit.header.kind().unwrap(), iscc_lib::MainType::Data);
/// assert_eq!(unit.digest, [0x6d, 0x3e, 0x22, 0x8c, 0xba, 0xb6, 0xd7, 0x35]);
/// ```
///
/// # Errors
/// As [`normalize`].
pub fn decode(iscc: &str) -> Result<Decoded> {
    let canonical = normalize(iscc)?;
    let (header, digest) = Header::decode(&decode_base32(&canonical[SCHEME.len()..])?)?;
    Ok(Decoded { header, digest })
}

/// Checks that `iscc` is well-formed to the letter: `ISCC:` and upper-case base32, a known
/// header, and a body of exactly the length that the header says.
///
/// ```
/// assert!(iscc_lib::validate("ISCC:GAAW2PRCRS5LNVZV").is_ok());
/// assert!(iscc_lib::validate("GAAW2PRCRS5LNVZV").is_err());
/// ```
///
/// # Errors
/// What is wrong first.
pub fn validate(iscc: &str) -> Result<()> {
    let code = iscc.strip_prefix(SCHEME).filter(|code| {
        (10..=68).contains(&code.len())
            && code.bytes().all(|symbol| matches!(symbol, b'A'..=b'Z' | b'2'..=b'7'))
    });
    let Some(code) = code else {
        return Err(Error::malformed(format!(
            "{} must be 'ISCC:' and 10 to 68 characters of A-Z and 2-7",
            quote(iscc)
        )));
    };
    let bytes = decode_base32(code)?;
    if !PREFIXES.contains(&&code[..2]) {
        return Err(Error::malformed(format!(
            "{} starts with the unknown header '{}'",
            quote(iscc),
            &code[..2]
        )));
    }
    let (header, digest) = Header::decode(&bytes)?;
    let kind = header.kind()?;
    if !matches!((kind, header.version), (_, 0) | (MainType::Id, 1)) {
        return Err(Error::header(format!(
            "MainType {} has no version {}",
            kind.name(),
            header.version
        )));
    }
    let bytes = header.body_bits()? as usize / 8;
    if digest.len() != bytes {
        return Err(Error::header(format!(
            "the header announces a body of {bytes} bytes, got {}",
            digest.len()
        )));
    }
    Ok(())
}

/// As [`validate`], also for multibase spellings, hyphens and a missing scheme.
///
/// ```
/// assert!(iscc_lib::validate_multiformat("uzAEAAWV_58r-l5G7").is_ok());
/// assert!(iscc_lib::validate_multiformat("GAAW-2PRC-RS5L-NVZV").is_ok());
/// assert!(iscc_lib::validate_multiformat("gaaw2prcrs5lnvzv").is_err());
/// ```
///
/// # Errors
/// What is wrong first.
pub fn validate_multiformat(iscc: &str) -> Result<()> {
    validate(&format!("{SCHEME}{}", normalize_multiformat(iscc)?))
}

/// Whether `text` has nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_white)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_keeps_hyphens_only_where_they_count() {
        let table = [
            ("ISCC:GAAW-2PRC", "GAAW2PRC"),
            ("  iscc : gaaw ", "gaaw"),
            ("GAAW-2PRC-", "GAAW2PRC"),
            ("uzAE-AWV", "uzAE-AWV"),
            ("\u{1c}GAAW\u{a0}", "GAAW"),
            ("ISCC:", ""),
            ("-", ""),
        ];
        for (iscc, cleaned) in table {
            assert_eq!(cleaned, clean(iscc).expect(iscc), "{iscc}");
        }
    }

    #[test]
    fn errors_name_what_was_found() {
        let message = |result: Result<String>| result.expect_err("no ISCC").to_string();

        assert_eq!("an ISCC must not be empty", message(clean("  ")));
        assert_eq!("'a:b:c' has more than one colon", message(clean("a:b:c")));
        assert_eq!("'ISCC:' has nothing after its scheme", message(normalize("ISCC:")));
        assert_eq!("'BAAA' starts with the unknown header 'BA'", message(normalize("BAAA")));
        assert_eq!(
            "a unit of 64 bits needs 8 bytes of digest, got 2",
            message(encode_component(MainType::Meta, 0, 0, 64, &[1, 2]))
        );
    }

    #[test]
    fn validate_tells_what_is_wrong_first() {
        let table = [
            ("GAAW2PRCRS5LNVZV", "must be 'ISCC:'"),
            ("ISCC:GAAW2PRCRS5LNVZV\n", "must be 'ISCC:'"),
            ("iscc:GAAW2PRCRS5LNVZV", "must be 'ISCC:'"),
            ("ISCC:GAAW2PRCRS5", "no base32 text"),
            ("ISCC:BAAW2PRCRS5LNVZV", "unknown header 'BA'"),
            ("ISCC:GAIW2PRCRS5LNVZV", "no version 1"),
            ("ISCC:GAH2WPRCRS5LNVZV", "starts with the bits 1111"),
            ("ISCC:GABW2PRCRS5LNVZV", "body of 16 bytes, got 8"),
        ];
        for (iscc, part) in table {
            let error = validate(iscc).expect_err(iscc).to_string();

            assert!(error.contains(part), "{iscc}: {error}");
        }
        // Both versions of the ISCC-ID.
        validate("ISCC:MEACB7X7777574L6").expect("version 0");
        validate("ISCC:MAIGHFTFB2MVKAAA").expect("version 1");
    }
}
