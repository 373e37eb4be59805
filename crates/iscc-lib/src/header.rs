//! The header of a unit or code: four varnibbles, and what their numbers mean.
//!
//! Lives here: [`Header`], the main types, sub types and the meaning of the length field.
//! Not here: text encodings (`encoding`), whole identifiers (`codec`).

use crate::error::{Error, Result};

/// Greatest number that a varnibble can hold.
const VARNIBBLE_MAX: u16 = 4679;

/// What a unit or code describes: the first number of the header.
///
/// ```
/// use iscc_lib::MainType;
///
/// assert_eq!(MainType::try_from(3).unwrap(), MainType::Data);
/// assert_eq!(u16::from(MainType::Iscc), 5);
/// assert_eq!(MainType::Content.name(), "CONTENT");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum MainType {
    /// Similarity of metadata.
    Meta = 0,
    /// Similarity of meaning.
    Semantic = 1,
    /// Similarity of what is seen, heard or read.
    Content = 2,
    /// Similarity of the raw bytes.
    Data = 3,
    /// Identity of the raw bytes.
    Instance = 4,
    /// An ISCC-CODE: two or more units under one header.
    Iscc = 5,
    /// A short identifier that was registered (ISCC-ID).
    Id = 6,
    /// A unique, time-sorted identifier (ISCC-FLAKE).
    Flake = 7,
}

impl MainType {
    /// The name in capitals, as the standard writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "META",
            Self::Semantic => "SEMANTIC",
            Self::Content => "CONTENT",
            Self::Data => "DATA",
            Self::Instance => "INSTANCE",
            Self::Iscc => "ISCC",
            Self::Id => "ID",
            Self::Flake => "FLAKE",
        }
    }
}

impl From<MainType> for u16 {
    fn from(value: MainType) -> Self {
        value as Self
    }
}

impl TryFrom<u16> for MainType {
    type Error = Error;

    fn try_from(value: u16) -> Result<Self> {
        Ok(match value {
            0 => Self::Meta,
            1 => Self::Semantic,
            2 => Self::Content,
            3 => Self::Data,
            4 => Self::Instance,
            5 => Self::Iscc,
            6 => Self::Id,
            7 => Self::Flake,
            _ => return Err(Error::header(format!("MainType must be 0 to 7, got {value}"))),
        })
    }
}

/// Numbers of the second header field. Which of them apply depends on the [`MainType`].
pub mod sub_type {
    /// The only sub type of META, DATA, INSTANCE and FLAKE.
    pub const NONE: u16 = 0;
    /// Text, for SEMANTIC, CONTENT and ISCC.
    pub const TEXT: u16 = 0;
    /// Still image, for SEMANTIC, CONTENT and ISCC.
    pub const IMAGE: u16 = 1;
    /// Audio, for SEMANTIC, CONTENT and ISCC.
    pub const AUDIO: u16 = 2;
    /// Video, for SEMANTIC, CONTENT and ISCC.
    pub const VIDEO: u16 = 3;
    /// Several kinds of content, for SEMANTIC, CONTENT and ISCC.
    pub const MIXED: u16 = 4;
    /// ISCC-CODE of a Data-Code and an Instance-Code only.
    pub const SUM: u16 = 5;
    /// ISCC-CODE with a Meta-Code but without content or semantics.
    pub const ISCC_NONE: u16 = 6;
    /// ISCC-CODE of a Data-Code and an Instance-Code with 128 bits each.
    pub const WIDE: u16 = 7;
}

/// The four numbers in front of every unit and code.
///
/// The fields are plain numbers, since readers must carry values they do not know.
///
/// ```
/// use iscc_lib::{Header, MainType};
///
/// let header = Header { main_type: 3, sub_type: 0, version: 0, length: 1 };
///
/// assert_eq!(header.encode().unwrap(), [0x30, 0x01]);
/// assert_eq!(header.kind().unwrap(), MainType::Data);
/// assert_eq!(header.body_bits().unwrap(), 64);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header {
    /// Number of the [`MainType`].
    pub main_type: u16,
    /// Number of the sub type, see [`sub_type`].
    pub sub_type: u16,
    /// Version of the algorithm.
    pub version: u16,
    /// The length field as written; [`Header::body_bits`] tells what it means.
    pub length: u16,
}

