//! Bytes as text: base32 as the reference reads it, and the multibase spellings.
//!
//! Not here: what the bytes mean (`header`, `codec`).

use std::sync::LazyLock;

use data_encoding::{Encoding, HEXLOWER_PERMISSIVE, Specification};

use crate::error::{Error, Result, quote};

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE32_HEX: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
const BASE64_URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// First bytes of a multiformat ISCC: the multicodec number 0xCC01.
const MULTICODEC: [u8; 2] = [0xCC, 0x01];

/// Longest base58 text that is read: decoding takes time in the square of the length, and the
/// longest ISCC-CODE needs 62 characters.
const BASE58_MOST: usize = 4096;

/// Decoder that ignores bits left over at the end and, given 32 symbols, the case.
fn tolerant(symbols: &str) -> Encoding {
    let mut spec = Specification::new();
    spec.symbols.push_str(symbols);
    spec.check_trailing_bits = false;
    if symbols.len() == 32 {
        for symbol in symbols.chars().filter(char::is_ascii_uppercase) {
            spec.translate.from.push(symbol.to_ascii_lowercase());
            spec.translate.to.push(symbol);
        }
    }
    spec.encoding().expect("distinct ASCII symbols, as many as a power of two")
}

static TOLERANT_BASE32: LazyLock<Encoding> = LazyLock::new(|| tolerant(BASE32));
static TOLERANT_BASE32_HEX: LazyLock<Encoding> = LazyLock::new(|| tolerant(BASE32_HEX));
static TOLERANT_BASE64_URL: LazyLock<Encoding> = LazyLock::new(|| tolerant(BASE64_URL));

/// Upper-case base32 (RFC 4648) without padding.
///
/// ```
/// assert_eq!(iscc_lib::encode_base32(b"abc"), "MFRGG");
/// ```
#[must_use]
pub fn encode_base32(data: &[u8]) -> String {
    data_encoding::BASE32_NOPAD.encode(data)
}

/// Base32 in any case, with or without padding; bits left over at the end may have any value.
///
/// ```
/// assert_eq!(iscc_lib::decode_base32("mfrgg").unwrap(), b"abc");
/// ```
///
/// # Errors
/// A character is no digit of base32, or the length is none that base32 has.
pub fn decode_base32(code: &str) -> Result<Vec<u8>> {
    decode_with(&TOLERANT_BASE32, "base32", code)
}

/// Upper-case base32hex (RFC 4648) without padding: its order is that of the bytes.
///
/// ```
/// assert_eq!(iscc_lib::encode_base32hex(b"abc"), "C5H66");
/// ```
#[must_use]
pub fn encode_base32hex(data: &[u8]) -> String {
    data_encoding::BASE32HEX_NOPAD.encode(data)
}

/// Base32hex, as tolerant as [`decode_base32`].
///
/// ```
/// assert_eq!(iscc_lib::decode_base32hex("c5h66").unwrap(), b"abc");
/// ```
///
/// # Errors
/// A character is no digit of base32hex, or the length is none that base32hex has.
pub fn decode_base32hex(code: &str) -> Result<Vec<u8>> {
    decode_with(&TOLERANT_BASE32_HEX, "base32hex", code)
}

/// Base64url (RFC 4648) without padding.
///
/// ```
/// assert_eq!(iscc_lib::encode_base64(&[0xfb, 0xff]), "-_8");
/// ```
#[must_use]
pub fn encode_base64(data: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(data)
}

/// Base64url with or without padding; bits left over at the end may have any value.
///
/// ```
/// assert_eq!(iscc_lib::decode_base64("-_8=").unwrap(), [0xfb, 0xff]);
/// ```
///
/// # Errors
/// A character is no digit of base64url, or the length is none that base64url has.
pub fn decode_base64(code: &str) -> Result<Vec<u8>> {
    let symbols = code.trim_end_matches('=').as_bytes();
    TOLERANT_BASE64_URL
        .decode(symbols)
        .map_err(|error| Error::malformed(format!("{} is no base64url text: {error}", quote(code))))
}

fn decode_with(encoding: &Encoding, name: &str, code: &str) -> Result<Vec<u8>> {
    let symbols = code.trim_end_matches('=');
    let padding = code.len() - symbols.len();
    let filled = code.len().next_multiple_of(8);
    if padding > 0 && !matches!(filled - symbols.len(), 0 | 1 | 3 | 4 | 6) {
        return Err(Error::malformed(format!("{} has wrong {name} padding", quote(code))));
    }
    encoding
        .decode(symbols.as_bytes())
        .map_err(|error| Error::malformed(format!("{} is no {name} text: {error}", quote(code))))
}

