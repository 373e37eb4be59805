//! What is hashed in windows, and the hashes over all of them.

use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PySlice};

use crate::error::raise;
use crate::input::{number, numbers, wrong_type};

/// Slices of `width` items, each one item further on.
#[pyclass(module = "iscc_lib")]
pub(crate) struct SlidingWindow {
    seq: Py<PyAny>,
    width: usize,
    next: usize,
    end: usize,
}

#[pymethods]
impl SlidingWindow {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if self.next == self.end {
            return Ok(None);
        }
        let from = self.next;
        self.next += 1;
        let to = from.saturating_add(self.width);
        let slice = PySlice::new(py, from as isize, to.min(isize::MAX as usize) as isize, 1);
        let seq = self.seq.bind(py);
        // A dict takes a slice for a key.
        let window = seq.get_item(slice).map_err(|error| {
            if error.is_instance_of::<PyKeyError>(py) {
                wrong_type("expected a sequence", seq)
            } else {
                error
            }
        });
        window.map(Some)
    }
}

/// Slices of `width` items, each one item further on; a shorter sequence is one slice.
#[pyfunction]
pub(crate) fn sliding_window(
    seq: &Bound<'_, PyAny>,
    #[pyo3(from_py_with = number)] width: usize,
) -> PyResult<SlidingWindow> {
    if width < 2 {
        return Err(PyValueError::new_err(format!("the width must be at least 2, got {width}")));
    }
    let end = (seq.len()? + 1).saturating_sub(width).max(1);
    Ok(SlidingWindow { seq: seq.clone().unbind(), width, next: 0, end })
}

/// MinHash of 256 bits over 32-bit features.
#[pyfunction]
pub(crate) fn alg_minhash_256(
    py: Python<'_>,
    #[pyo3(from_py_with = numbers)] features: Vec<u32>,
) -> PyResult<Bound<'_, PyBytes>> {
    let digest = py.detach(|| iscc_lib::alg_minhash_256(&features)).map_err(raise)?;
    Ok(PyBytes::new(py, &digest))
}

/// MinHash of 64 bits over 32-bit features.
#[pyfunction]
pub(crate) fn alg_minhash_64(
    py: Python<'_>,
    #[pyo3(from_py_with = numbers)] features: Vec<u32>,
) -> PyResult<Bound<'_, PyBytes>> {
    let digest = py.detach(|| iscc_lib::alg_minhash_64(&features)).map_err(raise)?;
    Ok(PyBytes::new(py, &digest))
}

/// The least value of each of the 64 permutations over 32-bit features.
#[pyfunction]
pub(crate) fn alg_minhash(
    py: Python<'_>,
    #[pyo3(from_py_with = numbers)] features: Vec<u32>,
) -> PyResult<Vec<u32>> {
    Ok(py.detach(|| iscc_lib::alg_minhash(&features)).map_err(raise)?.to_vec())
}

/// The lowest `lsb` bits of each number: bit 0 of all, then bit 1 of all, and so on.
#[pyfunction]
#[pyo3(signature = (mhash, lsb = 4))]
pub(crate) fn alg_minhash_compress(
    py: Python<'_>,
    #[pyo3(from_py_with = numbers)] mhash: Vec<u32>,
    #[pyo3(from_py_with = number)] lsb: u8,
) -> PyResult<Bound<'_, PyBytes>> {
    Ok(PyBytes::new(py, &iscc_lib::alg_minhash_compress(&mhash, lsb.into())))
}