impl Header {
    /// The main type, if it is a known one.
    ///
    /// # Errors
    /// The number is above 7.
    pub fn kind(&self) -> Result<MainType> {
        MainType::try_from(self.main_type)
    }

    /// The name of the sub type in capitals, as the standard writes it.
    ///
    /// ```
    /// use iscc_lib::Header;
    ///
    /// let header = Header { main_type: 2, sub_type: 3, version: 0, length: 1 };
    ///
    /// assert_eq!(header.sub_type_name().unwrap(), "VIDEO");
    /// ```
    ///
    /// # Errors
    /// The standard does not know the main type, this version of it, or this sub type of it.
    pub fn sub_type_name(&self) -> Result<&'static str> {
        let kind = self.kind()?;
        let names: &[&'static str] = match (kind, self.version) {
            (MainType::Meta | MainType::Data | MainType::Instance | MainType::Flake, 0) => {
                &["NONE"]
            }
            (MainType::Semantic | MainType::Content, 0) => CONTENT_NAMES,
            (MainType::Iscc, 0) => CODE_NAMES,
            (MainType::Id, 0) => &["PRIVATE", "BITCOIN", "ETHEREUM", "POLYGON"],
            (MainType::Id, 1) => &["REALM_0", "REALM_1"],
            _ => {
                return Err(Error::header(format!(
                    "there is no version {} of MainType {}",
                    self.version,
                    kind.name()
                )));
            }
        };
        names.get(usize::from(self.sub_type)).copied().ok_or_else(|| {
            Error::header(format!("MainType {} has no SubType {}", kind.name(), self.sub_type))
        })
    }

    /// Bytes of the header: two to eight, filled with zero bits.
    ///
    /// # Errors
    /// A field is above 4679, the most that its encoding holds.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut bits = Bits::default();
        for value in [self.main_type, self.sub_type, self.version, self.length] {
            bits.push_varnibble(value)?;
        }
        Ok(bits.into_bytes())
    }

    /// Reads the header at the start of `data`; the rest, the tail, is returned with it.
    ///
    /// The tail may be longer or shorter than the body that the header announces. Half a byte of
    /// zeros that fills up the header is dropped; after an odd header without it, the tail is
    /// shifted and ends in four zero bits.
    ///
    /// ```
    /// use iscc_lib::Header;
    ///
    /// let (header, tail) = Header::decode(&[0x00, 0x01, 0xaa, 0xbb]).unwrap();
    ///
    /// assert_eq!((header.main_type, header.length), (0, 1));
    /// assert_eq!(tail, [0xaa, 0xbb]);
    /// ```
    ///
    /// # Errors
    /// `data` ends within the header, or a field starts with the bits 1111.
    pub fn decode(data: &[u8]) -> Result<(Self, Vec<u8>)> {
        let mut nibbles = Nibbles::new(data);
        let header = nibbles.header()?;
        Ok((header, nibbles.take(usize::MAX)))
    }

    /// Number of bits in the body that this header announces.
    ///
    /// # Errors
    /// The main type is unknown, or the length field has no meaning for it.
    pub fn body_bits(&self) -> Result<u32> {
        let kind = self.kind()?;
        let length = u32::from(self.length);
        let bits = match kind {
            MainType::Iscc if self.sub_type == sub_type::WIDE => 256,
            MainType::Iscc => 64 * optional_units(self.length)?.len() as u32 + 128,
            MainType::Id => length * 8 + 64,
            _ => (length + 1) * 32,
        };
        match bits {
            32 | 64 | 72 | 80 | 96 | 128 | 160 | 192 | 224 | 256 | 320 => Ok(bits),
            _ => Err(Error::header(format!(
                "length field {length} of MainType {} stands for {bits} bits, which no body has",
                kind.name()
            ))),
        }
    }
}

const CONTENT_NAMES: &[&str] = &["TEXT", "IMAGE", "AUDIO", "VIDEO", "MIXED"];
const CODE_NAMES: &[&str] = &["TEXT", "IMAGE", "AUDIO", "VIDEO", "MIXED", "SUM", "NONE", "WIDE"];

