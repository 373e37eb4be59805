//! How much two codes have in common.

use crate::codec::{Decoded, decode, decompose};
use crate::encoding::decode_base32;
use crate::error::{Error, Result};
use crate::header::{Header, MainType};

/// Number of bits in which two digests of one length differ.
///
/// ```
/// assert_eq!(iscc_lib::iscc_distance_bytes(&[0b1100], &[0b1010]).unwrap(), 2);
/// ```
///
/// # Errors
/// The digests differ in length.
pub fn iscc_distance_bytes(a: &[u8], b: &[u8]) -> Result<u64> {
    if a.len() != b.len() {
        return Err(Error::argument(format!(
            "digests must have one length, got {} and {} bytes",
            a.len(),
            b.len()
        )));
    }
    Ok(differing_bits(a, b))
}

/// Differing bits of the start that both have.
fn differing_bits(a: &[u8], b: &[u8]) -> u64 {
    a.iter().zip(b).map(|(a, b)| u64::from((a ^ b).count_ones())).sum()
}

/// Digests of two codes with equal headers.
fn pair(a: &str, b: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    let (a, b) = (decode(a)?, decode(b)?);
    for Decoded { header, digest } in [&a, &b] {
        if header.kind()? == MainType::Id && header.version == 1 {
            return Err(Error::argument("an ISCC-ID of version 1 has no similarity to compare"));
        }
        require_body(header, digest)?;
    }
    if a.header != b.header {
        let show = |Header { main_type, sub_type, version, length }| {
            format!("{main_type}-{sub_type}-{version}-{length}")
        };
        return Err(Error::argument(format!(
            "codes to compare must have one header, got {} and {}",
            show(a.header),
            show(b.header)
        )));
    }
    Ok((a.digest, b.digest))
}

fn require_body(header: &Header, digest: &[u8]) -> Result<()> {
    let bytes = header.body_bits()? as usize / 8;
    if digest.len() != bytes {
        return Err(Error::header(format!(
            "the header announces a body of {bytes} bytes, got {}",
            digest.len()
        )));
    }
    Ok(())
}

/// Number of bits in which two codes of one kind and length differ.
///
/// ```
/// use iscc_lib::iscc_distance;
///
/// assert_eq!(iscc_distance("AAAWKQED73FYYTHE", "AAA6DK3ZN7YMNC3U").unwrap(), 32);
/// assert!(iscc_distance("AAAWKQED73FYYTHE", "GAAW2PRCRS5LNVZV").is_err());
/// ```
///
/// # Errors
/// A text is no ISCC, the headers differ, a body is cut off, or an ISCC-ID of version 1 is among
/// them.
pub fn iscc_distance(a: &str, b: &str) -> Result<u64> {
    let (a, b) = pair(a, b)?;
    Ok(differing_bits(&a, &b))
}

/// Part of the bits, in percent rounded down, that two codes of one kind and length share.
///
/// ```
/// assert_eq!(iscc_lib::iscc_similarity("AAAWKQED73FYYTHE", "AAA6DK3ZN7YMNC3U").unwrap(), 50);
/// ```
///
/// # Errors
/// As [`iscc_distance`].
pub fn iscc_similarity(a: &str, b: &str) -> Result<u8> {
    let (a, b) = pair(a, b)?;
    let bits = 8 * a.len() as u64;
    let same = bits - differing_bits(&a, &b);
    Ok((same * 100 / bits) as u8)
}

/// A measure over the start that two digests have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct PrefixMeasure {
    /// The measure, from 0 to 1.
    pub value: f64,
    /// Bits of the start that it is about.
    pub common_prefix_bits: u64,
}

/// Part of the bits that differ in the start that two digests have in common.
///
/// Two empty digests do not differ at all (0), an empty one and another entirely (1).
///
/// ```
/// let distance = iscc_lib::iscc_nph_distance_bytes(&[0xff, 0x00], &[0xf0]);
///
/// assert_eq!((distance.value, distance.common_prefix_bits), (0.5, 8));
/// ```
#[must_use]
pub fn iscc_nph_distance_bytes(a: &[u8], b: &[u8]) -> PrefixMeasure {
    let bits = 8 * a.len().min(b.len()) as u64;
    let value = match bits {
        0 if a.len() == b.len() => 0.0,
        0 => 1.0,
        _ => differing_bits(a, b) as f64 / bits as f64,
    };
    PrefixMeasure { value, common_prefix_bits: bits }
}

