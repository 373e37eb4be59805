//! The streaming hashers, each with the methods of iscc-core (`push`, `digest`, `code`) and of
//! the short spelling (`update`, `finalize`).

use std::sync::{Mutex, MutexGuard, PoisonError};

use iscc_lib::SumOptions;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::error::raise;
use crate::input::{feed, number};
use crate::output::{instance_dict, iscc_dict, sum_dict};

/// A hasher that threads may share. It is held only while Rust works, never while Python runs.
#[derive(Default)]
struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a Data-Code from pieces of data, however they are cut.
///
/// `data`, here and in `push` and `update`, is a bytes-like object or a binary stream. A result
/// tells of the bytes so far; more may follow.
#[pyclass(frozen, module = "iscc_lib")]
#[derive(Default)]
pub(crate) struct DataHasher(Shared<iscc_lib::DataHasher>);

#[pymethods]
impl DataHasher {
    #[new]
    #[pyo3(signature = (data = None))]
    fn new(data: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let hasher = Self::default();
        data.map_or(Ok(()), |data| hasher.update(data))?;
        Ok(hasher)
    }

    /// Take the next bytes.
    fn push(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        self.update(data)
    }

    /// Take the next bytes.
    fn update(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        feed(data, &mut |piece| self.0.lock().update(piece))
    }

    /// The 32 bytes of the similarity hash so far.
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let digest = self.0.lock().digest();
        PyBytes::new(py, &digest)
    }

    /// The unit so far, without `ISCC:`.
    #[pyo3(signature = (bits = 64))]
    fn code(&self, #[pyo3(from_py_with = number)] bits: u32) -> PyResult<String> {
        self.0.lock().code(bits).map_err(raise)
    }

    /// The result so far, as `gen_data_code_v0` gives it.
    #[pyo3(signature = (bits = 64))]
    fn finalize<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] bits: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        let code = self.0.lock().finalize(bits);
        iscc_dict(py, code.map_err(raise)?.iscc)
    }
}

/// Makes an Instance-Code from pieces of data, however they are cut.
///
/// `data`, here and in `push` and `update`, is a bytes-like object or a binary stream. A result
/// tells of the bytes so far; more may follow.
#[pyclass(frozen, module = "iscc_lib")]
#[derive(Default)]
pub(crate) struct InstanceHasher(Shared<iscc_lib::InstanceHasher>);

#[pymethods]
impl InstanceHasher {
    #[new]
    #[pyo3(signature = (data = None))]
    fn new(data: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let hasher = Self::default();
        data.map_or(Ok(()), |data| hasher.update(data))?;
        Ok(hasher)
    }

    /// Take the next bytes.
    fn push(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        self.update(data)
    }

    /// Take the next bytes.
    fn update(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        feed(data, &mut |piece| self.0.lock().update(piece))
    }

    /// The 32 bytes of BLAKE3 so far.
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let digest = self.0.lock().digest();
        PyBytes::new(py, &digest)
    }

    /// The digest so far as a multihash in hexadecimal.
    fn multihash(&self) -> String {
        self.0.lock().multihash()
    }

    /// What a multihash of BLAKE3 with 32 bytes starts with.
    #[classattr]
    fn mh_prefix(py: Python<'_>) -> Bound<'_, PyBytes> {
        PyBytes::new(py, b"\x1e\x20")
    }

    /// Number of bytes so far.
    #[getter]
    fn filesize(&self) -> u64 {
        self.0.lock().filesize()
    }

    /// The unit so far, without `ISCC:`.
    #[pyo3(signature = (bits = 64))]
    fn code(&self, #[pyo3(from_py_with = number)] bits: u32) -> PyResult<String> {
        self.0.lock().code(bits).map_err(raise)
    }

    /// The result so far, as `gen_instance_code_v0` gives it.
    #[pyo3(signature = (bits = 64))]
    fn finalize<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] bits: u32,
    ) -> PyResult<Bound<'py, PyDict>> {
        let code = self.0.lock().finalize(bits);
        instance_dict(py, code.map_err(raise)?)
    }
}

/// Makes a Data-Code, an Instance-Code and the ISCC-CODE of both from pieces of data, however
/// they are cut.
///
/// `data`, here and in `push` and `update`, is a bytes-like object or a binary stream. A result
/// tells of the bytes so far; more may follow.
#[pyclass(frozen, module = "iscc_lib")]
#[derive(Default)]
pub(crate) struct SumHasher(Shared<iscc_lib::SumHasher>);

#[pymethods]
impl SumHasher {
    #[new]
    #[pyo3(signature = (data = None))]
    fn new(data: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let hasher = Self::default();
        data.map_or(Ok(()), |data| hasher.update(data))?;
        Ok(hasher)
    }

    /// Take the next bytes.
    fn push(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        self.update(data)
    }

    /// Take the next bytes.
    fn update(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        feed(data, &mut |piece| self.0.lock().update(piece))
    }

    /// The 32 bytes of the similarity hash so far, then the 32 bytes of BLAKE3.
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let digest = {
            let hasher = self.0.lock();
            [hasher.data().digest(), hasher.instance().digest()].concat()
        };
        PyBytes::new(py, &digest)
    }

    /// The ISCC-CODE so far, without `ISCC:`.
    #[pyo3(signature = (bits = 64, wide = false))]
    fn code(&self, #[pyo3(from_py_with = number)] bits: u32, wide: bool) -> PyResult<String> {
        self.0.lock().code(bits, wide).map_err(raise)
    }

    /// The result so far, as `gen_sum_code_v0` gives it.
    #[pyo3(signature = (bits = 64, wide = false, add_units = false))]
    fn finalize<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = number)] bits: u32,
        wide: bool,
        add_units: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        let code = self.0.lock().finalize(SumOptions { bits, wide, add_units });
        sum_dict(py, code.map_err(raise)?)
    }
}