/// The letter in front of a multibase text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Multibase {
    Base16,
    Base32,
    Base32Hex,
    Base58Btc,
    Base64Url,
}

impl Multibase {
    /// The base that the first letter of `code` announces, if it is one of the five.
    pub(crate) fn of(code: &str) -> Option<Self> {
        match code.as_bytes().first()? {
            b'f' => Some(Self::Base16),
            b'b' => Some(Self::Base32),
            b'v' => Some(Self::Base32Hex),
            b'z' => Some(Self::Base58Btc),
            b'u' => Some(Self::Base64Url),
            _ => None,
        }
    }

    /// ISCC bytes of the text after the letter, without the multicodec number.
    pub(crate) fn decode(self, text: &str) -> Result<Vec<u8>> {
        let bytes = match self {
            Self::Base16 => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|error| {
                Error::malformed(format!("{} is no base16 text: {error}", quote(text)))
            })?,
            Self::Base32 => decode_base32(text)?,
            Self::Base32Hex => decode_base32hex(text)?,
            Self::Base58Btc => decode_base58(text)?,
            Self::Base64Url => decode_base64(text)?,
        };
        match bytes.strip_prefix(&MULTICODEC) {
            Some(iscc) => Ok(iscc.to_vec()),
            None => Err(Error::malformed(format!(
                "{} does not start with the multicodec number CC 01",
                quote(text)
            ))),
        }
    }
}

fn decode_base58(text: &str) -> Result<Vec<u8>> {
    if text.len() > BASE58_MOST {
        return Err(Error::malformed(format!(
            "a base58 text must have at most {BASE58_MOST} characters, got {}",
            text.len()
        )));
    }
    // Big number, the least significant byte first.
    let mut number: Vec<u8> = Vec::with_capacity(text.len());
    for letter in text.bytes() {
        let Some(digit) = BASE58.iter().position(|symbol| *symbol == letter) else {
            return Err(Error::malformed(format!("{} is no base58 text", quote(text))));
        };
        let mut carry = digit as u32;
        for byte in &mut number {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            number.push(carry as u8);
        }
    }
    let zeros = text.bytes().take_while(|letter| *letter == b'1').count();
    number.resize(number.len() + zeros, 0);
    number.reverse();
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_reads_any_case_padding_and_trailing_bits() {
        for text in ["MFRGG", "mfrgg", "MFRGH", "MFRGG==="] {
            assert_eq!(b"abc".to_vec(), decode_base32(text).expect(text), "{text}");
        }
        assert_eq!(Vec::<u8>::new(), decode_base32("").expect("empty"));
    }

    #[test]
    fn base32_refuses_bad_length_alphabet_and_padding() {
        for text in ["A", "ABC", "ABCDEF", "A1", "AB=C", "A=", "========", "MFR=GG", "ÄÖ", "AA BB"]
        {
            assert!(decode_base32(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_multibase_spellings_agree() {
        let iscc = [0x00, 0x01, 0x65, 0x7f, 0xe7, 0xca, 0xfe, 0x97, 0x91, 0xbb];
        for code in [
            "fcc010001657fe7cafe9791bb",
            "fCC010001657FE7CAFE9791BB",
            "bzqaqaalfp7t4v7uxsg5q",
            "vpg0g00b5fvjslvkni6tg",
            "z4rHVQUfDf1gnb5cAe",
            "uzAEAAWV_58r-l5G7",
            "uzAEAAWV_58r-l5G7==",
        ] {
            let base = Multibase::of(code).expect("multibase letter");

            assert_eq!(iscc.to_vec(), base.decode(&code[1..]).expect(code), "{code}");
        }
    }

    #[test]
    fn multibase_refuses_foreign_bytes() {
        for code in ["f0001", "fxx", "f", "z111", "z0", "u!!", "v", "vWXYZ", "bAAAA"] {
            let base = Multibase::of(code).expect("multibase letter");

            assert!(base.decode(&code[1..]).is_err(), "{code}");
        }
        assert!(decode_base58(&"z".repeat(BASE58_MOST + 1)).is_err());
        assert_eq!(None, Multibase::of("AAAA"));
        assert_eq!(None, Multibase::of(""));
    }
}
