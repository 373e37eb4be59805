//! Mixed-Code: similarity of content that has parts of several kinds.

use crate::codec::{SCHEME, cleaned, encode_component};
use crate::encoding::decode_base32;
use crate::error::{Error, Result};
use crate::header::{Header, MainType, sub_type};
use crate::simhash::alg_simhash;
use crate::stream::check_bits;

/// A Mixed-Code and the codes that it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MixedCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
    /// The Content-Codes as they were given.
    pub parts: Vec<String>,
}

/// Mixed-Code of two or more Content-Codes, of which the first `bits` bits count.
///
/// ```
/// use iscc_lib::gen_mixed_code_v0;
///
/// let code = gen_mixed_code_v0(&["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZCKA5"], 64).unwrap();
///
/// assert!(code.iscc.starts_with("ISCC:EQA"));
/// assert_eq!(code.parts.len(), 2);
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256, there are fewer than two codes, a text is no
/// unit, or a unit is no Content-Code or has fewer bits.
pub fn gen_mixed_code_v0<S: AsRef<str>>(codes: &[S], bits: u32) -> Result<MixedCode> {
    let digests = codes
        .iter()
        .map(|code| decode_base32(&cleaned(code.as_ref())?))
        .collect::<Result<Vec<_>>>()?;
    let digest = soft_hash_codes_v0(&digests, bits)?;
    let unit = encode_component(MainType::Content, sub_type::MIXED, 0, bits, &digest)?;
    Ok(MixedCode {
        iscc: format!("{SCHEME}{unit}"),
        parts: codes.iter().map(|code| code.as_ref().to_owned()).collect(),
    })
}

/// Similarity hash over the bytes of two or more Content-Codes: the first byte of the header,
/// which tells the kind of content, and what fits behind it of the body.
///
/// ```
/// use iscc_lib::soft_hash_codes_v0;
///
/// let codes = [[0x20, 0x00, 1, 2, 3, 4], [0x21, 0x00, 1, 2, 3, 4]];
///
/// assert_eq!(soft_hash_codes_v0(&codes, 32).unwrap(), [0x21, 1, 2, 3]);
/// ```
///
/// # Errors
/// As [`gen_mixed_code_v0`].
pub fn soft_hash_codes_v0<D: AsRef<[u8]>>(digests: &[D], bits: u32) -> Result<Vec<u8>> {
    check_bits(bits, 32)?;
    if digests.len() < 2 {
        return Err(Error::composition(format!(
            "a Mixed-Code needs at least two Content-Codes, got {}",
            digests.len()
        )));
    }
    let parts = digests.iter().map(|digest| part(digest.as_ref(), bits));
    alg_simhash(&parts.collect::<Result<Vec<_>>>()?)
}

fn part(digest: &[u8], bits: u32) -> Result<Vec<u8>> {
    let (header, mut body) = Header::decode(digest)?;
    let kind = header.kind()?;
    if kind != MainType::Content {
        return Err(Error::composition(format!(
            "a Mixed-Code is made of CONTENT only, got {}",
            kind.name()
        )));
    }
    let has = header.body_bits()?;
    if has < bits {
        return Err(Error::composition(format!(
            "a Mixed-Code of {bits} bits needs Content-Codes as long, got one of {has} bits"
        )));
    }
    let most = bits as usize / 8 - 1;
    if body.len() < most {
        return Err(Error::composition(format!(
            "a Mixed-Code takes {most} bytes of each body, got {}",
            body.len()
        )));
    }
    body.truncate(most);
    body.insert(0, digest[0]);
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_what_does_not_fit() {
        let table: [(&[&str], u32, &str); 7] = [
            (&["EUA6GIKXN42IQV3S"], 64, "at least two Content-Codes, got 1"),
            (&["EUA6GIKXN42IQV3S", "GAAW2PRCRS5LNVZV"], 64, "CONTENT only, got DATA"),
            (
                &["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZCKA5"],
                96,
                "of 96 bits needs Content-Codes as long, got one of 64",
            ),
            (&["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZC"], 64, "takes 7 bytes of each body, got 6"),
            (&["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZCKA5"], 63, "bits must be"),
            (&["EUA6GIKXN42IQV3S", "not base32"], 64, "is no base32 text"),
            (&["EUA6GIKXN42IQV3S", "isbn:1"], 64, "expected the scheme"),
        ];
        for (codes, bits, part) in table {
            let error = gen_mixed_code_v0(codes, bits).expect_err(part).to_string();

            assert!(error.contains(part), "{codes:?}: {error}");
        }
    }
}
