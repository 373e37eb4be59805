//! Codes of metadata, text and mixed content, and the text utilities.

use std::borrow::Cow;

use iscc_lib::{Extra, MetaCode, Metadata};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::error::raise;
use crate::input::{BytesList, Texts, index, number};
use crate::json::to_value;
use crate::output::iscc_dict;

/// Texts shorter than this are not worth releasing the interpreter.
const SHORT: usize = 4096;

/// A character that the text utilities drop, as they drop surrogates.
const DROPPED: &str = "\u{E000}";

/// The text, with a character of private use for each byte of a lone surrogate: what drops the
/// one drops the other, and nothing combines with either.
fn lenient<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    if let Ok(text) = text.to_str() {
        return Ok(Cow::Borrowed(text));
    }
    let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
    let mut replaced = String::new();
    for chunk in bytes.cast::<PyBytes>()?.as_bytes().utf8_chunks() {
        replaced.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            replaced.push_str(DROPPED);
        }
    }
    Ok(Cow::Owned(replaced))
}

/// Runs `work`, and other Python threads meanwhile if it is worth it.
fn released<T: Send>(py: Python<'_>, size: usize, work: impl FnOnce() -> T + Send) -> T {
    if size < SHORT { work() } else { py.detach(work) }
}

/// Meta-Code of a name and, to tell works apart, a description or metadata (a dict, or a data URL
/// in base64): `{"iscc": ..., "name": ..., "metahash": ...}`, and `description` and `meta` before
/// `metahash` if there are any.
#[pyfunction]
#[pyo3(signature = (name, description = None, meta = None, bits = 64))]
pub(crate) fn gen_meta_code_v0<'py>(
    py: Python<'py>,
    name: Option<Bound<'py, PyString>>,
    description: Option<Bound<'py, PyString>>,
    meta: Option<Bound<'py, PyAny>>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    let name = name.as_ref().map(lenient).transpose()?.unwrap_or_default();
    let description = description.as_ref().map(lenient).transpose()?.unwrap_or_default();
    let meta = match meta {
        Some(meta) if meta.is_truthy()? => Some(meta),
        _ => None,
    };
    let (url, value);
    let meta = match &meta {
        None => None,
        Some(meta) => match meta.cast::<PyString>() {
            Ok(text) => {
                url = text.clone();
                Some(Metadata::DataUrl(url.to_str()?))
            }
            Err(_) if meta.is_instance_of::<PyDict>() => {
                value = to_value(meta)?;
                Some(Metadata::Json(&value))
            }
            Err(_) => {
                return Err(PyTypeError::new_err(format!(
                    "metadata must be a dict or a data URL, got {}",
                    meta.get_type().name()?
                )));
            }
        },
    };
    let size = if meta.is_some() { SHORT } else { name.len() + description.len() };
    let code =
        released(py, size, || iscc_lib::gen_meta_code_v0(&name, Some(&description), meta, bits));
    let MetaCode { iscc, name, description, meta, metahash, .. } = code.map_err(raise)?;
    let dict = iscc_dict(py, iscc)?;
    dict.set_item(intern!(py, "name"), name)?;
    if let Some(description) = description {
        dict.set_item(intern!(py, "description"), description)?;
    }
    if let Some(meta) = meta {
        dict.set_item(intern!(py, "meta"), meta)?;
    }
    dict.set_item(intern!(py, "metahash"), metahash)?;
    Ok(dict)
}

/// Meta-Code of a name and more, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (name, description = None, meta = None, bits = 64))]
pub(crate) fn gen_meta_code<'py>(
    py: Python<'py>,
    name: Option<Bound<'py, PyString>>,
    description: Option<Bound<'py, PyString>>,
    meta: Option<Bound<'py, PyAny>>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    gen_meta_code_v0(py, name, description, meta, bits)
}

/// Similarity hash of 256 bits over a name and something more: a text, or bytes of any kind.
#[pyfunction]
#[pyo3(signature = (name, extra = None))]
pub(crate) fn soft_hash_meta_v0<'py>(
    name: &Bound<'py, PyString>,
    extra: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let py = name.py();
    let name = lenient(name)?;
    let text;
    let extra = match &extra {
        None => Extra::Text(""),
        Some(extra) => match (extra.cast::<PyBytes>(), extra.cast::<PyString>()) {
            (Ok(bytes), _) => Extra::Bytes(bytes.as_bytes()),
            (_, Ok(extra)) => {
                text = lenient(extra)?;
                Extra::Text(&text)
            }
            _ => {
                return Err(PyValueError::new_err(format!(
                    "extra must be str or bytes, got {}",
                    extra.get_type().name()?
                )));
            }
        },
    };
    let size = match extra {
        Extra::Text(text) => text.len(),
        Extra::Bytes(bytes) => bytes.len(),
    };
    let digest = released(py, size + name.len(), || iscc_lib::soft_hash_meta_v0(&name, extra));
    Ok(PyBytes::new(py, &digest))
}

