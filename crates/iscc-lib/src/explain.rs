//! Identifiers in words: the type of an ISCC, and what an ISCC says.

use data_encoding::HEXLOWER;

use crate::codec::{Decoded, decode};
use crate::error::{Error, Result};
use crate::header::{Header, MainType, optional_units};

/// Bytes of the body of an ISCC-ID before its counter.
const ID_BODY: usize = 8;

/// Low bits of an ISCC-ID of version 1, which name the hub.
const HUB_BITS: u32 = 12;

/// The type of an ISCC in any spelling: main type, sub type, version, and number of bits or, for
/// an ISCC-CODE, the initials of its units.
///
/// ```
/// use iscc_lib::type_id;
///
/// assert_eq!(type_id("ISCC:GAAW2PRCRS5LNVZV").unwrap(), "DATA-NONE-V0-64");
/// assert_eq!(type_id("ISCC:KUAG2PRCRS5LNVZVJKAFAVOJXLZZM").unwrap(), "ISCC-SUM-V0-DI");
/// ```
///
/// # Errors
/// The text is no ISCC, or the standard does not know its sub type or version.
pub fn type_id(iscc: &str) -> Result<String> {
    type_of(&decode(iscc)?.header)
}

/// The type of an ISCC and the bytes of its body in hexadecimal; the time and the hub of an
/// ISCC-ID of version 1, the counter of one of version 0.
///
/// ```
/// use iscc_lib::explain;
///
/// assert_eq!(explain("ISCC:GAAW2PRCRS5LNVZV").unwrap(), "DATA-NONE-V0-64-6d3e228cbab6d735");
/// assert_eq!(
///     explain("ISCC:MEIGC5KN3I6TCUAH").unwrap(),
///     "ID-REALM_1-V1-64-2024-04-30T18:52:03.456789Z-HUB_7",
/// );
/// ```
///
/// # Errors
/// As [`type_id`]; also for a time after the year 9999.
pub fn explain(iscc: &str) -> Result<String> {
    let Decoded { header, digest } = decode(iscc)?;
    let type_id = type_of(&header)?;
    if header.kind()? == MainType::Id {
        if header.version == 1 {
            return explain_id_v1(&header, &digest);
        }
        if let Some((body, counter @ [_, ..])) = digest.split_at_checked(ID_BODY) {
            return Ok(format!("{type_id}-{}-{}", HEXLOWER.encode(body), read_counter(counter)));
        }
    }
    Ok(format!("{type_id}-{}", HEXLOWER.encode(&digest)))
}

fn type_of(header: &Header) -> Result<String> {
    let (kind, sub_type) = (header.kind()?, header.sub_type_name()?);
    let length = if kind == MainType::Iscc {
        let optional = optional_units(header.length)?;
        optional.iter().map(|unit| &unit.name()[..1]).chain(["DI"]).collect()
    } else {
        header.body_bits()?.to_string()
    };
    Ok(format!("{}-{sub_type}-V{}-{length}", kind.name(), header.version))
}

fn explain_id_v1(header: &Header, digest: &[u8]) -> Result<String> {
    let body = digest.iter().fold(0u128, |body, byte| (body << 8) | u128::from(*byte));
    let (time, hub) = (body >> HUB_BITS, body & ((1 << HUB_BITS) - 1));
    Ok(format!("ID-REALM_{}-V1-64-{}-HUB_{hub}", header.sub_type, iso_time(time)?))
}

/// Number in the counter of an ISCC-ID, seven bits a byte. One that does not end gives what the
/// reference reads.
fn read_counter(counter: &[u8]) -> u64 {
    let (mut number, mut shift, mut last) = (0, 0, 0);
    for byte in counter {
        last = u64::from(*byte);
        if last < 0x80 {
            break;
        }
        number |= (last & 0x7F) << shift;
        shift += 7;
    }
    number | (last << shift)
}

/// ISO 8601 for microseconds since 1970.
fn iso_time(microseconds: u128) -> Result<String> {
    let (seconds, micros) = (microseconds / 1_000_000, microseconds % 1_000_000);
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let Some((year, month, day)) =
        u32::try_from(days).ok().map(date).filter(|date| date.0 < 10_000)
    else {
        return Err(Error::malformed(format!("the time {microseconds} is after the year 9999")));
    };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    Ok(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"))
}

/// Year, month and day for days since 1970.
fn date(days: u32) -> (u32, u32, u32) {
    // Counted from 0000-03-01, so that the leap day is the last of a year; in eras of 400 years.
    let days = u64::from(days) + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year, month + 3);
    let (year, month) = if month > 12 { (year + 1, month - 12) } else { (year, month) };
    (year as u32, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::encode_component;

    #[test]
    fn times_are_those_of_the_calendar() {
        let table = [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
            (951_868_799_999_999, "2000-02-29T23:59:59.999999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (4_503_599_627_370_495, "2112-09-17T23:53:47.370495Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ];
        for (microseconds, expected) in table {
            assert_eq!(expected, iso_time(microseconds).expect("a time"));
        }
        assert!(iso_time(253_402_300_800_000_000).expect_err("late").is_malformed());
        assert!(iso_time(u128::MAX).is_err());
    }

    #[test]
    fn counters_are_read_seven_bits_a_byte() {
        let id = |counter: &[u8]| {
            let digest = [&[0xAB; 8], counter].concat();
            let bits = digest.len() as u32 * 8;
            explain(&encode_component(MainType::Id, 1, 0, bits, &digest).expect("a unit"))
        };

        assert_eq!("ID-BITCOIN-V0-64-abababababababab", id(&[]).expect("no counter"));
        assert_eq!("ID-BITCOIN-V0-72-abababababababab-5", id(&[5]).expect("a counter"));
        assert_eq!("ID-BITCOIN-V0-80-abababababababab-300", id(&[0xAC, 2]).expect("a counter"));
    }

    #[test]
    fn unknown_types_are_refused() {
        let unit = encode_component(MainType::Semantic, 0, 0, 64, &[7; 8]).expect("a unit");

        assert_eq!("SEMANTIC-TEXT-V0-64", type_id(&unit).expect("known"));
        // Version 1 of a Data-Code.
        assert!(type_id("GAIW2PRCRS5LNVZV").expect_err("unknown").is_malformed());
        assert!(explain("no ISCC").is_err());
    }
}
