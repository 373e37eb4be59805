//! The call of a class, as a method of its metaclass.
//!
//! Between a call in the user's source and the function that makes the object, Python would copy the arguments three times. This
//! method hands on the tuple and the dictionary that it is called with, and leaves to the method in Python what no function was
//! made for, or what it refuses.

use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

const NAME: &CStr = c"__call__";

/// The signature that `inspect` reads.
const SIGNATURE: &CStr = c"__call__($self, /, *args, **kwargs)\n--\n\n";

/// What the method works with. There is one for the first metaclass in a process, and none for others.
struct Call {
    metaclass: Py<PyType>,
    /// The names of the module of the metaclass, among them `makers`: functions that make objects, by the class.
    module: Py<PyDict>,
    makers: Py<PyString>,
    /// The method in Python.
    rest: Py<PyAny>,
    /// What a function raises that leaves a call to it.
    refusals: Py<PyTuple>,
    /// The method itself.
    method: Py<PyAny>,
}

static CALL: PyOnceLock<Call> = PyOnceLock::new();

/// A `__call__` for a metaclass: it calls what `makers`, a dictionary in `module`, has for the class that is called. Where there
/// is nothing, or one of `refusals` is raised, it calls `rest`, the `__call__` that the metaclass had. Asked again for the
/// same metaclass, it is the same; for any other (ghflow was imported anew) it is `rest` itself.
#[pyfunction]
pub(crate) fn method(
    metaclass: &Bound<'_, PyType>,
    module: Py<PyDict>,
    rest: Py<PyAny>,
    refusals: Py<PyTuple>,
) -> PyResult<Py<PyAny>> {
    let py = metaclass.py();
    let call = CALL.get_or_try_init(py, || {
        let makers = PyString::intern(py, "makers").unbind();
        let method = described(metaclass)?;
        let (metaclass, rest) = (metaclass.clone().unbind(), rest.clone_ref(py));
        Ok::<_, PyErr>(Call { metaclass, module, makers, rest, refusals, method })
    })?;
    let same = metaclass.is(&call.metaclass);
    Ok(if same { call.method.clone_ref(py) } else { rest })
}

/// The method as an attribute of the metaclass.
fn described(metaclass: &Bound<'_, PyType>) -> PyResult<Py<PyAny>> {
    let py = metaclass.py();
    // Leaked, since the method may live as long as the process.
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: NAME.as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunctionWithKeywords: call },
        ml_flags: ffi::METH_VARARGS | ffi::METH_KEYWORDS,
        ml_doc: SIGNATURE.as_ptr(),
    }));
    // SAFETY: the metaclass is a type; what comes back is a new reference, or null with an exception set.
    unsafe {
        let method = ffi::PyDescr_NewMethod(metaclass.as_ptr().cast(), definition);
        Bound::from_owned_ptr_or_err(py, method).map(Bound::unbind)
    }
}

/// The method, as Python calls it: a class, the arguments without and with keywords, the latter null when there are none.
unsafe extern "C" fn call(
    class: *mut ffi::PyObject,
    args: *mut ffi::PyObject,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    Python::attach(|py| {
        // SAFETY: Python calls it with an object of the metaclass, a tuple, and a dictionary or null, all of which its caller
        // keeps alive.
        let (class, args, keywords) = unsafe {
            let keywords = Bound::from_borrowed_ptr_or_opt(py, keywords);
            (
                Bound::from_borrowed_ptr(py, class),
                Bound::from_borrowed_ptr(py, args).cast_into_unchecked::<PyTuple>(),
                keywords.map(|keywords| keywords.cast_into_unchecked::<PyDict>()),
            )
        };
        // No panic may leave a function that C calls.
        let made = catch_unwind(AssertUnwindSafe(|| called(&class, &args, keywords.as_ref())));
        match made.unwrap_or_else(|_| Err(PyRuntimeError::new_err("a defect of ghflow_native"))) {
            Ok(made) => made.into_ptr(),
            Err(error) => {
                error.restore(py);
                std::ptr::null_mut()
            }
        }
    })
}

fn called<'py>(
    class: &Bound<'py, PyAny>,
    args: &Bound<'py, PyTuple>,
    keywords: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    let call = CALL.get(py).ok_or_else(|| PyTypeError::new_err("no metaclass"))?;
    let makers = call.module.bind(py).get_item(&call.makers)?;
    if let Some(make) = makers.and_then(|makers| makers.cast_into::<PyDict>().ok())
        && let Some(make) = make.get_item(class)?
    {
        match make.call(args, keywords) {
            Err(error) if error.is_instance(py, call.refusals.bind(py).as_any()) => (),
            made => return made,
        }
    }
    let given = std::iter::once(class.clone()).chain(args.iter()).collect::<Vec<_>>();
    call.rest.bind(py).call(PyTuple::new(py, given)?, keywords)
}
