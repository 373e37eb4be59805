//! Classes by their identity: sets of a few, and what was made for each of many.

use std::sync::{Arc, PoisonError, RwLock};

use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyType};
use rustc_hash::FxHashMap;

/// A few classes. An object is of one of them when that is its very class.
pub(crate) struct Classes(Vec<Py<PyType>>);

impl Classes {
    pub(crate) fn new(classes: &Bound<'_, PyFrozenSet>) -> PyResult<Self> {
        let all = classes.iter().map(|class| Ok(class.cast_into::<PyType>()?.unbind()));
        Ok(Classes(all.collect::<PyResult<_>>()?))
    }

    pub(crate) fn hold(&self, object: &Bound<'_, PyAny>) -> bool {
        self.0.iter().any(|class| is_of(object, class))
    }
}

/// Whether an object is of that very class.
pub(crate) fn is_of(object: &Bound<'_, PyAny>, class: &Py<PyType>) -> bool {
    object.get_type_ptr().cast() == class.as_ptr()
}

/// What was made for classes, each of which is kept alive by what was made for it.
pub(crate) struct Made<T>(RwLock<FxHashMap<usize, Arc<T>>>);

impl<T> Made<T> {
    pub(crate) fn new() -> Self {
        Made(RwLock::default())
    }

    /// Keeps what was made for a class. It replaces what was made for the class before.
    pub(crate) fn keep(&self, class: &Bound<'_, PyType>, made: &Arc<T>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = all.insert(class.as_ptr().addr(), Arc::clone(made));
        drop(all);
        drop(before); // not under the lock: what goes with it may run somebody's code
    }

    /// What was made for the class of an object.
    pub(crate) fn of(&self, object: &Bound<'_, PyAny>) -> Option<Arc<T>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&object.get_type_ptr().addr()).map(Arc::clone)
    }
}
