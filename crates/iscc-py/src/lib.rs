//! Python bindings of `iscc-lib`: convert types, map errors, nothing else.
//!
//! Lives here: the module and its functions.
//! Not here: reading arguments (`input`), errors (`error`), the classes (`hashers`).
#![deny(missing_docs)]

mod codec;
mod compare;
mod error;
mod hashers;
mod ids;
mod input;
mod json;
mod media;
mod output;
mod text;
mod windows;

use pyo3::prelude::*;

/// The International Standard Content Code (ISO 24138), written in Rust.
#[pymodule]
mod _native {
    use std::path::PathBuf;

    use iscc_lib::{Header, MainType, SumOptions};
    use pyo3::prelude::*;
    use pyo3::types::{PyBytes, PyDict, PyList};

    use crate::error::{at_path, raise};
    use crate::input::{Bytes, Interruptible, Texts, feed, number};
    use crate::output::{DecodedTuple, decoded_tuple, instance_dict, iscc_dict, sum_dict};

    #[pymodule_export]
    use crate::codec::{
        decode_base32, decode_base32hex, decode_base64, decode_length, decode_units, encode_base32,
        encode_base32hex, encode_base64, encode_length, encode_units, iscc_explain, iscc_type_id,
        iscc_validate_mf, normalize_multiformat, read_unit,
    };
    #[pymodule_export]
    use crate::compare::{
        iscc_compare, iscc_distance, iscc_distance_bytes, iscc_nph_compare,
        iscc_nph_distance_bytes, iscc_nph_similarity_bytes, iscc_similarity,
    };
    #[pymodule_export]
    use crate::hashers::{DataHasher, InstanceHasher, SumHasher};
    #[pymodule_export]
    use crate::ids::{gen_iscc_id, gen_iscc_id_v1};
    #[pymodule_export]
    use crate::json::json_canonical;
    #[pymodule_export]
    use crate::media::{
        alg_dct, alg_simhash, alg_wtahash, gen_audio_code, gen_audio_code_v0, gen_image_code,
        gen_image_code_v0, gen_video_code, gen_video_code_v0, soft_hash_audio_v0,
        soft_hash_image_v0, soft_hash_video_v0,
    };

    #[pymodule_export]
    use crate::text::{
        gen_meta_code, gen_meta_code_v0, gen_mixed_code, gen_mixed_code_v0, gen_text_code,
        gen_text_code_v0, soft_hash_codes_v0, soft_hash_meta_v0, soft_hash_text_v0, text_clean,
        text_collapse, text_remove_newlines, text_trim,
    };
    #[pymodule_export]
    use crate::windows::{
        alg_minhash, alg_minhash_64, alg_minhash_256, alg_minhash_compress, sliding_window,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", iscc_lib::VERSION)
    }

