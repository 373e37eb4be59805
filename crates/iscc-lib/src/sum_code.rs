//! Sum-Code: Data-Code and Instance-Code of a file in one pass, as one ISCC-CODE.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::codec::SCHEME;
use crate::data_code::DataHasher;
use crate::error::Result;
use crate::instance_code::InstanceHasher;
use crate::iscc_code::gen_iscc_code_v0;
use crate::parallel::{WORTHWHILE, join, threads};
use crate::stream::{STRIDE, check_bits, for_each_block};

/// What goes into a Sum-Code and what comes back with it.
///
/// ```
/// use iscc_lib::SumOptions;
///
/// let options = SumOptions { bits: 256, ..SumOptions::default() };
///
/// assert!(!options.wide && !options.add_units);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SumOptions {
    /// Bits of the two units: a multiple of 32 from 64 to 256. Default 64.
    pub bits: u32,
    /// Use 128 bits of each unit in the code, if `bits` is at least 128. Default false.
    pub wide: bool,
    /// Return the two units too. Default false.
    pub add_units: bool,
}

impl Default for SumOptions {
    fn default() -> Self {
        Self { bits: 64, wide: false, add_units: false }
    }
}

/// An ISCC-CODE of Data-Code and Instance-Code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SumCode {
    /// The code with `ISCC:`.
    pub iscc: String,
    /// BLAKE3 of the data as a multihash in hexadecimal, starting with `1e20`.
    pub datahash: String,
    /// Size of the data in bytes.
    pub filesize: u64,
    /// Data-Code and Instance-Code with `ISCC:`, if they were asked for.
    pub units: Option<[String; 2]>,
}

/// Makes a Sum-Code from pieces of data; where one piece ends and the next begins is of no
/// consequence.
///
/// Asking for a result does not end the hasher: it tells of the bytes seen so far.
///
/// ```
/// use iscc_lib::{SumHasher, SumOptions};
///
/// let mut hasher = SumHasher::new();
/// hasher.update(b"hello world");
/// let code = hasher.finalize(SumOptions { add_units: true, ..SumOptions::default() }).unwrap();
/// let units = code.units.unwrap();
///
/// assert_eq!(code.iscc, iscc_lib::gen_iscc_code_v0(&units, false).unwrap().iscc);
/// ```
#[derive(Debug, Clone, Default)]
pub struct SumHasher {
    data: DataHasher,
    instance: InstanceHasher,
}

impl SumHasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes; two megabytes or more on several threads.
    pub fn update(&mut self, data: &[u8]) {
        if data.len() >= WORTHWHILE && threads() > 1 {
            join(|| self.instance.update(data), || self.data.update(data));
            return;
        }
        for stride in data.chunks(STRIDE) {
            self.data.update(stride);
            self.instance.update(stride);
        }
    }

    /// The Sum-Code of the bytes so far.
    ///
    /// # Errors
    /// `bits` of the options is not a multiple of 32 from 64 to 256.
    pub fn finalize(&self, options: SumOptions) -> Result<SumCode> {
        check_bits(options.bits, 64)?;
        let data = self.data.finalize(options.bits)?;
        let instance = self.instance.finalize(options.bits)?;
        let units = [data.iscc, instance.iscc];
        Ok(SumCode {
            iscc: gen_iscc_code_v0(&units, options.wide)?.iscc,
            datahash: instance.datahash,
            filesize: instance.filesize,
            units: options.add_units.then_some(units),
        })
    }

    /// The ISCC-CODE without `ISCC:`.
    ///
    /// # Errors
    /// `bits` is not a multiple of 32 from 64 to 256.
    pub fn code(&self, bits: u32, wide: bool) -> Result<String> {
        let iscc = self.finalize(SumOptions { bits, wide, add_units: false })?.iscc;
        Ok(iscc[SCHEME.len()..].to_owned())
    }

    /// The Data-Code hasher within, with the same bytes.
    #[must_use]
    pub fn data(&self) -> &DataHasher {
        &self.data
    }

    /// The Instance-Code hasher within, with the same bytes.
    #[must_use]
    pub fn instance(&self) -> &InstanceHasher {
        &self.instance
    }
}

/// Sum-Code of the file at `path`, read once.
///
/// ```
/// use iscc_lib::{SumOptions, gen_sum_code_v0};
///
/// let path = std::env::temp_dir().join("iscc-lib-example.bin");
/// std::fs::write(&path, b"hello world").unwrap();
/// let code = gen_sum_code_v0(&path, SumOptions::default()).unwrap();
/// std::fs::remove_file(&path).unwrap();
///
/// assert!(code.iscc.starts_with("ISCC:KU"));
/// assert_eq!(code.filesize, 11);
/// ```
///
/// # Errors
/// `bits` of the options is not a multiple of 32 from 64 to 256, or the file cannot be read.
pub fn gen_sum_code_v0(path: impl AsRef<Path>, options: SumOptions) -> Result<SumCode> {
    check_bits(options.bits, 64)?;
    gen_sum_code_from(File::open(path)?, options)
}

/// Sum-Code of everything that `stream` gives, read once.
///
/// ```
/// use iscc_lib::{SumOptions, gen_sum_code_from};
///
/// let code = gen_sum_code_from(&b"hello world"[..], SumOptions::default()).unwrap();
///
/// assert_eq!(code.filesize, 11);
/// ```
///
/// # Errors
/// `bits` of the options is not a multiple of 32 from 64 to 256, or `stream` cannot be read.
pub fn gen_sum_code_from(stream: impl Read, options: SumOptions) -> Result<SumCode> {
    check_bits(options.bits, 64)?;
    let mut hasher = SumHasher::new();
    let SumHasher { data, instance } = &mut hasher;
    // One thread is busy with the Instance-Code, which is the faster one.
    let threads = threads().max(2) - 1;
    for_each_block(
        stream,
        &mut [&mut |block| data.update_on(threads, block), &mut |block| {
            instance.update_on(1, block)
        }],
    )?;
    hasher.finalize(options)
}
