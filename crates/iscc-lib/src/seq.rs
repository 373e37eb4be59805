//! ISCC-SEQ: units as bytes, one after the other, read strictly.

use crate::codec::{SCHEME, clean, is_blank};
use crate::encoding::{decode_base32, encode_base32};
use crate::error::{Error, Result, quote};
use crate::header::{Header, MainType};

/// Most bytes of a header.
const HEADER_MOST: usize = 8;

/// Greatest length field: a body of 256 bits.
const LENGTH_MOST: u16 = 7;

/// Writes units as one ISCC-SEQ, in the given order.
///
/// A unit may lack `ISCC:`, be in lower case or contain hyphens.
///
/// ```
/// let bytes = iscc_lib::encode_seq(&["ISCC:GAAW2PRCRS5LNVZV", "iaau-vacq-kxe3-v44w"]).unwrap();
///
/// assert_eq!(bytes.len(), 20);
/// assert_eq!(
///     iscc_lib::decode_seq(&bytes).unwrap(),
///     ["ISCC:GAAW2PRCRS5LNVZV", "ISCC:IAAUVACQKXE3V44W"],
/// );
/// ```
///
/// # Errors
/// There is no unit, or one is empty, malformed, cut off, followed by other bytes, longer than
/// 256 bits or not META, SEMANTIC, CONTENT, DATA or INSTANCE.
pub fn encode_seq<S: AsRef<str>>(units: &[S]) -> Result<Vec<u8>> {
    if units.is_empty() {
        return Err(Error::argument("an ISCC-SEQ needs at least one unit"));
    }
    let mut seq = Vec::new();
    for unit in units {
        let unit = unit.as_ref();
        if is_blank(unit) {
            return Err(Error::malformed("a unit must not be empty"));
        }
        // Upper case first: in lower case the first letter may look like a multibase letter,
        // after which hyphens would count.
        let bytes = decode_base32(&clean(&unit.to_uppercase())?)?;
        if unit_end(&bytes, 0)? != bytes.len() {
            return Err(Error::malformed(format!("{} goes on after its end", quote(unit))));
        }
        seq.extend(bytes);
    }
    Ok(seq)
}

/// Reads an ISCC-SEQ into units with `ISCC:`; encoding them gives the same bytes again.
///
/// ```
/// let units = iscc_lib::decode_seq(b"\x30\x01 a unit.").unwrap();
///
/// assert_eq!(units, ["ISCC:GAASAYJAOVXGS5BO"]);
/// assert_eq!(iscc_lib::encode_seq(&units).unwrap(), b"\x30\x01 a unit.");
/// ```
///
/// # Errors
/// `data` is empty, ends within a unit, or a unit has a header that is not in its shortest
/// form, a body of more than 256 bits, or a main type other than META, SEMANTIC, CONTENT, DATA
/// and INSTANCE.
pub fn decode_seq(data: &[u8]) -> Result<Vec<String>> {
    if data.is_empty() {
        return Err(Error::malformed("an ISCC-SEQ must not be empty"));
    }
    let mut units = Vec::new();
    let mut start = 0;
    while start < data.len() {
        let end = unit_end(data, start)?;
        units.push(format!("{SCHEME}{}", encode_base32(&data[start..end])));
        start = end;
    }
    Ok(units)
}

/// Where the unit of an ISCC-SEQ that starts at byte `start` ends.
///
/// ```
/// let seq = iscc_lib::encode_seq(&["ISCC:GAAW2PRCRS5LNVZV", "ISCC:IAAUVACQKXE3V44W"]).unwrap();
///
/// assert_eq!(iscc_lib::unit_end(&seq, 0).unwrap(), 10);
/// assert!(iscc_lib::unit_end(&seq, 20).is_err());
/// ```
///
/// # Errors
/// As [`decode_seq`]; also if `start` is at or beyond the end of `data`.
pub fn unit_end(data: &[u8], start: usize) -> Result<usize> {
    let rest = data.get(start..).unwrap_or_default();
    let window = &rest[..rest.len().min(HEADER_MOST)];
    let (header, _) = Header::decode(window)
        .map_err(|error| Error::header(format!("unit at byte {start}: {error}")))?;
    let written = header.encode()?;
    if !window.starts_with(&written) {
        return Err(Error::header(format!(
            "unit at byte {start}: the header is not filled up with zeros"
        )));
    }
    if !matches!(header.kind(), Ok(kind) if kind <= MainType::Instance) {
        return Err(Error::header(format!(
            "unit at byte {start}: MainType {} is not allowed in an ISCC-SEQ",
            header.main_type
        )));
    }
    if header.length > LENGTH_MOST {
        return Err(Error::header(format!(
            "unit at byte {start}: length field must be 0 to {LENGTH_MOST}, got {}",
            header.length
        )));
    }
    let end = start + written.len() + 4 * (usize::from(header.length) + 1);
    if end > data.len() {
        return Err(Error::header(format!(
            "unit at byte {start}: needs {} bytes, got {}",
            end - start,
            data.len() - start
        )));
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_strict() {
        let table: [(&[u8], &str); 6] = [
            (&[], "must not be empty"),
            (&[0x00], "unit at byte 0: the bytes end within"),
            (&[0x28, 0x00, 0x11, 0, 0, 0, 0, 0, 0, 0, 0], "not filled up with zeros"),
            (&[0x50, 0x00], "MainType 5 is not allowed"),
            (&[0x00, 0x08, 0x00], "length field must be 0 to 7, got 8"),
            (&[0x00, 0x00, 1, 2, 3], "needs 6 bytes, got 5"),
        ];
        for (data, part) in table {
            let error = decode_seq(data).expect_err("not strict").to_string();

            assert!(error.contains(part), "{data:x?}: {error}");
        }
    }

    #[test]
    fn lower_case_units_that_look_like_multibase_lose_their_hyphens() {
        let bytes = [0x28, 0x00, 0x10, 1, 2, 3, 4, 5, 6, 7, 8];
        let unit = encode_base32(&bytes).to_lowercase();

        assert_eq!(bytes.to_vec(), encode_seq(&[&unit]).expect("a unit"));
        assert_eq!(
            bytes.to_vec(),
            encode_seq(&[format!("{}-{}", &unit[..3], &unit[3..])]).expect("")
        );
    }

    #[test]
    fn a_list_needs_units() {
        let none: [&str; 0] = [];

        assert!(encode_seq(&none).expect_err("no unit").is_argument());
        assert!(encode_seq(&["AAAXPXW445FTYNJ3", " "]).expect_err("blank").is_malformed());
        assert!(encode_seq(&["AAAYPXW445FTYNJ3AAAYPXW445FTYNJ3"]).is_err());
    }
}