/// Part of the bits that are equal in the start that two digests have in common.
///
/// Two empty digests are equal (1), an empty one and another have nothing in common (0).
///
/// ```
/// let similarity = iscc_lib::iscc_nph_similarity_bytes(&[0xff, 0x00], &[0xf0]);
///
/// assert_eq!((similarity.value, similarity.common_prefix_bits), (0.5, 8));
/// ```
#[must_use]
pub fn iscc_nph_similarity_bytes(a: &[u8], b: &[u8]) -> PrefixMeasure {
    let distance = iscc_nph_distance_bytes(a, b);
    PrefixMeasure { value: 1.0 - distance.value, ..distance }
}

/// A unit out of a code, ready to compare.
struct Unit {
    header: Header,
    kind: MainType,
    body: Vec<u8>,
}

impl Unit {
    fn all(iscc: &str) -> Result<Vec<Self>> {
        decompose(iscc)?.iter().map(|unit| Self::read(unit)).collect()
    }

    fn read(unit: &str) -> Result<Self> {
        let (header, body) = Header::decode(&decode_base32(unit)?)?;
        require_body(&header, &body)?;
        Ok(Self { header, kind: header.kind()?, body })
    }

    /// Main type, sub type and version, such as `CONTENT_TEXT_V0`.
    fn name(&self) -> Result<String> {
        let sub_type = self.header.sub_type_name()?;
        Ok(format!("{}_{sub_type}_V{}", self.kind.name(), self.header.version))
    }

    fn is_id_v1(&self) -> bool {
        self.kind == MainType::Id && self.header.version == 1
    }
}

/// Puts `value` under `key`; one that is there already keeps its place.
fn put<K: PartialEq, V>(entries: &mut Vec<(K, V)>, key: K, value: V) {
    match entries.iter_mut().find(|(known, _)| *known == key) {
        Some((_, old)) => *old = value,
        None => entries.push((key, value)),
    }
}

/// Similarity of the units that two codes have in common, however long they are.
///
/// Each entry has the kind of the unit, such as `CONTENT_TEXT_V0`, and the similarity of the
/// start that both bodies have. Instance-Codes are equal (1) or not (0). An ISCC-ID is left out.
///
/// ```
/// let units = iscc_lib::iscc_nph_compare("AAAWKQED73FYYTHE", "AAA6DK3ZN7YMNC3U").unwrap();
///
/// assert_eq!(units[0].0, "META_NONE_V0");
/// assert_eq!((units[0].1.value, units[0].1.common_prefix_bits), (0.5, 64));
/// ```
///
/// # Errors
/// A text is no ISCC, a unit is of a kind that the standard does not know, or a body is cut off.
pub fn iscc_nph_compare(a: &str, b: &str) -> Result<Vec<(String, PrefixMeasure)>> {
    let (all_a, all_b) = (Unit::all(a)?, Unit::all(b)?);
    let mut result = Vec::new();
    for a in all_a.iter().filter(|unit| unit.kind != MainType::Id) {
        for b in all_b.iter().filter(|unit| unit.kind != MainType::Id) {
            let (name, other) = (a.name()?, b.name()?);
            if name != other {
                continue;
            }
            let measure = match a.kind {
                MainType::Instance => PrefixMeasure {
                    value: f64::from(u8::from(a.body == b.body)),
                    common_prefix_bits: 8 * a.body.len() as u64,
                },
                _ => iscc_nph_similarity_bytes(&a.body, &b.body),
            };
            put(&mut result, name, measure);
        }
    }
    Ok(result)
}

/// What [`iscc_compare`] found out about one kind of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Number of bits in which the bodies differ.
    Distance(u64),
    /// Whether the bodies are equal, for Instance-Codes.
    Match(bool),
}

