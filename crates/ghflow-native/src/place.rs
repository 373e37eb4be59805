//! Where an object is made: the call of the user's that is running.
//!
//! Most calls come in loops. A place that was worked out before is found here again, by the running frames; a new one is left
//! to `ghflow.where.here`.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

/// What places are found with.
pub(crate) struct Places {
    /// `ghflow.where.here`.
    here: Py<PyAny>,
    /// The places that were worked out, as `ghflow.where` keeps them: by the id of some code, from where it was called last,
    /// and the calls in it by their instruction.
    known: Py<PyDict>,
    /// The class of places.
    class: Py<PyType>,
    /// The code of ghflow that may run between the user's call and the function that asks.
    between: Py<PyAny>,
}

impl Places {
    pub(crate) fn new(
        here: &Bound<'_, PyAny>,
        known: &Bound<'_, PyDict>,
        class: &Bound<'_, PyType>,
        between: &Bound<'_, PyAny>,
    ) -> Self {
        Places {
            here: here.clone().unbind(),
            known: known.clone().unbind(),
            class: class.clone().unbind(),
            between: between.clone().unbind(),
        }
    }

    /// Whether a value is a place already.
    pub(crate) fn is_one(&self, value: &Bound<'_, PyAny>) -> bool {
        value.get_type_ptr().cast() == self.class.as_ptr()
    }

    /// The call that is running.
    pub(crate) fn here<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(mut frame) = Frame::running(py) {
            let mut depth = 1;
            if frame.code().is(&self.between)
                && let Some(caller) = frame.caller()
            {
                frame = caller;
                depth = 2;
            }
            return match self.again(frame)? {
                Some(place) => Ok(place),
                None => self.here.bind(py).call1((depth,)),
            };
        }
        self.here.bind(py).call0()
    }

    /// The place of the time before, where the same instruction runs in the innermost frame, called from the same frames.
    fn again<'py>(&self, mut frame: Frame<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = frame.0.py();
        let Some(known) = self.known.bind(py).get_item(frame.code().as_ptr().addr())? else {
            return Ok(None);
        };
        let known = known.cast::<PyTuple>()?;
        let places = known.get_borrowed_item(1)?;
        let instruction = frame.instruction();
        for pair in known.get_borrowed_item(0)?.cast::<PyTuple>()?.iter_borrowed() {
            let pair = pair.cast::<PyTuple>()?;
            match frame.caller() {
                Some(caller)
                    if caller.code().is(&*pair.get_borrowed_item(0)?)
                        && pair.get_borrowed_item(1)?.extract::<i32>()? == caller.instruction() =>
                {
                    frame = caller;
                }
                _ => return Ok(None),
            }
        }
        places.cast::<PyDict>()?.get_item(instruction)
    }
}

/// A frame that is running.
struct Frame<'py>(Bound<'py, PyAny>);

impl<'py> Frame<'py> {
    fn as_ptr(&self) -> *mut ffi::PyFrameObject {
        self.0.as_ptr().cast()
    }

    /// The one that runs now.
    fn running(py: Python<'py>) -> Option<Self> {
        // SAFETY: the frame of the running thread, borrowed, or null when no Python code runs.
        unsafe { Bound::from_borrowed_ptr_or_opt(py, ffi::PyEval_GetFrame().cast()) }.map(Frame)
    }

    /// Its code.
    fn code(&self) -> Bound<'py, PyAny> {
        // SAFETY: what `PyEval_GetFrame` and `PyFrame_GetBack` return is a frame; its code is a new reference, never null.
        unsafe { Bound::from_owned_ptr(self.0.py(), ffi::PyFrame_GetCode(self.as_ptr()).cast()) }
    }

    /// The offset of the instruction that runs, as `f_lasti` has it.
    fn instruction(&self) -> i32 {
        // SAFETY: as above; the function reads a number.
        unsafe { ffi::PyFrame_GetLasti(self.as_ptr()) }
    }

    /// The frame that called this one.
    fn caller(&self) -> Option<Self> {
        // SAFETY: as above; a new reference, or null without an exception for the outermost frame.
        unsafe {
            Bound::from_owned_ptr_or_opt(self.0.py(), ffi::PyFrame_GetBack(self.as_ptr()).cast())
        }
        .map(Frame)
    }
}