/// The units of an ISCC-CODE before Data and Instance, by its length field.
pub(crate) const UNIT_COMBINATIONS: [&[MainType]; 8] = {
    use MainType::{Content, Meta, Semantic};
    [
        &[],
        &[Content],
        &[Semantic],
        &[Semantic, Content],
        &[Meta],
        &[Meta, Content],
        &[Meta, Semantic],
        &[Meta, Semantic, Content],
    ]
};

/// The optional units that the length field of an ISCC-CODE names, in their order in the body.
pub(crate) fn optional_units(length: u16) -> Result<&'static [MainType]> {
    UNIT_COMBINATIONS.get(usize::from(length)).copied().ok_or_else(|| {
        Error::header(format!("length field of an ISCC-CODE must be 0 to 7, got {length}"))
    })
}

/// Length field of a header: for a unit of `length` bits, or for an ISCC-CODE, where `length`
/// is the field already.
///
/// ```
/// use iscc_lib::{MainType, encode_length};
///
/// assert_eq!(encode_length(MainType::Data, 256).unwrap(), 7);
/// assert_eq!(encode_length(MainType::Id, 72).unwrap(), 1);
/// assert_eq!(encode_length(MainType::Iscc, 5).unwrap(), 5);
/// ```
///
/// # Errors
/// `length` is none that the main type has.
pub fn encode_length(main_type: MainType, length: u32) -> Result<u16> {
    match u16::try_from(length) {
        Ok(field) if main_type == MainType::Iscc => optional_units(field).map(|_| field),
        _ => unit_length(main_type, length),
    }
}

/// Length field of an ISCC-CODE that has these units besides Data- and Instance-Code.
///
/// ```
/// use iscc_lib::{MainType, encode_units};
///
/// assert_eq!(encode_units(&[MainType::Meta, MainType::Content]).unwrap(), 5);
/// ```
///
/// # Errors
/// The units are not META, SEMANTIC and CONTENT, each at most once and in this order.
pub fn encode_units(units: &[MainType]) -> Result<u16> {
    let found = UNIT_COMBINATIONS.iter().position(|combination| *combination == units);
    found.map(|index| index as u16).ok_or_else(|| {
        let names: Vec<_> = units.iter().map(|unit| unit.name()).collect();
        Error::argument(format!("no ISCC-CODE has the optional units {}", names.join(", ")))
    })
}

/// The units that the length field of an ISCC-CODE names, besides Data- and Instance-Code.
///
/// ```
/// use iscc_lib::{MainType, decode_units};
///
/// assert_eq!(decode_units(5).unwrap(), [MainType::Meta, MainType::Content]);
/// ```
///
/// # Errors
/// `length` is above 7.
pub fn decode_units(length: u16) -> Result<&'static [MainType]> {
    optional_units(length)
}

/// Length field of a unit with a body of `bits` bits.
pub(crate) fn unit_length(kind: MainType, bits: u32) -> Result<u16> {
    let field = match kind {
        MainType::Iscc => {
            return Err(Error::argument("MainType ISCC is no unit: compose it from units"));
        }
        MainType::Id if (64..=96).contains(&bits) => (bits - 64) / 8,
        MainType::Id => {
            return Err(Error::argument(format!(
                "bits of an ISCC-ID must be 64 to 96, got {bits}"
            )));
        }
        _ if bits >= 32 && bits % 32 == 0 => bits / 32 - 1,
        _ => {
            return Err(Error::argument(format!(
                "bits must be a multiple of 32 and at least 32, got {bits}"
            )));
        }
    };
    match u16::try_from(field) {
        Ok(field) if field <= VARNIBBLE_MAX => Ok(field),
        _ => Err(Error::argument(format!("bits must be at most 149760, got {bits}"))),
    }
}

/// Header bits while they are written, the last one at the right end of `value`.
#[derive(Default)]
struct Bits {
    value: u64,
    count: u32,
}

