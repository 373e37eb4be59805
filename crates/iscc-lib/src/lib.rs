//! The International Standard Content Code (ISO 24138) in plain Rust.
//!
//! An ISCC names digital content by what it contains. This crate has all codes of the standard,
//! the codec and what compares them:
//!
//! - [`gen_text_code_v0`], [`gen_image_code_v0`], [`gen_audio_code_v0`], [`gen_video_code_v0`],
//!   [`gen_mixed_code_v0`]: similarity of what is read, seen or heard
//! - [`gen_meta_code_v0`]: similarity of titles and descriptions
//! - [`gen_data_code_v0`]: similarity of raw bytes; [`gen_instance_code_v0`]: their identity;
//!   [`gen_sum_code_v0`]: both of a file, read once
//! - [`DataHasher`], [`InstanceHasher`], [`SumHasher`]: the same for data that arrives in pieces
//! - [`gen_iscc_code_v0`]: an ISCC-CODE out of units; [`gen_iscc_id_v1`]: a short identifier
//! - [`iscc_distance`], [`iscc_similarity`], [`iscc_compare`], [`iscc_nph_compare`]: how much two
//!   codes have in common
//! - [`clean`], [`normalize`], [`decompose`], [`decode`], [`validate`], [`explain`],
//!   [`encode_component`], [`Header`]: reading and writing identifiers
//! - [`encode_seq`], [`decode_seq`]: units as bytes, one after the other
//! - [`text_clean`], [`text_collapse`], [`text_remove_newlines`], [`text_trim`],
//!   [`json_canonical`]: what texts and metadata go through before they are hashed
//! - [`conformance_selftest`]: the official vectors, which are part of the crate
//!
//! # Agreement with the reference
//!
//! Results equal those of the reference implementation iscc-core 1.5.0, with these deliberate
//! exceptions; the README tells more of them:
//!
//! | | iscc-core | here |
//! | --- | --- | --- |
//! | more bits than there is digest | a code that is cut off | an [`Error`] |
//! | a unit that is cut off, composed or compared | goes in as it is | an [`Error`] |
//! | a broken header, [`validate`] | raises even when asked not to | is reported as invalid |
//! | foreign characters in multibase texts | some are skipped | an [`Error`] |
//! | chunks of UTF-32 data with a ragged end | loops for ever | the rest is a chunk |
//! | [`iscc_compare`] with an ISCC-ID of version 1 | one with itself | an [`Error`] |
//! | metadata as a data URL without base64 | fails within | an [`Error`] that says so |
//! | Unicode | that of the running Python | 16.0, whatever the compiler has |
//!
//! ```
//! use iscc_lib::{gen_data_code_v0, gen_instance_code_v0, gen_iscc_code_v0};
//!
//! let data = b"hello world";
//! let units = [
//!     gen_data_code_v0(&data[..], 64)?.iscc,
//!     gen_instance_code_v0(&data[..], 64)?.iscc,
//! ];
//!
//! assert_eq!(gen_iscc_code_v0(&units, false)?.iscc.len(), "ISCC:".len() + 29);
//! # Ok::<(), iscc_lib::Error>(())
//! ```
#![deny(missing_docs)]

mod audio_code;
mod cdc;
mod codec;
mod compare;
mod conformance;
mod data_code;
mod data_url;
mod dct;
mod dispatch;
mod encoding;
mod error;
mod explain;
mod header;
mod image_code;
mod instance_code;
mod iscc_code;
mod iscc_id;
mod jcs;
mod meta_code;
mod minhash;
mod mixed_code;
mod parallel;
mod seq;
mod short_blake3;
mod simhash;
mod stream;
mod sum_code;
mod tables;
mod text;
mod text_code;
mod unicode;
mod video_code;
mod xxh32;

pub use crate::audio_code::{AudioCode, gen_audio_code_v0, soft_hash_audio_v0};
pub use crate::cdc::alg_cdc_chunks;
pub use crate::codec::{
    Decoded, clean, decode, decompose, encode_component, normalize, normalize_multiformat,
    validate, validate_multiformat,
};
pub use crate::compare::{
    Comparison, PrefixMeasure, iscc_compare, iscc_distance, iscc_distance_bytes, iscc_nph_compare,
    iscc_nph_distance_bytes, iscc_nph_similarity_bytes, iscc_similarity,
};
pub use crate::conformance::{Report, conformance_report, conformance_selftest};
pub use crate::data_code::{DataCode, DataHasher, gen_data_code_v0};
pub use crate::dct::alg_dct;
pub use crate::encoding::{
    decode_base32, decode_base32hex, decode_base64, encode_base32, encode_base32hex, encode_base64,
};
pub use crate::error::{Error, Result};
pub use crate::explain::{explain, type_id};
pub use crate::header::{Header, MainType, decode_units, encode_length, encode_units, sub_type};
pub use crate::image_code::{ImageCode, gen_image_code_v0, soft_hash_image_v0};
pub use crate::instance_code::{
    InstanceCode, InstanceHasher, gen_instance_code_v0, multi_hash_blake3,
};
pub use crate::iscc_code::{IsccCode, gen_iscc_code_v0};
pub use crate::iscc_id::{IdParts, IsccId, gen_iscc_id_v1};
pub use crate::jcs::json_canonical;
pub use crate::meta_code::{Extra, MetaCode, Metadata, gen_meta_code_v0, soft_hash_meta_v0};
pub use crate::minhash::{alg_minhash, alg_minhash_64, alg_minhash_256, alg_minhash_compress};
pub use crate::mixed_code::{MixedCode, gen_mixed_code_v0, soft_hash_codes_v0};
pub use crate::seq::{decode_seq, encode_seq, unit_end};
pub use crate::simhash::alg_simhash;
pub use crate::sum_code::{SumCode, SumHasher, SumOptions, gen_sum_code_from, gen_sum_code_v0};
pub use crate::text::{text_clean, text_collapse, text_remove_newlines, text_trim};
pub use crate::text_code::{TextCode, gen_text_code_v0, soft_hash_text_v0};
pub use crate::video_code::{VideoCode, alg_wtahash, gen_video_code_v0, soft_hash_video_v0};

/// The crate whose values [`Metadata`] and [`json_canonical`] take.
pub use serde_json;

/// The example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
