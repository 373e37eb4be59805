//! Instance-Code: identity of raw bytes.

use std::io::Read;

use data_encoding::HEXLOWER;

use crate::codec::{SCHEME, encode_component};
use crate::error::Result;
use crate::header::{MainType, sub_type};
use crate::stream::{check_bits, for_each_block};

/// Multihash prefix of BLAKE3 with 32 bytes, in hexadecimal.
const MULTIHASH_PREFIX: &str = "1e20";

/// An Instance-Code with the full hash and the size of the data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InstanceCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
    /// BLAKE3 of the data as a multihash in hexadecimal, starting with `1e20`.
    pub datahash: String,
    /// Size of the data in bytes.
    pub filesize: u64,
}

/// Makes an Instance-Code from pieces of data; where one piece ends and the next begins is of
/// no consequence.
///
/// Asking for a result does not end the hasher: it tells of the bytes seen so far.
///
/// ```
/// use iscc_lib::InstanceHasher;
///
/// let mut hasher = InstanceHasher::new();
/// hasher.update(b"hello ");
/// hasher.update(b"world");
/// let code = hasher.finalize(64).unwrap();
///
/// assert_eq!(code.filesize, 11);
/// assert!(code.datahash.starts_with("1e20d74981efa70a"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct InstanceHasher {
    hasher: blake3::Hasher,
}

impl InstanceHasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes.
    pub fn update(&mut self, data: &[u8]) {
        self.hasher.update(data);
    }

    /// BLAKE3 of the bytes so far.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.hasher.finalize().into()
    }

    /// The digest as a multihash in hexadecimal.
    #[must_use]
    pub fn multihash(&self) -> String {
        multihash(&self.digest())
    }

    /// Number of bytes so far.
    #[must_use]
    pub fn filesize(&self) -> u64 {
        self.hasher.count()
    }

    /// The unit without `ISCC:`.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn code(&self, bits: u32) -> Result<String> {
        unit(bits, &self.digest())
    }

    /// The Instance-Code of the bytes so far.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn finalize(&self, bits: u32) -> Result<InstanceCode> {
        let digest = self.digest();
        Ok(InstanceCode {
            iscc: format!("{SCHEME}{}", unit(bits, &digest)?),
            datahash: multihash(&digest),
            filesize: self.filesize(),
        })
    }
}

fn unit(bits: u32, digest: &[u8; 32]) -> Result<String> {
    check_bits(bits, 32)?;
    encode_component(MainType::Instance, sub_type::NONE, 0, bits, digest)
}

fn multihash(digest: &[u8; 32]) -> String {
    format!("{MULTIHASH_PREFIX}{}", HEXLOWER.encode(digest))
}

/// Instance-Code of everything that `stream` gives.
///
/// ```
/// use iscc_lib::gen_instance_code_v0;
///
/// let code = gen_instance_code_v0(&b""[..], 64).unwrap();
///
/// assert_eq!(code.iscc, "ISCC:IAA26E2JXH27TING");
/// assert_eq!(code.filesize, 0);
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256, or `stream` cannot be read.
pub fn gen_instance_code_v0(stream: impl Read, bits: u32) -> Result<InstanceCode> {
    check_bits(bits, 32)?;
    let mut hasher = InstanceHasher::new();
    for_each_block(stream, |block| hasher.update(block))?;
    hasher.finalize(bits)
}