/// Distances of the units that two codes have in common.
///
/// ```
/// use iscc_lib::{Comparison, iscc_compare};
///
/// let units = iscc_compare("AAAWKQED73FYYTHE", "AAA6DK3ZN7YMNC3U").unwrap();
///
/// assert_eq!(units, [(iscc_lib::MainType::Meta, Comparison::Distance(32))]);
/// ```
///
/// # Errors
/// A text is no ISCC, a unit is of a kind that the standard does not know, units of one kind
/// differ in length, a body is cut off, or an ISCC-ID of version 1 is among them.
pub fn iscc_compare(a: &str, b: &str) -> Result<Vec<(MainType, Comparison)>> {
    let (all_a, all_b) = (Unit::all(a)?, Unit::all(b)?);
    if all_a.iter().chain(&all_b).any(Unit::is_id_v1) {
        return Err(Error::argument("an ISCC-ID of version 1 has no similarity to compare"));
    }
    let mut result = Vec::new();
    for a in &all_a {
        for b in &all_b {
            if a.name()? != b.name()? {
                continue;
            }
            let comparison = match a.kind {
                MainType::Instance => Comparison::Match(a.body == b.body),
                _ => Comparison::Distance(iscc_distance_bytes(&a.body, &b.body)?),
            };
            put(&mut result, a.kind, comparison);
        }
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{encode_component, gen_iscc_code_v0, gen_iscc_id_v1};

    const META: &str = "AAAYPXW445FTYNJ3";
    const DATA: &str = "GAAW2PRCRS5LNVZV";
    const OTHER_DATA: &str = "GAA7777777777777";
    const INSTANCE: &str = "IAAUVACQKXE3V44W";

    fn unit(kind: MainType, bytes: &[u8]) -> String {
        encode_component(kind, 0, 0, 8 * bytes.len() as u32, bytes).expect("valid")
    }

    #[test]
    fn similarity_is_rounded_down() {
        let none = unit(MainType::Meta, &[0; 12]);
        for (byte, percent) in [(0x00, 100), (0x01, 98), (0x07, 96), (0x1f, 94), (0xff, 91)] {
            let mut body = [0; 12];
            body[5] = byte;

            let other = unit(MainType::Meta, &body);

            assert_eq!(percent, iscc_similarity(&none, &other).expect("one kind"), "{byte:x}");
        }
    }

    #[test]
    fn codes_are_compared_unit_by_unit() {
        let a = gen_iscc_code_v0(&[META, DATA, INSTANCE], false).expect("units").iscc;
        let b = gen_iscc_code_v0(&[OTHER_DATA, INSTANCE], false).expect("units").iscc;
        let names: Vec<String> =
            iscc_nph_compare(&a, &b).expect("codes").into_iter().map(|(name, _)| name).collect();

        assert_eq!(["DATA_NONE_V0", "INSTANCE_NONE_V0"], names[..]);
        assert_eq!(
            vec![
                (
                    MainType::Data,
                    Comparison::Distance(iscc_distance(DATA, OTHER_DATA).expect("one kind"))
                ),
                (MainType::Instance, Comparison::Match(true)),
            ],
            iscc_compare(&a, &b).expect("codes")
        );
        assert!(iscc_nph_compare(META, DATA).expect("codes").is_empty());
        assert!(iscc_compare(META, DATA).expect("codes").is_empty());
        // The last of several comparisons of one kind stays.
        assert_eq!(
            vec![(MainType::Data, Comparison::Distance(0))],
            iscc_compare(DATA, &[OTHER_DATA, DATA].concat()).expect("units")
        );
    }

    #[test]
    fn lengths_may_differ_for_prefixes_only() {
        let (short, long) = (unit(MainType::Data, &[1; 8]), unit(MainType::Data, &[1; 32]));
        let compared = iscc_nph_compare(&short, &long).expect("one kind");

        assert_eq!((1.0, 64), (compared[0].1.value, compared[0].1.common_prefix_bits));
        assert!(iscc_distance(&short, &long).is_err() && iscc_compare(&short, &long).is_err());

        let (short, long) = (unit(MainType::Instance, &[1; 8]), unit(MainType::Instance, &[1; 32]));

        assert_eq!(0.0, iscc_nph_compare(&short, &long).expect("one kind")[0].1.value);
        assert_eq!(
            vec![(MainType::Instance, Comparison::Match(false))],
            iscc_compare(&short, &long).expect("one kind")
        );
    }

    #[test]
    fn nothing_is_compared_with_care() {
        for (a, b, distance) in
            [("", "", 0.0), ("", "x", 1.0), ("x", "", 1.0), ("xy", "xa", 2.0 / 16.0)]
        {
            let (a, b) = (a.as_bytes(), b.as_bytes());

            assert_eq!(distance, iscc_nph_distance_bytes(a, b).value);
            assert_eq!(1.0 - distance, iscc_nph_similarity_bytes(a, b).value);
        }
        assert!(iscc_distance_bytes(b"a", b"").expect_err("uneven").is_argument());
    }

    #[test]
    fn ids_and_unknown_kinds_have_no_similarity() {
        let id = gen_iscc_id_v1(Some(1), 2, 1).expect("valid").iscc;
        for function in [iscc_distance as fn(&str, &str) -> Result<u64>, |a, b| {
            iscc_similarity(a, b).map(u64::from)
        }] {
            assert!(function(&id, &id).expect_err("an ID").is_argument());
            assert!(function("AAAYPXW445", "AAAYPXW445").expect_err("cut off").is_malformed());
        }
        assert!(iscc_compare(&id, META).is_err() && iscc_compare(META, &id).is_err());
        assert!(iscc_nph_compare(&id, &id).expect("left out").is_empty());

        let unknown = encode_component(MainType::Content, 7, 0, 64, &[0; 8]).expect("valid");

        assert!(iscc_nph_compare(&unknown, META).is_err() && iscc_compare(META, &unknown).is_err());
        assert!(iscc_nph_compare("AAAYPXW445", META).is_err());
    }
}
