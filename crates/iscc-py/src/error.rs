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

/// What Python's own `open` would raise for `path`: an `OSError` whose file name is a `str`, or a
/// `ValueError` for a name that no file can have.
pub(crate) fn at_path(error: io::Error, path: &Path) -> PyErr {
    match error.raw_os_error() {
        #[cfg(not(windows))]
        Some(code) => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((code, text, path.as_os_str().to_owned()))
        }
        #[cfg(windows)]
        Some(code) => PyOSError::new_err((0, error.to_string(), path.as_os_str().to_owned(), code)),
        None if path.as_os_str().as_encoded_bytes().contains(&0) => {
            PyValueError::new_err("embedded null byte")
        }
        None => error.into(),
    }
}
