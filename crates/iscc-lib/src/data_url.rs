//! Data URLs (RFC 2397) that carry metadata: `data:application/json;base64,e30=`.

use data_encoding::BASE64;

use crate::error::{Error, Result, quote};

/// Data URL of `payload` in base64.
pub(crate) fn encode(media_type: &str, payload: &[u8]) -> String {
    let mut url = format!("data:{media_type};base64,");
    BASE64.encode_append(payload, &mut url);
    url
}

/// The payload of a data URL in base64.
///
/// # Errors
/// The text is no data URL, its data is not in base64, or there is none.
pub(crate) fn decode(url: &str) -> Result<Vec<u8>> {
    let refused = |why: &str| Error::argument(format!("{} is no data URL: {why}", quote(url)));
    let content = url.strip_prefix("data:").ok_or_else(|| refused("it must start with 'data:'"))?;
    let (header, data) = content.split_once(',').ok_or_else(|| refused("there is no comma"))?;
    let Some(header) = header.strip_suffix(";base64") else {
        return Err(refused("its data must be in base64"));
    };
    let mut parts = header.split(';');
    if !parts.next().is_some_and(is_media_type) {
        return Err(refused("the media type is malformed"));
    }
    if !parts.all(is_parameter) {
        return Err(refused("a parameter is malformed"));
    }
    if data.is_empty() {
        return Err(refused("there is no data"));
    }
    decode_base64(data).ok_or_else(|| refused("the data is malformed"))
}

/// Nothing, or a type and a subtype, as far as the reference checks them.
fn is_media_type(text: &str) -> bool {
    let Some((kind, subtype)) = text.split_once('/') else { return text.is_empty() };
    let starts = |text: &str| text.starts_with(|c: char| c.is_ascii_lowercase()) && text.len() > 1;
    let is_of_kind = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    starts(kind) && kind.chars().all(is_of_kind) && starts(subtype) && subtype.chars().all(is_token)
}

fn is_parameter(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, value)| {
        let is_of_value = |c: char| is_token(c) || c == '%';
        !name.is_empty()
            && name.chars().all(is_token)
            && !value.is_empty()
            && value.chars().all(is_of_value)
    })
}

fn is_token(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+')
}

/// Base64 as the reference reads it: it skips what may stand in a data URL but has no meaning in
/// base64, and ends at the padding.
fn decode_base64(data: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(data.len() / 4 * 3 + 3);
    // Symbols of the group of four so far, and their bits.
    let (mut symbols, mut bits, mut padding) = (0, 0u32, 0);
    for byte in data.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                if symbols >= 2 && symbols + padding >= 4 {
                    return Some(bytes);
                }
                continue;
            }
            b'_' | b'.' | b'~' | b'%' | b'-' => continue,
            _ => return None,
        };
        padding = 0;
        bits = (bits << 6) | u32::from(value);
        if symbols > 0 {
            bytes.push((bits >> (6 - 2 * symbols)) as u8);
        }
        symbols = (symbols + 1) % 4;
    }
    (symbols == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_comes_back() {
        for size in 0..50u8 {
            let payload: Vec<u8> = (1..=size.max(1)).map(|byte| byte.wrapping_mul(37)).collect();
            let url = encode("application/json", &payload);

            assert_eq!(payload, decode(&url).expect(&url));
        }
        assert_eq!("data:application/json;base64,e30=", encode("application/json", b"{}"));
    }

    #[test]
    fn reads_what_the_reference_reads() {
        let table: [(&str, &[u8]); 8] = [
            ("data:;base64,e30=", b"{}"),
            ("data:text/plain;charset=utf-8;base64,YWJj", b"abc"),
            ("data:image/svg+xml;base64,YWJj", b"abc"),
            ("data:text/plain;base64,YW-Jj", b"abc"),
            ("data:text/plain;base64,YWI=YWJj", b"ab"),
            ("data:text/plain;base64,Y=WJj", b"abc"),
            ("data:text/plain;base64,====", b""),
            ("data:text/plain;base64,-_", b""),
        ];
        for (url, payload) in table {
            assert_eq!(payload, decode(url).expect(url), "{url}");
        }
    }

    #[test]
    fn refuses_what_is_no_data_url() {
        let table = [
            ("", "must start with"),
            ("DATA:;base64,e30=", "must start with"),
            ("{}", "must start with"),
            ("data:text/plain;base64", "no comma"),
            ("data:text/plain,abc", "must be in base64"),
            ("data:text/plain;base64,", "no data"),
            ("data:Text/plain;base64,e30=", "media type"),
            ("data:text;base64,e30=", "media type"),
            ("data:t/p;base64,e30=", "media type"),
            ("data:text/plain;x;base64,e30=", "parameter"),
            ("data:text/plain;base64,e30", "malformed"),
            ("data:text/plain;base64,e", "malformed"),
            ("data:text/plain;base64,e30 =", "malformed"),
            ("data:text/plain;base64,ä", "malformed"),
        ];
        for (url, part) in table {
            let error = decode(url).expect_err(url).to_string();

            assert!(error.contains(part), "{url}: {error}");
        }
    }
}
