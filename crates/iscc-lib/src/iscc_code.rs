//! ISCC-CODE: two or more units under one header.

use crate::codec::{SCHEME, cleaned};
use crate::encoding::{decode_base32, encode_base32};
use crate::error::{Error, Result, quote};
use crate::header::{Header, MainType, UNIT_COMBINATIONS, sub_type};

/// Characters of a unit of 64 bits, the least that goes into an ISCC-CODE.
const SHORTEST: usize = 16;

/// A composed ISCC-CODE.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct IsccCode {
    /// The code with `ISCC:`.
    pub iscc: String,
}

struct Unit {
    header: Header,
    body: Vec<u8>,
}

impl Unit {
    fn read(code: &str) -> Result<Self> {
        let code = cleaned(code)?;
        if code.len() < SHORTEST {
            return Err(Error::composition(format!(
                "an ISCC-CODE needs units of at least 64 bits, got {}",
                quote(&code)
            )));
        }
        let (header, body) = Header::decode(&decode_base32(&code)?)?;
        Ok(Self { header, body })
    }

    fn part(&self, bytes: usize) -> Result<&[u8]> {
        self.body.get(..bytes).ok_or_else(|| {
            Error::composition(format!(
                "an ISCC-CODE takes {bytes} bytes of each unit, got a body of {}",
                self.body.len()
            ))
        })
    }
}

/// Combines units into an ISCC-CODE; their order does not matter.
///
/// 64 bits of each unit are used. With `wide`, a Data-Code and an Instance-Code of at least 128
/// bits each, and nothing else, give a code with 128 bits of both; otherwise `wide` is ignored.
///
/// ```
/// use iscc_lib::gen_iscc_code_v0;
///
/// let units = ["GAAW2PRCRS5LNVZV", "IAAUVACQKXE3V44W"];
///
/// assert_eq!(
///     gen_iscc_code_v0(&units, false).unwrap().iscc,
///     "ISCC:KUAG2PRCRS5LNVZVJKAFAVOJXLZZM",
/// );
/// assert!(gen_iscc_code_v0(&units[..1], false).is_err());
/// ```
///
/// # Errors
/// Fewer than two units, no Data-Code or Instance-Code, two units of one main type, a unit that
/// cannot be part of a code, a unit of less than 64 bits, Semantic- and Content-Code of
/// different sub types, or a text that is no unit.
pub fn gen_iscc_code_v0<S: AsRef<str>>(codes: &[S], wide: bool) -> Result<IsccCode> {
    if codes.len() < 2 {
        return Err(Error::composition(format!(
            "an ISCC-CODE needs at least two units, got {}",
            codes.len()
        )));
    }
    let mut units =
        codes.iter().map(|code| Unit::read(code.as_ref())).collect::<Result<Vec<_>>>()?;
    units.sort_by_key(|unit| unit.header.main_type);

    let length = combination(&units)?;
    let wide = wide && units.len() == 2 && all_have_128_bits(&units)?;
    let (sub_type, bytes) = if wide { (sub_type::WIDE, 16) } else { (common_sub_type(&units)?, 8) };

    let header = Header { main_type: MainType::Iscc.into(), sub_type, version: 0, length };
    let mut code = header.encode()?;
    for unit in &units {
        code.extend_from_slice(unit.part(bytes)?);
    }
    Ok(IsccCode { iscc: format!("{SCHEME}{}", encode_base32(&code)) })
}

/// Length field of the code: which optional units stand before Data and Instance.
fn combination(sorted: &[Unit]) -> Result<u16> {
    let kinds = || sorted.iter().map(|unit| unit.header.main_type);
    let found = UNIT_COMBINATIONS.iter().position(|optional| {
        let required = [MainType::Data, MainType::Instance];
        kinds().eq(optional.iter().copied().chain(required).map(u16::from))
    });
    found.map(|index| index as u16).ok_or_else(|| {
        let kinds: Vec<u16> = kinds().collect();
        if kinds.ends_with(&[MainType::Data.into(), MainType::Instance.into()]) {
            return Error::composition(format!("no ISCC-CODE is made of {}", names(&kinds)));
        }
        Error::composition(format!(
            "an ISCC-CODE needs a Data-Code and an Instance-Code at its end, got {}",
            names(&kinds)
        ))
    })
}

fn names(kinds: &[u16]) -> String {
    let names = kinds.iter().map(|kind| match MainType::try_from(*kind) {
        Ok(kind) => kind.name().to_owned(),
        Err(_) => format!("MainType {kind}"),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn all_have_128_bits(units: &[Unit]) -> Result<bool> {
    for unit in units {
        if unit.header.body_bits()? < 128 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sub type of the code: that of its content, else SUM (two units) or NONE.
fn common_sub_type(units: &[Unit]) -> Result<u16> {
    let about_content = [u16::from(MainType::Semantic), u16::from(MainType::Content)];
    let mut sub_types = units
        .iter()
        .filter(|unit| about_content.contains(&unit.header.main_type))
        .map(|unit| unit.header.sub_type);
    match (sub_types.next(), sub_types.next()) {
        (Some(one), Some(other)) if one != other => Err(Error::composition(format!(
            "Semantic-Code and Content-Code must have one sub type, got {one} and {other}"
        ))),
        (Some(one), _) => Ok(one),
        (None, _) if units.len() == 2 => Ok(sub_type::SUM),
        (None, _) => Ok(sub_type::ISCC_NONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const META: &str = "AAAYPXW445FTYNJ3";
    const TEXT: &str = "EAARMJLTQCUWAND2";
    const SEMANTIC_IMAGE: &str = "CEA5O2LZOCVJ34OK";
    const DATA: &str = "GAAW2PRCRS5LNVZV";
    const INSTANCE: &str = "IAAUVACQKXE3V44W";

    #[test]
    fn errors_say_what_does_not_fit() {
        let table: [(&[&str], &str); 7] = [
            (&[], "at least two units, got 0"),
            (&[META, DATA], "a Data-Code and an Instance-Code at its end, got META, DATA"),
            (&[DATA, INSTANCE, INSTANCE], "at its end, got DATA, INSTANCE, INSTANCE"),
            (&[META, META, DATA, INSTANCE], "no ISCC-CODE is made of META, META, DATA, INSTANCE"),
            (&[TEXT, SEMANTIC_IMAGE, DATA, INSTANCE], "one sub type, got 1 and 0"),
            (&["GAAMDLXO7U", INSTANCE], "at least 64 bits, got 'GAAMDLXO7U'"),
            (&["KAAMDLXO7UKAAMDL", "not an iscc, clearly"], "is no base32 text"),
        ];
        for (units, part) in table {
            let error = gen_iscc_code_v0(units, false).expect_err(part);

            assert!(error.to_string().contains(part), "{units:?}: {error}");
        }
    }

    #[test]
    fn sub_type_follows_the_units() {
        let start =
            |units: &[&str]| gen_iscc_code_v0(units, false).expect("units").iscc[5..7].to_owned();

        assert_eq!("KU", start(&[DATA, INSTANCE]));
        assert_eq!("KY", start(&[META, DATA, INSTANCE]));
        assert_eq!("KA", start(&[TEXT, DATA, INSTANCE]));
        assert_eq!("KE", start(&[SEMANTIC_IMAGE, INSTANCE, DATA]));
    }
}
