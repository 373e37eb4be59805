//! Results as Python objects, with the keys in the order of the reference.

use iscc_lib::{Decoded, InstanceCode, SumCode};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// Main type, sub type, version, length field, digest.
pub(crate) type DecodedTuple<'py> = (u16, u16, u16, u16, Bound<'py, PyBytes>);

pub(crate) fn decoded_tuple(py: Python<'_>, decoded: Decoded) -> DecodedTuple<'_> {
    let Decoded { header, digest } = decoded;
    let digest = PyBytes::new(py, &digest);
    (header.main_type, header.sub_type, header.version, header.length, digest)
}

/// The result of a generator that gives a code and nothing else.
pub(crate) fn iscc_dict(py: Python<'_>, iscc: String) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item(intern!(py, "iscc"), iscc)?;
    Ok(dict)
}

pub(crate) fn instance_dict(py: Python<'_>, code: InstanceCode) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item(intern!(py, "iscc"), code.iscc)?;
    dict.set_item(intern!(py, "datahash"), code.datahash)?;
    dict.set_item(intern!(py, "filesize"), code.filesize)?;
    Ok(dict)
}

pub(crate) fn sum_dict(py: Python<'_>, code: SumCode) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item(intern!(py, "iscc"), code.iscc)?;
    dict.set_item(intern!(py, "datahash"), code.datahash)?;
    dict.set_item(intern!(py, "filesize"), code.filesize)?;
    if let Some(units) = code.units {
        dict.set_item(intern!(py, "units"), Vec::from(units))?;
    }
    Ok(dict)
}
