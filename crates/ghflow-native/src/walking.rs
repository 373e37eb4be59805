//! The search for expressions in the objects of one class.
//!
//! As in `ghflow.model.compiled`: what cannot hold an expression is passed over, here also in the objects of lists and without
//! a call of Python; all else is left to the finder, by its `field` and its `table`.

use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyCFunction, PyDict, PyFrozenSet, PyInt, PySet, PyString, PyTuple, PyType,
};

use crate::classes::{Classes, Made, is_of};
use crate::layout::{Layout, View};

/// Lists inside of lists that are walked through here; those below are Python's, which knows when it is too deep.
const DEEPEST: usize = 4;

/// Makes functions that walk through the objects of a class.
#[pyclass(frozen)]
pub(crate) struct Walkers {
    frozen_map: Py<PyType>,
    /// The classes of expressions.
    trees: Classes,
    /// What is known of trees that were met before, by their ids: `Parsed`.
    known: Py<PyDict>,
    /// `tree` and `refers_inside` of `Parsed`.
    parsed: Layout,
    made: Made<Walker>,
}

/// One key: the attribute, the object that describes it, its name, its path, the mapping it is under, and whether it holds bare
/// expressions, a mapping of values, a list that is a mapping in the file.
type KeyOf =
    (Py<PyString>, Py<PyAny>, Py<PyString>, Py<PyTuple>, Option<Py<PyString>>, bool, bool, bool);

struct Key {
    object: Py<PyAny>,
    name: Py<PyString>,
    path: Py<PyTuple>,
    under: Option<Py<PyString>>,
    bare: bool,
    mapping: bool,
    keyed: bool,
}

struct Walker {
    /// The slots of the keys, and behind them that of `about`.
    layout: Layout,
    keys: Vec<Key>,
}

/// One walk: the finder, and what is asked of it once.
struct Walk<'a, 'py> {
    walkers: &'a Walkers,
    finder: &'a Bound<'py, PyAny>,
    places: Option<Bound<'py, PySet>>,
    thorough: bool,
    /// The expression of which the kind of place was kept last, with the class and the key.
    last: Option<(Bound<'py, PyAny>, [usize; 2])>,
}

/// The way to an object: as it was given, or the value of a key in the object around it, or an item of that value. It is put
/// together when it is asked for, which for most objects is never.
enum Way<'a, 'py> {
    Given { prefix: Bound<'py, PyAny>, at: Option<Bound<'py, PyAny>> },
    Inside { around: &'a Way<'a, 'py>, key: &'a Key, index: Option<usize> },
}

impl Walkers {
    /// The walker for an object; `None` where its class has none, or where it says something beside its YAML.
    fn of(&self, object: &Bound<'_, PyAny>) -> Option<Arc<Walker>> {
        let walker = self.made.of(object)?;
        walker.layout.plain(object).is_some().then_some(walker)
    }
}

#[pymethods]
impl Walkers {
    #[new]
    fn new(
        frozen_map: Py<PyType>,
        trees: &Bound<'_, PyFrozenSet>,
        known: Py<PyDict>,
        parsed: &Bound<'_, PyType>,
    ) -> PyResult<Self> {
        let names = ["tree", "refers_inside"].map(|name| PyString::new(parsed.py(), name));
        let parsed = Layout::new(parsed, &names)?;
        Ok(Walkers { frozen_map, trees: Classes::new(trees)?, known, parsed, made: Made::new() })
    }

    /// A function that looks for expressions in an object of `class`: `walk(finder, node, prefix, at)`.
    fn walker<'py>(
        slf: &Bound<'py, Self>,
        class: &Bound<'py, PyType>,
        keys: Vec<KeyOf>,
    ) -> PyResult<Bound<'py, PyCFunction>> {
        let py = slf.py();
        let layout = Layout::with_about(class, keys.iter().map(|key| &key.0))?;
        let keys = keys
            .into_iter()
            .map(|(_, object, name, path, under, bare, mapping, keyed)| Key {
                object,
                name,
                path,
                under,
                bare,
                mapping,
                keyed,
            })
            .collect();
        let walker = Arc::new(Walker { layout, keys });
        let own = slf.clone().unbind();
        own.get().made.keep(class, &walker);
        PyCFunction::new_closure(py, Some(c"walk"), None, move |args, _| {
            walk(own.get(), &walker, args)
        })
    }
}

