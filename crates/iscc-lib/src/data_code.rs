//! Data-Code: similarity of raw bytes.

use std::io::Read;

use xxhash_rust::xxh32::xxh32;

use crate::cdc::{Cutter, DATA_AVERAGE, Params};
use crate::codec::{SCHEME, encode_component};
use crate::error::Result;
use crate::header::{MainType, sub_type};
use crate::minhash::MinHash;
use crate::stream::{check_bits, for_each_block};

/// A Data-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DataCode {
    /// The unit with `ISCC:`.
    pub iscc: String,
}

/// Makes a Data-Code from pieces of data; where one piece ends and the next begins is of no
/// consequence.
///
/// Asking for a result does not end the hasher: it tells of the bytes seen so far. Memory stays
/// constant, whatever the amount of data.
///
/// ```
/// use iscc_lib::{DataHasher, gen_data_code_v0};
///
/// let mut hasher = DataHasher::new();
/// hasher.update(b"hello ");
/// hasher.update(b"world");
///
/// assert_eq!(hasher.finalize(64).unwrap(), gen_data_code_v0(&b"hello world"[..], 64).unwrap());
/// ```
#[derive(Debug, Clone)]
pub struct DataHasher {
    cutter: Cutter,
    /// Start of the chunk whose end has not been seen.
    tail: Vec<u8>,
    minhash: MinHash,
    /// Whether a chunk has been hashed.
    any: bool,
}

impl Default for DataHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl DataHasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        let params = Params::new(DATA_AVERAGE).expect("the average of the standard is valid");
        Self { cutter: Cutter::new(params), tail: Vec::new(), minhash: MinHash::new(), any: false }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, data: &[u8]) {
        let mut rest = data;
        while let Some(end) = self.cutter.advance(rest) {
            let (chunk, after) = rest.split_at(end);
            if self.tail.is_empty() {
                self.minhash.add(xxh32(chunk, 0));
            } else {
                self.tail.extend_from_slice(chunk);
                self.minhash.add(xxh32(&self.tail, 0));
                self.tail.clear();
            }
            self.any = true;
            rest = after;
        }
        self.tail.extend_from_slice(rest);
    }

    /// The similarity hash of 256 bits over the bytes so far.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        if self.any && self.tail.is_empty() {
            return self.minhash.digest();
        }
        let mut minhash = self.minhash.clone();
        minhash.add(xxh32(&self.tail, 0));
        minhash.digest()
    }

    /// The unit without `ISCC:`.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn code(&self, bits: u32) -> Result<String> {
        check_bits(bits, 32)?;
        encode_component(MainType::Data, sub_type::NONE, 0, bits, &self.digest())
    }

    /// The Data-Code of the bytes so far.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 32 to 256.
    pub fn finalize(&self, bits: u32) -> Result<DataCode> {
        Ok(DataCode { iscc: format!("{SCHEME}{}", self.code(bits)?) })
    }
}

/// Data-Code of everything that `stream` gives.
///
/// ```
/// use iscc_lib::gen_data_code_v0;
///
/// let code = gen_data_code_v0(&[0xff, 0x00][..], 64).unwrap();
///
/// assert_eq!(code.iscc, "ISCC:GAAXL2XYM5BQIAZ3");
/// ```
///
/// # Errors
/// `bits` is not a multiple of 32 from 32 to 256, or `stream` cannot be read.
pub fn gen_data_code_v0(stream: impl Read, bits: u32) -> Result<DataCode> {
    check_bits(bits, 32)?;
    let mut hasher = DataHasher::new();
    for_each_block(stream, |block| hasher.update(block))?;
    hasher.finalize(bits)
}