/// Text-Code of a plain text: `{"iscc": ..., "characters": ...}`.
#[pyfunction]
#[pyo3(signature = (text, bits = 64))]
pub(crate) fn gen_text_code_v0<'py>(
    text: &Bound<'py, PyString>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    let py = text.py();
    let text = lenient(text)?;
    let code = released(py, text.len(), || iscc_lib::gen_text_code_v0(&text, bits));
    let code = code.map_err(raise)?;
    let dict = iscc_dict(py, code.iscc)?;
    dict.set_item(intern!(py, "characters"), code.characters)?;
    Ok(dict)
}

/// Text-Code of a plain text, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (text, bits = 64))]
pub(crate) fn gen_text_code<'py>(
    text: &Bound<'py, PyString>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    gen_text_code_v0(text, bits)
}

/// Similarity hash of 256 bits over a text that is collapsed already.
#[pyfunction]
pub(crate) fn soft_hash_text_v0<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    let py = text.py();
    let text = text.to_str()?;
    let digest = released(py, text.len(), || iscc_lib::soft_hash_text_v0(text));
    Ok(PyBytes::new(py, &digest))
}

/// Mixed-Code of two or more Content-Codes: `{"iscc": ..., "parts": [...]}`.
#[pyfunction]
#[pyo3(signature = (codes, bits = 64))]
pub(crate) fn gen_mixed_code_v0(
    py: Python<'_>,
    codes: Texts,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyDict>> {
    let code = iscc_lib::gen_mixed_code_v0(&codes.0, bits).map_err(raise)?;
    let dict = iscc_dict(py, code.iscc)?;
    dict.set_item(intern!(py, "parts"), code.parts)?;
    Ok(dict)
}

/// Mixed-Code of two or more Content-Codes, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (codes, bits = 64))]
pub(crate) fn gen_mixed_code(
    py: Python<'_>,
    codes: Texts,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyDict>> {
    gen_mixed_code_v0(py, codes, bits)
}

/// Similarity hash over the bytes of two or more Content-Codes.
#[pyfunction]
#[pyo3(signature = (cc_digests, bits = 64))]
pub(crate) fn soft_hash_codes_v0(
    py: Python<'_>,
    cc_digests: BytesList,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyBytes>> {
    Ok(PyBytes::new(py, &iscc_lib::soft_hash_codes_v0(&cc_digests.0, bits).map_err(raise)?))
}

/// The text tidied for display: NFKC, no control characters, no more than one empty line in a row.
#[pyfunction]
pub(crate) fn text_clean(text: &Bound<'_, PyString>) -> PyResult<String> {
    let cleaned = lenient(text)?;
    Ok(released(text.py(), cleaned.len(), || iscc_lib::text_clean(&cleaned)))
}

/// The text on one line, with single spaces.
#[pyfunction]
pub(crate) fn text_remove_newlines(text: &Bound<'_, PyString>) -> PyResult<String> {
    let py = text.py();
    let text = text.to_str()?;
    Ok(released(py, text.len(), || iscc_lib::text_remove_newlines(text)))
}

/// The start of the text that has at most `nbytes` bytes in UTF-8, without white space around it.
///
/// A negative number says how many bytes to leave out at the end.
#[pyfunction]
pub(crate) fn text_trim<'a>(
    text: &'a Bound<'_, PyString>,
    #[pyo3(from_py_with = index)] nbytes: isize,
) -> PyResult<&'a str> {
    let text = text.to_str()?;
    let size = match usize::try_from(nbytes) {
        Ok(size) => size,
        Err(_) => text.len().saturating_sub(nbytes.unsigned_abs()),
    };
    Ok(iscc_lib::text_trim(text, size))
}

/// The text reduced to what similarity is measured by: lower case, letters, numbers and symbols.
#[pyfunction]
pub(crate) fn text_collapse(text: &Bound<'_, PyString>) -> PyResult<String> {
    let collapsed = lenient(text)?;
    Ok(released(text.py(), collapsed.len(), || iscc_lib::text_collapse(&collapsed)))
}
