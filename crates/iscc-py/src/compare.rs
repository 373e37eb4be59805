//! How much two codes have in common.

use iscc_lib::{Comparison, PrefixMeasure};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::raise;
use crate::input::Bytes;

fn measure_dict<'py>(
    py: Python<'py>,
    name: &str,
    measure: PrefixMeasure,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item(name, measure.value)?;
    dict.set_item("common_prefix_bits", measure.common_prefix_bits)?;
    Ok(dict)
}

/// Number of bits in which two codes of one kind and length differ.
#[pyfunction]
pub(crate) fn iscc_distance(a: &str, b: &str) -> PyResult<u64> {
    iscc_lib::iscc_distance(a, b).map_err(raise)
}

/// Number of bits in which two digests of one length differ.
#[pyfunction]
pub(crate) fn iscc_distance_bytes(a: Bytes, b: Bytes) -> PyResult<u64> {
    iscc_lib::iscc_distance_bytes(&a.0, &b.0).map_err(raise)
}

/// Part of the bits, in percent rounded down, that two codes of one kind and length share.
#[pyfunction]
pub(crate) fn iscc_similarity(a: &str, b: &str) -> PyResult<u8> {
    iscc_lib::iscc_similarity(a, b).map_err(raise)
}

/// Distances of the units that two codes have in common, such as `{"meta_dist": 3}`; for
/// Instance-Codes whether they are equal, as `instance_match`.
#[pyfunction]
pub(crate) fn iscc_compare<'py>(py: Python<'py>, a: &str, b: &str) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (kind, comparison) in iscc_lib::iscc_compare(a, b).map_err(raise)? {
        let name = kind.name().to_lowercase();
        match comparison {
            Comparison::Distance(bits) => dict.set_item(format!("{name}_dist"), bits)?,
            Comparison::Match(equal) => dict.set_item(format!("{name}_match"), equal)?,
        }
    }
    Ok(dict)
}

/// Similarity of the units that two codes have in common, however long they are, such as
/// `{"META_NONE_V0": {"similarity": 0.5, "common_prefix_bits": 64}}`.
#[pyfunction]
pub(crate) fn iscc_nph_compare<'py>(
    py: Python<'py>,
    a: &str,
    b: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, measure) in iscc_lib::iscc_nph_compare(a, b).map_err(raise)? {
        dict.set_item(name, measure_dict(py, "similarity", measure)?)?;
    }
    Ok(dict)
}

/// Part of the bits that are equal in the start that two digests have in common:
/// `{"similarity": ..., "common_prefix_bits": ...}`.
#[pyfunction]
pub(crate) fn iscc_nph_similarity_bytes(
    py: Python<'_>,
    a: Bytes,
    b: Bytes,
) -> PyResult<Bound<'_, PyDict>> {
    measure_dict(py, "similarity", iscc_lib::iscc_nph_similarity_bytes(&a.0, &b.0))
}

/// Part of the bits that differ in the start that two digests have in common:
/// `{"distance": ..., "common_prefix_bits": ...}`.
#[pyfunction]
pub(crate) fn iscc_nph_distance_bytes(
    py: Python<'_>,
    a: Bytes,
    b: Bytes,
) -> PyResult<Bound<'_, PyDict>> {
    measure_dict(py, "distance", iscc_lib::iscc_nph_distance_bytes(&a.0, &b.0))
}
