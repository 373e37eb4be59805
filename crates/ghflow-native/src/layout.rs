//! The slots of a class: reading and filling the objects of a class without asking its descriptors.
//!
//! All that is unsafe about objects is here. A `Layout` knows the offsets of the slots of one class, and looks into objects
//! of that class only.

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

/// Where the slots of a class are.
pub(crate) struct Layout {
    class: Py<PyType>,
    offsets: Vec<usize>,
}

/// A class whose objects are made by filling their slots.
pub(crate) struct Mould(Layout);

/// The slots of one object.
pub(crate) struct View<'a, 'py> {
    object: &'a Bound<'py, PyAny>,
    offsets: &'a [usize],
}

impl Layout {
    /// The slots of `class` that hold the attributes `names`, in this order. Raises `TypeError` where one is no plain slot.
    pub(crate) fn new<'py>(
        class: &Bound<'py, PyType>,
        names: &[Bound<'py, PyString>],
    ) -> PyResult<Self> {
        let offsets = names.iter().map(|name| offset(class, name)).collect::<PyResult<Vec<_>>>()?;
        if (1..offsets.len()).any(|number| offsets[number..].contains(&offsets[number - 1])) {
            return Err(PyTypeError::new_err(format!("two attributes of {class} are one slot")));
        }
        Ok(Layout { class: class.clone().unbind(), offsets })
    }

    /// The slots of the attributes `names` of a class of the model, and behind them that of `about`.
    pub(crate) fn with_about<'a>(
        class: &Bound<'_, PyType>,
        names: impl Iterator<Item = &'a Py<PyString>>,
    ) -> PyResult<Self> {
        let py = class.py();
        let about = PyString::new(py, "about");
        let names: Vec<_> =
            names.map(|name| name.bind(py).clone()).chain(std::iter::once(about)).collect();
        Layout::new(class, &names)
    }

    /// The slots of an object that says nothing beside its YAML, by a layout that has that of `about`; `None` for any other.
    pub(crate) fn plain<'a, 'py>(&'a self, object: &'a Bound<'py, PyAny>) -> Option<View<'a, 'py>> {
        let view = self.view(object)?;
        view.get(self.offsets.len() - 1).is_none().then_some(view)
    }

    /// The slots of an object; `None` for one of another class.
    pub(crate) fn view<'a, 'py>(&'a self, object: &'a Bound<'py, PyAny>) -> Option<View<'a, 'py>> {
        (object.get_type_ptr().cast() == self.class.as_ptr())
            .then_some(View { object, offsets: &self.offsets })
    }

    /// The slots of an object of the class or of one below it, which has the slots of the class in the same places.
    pub(crate) fn view_below<'a, 'py>(
        &'a self,
        object: &'a Bound<'py, PyAny>,
    ) -> Option<View<'a, 'py>> {
        // SAFETY: both are types that are alive; the function asks no code of anybody's.
        let below =
            unsafe { ffi::PyType_IsSubtype(object.get_type_ptr(), self.class.as_ptr().cast()) };
        (below == 1).then_some(View { object, offsets: &self.offsets })
    }
}

impl Mould {
    /// The slots of `class` that hold the attributes `names`, which have to be all. Raises `TypeError` also for a class whose
    /// objects are more than their slots, as those of a class below `dict` are.
    pub(crate) fn new<'py>(
        class: &Bound<'py, PyType>,
        names: &[Bound<'py, PyString>],
    ) -> PyResult<Self> {
        let pointer: *mut ffi::PyTypeObject = class.as_ptr().cast();
        // SAFETY: both are types that are alive and ready, whose fields do not change here.
        let plain = unsafe {
            let object = &raw const ffi::PyBaseObject_Type;
            (*pointer).tp_itemsize == 0
                && match ((*pointer).tp_new, (*object).tp_new) {
                    (Some(own), Some(new)) => std::ptr::fn_addr_eq(own, new),
                    _ => false,
                }
        };
        if !plain {
            return Err(PyTypeError::new_err(format!("objects of {class} are not only slots")));
        }
        Ok(Mould(Layout::new(class, names)?))
    }

    /// A new object of the class with these values in its slots, as many as there are names. No `__init__` is called.
    pub(crate) fn filled<'py>(
        &self,
        py: Python<'py>,
        values: impl ExactSizeIterator<Item = Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        assert_eq!(values.len(), self.0.offsets.len());
        let class: *mut ffi::PyTypeObject = self.0.class.as_ptr().cast();
        // SAFETY: the class is a type, and `new` has found its objects to be nothing but slots; what comes back is a new
        // reference, or null with an exception set.
        let object =
            unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class, 0))? };
        for (offset, value) in self.0.offsets.iter().zip(values) {
            // SAFETY: `offset` is that of an object slot inside every object of the class (see `offset`); a new object has null
            // in it, so that no reference is lost, and nobody else has seen the object yet.
            unsafe {
                let slot = object.as_ptr().byte_add(*offset).cast::<*mut ffi::PyObject>();
                *slot = value.into_ptr();
            }
        }
        Ok(object)
    }
}

impl<'py> View<'_, 'py> {
    /// The value in the slot of that number; `None` where it is empty or holds Python's `None`.
    pub(crate) fn get(&self, number: usize) -> Option<Bound<'py, PyAny>> {
        let offset = self.offsets[number];
        // SAFETY: a view is made only of an object of the class that the offset was found in, or of one below it, whose objects
        // begin with the slots of the class; the slot holds null or a reference that the object keeps alive, and the
        // interpreter's lock is held (`'py`) until it is counted here.
        let value = unsafe {
            let slot = self.object.as_ptr().byte_add(offset).cast::<*mut ffi::PyObject>();
            Bound::from_borrowed_ptr_or_opt(self.object.py(), *slot)?
        };
        (!value.is_none()).then_some(value)
    }
}

/// The offset of the slot behind an attribute of a class.
fn offset(class: &Bound<'_, PyType>, name: &Bound<'_, PyString>) -> PyResult<usize> {
    let refuse = || PyTypeError::new_err(format!("{class}.{name} is no slot"));
    let member = class.getattr(name)?;
    if member.get_type_ptr() != &raw mut ffi::PyMemberDescr_Type {
        return Err(refuse());
    }
    let member: *mut ffi::PyMemberDescrObject = member.as_ptr().cast();
    // SAFETY: an object of the type `member_descriptor` is a `PyMemberDescrObject`, and its definition lives as long as the
    // class that it was found on.
    let (owner, definition) = unsafe { ((*member).d_common.d_type, &*(*member).d_member) };
    // SAFETY: both are types that are alive; and `tp_alloc` is a plain field of a ready type.
    let fits = unsafe {
        let class: *mut ffi::PyTypeObject = class.as_ptr().cast();
        ffi::PyType_IsSubtype(class, owner) == 1
            && (*class).tp_alloc.is_some_and(|alloc| {
                std::ptr::fn_addr_eq(alloc, ffi::PyType_GenericAlloc as ffi::allocfunc)
            })
    };
    if !fits || definition.type_code != ffi::Py_T_OBJECT_EX {
        return Err(refuse());
    }
    usize::try_from(definition.offset).map_err(|_| refuse())
}
