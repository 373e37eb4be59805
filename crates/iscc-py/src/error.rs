//! Errors of the library as Python exceptions.

use std::io;
use std::path::Path;

use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

/// `OSError` for input that cannot be read, `ValueError` for all else.
pub(crate) fn raise(error: iscc_lib::Error) -> PyErr {
    match error {
        iscc_lib::Error::Io(error) => error.into(),
        error => PyValueError::new_err(error.to_string()),
    }
}

/// The `OSError` that Python's own `open` would raise for `path`.
pub(crate) fn at_path(error: io::Error, path: &Path) -> PyErr {
    match error.raw_os_error() {
        #[cfg(not(windows))]
        Some(code) => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((code, text, path.to_path_buf()))
        }
        #[cfg(windows)]
        Some(code) => PyOSError::new_err((0, error.to_string(), path.to_path_buf(), code)),
        None => error.into(),
    }
}