fn walk(walkers: &Walkers, walker: &Walker, args: &Bound<'_, PyTuple>) -> PyResult<()> {
    let (finder, node, prefix, at): (
        Bound<'_, PyAny>,
        Bound<'_, PyAny>,
        Bound<'_, PyAny>,
        Option<Bound<'_, PyAny>>,
    ) = args.extract()?;
    let Some(view) = walker.layout.view(&node) else {
        return Err(PyTypeError::new_err("an object of another class"));
    };
    let mut walk = Walk { walkers, finder: &finder, places: None, thorough: false, last: None };
    walk.object(walker, &node, &view, &Way::Given { prefix, at }, 0)
}

impl<'py> Walk<'_, 'py> {
    fn object(
        &mut self,
        walker: &Walker,
        node: &Bound<'py, PyAny>,
        view: &View<'_, 'py>,
        way: &Way<'_, 'py>,
        depth: usize,
    ) -> PyResult<()> {
        for (number, key) in walker.keys.iter().enumerate() {
            let Some(value) = view.get(number) else { continue };
            if key.bare {
                self.field(node, way, key, value)?;
            } else if key.mapping && self.is_map(&value) {
                self.table(node, way, key, value.cast::<PyDict>()?)?;
            } else if !self.holds_none(&value, 0)? && !self.inside(way, key, &value, depth)? {
                self.field(node, way, key, value)?;
            }
        }
        Ok(())
    }

    /// Whether a value surely holds no expression.
    fn holds_none(&self, value: &Bound<'py, PyAny>, depth: usize) -> PyResult<bool> {
        if let Ok(text) = value.cast_exact::<PyString>() {
            return Ok(!may_hold_expression(text));
        }
        if value.is_exact_instance_of::<PyInt>() || value.is_exact_instance_of::<PyBool>() {
            return Ok(true);
        }
        if depth >= DEEPEST {
            return Ok(false);
        }
        if let Ok(items) = value.cast_exact::<PyTuple>() {
            for item in items.iter_borrowed() {
                if !self.holds_none(&item, depth + 1)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        if self.is_map(value) {
            for (_, item) in value.cast::<PyDict>()? {
                if !self.holds_none(&item, depth + 1)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Walks through an object below a key, or a list of objects. Returns false, and has done nothing, where Python has to.
    fn inside(
        &mut self,
        around: &Way<'_, 'py>,
        key: &Key,
        value: &Bound<'py, PyAny>,
        depth: usize,
    ) -> PyResult<bool> {
        if depth >= DEEPEST {
            return Ok(false);
        }
        if let Ok(items) = value.cast_exact::<PyTuple>() {
            if key.keyed {
                return Ok(false);
            }
            let Some(walkers) = items
                .iter_borrowed()
                .map(|item| self.walkers.of(&item))
                .collect::<Option<Vec<_>>>()
            else {
                return Ok(false);
            };
            for (index, (item, walker)) in items.iter_borrowed().zip(walkers).enumerate() {
                let Some(view) = walker.layout.view(&item) else { continue };
                let way = Way::Inside { around, key, index: Some(index) };
                self.object(&walker, &item, &view, &way, depth + 1)?;
            }
            return Ok(true);
        }
        if let Some(walker) = self.walkers.of(value) {
            if let Some(view) = walker.layout.view(value) {
                let way = Way::Inside { around, key, index: None };
                self.object(&walker, value, &view, &way, depth + 1)?;
            }
            return Ok(true);
        }
        if self.walkers.trees.hold(value) {
            return Ok(false);
        }
        let py = value.py();
        match value.getattr_opt(pyo3::intern!(py, "to_yaml"))? {
            Some(to_yaml) if !to_yaml.is_none() => self.holds_none(&to_yaml.call0()?, 0),
            _ => Ok(false),
        }
    }

    fn is_map(&self, value: &Bound<'py, PyAny>) -> bool {
        is_of(value, &self.walkers.frozen_map)
    }

    /// A value that Python has to look at.
    fn field(
        &self,
        node: &Bound<'py, PyAny>,
        way: &Way<'_, 'py>,
        key: &Key,
        value: Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let py = node.py();
        let at = way.at(py, key.under.as_ref())?;
        let args = (node, way.prefix(py)?, at, key.object.bind(py), value);
        self.finder.call_method1(pyo3::intern!(py, "field"), args)?;
        Ok(())
    }

    /// A mapping of values.
    fn table(
        &mut self,
        node: &Bound<'py, PyAny>,
        way: &Way<'_, 'py>,
        key: &Key,
        table: &Bound<'py, PyDict>,
    ) -> PyResult<()> {
        let py = node.py();
        for (name, item) in table {
            let left = if let Ok(text) = item.cast_exact::<PyString>() {
                may_hold_expression(text)
            } else if item.is_exact_instance_of::<PyInt>() || item.is_exact_instance_of::<PyBool>()
            {
                false
            } else {
                !self.is_kept(node, key, &item)?
            };
            if left {
                let entry = PyDict::new(py);
                entry.set_item(name, item)?;
                let at = way.at(py, key.under.as_ref())?;
                let args = (node, way.prefix(py)?, at, key.path.bind(py), entry);
                self.finder.call_method1(pyo3::intern!(py, "table"), args)?;
            }
        }
        Ok(())
    }

    /// Whether a value of a mapping is an expression of which only the kind of its place is kept. It is, then.
    fn is_kept(
        &mut self,
        node: &Bound<'py, PyAny>,
        key: &Key,
        item: &Bound<'py, PyAny>,
    ) -> PyResult<bool> {
        let py = node.py();
        let place = [node.get_type_ptr().addr(), key.name.as_ptr().addr()];
        if self.last.as_ref().is_some_and(|(tree, last)| tree.is(item) && *last == place) {
            return Ok(true);
        }
        if !self.walkers.trees.hold(item) {
            return Ok(false);
        }
        let Some(known) = self.walkers.known.bind(py).get_item(item.as_ptr().addr())? else {
            return Ok(false);
        };
        let Some(view) = self.walkers.parsed.view(&known) else {
            return Ok(false);
        };
        let same = view.get(0).is_some_and(|tree| tree.is(item));
        if !same || view.get(1).is_none_or(|refers| refers.is_truthy().unwrap_or(true)) {
            return Ok(false);
        }
        if self.places.is_none() {
            let places = self.finder.getattr(pyo3::intern!(py, "places"))?;
            self.thorough = self.finder.getattr(pyo3::intern!(py, "thorough"))?.is_truthy()?;
            self.places = Some(places.cast_into::<PySet>()?);
        }
        if self.thorough {
            return Ok(false);
        }
        if let Some(places) = &self.places {
            places.add((known, node.get_type(), key.name.bind(py), 2))?;
        }
        self.last = Some((item.clone(), place));
        Ok(true)
    }
}

impl<'py> Way<'_, 'py> {
    /// The way to the object that the parts of `at` start from.
    fn prefix(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (around, key, index) = match self {
            Way::Given { prefix, .. } => return Ok(prefix.clone()),
            Way::Inside { around, key, index } => (around, key, index),
        };
        let mut prefix = around.prefix(py)?;
        if let Some(at) = around.at(py, key.under.as_ref())? {
            prefix = (prefix, at).into_pyobject(py)?.into_any();
        }
        if index.is_none() {
            prefix = (prefix, key.path.bind(py)).into_pyobject(py)?.into_any();
        }
        Ok(prefix)
    }

    /// The way from there to the object, and to the mapping inside of it whose keys are `under` it.
    fn at(
        &self,
        py: Python<'py>,
        under: Option<&Py<PyString>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let own = match self {
            Way::Given { at, .. } => at.clone(),
            Way::Inside { index: None, .. } => None,
            Way::Inside { key, index: Some(index), .. } => {
                Some(key.path.bind(py).as_any().add((index,))?)
            }
        };
        let Some(under) = under else { return Ok(own) };
        let last = (under.bind(py),).into_pyobject(py)?.into_any();
        match own {
            None => Ok(Some(last)),
            Some(own) => own.add(last).map(Some),
        }
    }
}

/// Whether a text has the mark that an expression begins with.
fn may_hold_expression(text: &Bound<'_, PyString>) -> bool {
    match text.to_str() {
        Ok(text) => text.contains("${{"),
        Err(_) => true, // half a surrogate pair: Python looks
    }
}
