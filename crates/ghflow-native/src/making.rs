//! Making the objects of one class: what the call of the class does with its arguments.
//!
//! As in `ghflow.model.compiled`: each argument is taken as it is, or read by its kind, and fills a slot. What cannot be done is
//! raised, and the call is read again with care, by Python.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyFrozenSet, PyInt, PySet, PyString, PyTuple, PyType};

use crate::classes::{Classes, is_of};
use crate::layout::{Layout, Mould};
use crate::place::Places;

/// Makes functions that make the objects of a class.
#[pyclass(frozen)]
pub(crate) struct Makers {
    here: Py<PyAny>,
    known: Py<PyDict>,
    place: Py<PyType>,
    call: Py<PyAny>,
    tables: Tables,
}

/// What mappings are read with.
struct Tables {
    /// The classes of expressions.
    trees: Classes,
    /// The slot of values that holds the expression.
    value: Layout,
    longest_key: usize,
}

/// Which values are taken without a call: those of a class; texts of a set; integers from a number on; texts that do not begin
/// with a newline; and mappings of single values, of which one of a class is made.
type TakenOf = (Option<Py<PyType>>, Option<Py<PySet>>, Option<f64>, bool, Option<Py<PyType>>);

/// One attribute: its keyword, its slot, what it is when not given (a one-tuple, or none where it must be given), whether it
/// may stand without its keyword, which values are taken without a call, and what reads others.
type FieldOf<'py> = (
    Bound<'py, PyString>,
    Bound<'py, PyString>,
    Option<(Bound<'py, PyAny>,)>,
    bool,
    TakenOf,
    Option<Bound<'py, PyAny>>,
);

struct Field {
    keyword: Py<PyString>,
    default: Option<Py<PyAny>>,
    plain: Option<Py<PyType>>,
    good: Option<Py<PySet>>,
    least: Option<f64>,
    script: bool,
    table: Option<Py<PyType>>,
    read: Option<Py<PyAny>>,
}

/// A condition on the arguments: whether one of them is of a class.
struct Condition {
    field: usize,
    class: Py<PyType>,
    wanted: bool,
}

struct Maker {
    makers: Py<Makers>,
    places: Places,
    mould: Mould,
    fields: Vec<Field>,
    /// The fields that may stand without their keyword, in their order.
    positional: Vec<usize>,
    /// The fields in the order in which they are read.
    order: Vec<usize>,
    /// The field that holds the place.
    place: usize,
    condition: Option<Condition>,
}

#[pymethods]
impl Makers {
    /// `here` and `known` of `ghflow.where`, with the class of places; then the classes of expressions, that of values, how
    /// long a key may be, and the method of the metaclass that may stand between the user's call and the function.
    #[new]
    fn new(
        here: Py<PyAny>,
        known: Py<PyDict>,
        place: Py<PyType>,
        trees: &Bound<'_, PyFrozenSet>,
        value: &Bound<'_, PyType>,
        longest_key: usize,
        call: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let value = Layout::new(value, &[PyString::new(value.py(), "_tree")])?;
        let tables = Tables { trees: Classes::new(trees)?, value, longest_key };
        let call = call.getattr("__code__")?.unbind();
        Ok(Makers { here, known, place, call, tables })
    }

    /// A function that takes the arguments of a call of `class` and returns the object. `order` has the keywords in the order
    /// in which arguments are read; `only` is an argument, a class, and whether it must be of the class, or must not.
    ///
    /// The function raises `TypeError` for arguments that do not exist, are missing or not what `only` says, and what reading
    /// one raises.
    fn maker<'py>(
        slf: &Bound<'py, Self>,
        class: &Bound<'py, PyType>,
        fields: Vec<FieldOf<'py>>,
        order: Vec<String>,
        only: Option<(String, Py<PyType>, bool)>,
    ) -> PyResult<Bound<'py, PyCFunction>> {
        let py = slf.py();
        let own = slf.get();
        let keywords: Vec<String> =
            fields.iter().map(|field| field.0.extract()).collect::<PyResult<_>>()?;
        let find = |name: &str| {
            let missing = || PyTypeError::new_err(format!("there is no field {name}"));
            keywords.iter().position(|keyword| keyword == name).ok_or_else(missing)
        };
        let slots: Vec<_> = fields.iter().map(|field| field.1.clone()).collect();
        let positional = (0..fields.len()).filter(|&number| fields[number].3).collect();
        let condition = match only {
            None => None,
            Some((name, class, wanted)) => Some(Condition { field: find(&name)?, class, wanted }),
        };
        let (here, known) = (own.here.bind(py), own.known.bind(py));
        let maker = Maker {
            makers: slf.clone().unbind(),
            places: Places::new(here, known, own.place.bind(py), own.call.bind(py)),
            mould: Mould::new(class, &slots)?,
            positional,
            order: order.iter().map(|name| find(name)).collect::<PyResult<_>>()?,
            place: find("where")?,
            condition,
            fields: fields
                .into_iter()
                .map(|(keyword, _, default, _, (plain, good, least, script, table), read)| Field {
                    keyword: keyword.unbind(),
                    default: default.map(|(value,)| value.unbind()),
                    plain,
                    good,
                    least,
                    script,
                    table,
                    read: read.map(Bound::unbind),
                })
                .collect(),
        };
        PyCFunction::new_closure(py, Some(c"make"), None, move |args, keywords| {
            maker.make(args, keywords).map(Bound::unbind)
        })
    }
}

