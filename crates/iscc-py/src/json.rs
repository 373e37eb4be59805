//! Python objects as JSON values.

use iscc_lib::serde_json::{Map, Number, Value};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use crate::error::raise;

/// Most lists and dicts within each other; what refers to itself has more.
const DEPTH: usize = 500;

/// The object as a JSON value; whole numbers beyond 64 bits become the nearest double.
pub(crate) fn to_value(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    convert(object, DEPTH)
}

fn convert(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(Value::String(text.to_str()?.to_owned()));
    }
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = object.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if object.is_instance_of::<PyInt>() {
        if let Ok(number) = object.extract::<i64>() {
            return Ok(number.into());
        }
        return double(object);
    }
    if object.is_instance_of::<PyFloat>() {
        return double(object);
    }
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(PyValueError::new_err(format!(
            "JSON must have at most {DEPTH} lists and dicts within each other"
        )));
    };
    if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
        let items = object.try_iter()?.map(|item| convert(&item?, deeper));
        return Ok(Value::Array(items.collect::<PyResult<_>>()?));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        let mut entries = Map::new();
        for (key, value) in dict {
            let Ok(key) = key.cast::<PyString>() else {
                return Err(PyTypeError::new_err(format!(
                    "keys of JSON must be str, got {}",
                    key.get_type().name()?
                )));
            };
            entries.insert(key.to_str()?.to_owned(), convert(&value, deeper)?);
        }
        return Ok(Value::Object(entries));
    }
    Err(PyTypeError::new_err(format!("JSON has no {}", object.get_type().name()?)))
}

fn double(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let double = object.extract::<f64>().ok().and_then(Number::from_f64);
    let refused = || PyValueError::new_err("numbers of JSON must be in the range of doubles");
    Ok(Value::Number(double.ok_or_else(refused)?))
}

/// Canonical JSON (RFC 8785) of an object that is the same once it is read again.
#[pyfunction]
pub(crate) fn json_canonical<'py>(obj: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let text = iscc_lib::json_canonical(&to_value(obj)?).map_err(raise)?;
    // Tuples become lists, and whole numbers beyond 64 bits doubles.
    let read = obj.py().import("json")?.call_method1("loads", (&text,))?;
    if read.ne(obj)? {
        return Err(PyValueError::new_err("the object is another one once it is read again"));
    }
    Ok(PyBytes::new(obj.py(), text.as_bytes()))
}
