//! ISCC-IDs.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::raise;
use crate::input::number;
use crate::output::iscc_dict;

fn optional_number(object: &Bound<'_, PyAny>) -> PyResult<Option<u64>> {
    if object.is_none() { Ok(None) } else { number(object).map(Some) }
}

/// ISCC-ID of a time in microseconds since 1970 (default: now) and the hub that issues it:
/// `{"iscc": ...}`. Realm 0 is for tests, 1 for operation.
#[pyfunction]
#[pyo3(signature = (timestamp = None, hub_id = 0, realm_id = 0))]
pub(crate) fn gen_iscc_id_v1(
    py: Python<'_>,
    #[pyo3(from_py_with = optional_number)] timestamp: Option<u64>,
    #[pyo3(from_py_with = number)] hub_id: u16,
    #[pyo3(from_py_with = number)] realm_id: u8,
) -> PyResult<Bound<'_, PyDict>> {
    let id = iscc_lib::gen_iscc_id_v1(timestamp, hub_id, realm_id).map_err(raise)?;
    iscc_dict(py, id.iscc)
}

/// ISCC-ID of a time and a hub, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (timestamp = None, hub_id = 0, realm_id = 0))]
pub(crate) fn gen_iscc_id(
    py: Python<'_>,
    #[pyo3(from_py_with = optional_number)] timestamp: Option<u64>,
    #[pyo3(from_py_with = number)] hub_id: u16,
    #[pyo3(from_py_with = number)] realm_id: u8,
) -> PyResult<Bound<'_, PyDict>> {
    gen_iscc_id_v1(py, timestamp, hub_id, realm_id)
}