impl Maker {
    fn make<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = args.py();
        let mut values = self.given(args, keywords)?;
        let placed = values[self.place].as_ref().is_some_and(|place| !place.is_none());
        if let Some(condition) = &self.condition {
            let value = values[condition.field].as_ref();
            let is_one = value.is_some_and(|value| is_of(value, &condition.class));
            if is_one != condition.wanted {
                return Err(PyTypeError::new_err("not plain"));
            }
        }
        for (value, field) in values.iter_mut().zip(&self.fields) {
            match (&field.default, &value) {
                (Some(default), None) => *value = Some(default.bind(py).clone()),
                (None, None) => return Err(PyTypeError::new_err("missing")),
                (None, Some(given)) if given.is_none() && !placed => {
                    return Err(PyTypeError::new_err("missing"));
                }
                _ => (),
            }
        }
        let place = match values[self.place].take() {
            Some(place) if placed && self.places.is_one(&place) => place,
            Some(place) if placed => self.fields[self.place].read(py, place)?,
            _ => self.places.here(py)?,
        };
        values[self.place] = Some(place);
        let tables = &self.makers.get().tables;
        for &number in &self.order {
            if number == self.place {
                continue;
            }
            let field = &self.fields[number];
            if let Some(value) = values[number].take() {
                values[number] = Some(field.taken(value, tables)?);
            }
        }
        let none = || py.None().into_bound(py);
        self.mould.filled(py, values.into_iter().map(|value| value.unwrap_or_else(none)))
    }

    /// The arguments in the order of the fields.
    fn given<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Vec<Option<Bound<'py, PyAny>>>> {
        let mut values = vec![None; self.fields.len()];
        if args.len() > self.positional.len() {
            return Err(PyTypeError::new_err("too many arguments"));
        }
        for (value, &number) in args.iter().zip(&self.positional) {
            values[number] = Some(value);
        }
        for (name, value) in keywords.into_iter().flatten() {
            let same = |field: &Field| field.keyword.is(&name);
            let number = match self.fields.iter().position(same) {
                Some(number) => number,
                None => self.by_text(&name)?,
            };
            if values[number].replace(value).is_some() {
                return Err(PyTypeError::new_err("given twice"));
            }
        }
        Ok(values)
    }

    /// The field of a keyword that is not the very text of the class.
    fn by_text(&self, name: &Bound<'_, PyAny>) -> PyResult<usize> {
        for (number, field) in self.fields.iter().enumerate() {
            if name.eq(&field.keyword)? {
                return Ok(number);
            }
        }
        Err(PyTypeError::new_err("no such argument"))
    }
}

impl Field {
    /// What an argument becomes.
    fn taken<'py>(&self, value: Bound<'py, PyAny>, tables: &Tables) -> PyResult<Bound<'py, PyAny>> {
        if value.is_none() || self.is_plain(&value) {
            return Ok(value);
        }
        if let Some(class) = &self.table
            && let Some(table) = tables.read(&value, class)?
        {
            return Ok(table);
        }
        self.read(value.py(), value)
    }

    /// Whether a value is taken as it is.
    fn is_plain(&self, value: &Bound<'_, PyAny>) -> bool {
        if let Some(class) = &self.plain {
            return is_of(value, class);
        }
        if let Some(good) = &self.good
            && value.is_exact_instance_of::<PyString>()
        {
            return good.bind(value.py()).contains(value).unwrap_or(false);
        }
        if let Some(least) = self.least
            && value.is_exact_instance_of::<PyInt>()
        {
            // Larger ones than these are rare enough to be read.
            return value.extract::<i32>().is_ok_and(|number| f64::from(number) >= least);
        }
        if self.script
            && let Ok(text) = value.cast_exact::<PyString>()
        {
            return text.to_str().is_ok_and(|text| !text.starts_with('\n'));
        }
        false
    }

    fn read<'py>(&self, py: Python<'py>, value: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match &self.read {
            Some(read) => read.bind(py).call1((value,)),
            None => Ok(value),
        }
    }
}

impl Tables {
    /// A mapping of single values as one of `class`, read without further ado; `None` where it is or holds anything else.
    fn read<'py>(
        &self,
        table: &Bound<'py, PyAny>,
        class: &Py<PyType>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = table.py();
        let read_before = is_of(table, class);
        let Ok(entries) = table.cast::<PyDict>() else {
            return Ok(None);
        };
        if !read_before && !table.is_exact_instance_of::<PyDict>() {
            return Ok(None);
        }
        let mut values = Vec::new();
        for (name, item) in entries {
            let Ok(name) = name.cast_exact::<PyString>() else {
                return Ok(None);
            };
            if name.len()? > self.longest_key {
                return Ok(None);
            }
            if item.is_exact_instance_of::<PyString>() || item.is_none() || is_flag(&item) {
                continue;
            }
            if item.is_exact_instance_of::<PyInt>() && item.extract::<i64>().is_ok() {
                continue;
            }
            if self.trees.hold(&item) {
                continue;
            }
            let value = if read_before { None } else { self.value.view_below(&item) };
            let Some(tree) = value.and_then(|value| value.get(0)) else {
                return Ok(None);
            };
            values.push((name.clone(), tree));
        }
        if read_before {
            return Ok(Some(table.clone()));
        }
        let read = class.bind(py).call1((table,))?;
        // Not by the class's own method, which refuses.
        let made = read.cast::<PyDict>()?;
        for (name, tree) in values {
            made.set_item(name, tree)?;
        }
        Ok(Some(read))
    }
}

fn is_flag(value: &Bound<'_, PyAny>) -> bool {
    value.is_exact_instance_of::<pyo3::types::PyBool>()
}
