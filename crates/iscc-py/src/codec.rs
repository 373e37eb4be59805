//! Identifiers in words and their parts: type ids, text encodings, header fields.

use iscc_lib::{Header, MainType};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::error::raise;
use crate::input::{Bytes, number};

/// Main type, sub type, version and number of bits (or units) of an ISCC in any spelling.
#[pyfunction]
pub(crate) fn iscc_type_id(iscc: &str) -> PyResult<String> {
    iscc_lib::type_id(iscc).map_err(raise)
}

/// The type id and what the body says: its bytes, or the time and the hub of an ISCC-ID.
#[pyfunction]
pub(crate) fn iscc_explain(iscc: &str) -> PyResult<String> {
    iscc_lib::explain(iscc).map_err(raise)
}

/// A multibase spelling in base32; any other text merely without scheme and hyphens.
#[pyfunction]
pub(crate) fn normalize_multiformat(iscc_code: &str) -> PyResult<String> {
    iscc_lib::normalize_multiformat(iscc_code).map_err(raise)
}

/// As `iscc_validate`, also for multibase spellings, hyphens and a missing scheme.
#[pyfunction]
#[pyo3(signature = (iscc, strict = true))]
pub(crate) fn iscc_validate_mf(iscc: &str, strict: bool) -> PyResult<bool> {
    match iscc_lib::validate_multiformat(iscc) {
        Err(error) if strict => Err(raise(error)),
        outcome => Ok(outcome.is_ok()),
    }
}

/// Upper-case base32 without padding.
#[pyfunction]
pub(crate) fn encode_base32(data: Bytes) -> String {
    iscc_lib::encode_base32(&data.0)
}

/// Bytes of a base32 text in any case.
#[pyfunction]
pub(crate) fn decode_base32<'py>(py: Python<'py>, code: &str) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &iscc_lib::decode_base32(code).map_err(raise)?))
}

/// Upper-case base32hex without padding.
#[pyfunction]
pub(crate) fn encode_base32hex(data: Bytes) -> String {
    iscc_lib::encode_base32hex(&data.0)
}

/// Bytes of a base32hex text in any case.
#[pyfunction]
pub(crate) fn decode_base32hex<'py>(py: Python<'py>, code: &str) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &iscc_lib::decode_base32hex(code).map_err(raise)?))
}

/// Base64url without padding.
#[pyfunction]
pub(crate) fn encode_base64(data: Bytes) -> String {
    iscc_lib::encode_base64(&data.0)
}

/// Bytes of a base64url text with or without padding.
#[pyfunction]
pub(crate) fn decode_base64<'py>(py: Python<'py>, code: &str) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &iscc_lib::decode_base64(code).map_err(raise)?))
}

/// Length field of a header: for a number of bits or, for an ISCC-CODE, the field itself.
#[pyfunction]
pub(crate) fn encode_length(
    #[pyo3(from_py_with = number)] mtype: u16,
    #[pyo3(from_py_with = number)] length: u32,
) -> PyResult<u16> {
    let kind = MainType::try_from(mtype).map_err(raise)?;
    iscc_lib::encode_length(kind, length).map_err(raise)
}

/// Number of bits in a body, by the main type, the length field and, for an ISCC-CODE, the sub
/// type.
#[pyfunction]
#[pyo3(signature = (mtype, length, subtype = None))]
pub(crate) fn decode_length(
    #[pyo3(from_py_with = number)] mtype: u16,
    #[pyo3(from_py_with = number)] length: u16,
    subtype: Option<Bound<'_, PyAny>>,
) -> PyResult<u32> {
    let sub_type = subtype.as_ref().map_or(Ok(0), number)?;
    Header { main_type: mtype, sub_type, version: 0, length }.body_bits().map_err(raise)
}

/// Length field of an ISCC-CODE with these main types besides Data- and Instance-Code.
#[pyfunction]
pub(crate) fn encode_units(units: &Bound<'_, PyAny>) -> PyResult<u16> {
    let units =
        units.try_iter()?.map(|unit| MainType::try_from(number::<u16>(&unit?)?).map_err(raise));
    iscc_lib::encode_units(&units.collect::<PyResult<Vec<_>>>()?).map_err(raise)
}

/// Main types that the length field of an ISCC-CODE names besides Data- and Instance-Code.
#[pyfunction]
pub(crate) fn decode_units(
    py: Python<'_>,
    #[pyo3(from_py_with = number)] unit_id: u16,
) -> PyResult<Bound<'_, PyTuple>> {
    let units = iscc_lib::decode_units(unit_id).map_err(raise)?;
    PyTuple::new(py, units.iter().map(|unit| u16::from(*unit)))
}

/// Where the unit of an ISCC-SEQ that starts at `offset` ends.
#[pyfunction]
#[pyo3(signature = (data, offset = 0))]
pub(crate) fn read_unit(
    data: Bytes,
    #[pyo3(from_py_with = number)] offset: usize,
) -> PyResult<usize> {
    iscc_lib::unit_end(&data.0, offset).map_err(raise)
}