impl Bits {
    fn push_varnibble(&mut self, n: u16) -> Result<()> {
        let (bits, count) = match n {
            0..=7 => (n, 4),
            8..=71 => ((0b10 << 6) | (n - 8), 8),
            72..=583 => ((0b110 << 9) | (n - 72), 12),
            584..=VARNIBBLE_MAX => ((0b1110 << 12) | (n - 584), 16),
            _ => {
                return Err(Error::argument(format!(
                    "a header field must be 0 to {VARNIBBLE_MAX}, got {n}"
                )));
            }
        };
        self.value = (self.value << count) | u64::from(bits);
        self.count += count;
        Ok(())
    }

    fn into_bytes(self) -> Vec<u8> {
        let bytes = self.count.div_ceil(8);
        let value = self.value << (bytes * 8 - self.count);
        value.to_be_bytes()[8 - bytes as usize..].to_vec()
    }
}

/// Reads bytes four bits at a time, without copying what is not asked for.
pub(crate) struct Nibbles<'a> {
    data: &'a [u8],
    /// Index of the next nibble.
    at: usize,
    /// Number of nibbles; those that `data` does not have are zero.
    end: usize,
}

impl<'a> Nibbles<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, end: 2 * data.len() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at >= self.end
    }

    /// Reads a header; what is left then is a number of whole bytes.
    pub(crate) fn header(&mut self) -> Result<Header> {
        let header = Header {
            main_type: self.varnibble()?,
            sub_type: self.varnibble()?,
            version: self.varnibble()?,
            length: self.varnibble()?,
        };
        if (self.end - self.at) % 2 == 1 {
            match self.peek(0) {
                Some(0) => self.at += 1,
                _ => self.end += 1,
            }
        }
        Ok(header)
    }

    /// The next bytes: `most` of them, or as many as there are.
    pub(crate) fn take(&mut self, most: usize) -> Vec<u8> {
        let size = most.min((self.end - self.at) / 2);
        let from = self.at / 2;
        let bytes = if self.at % 2 == 0 && from + size <= self.data.len() {
            self.data[from..from + size].to_vec()
        } else {
            let nibble = |ahead| self.peek(ahead).unwrap_or(0) as u8;
            (0..size).map(|index| (nibble(2 * index) << 4) | nibble(2 * index + 1)).collect()
        };
        self.at += 2 * size;
        bytes
    }

    fn peek(&self, ahead: usize) -> Option<u16> {
        let at = self.at + ahead;
        if at >= self.end {
            return None;
        }
        let byte = u16::from(self.data.get(at / 2).copied().unwrap_or(0));
        Some(if at % 2 == 0 { byte >> 4 } else { byte & 0xF })
    }

    fn varnibble(&mut self) -> Result<u16> {
        let ends = || Error::header("the bytes end within the ISCC header");
        let first = self.peek(0).ok_or_else(ends)?;
        let (count, offset) = match first {
            0b0000..=0b0111 => (1, 0),
            0b1000..=0b1011 => (2, 8),
            0b1100..=0b1101 => (3, 72),
            0b1110 => (4, 584),
            _ => return Err(Error::header("a header field starts with the bits 1111")),
        };
        let mut value = first;
        for ahead in 1..count {
            value = (value << 4) | self.peek(ahead).ok_or_else(ends)?;
        }
        self.at += count;
        // The marker bits (`10`, `110`, `1110`) leave three data bits per nibble.
        let data_bits = 3 * count;
        Ok((value & ((1 << data_bits) - 1)) + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(main_type: u16, sub_type: u16, version: u16, length: u16) -> Header {
        Header { main_type, sub_type, version, length }
    }

    #[test]
    fn encodes_like_the_reference() {
        let table: [(Header, &[u8]); 8] = [
            (header(0, 0, 0, 1), &[0x00, 0x01]),
            (header(2, 8, 0, 1), &[0x28, 0x00, 0x10]),
            (header(0, 71, 0, 1), &[0x0b, 0xf0, 0x10]),
            (header(0, 72, 1, 8), &[0x0c, 0x00, 0x18, 0x00]),
            (header(0, 583, 0, 71), &[0x0d, 0xff, 0x0b, 0xf0]),
            (header(7, 584, 0, 1), &[0x7e, 0x00, 0x00, 0x10]),
            (header(0, 0, 0, 4679), &[0x00, 0x0e, 0xff, 0xf0]),
            (header(4679, 4679, 4679, 4679), &[0xef, 0xff, 0xef, 0xff, 0xef, 0xff, 0xef, 0xff]),
        ];
        for (header, bytes) in table {
            assert_eq!(bytes, header.encode().expect("valid header"), "{header:?}");
        }
        assert!(header(0, 0, 0, 4680).encode().is_err());
    }

    #[test]
    fn every_field_value_comes_back() {
        for n in 0..=VARNIBBLE_MAX {
            for header in [header(n, 0, 0, 1), header(0, n, 0, 1), header(1, 2, 3, n)] {
                let mut bytes = header.encode().expect("valid header");
                bytes.extend([0x55, 0xaa]);

                assert_eq!((header, vec![0x55, 0xaa]), Header::decode(&bytes).expect("decodes"));
            }
        }
    }

    #[test]
    fn an_odd_header_without_fill_shifts_the_tail() {
        assert_eq!(
            (header(8, 0, 0, 0), vec![0x10]),
            Header::decode(&[0x80, 0x00, 0x01]).expect("decodes")
        );
        assert_eq!(
            (header(16, 0, 0, 0), vec![0x10, 0x20, 0x30]),
            Header::decode(&[0x88, 0x00, 0x01, 0x02, 0x03]).expect("decodes")
        );
    }

    #[test]
    fn refuses_what_is_no_header() {
        for bytes in [&[][..], &[0x00], &[0x00, 0x0e], &[0xf0, 0, 0, 0], &[0, 0x0f, 0, 0]] {
            assert!(Header::decode(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn length_field_depends_on_the_main_type() {
        assert_eq!(0, unit_length(MainType::Meta, 32).expect("valid"));
        assert_eq!(7, unit_length(MainType::Data, 256).expect("valid"));
        assert_eq!(2, unit_length(MainType::Id, 80).expect("valid"));
        for (kind, bits) in [
            (MainType::Meta, 0),
            (MainType::Meta, 63),
            (MainType::Id, 32),
            (MainType::Id, 128),
            (MainType::Iscc, 64),
            (MainType::Data, u32::MAX - 31),
        ] {
            assert!(unit_length(kind, bits).is_err(), "{kind:?} {bits}");
        }
    }

    #[test]
    fn names_follow_main_type_and_version() {
        let table = [
            (header(0, 0, 0, 1), "NONE"),
            (header(1, 4, 0, 1), "MIXED"),
            (header(5, 6, 0, 0), "NONE"),
            (header(5, 7, 0, 0), "WIDE"),
            (header(6, 1, 0, 0), "BITCOIN"),
            (header(6, 1, 1, 0), "REALM_1"),
        ];
        for (header, name) in table {
            assert_eq!(name, header.sub_type_name().expect("known"), "{header:?}");
        }
        for unknown in [
            header(0, 1, 0, 1),
            header(0, 0, 1, 1),
            header(2, 5, 0, 1),
            header(6, 2, 1, 0),
            header(8, 0, 0, 0),
        ] {
            assert!(unknown.sub_type_name().expect_err("unknown").is_malformed());
        }
    }

    #[test]
    fn body_bits_follow_main_and_sub_type() {
        assert_eq!(32, header(0, 0, 0, 0).body_bits().expect("valid"));
        assert_eq!(256, header(4, 0, 0, 7).body_bits().expect("valid"));
        assert_eq!(320, header(5, 0, 0, 7).body_bits().expect("valid"));
        assert_eq!(128, header(5, 5, 0, 0).body_bits().expect("valid"));
        assert_eq!(256, header(5, 7, 0, 0).body_bits().expect("valid"));
        assert_eq!(72, header(6, 0, 0, 1).body_bits().expect("valid"));
        for bad in [header(0, 0, 0, 8), header(5, 0, 0, 8), header(6, 0, 0, 3), header(9, 0, 0, 1)]
        {
            assert!(bad.body_bits().is_err(), "{bad:?}");
        }
    }
}