    /// Data-Code of a binary stream or bytes: `{"iscc": ...}`.
    #[pyfunction]
    #[pyo3(signature = (stream, bits = 64))]
    fn gen_data_code_v0<'py>(
        stream: &Bound<'py, PyAny>,
        #[pyo3(from_py_with = number)] bits: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        let mut hasher = iscc_lib::DataHasher::new();
        hasher.code(bits).map_err(raise)?;
        feed(stream, &mut |piece| hasher.update(piece))?;
        iscc_dict(stream.py(), hasher.finalize(bits).map_err(raise)?.iscc)
    }

    /// Data-Code of a binary stream or bytes, by the latest algorithm.
    #[pyfunction]
    #[pyo3(signature = (stream, bits = 64))]
    fn gen_data_code<'py>(
        stream: &Bound<'py, PyAny>,
        #[pyo3(from_py_with = number)] bits: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        gen_data_code_v0(stream, bits)
    }

    /// Instance-Code of a binary stream or bytes: `{"iscc": ..., "datahash": ..., "filesize": ...}`.
    #[pyfunction]
    #[pyo3(signature = (stream, bits = 64))]
    fn gen_instance_code_v0<'py>(
        stream: &Bound<'py, PyAny>,
        #[pyo3(from_py_with = number)] bits: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        let mut hasher = iscc_lib::InstanceHasher::new();
        hasher.code(bits).map_err(raise)?;
        feed(stream, &mut |piece| hasher.update(piece))?;
        instance_dict(stream.py(), hasher.finalize(bits).map_err(raise)?)
    }

    /// Instance-Code of a binary stream or bytes, by the latest algorithm.
    #[pyfunction]
    #[pyo3(signature = (stream, bits = 64))]
    fn gen_instance_code<'py>(
        stream: &Bound<'py, PyAny>,
        #[pyo3(from_py_with = number)] bits: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        gen_instance_code_v0(stream, bits)
    }

    /// The 32 bytes of the similarity hash of a binary stream or bytes.
    #[pyfunction]
    fn soft_hash_data_v0<'py>(stream: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        let mut hasher = iscc_lib::DataHasher::new();
        feed(stream, &mut |piece| hasher.update(piece))?;
        Ok(PyBytes::new(stream.py(), &hasher.digest()))
    }

    /// The 32 bytes of BLAKE3 of a binary stream or bytes.
    #[pyfunction]
    fn hash_instance_v0<'py>(stream: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        let mut hasher = iscc_lib::InstanceHasher::new();
        feed(stream, &mut |piece| hasher.update(piece))?;
        Ok(PyBytes::new(stream.py(), &hasher.digest()))
    }

    /// BLAKE3 of a bytes-like object as a multihash in hexadecimal.
    #[pyfunction]
    fn multi_hash_blake3(data: &Bound<'_, PyAny>) -> PyResult<String> {
        let mut hasher = iscc_lib::InstanceHasher::new();
        feed(data, &mut |piece| hasher.update(piece))?;
        Ok(hasher.multihash())
    }

    /// ISCC-CODE of two or more units: `{"iscc": ...}`.
    ///
    /// With `wide`, a Data-Code and an Instance-Code of at least 128 bits each keep 128 bits.
    #[pyfunction]
    #[pyo3(signature = (codes, wide = false))]
    fn gen_iscc_code_v0(py: Python<'_>, codes: Texts, wide: bool) -> PyResult<Bound<'_, PyDict>> {
        iscc_dict(py, iscc_lib::gen_iscc_code_v0(&codes.0, wide).map_err(raise)?.iscc)
    }

    /// ISCC-CODE of two or more units, by the latest algorithm.
    #[pyfunction]
    fn gen_iscc_code(py: Python<'_>, codes: Texts) -> PyResult<Bound<'_, PyDict>> {
        gen_iscc_code_v0(py, codes, false)
    }

    /// ISCC-CODE of Data-Code and Instance-Code of a file, read once:
    /// `{"iscc": ..., "datahash": ..., "filesize": ...}`, and the two units with `add_units`.
    #[pyfunction]
    #[pyo3(signature = (path, bits = 64, wide = false, add_units = false))]
    fn gen_sum_code_v0(
        py: Python<'_>,
        path: PathBuf,
        #[pyo3(from_py_with = number)] bits: u32,
        wide: bool,
        add_units: bool,
    ) -> PyResult<Bound<'_, PyDict>> {
        let options = SumOptions { bits, wide, add_units };
        let code = py.detach(|| {
            iscc_lib::SumHasher::new().finalize(options).map_err(raise)?;
            let file = Interruptible::open(&path).map_err(|error| at_path(error, &path))?;
            iscc_lib::gen_sum_code_from(file, options).map_err(|error| match error {
                iscc_lib::Error::Io(error) => at_path(error, &path),
                error => raise(error),
            })
        })?;
        sum_dict(py, code)
    }

    /// ISCC-CODE of Data-Code and Instance-Code of a file, by the latest algorithm.
    #[pyfunction]
    #[pyo3(signature = (path, bits = 64, wide = false, add_units = false))]
    fn gen_sum_code(
        py: Python<'_>,
        path: PathBuf,
        #[pyo3(from_py_with = number)] bits: u32,
        wide: bool,
        add_units: bool,
    ) -> PyResult<Bound<'_, PyDict>> {
        gen_sum_code_v0(py, path, bits, wide, add_units)
    }

    /// Unit with the first `bit_length` bits of `digest`, without `ISCC:`.
    #[pyfunction]
    fn encode_component(
        #[pyo3(from_py_with = number)] mtype: u16,
        #[pyo3(from_py_with = number)] stype: u16,
        #[pyo3(from_py_with = number)] version: u16,
        #[pyo3(from_py_with = number)] bit_length: u32,
        digest: Bytes,
    ) -> PyResult<String> {
        let kind = MainType::try_from(mtype).map_err(raise)?;
        iscc_lib::encode_component(kind, stype, version, bit_length, &digest.0).map_err(raise)
    }

    /// Bytes of a header; `length` is the encoded length field, not a number of bits.
    #[pyfunction]
    #[pyo3(signature = (mtype, stype, version = 0, length = 1))]
    fn encode_header(
        py: Python<'_>,
        #[pyo3(from_py_with = number)] mtype: u16,
        #[pyo3(from_py_with = number)] stype: u16,
        #[pyo3(from_py_with = number)] version: u16,
        #[pyo3(from_py_with = number)] length: u16,
    ) -> PyResult<Bound<'_, PyBytes>> {
        let header = Header { main_type: mtype, sub_type: stype, version, length };
        Ok(PyBytes::new(py, &header.encode().map_err(raise)?))
    }

    /// Main type, sub type, version, length field and the bytes after the header.
    #[pyfunction]
    fn decode_header(py: Python<'_>, data: Bytes) -> PyResult<DecodedTuple<'_>> {
        let (header, digest) = Header::decode(&data.0).map_err(raise)?;
        Ok(decoded_tuple(py, iscc_lib::Decoded { header, digest }))
    }

    /// Main type, sub type, version, length field and digest of an ISCC in any spelling.
    #[pyfunction]
    fn iscc_decode<'py>(py: Python<'py>, iscc: &str) -> PyResult<DecodedTuple<'py>> {
        Ok(decoded_tuple(py, iscc_lib::decode(iscc).map_err(raise)?))
    }

    /// The ISCC without scheme, hyphens and white space around it.
    #[pyfunction]
    fn iscc_clean(iscc: &str) -> PyResult<String> {
        iscc_lib::clean(iscc).map_err(raise)
    }

    /// Units of an ISCC-CODE or of a sequence of units, without `ISCC:`.
    #[pyfunction]
    fn iscc_decompose(iscc_code: &str) -> PyResult<Vec<String>> {
        iscc_lib::decompose(iscc_code).map_err(raise)
    }

    /// The canonical form of an ISCC in any spelling.
    #[pyfunction]
    fn iscc_normalize(iscc_code: &str) -> PyResult<String> {
        iscc_lib::normalize(iscc_code).map_err(raise)
    }

    /// Whether the ISCC is canonical and well-formed; with `strict`, ValueError if it is not.
    #[pyfunction]
    #[pyo3(signature = (iscc, strict = true))]
    fn iscc_validate(iscc: &str, strict: bool) -> PyResult<bool> {
        match iscc_lib::validate(iscc) {
            Err(error) if strict => Err(raise(error)),
            outcome => Ok(outcome.is_ok()),
        }
    }

    /// Units as the bytes of an ISCC-SEQ.
    #[pyfunction]
    fn encode_seq(py: Python<'_>, units: Texts) -> PyResult<Bound<'_, PyBytes>> {
        Ok(PyBytes::new(py, &iscc_lib::encode_seq(&units.0).map_err(raise)?))
    }

    /// Units of an ISCC-SEQ, with `ISCC:`.
    #[pyfunction]
    fn decode_seq(data: Bytes) -> PyResult<Vec<String>> {
        iscc_lib::decode_seq(&data.0).map_err(raise)
    }

    /// The data in chunks whose borders depend on its content.
    #[pyfunction]
    #[pyo3(signature = (data, utf32, avg_chunk_size = 1024))]
    fn alg_cdc_chunks(
        py: Python<'_>,
        data: Bytes,
        utf32: bool,
        #[pyo3(from_py_with = number)] avg_chunk_size: usize,
    ) -> PyResult<Bound<'_, PyList>> {
        let chunks = py
            .detach(|| iscc_lib::alg_cdc_chunks(&data.0, utf32, avg_chunk_size))
            .map_err(raise)?;
        PyList::new(py, chunks.into_iter().map(|chunk| PyBytes::new(py, chunk)))
    }

    /// Whether the official vectors of all functions of this module pass.
    #[pyfunction]
    fn conformance_selftest(py: Python<'_>) -> bool {
        py.detach(iscc_lib::conformance_selftest)
    }
}
