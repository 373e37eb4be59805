//! Python bindings of `iscc-lib`: convert types, map errors, nothing else.
#![deny(missing_docs)]

use pyo3::prelude::*;

/// The International Standard Content Code (ISO 24138).
#[pymodule]
mod _native {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", iscc_lib::VERSION)
    }
}
