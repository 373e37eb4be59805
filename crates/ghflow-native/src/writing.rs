//! The text of the objects of one class.
//!
//! As in `ghflow.emitter.compiled`: the common values of each key are written right here, and all others by the writer in Python,
//! a key at a time.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCFunction, PyDict, PyFrozenSet, PyInt, PyString, PyTuple, PyType};
use rustc_hash::FxHashMap;

use crate::classes::{Classes, Made, is_of};
use crate::layout::{Layout, View};
use crate::scalar;

/// Objects inside of objects that are written here; those below are Python's, which knows when it is too deep.
const DEEPEST: usize = 4;
/// Characters of a line with a list between brackets.
const WIDTH: usize = 80;
/// Bytes of a key that is written without a second look.
const LONGEST_KEY: usize = 200;
/// Bytes of an object that has an id, more or less.
const USUAL: usize = 2048;
/// Expressions whose text is kept.
const KEPT: usize = 10_000;

/// Makes functions that write the objects of a class.
#[pyclass(frozen)]
pub(crate) struct Writers {
    frozen_map: Py<PyType>,
    /// The classes of expressions.
    trees: Classes,
    /// What texts of one line were written as before.
    texts: Py<PyDict>,
    /// Writes a text behind a key at an indentation: `scalar(text, pad)`.
    scalar: Py<PyAny>,
    /// What texts were written as between brackets before; empty where one must not stand there.
    words: Py<PyDict>,
    /// Writes a text between brackets, or nothing.
    word: Py<PyAny>,
    /// Writes an expression.
    fenced: Py<PyAny>,
    /// Writes the key of a mapping.
    key: Py<PyAny>,
    /// What expressions were written as, by their addresses, which they keep alive.
    shown: Mutex<Shown>,
    made: Made<Writer>,
}

type Shown = FxHashMap<usize, (Py<PyAny>, Arc<str>)>;

/// One key: the attribute, the object that describes it, its name, the mapping it is under, and whether it holds a bare
/// expression, or a list that is a mapping in the file.
type KeyOf = (Py<PyString>, Py<PyAny>, String, Option<String>, bool, bool);

struct Key {
    object: Py<PyAny>,
    name: String,
    under: Option<String>,
    bare: bool,
    keyed: bool,
}

struct Writer {
    /// The slots of the keys, and behind them that of `about`.
    layout: Layout,
    keys: Vec<Key>,
}

/// What is being written, and the writer in Python that is asked for the rest.
struct Text<'a, 'py> {
    writers: &'a Writers,
    writer: &'a Bound<'py, PyAny>,
    out: String,
}

#[pymethods]
impl Writers {
    /// The class of mappings, those of expressions, and with what `ghflow.emitter.yaml` writes single values.
    #[new]
    #[expect(clippy::too_many_arguments, reason = "they are one list on the other side")]
    fn new(
        frozen_map: Py<PyType>,
        trees: &Bound<'_, PyFrozenSet>,
        texts: Py<PyDict>,
        scalar: Py<PyAny>,
        words: Py<PyDict>,
        word: Py<PyAny>,
        fenced: Py<PyAny>,
        key: Py<PyAny>,
    ) -> PyResult<Self> {
        let trees = Classes::new(trees)?;
        let (shown, made) = (Mutex::default(), Made::new());
        Ok(Writers { frozen_map, trees, texts, scalar, words, word, fenced, key, shown, made })
    }

    /// A function that returns all keys of an object of `class`, as text: `write(writer, node, pad)`.
    fn writer<'py>(
        slf: &Bound<'py, Self>,
        class: &Bound<'py, PyType>,
        keys: Vec<KeyOf>,
    ) -> PyResult<Bound<'py, PyCFunction>> {
        let py = slf.py();
        let layout = Layout::with_about(class, keys.iter().map(|key| &key.0))?;
        let keys = keys
            .into_iter()
            .map(|(_, object, name, under, bare, keyed)| Key { object, name, under, bare, keyed })
            .collect();
        let writer = Arc::new(Writer { layout, keys });
        let own = slf.clone().unbind();
        own.get().made.keep(class, &writer);
        PyCFunction::new_closure(py, Some(c"write"), None, move |args, _| {
            write(own.get(), &writer, args).map(Bound::unbind)
        })
    }

    /// Objects as entries of a mapping at `indent`, each under its `id`, and with `apart` a blank line between them; `None` where
    /// Python has to write them.
    fn by_id<'py>(
        &self,
        writer: &Bound<'py, PyAny>,
        nodes: &Bound<'py, PyTuple>,
        indent: usize,
        apart: bool,
    ) -> PyResult<Option<String>> {
        let out = String::with_capacity(nodes.len() * USUAL);
        let mut text = Text { writers: self, writer, out };
        for (index, node) in nodes.iter_borrowed().enumerate() {
            if index > 0 && apart && !text.out.ends_with("\n\n") {
                text.out.push('\n');
            }
            scalar::spaces(&mut text.out, indent);
            let id = node.getattr(pyo3::intern!(writer.py(), "id"))?;
            if !id.is_truthy()? {
                return Ok(None);
            }
            text.name(&id)?;
            text.out.push(':');
            if !text.child(&node, indent, 0)? {
                return Ok(None);
            }
        }
        Ok(Some(text.out))
    }
}

fn write<'py>(
    writers: &Writers,
    class: &Writer,
    args: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyString>> {
    let (writer, node, pad): (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyString>) =
        args.extract()?;
    let Some(view) = class.layout.view(&node) else {
        return Err(PyTypeError::new_err("an object of another class"));
    };
    let mut text = Text { writers, writer: &writer, out: String::new() };
    text.object(class, &node, &view, pad.len()?, 0)?;
    Ok(PyString::new(args.py(), &text.out))
}

impl<'py> Text<'_, 'py> {
    /// All keys of an object, at `indent`.
    fn object(
        &mut self,
        class: &Writer,
        node: &Bound<'py, PyAny>,
        view: &View<'_, 'py>,
        indent: usize,
        depth: usize,
    ) -> PyResult<()> {
        let mut under: Option<&str> = None;
        for (number, key) in class.keys.iter().enumerate() {
            let Some(value) = view.get(number) else { continue };
            let mut inner = indent;
            if let Some(group) = key.under.as_deref() {
                if under != Some(group) {
                    self.start(indent, group);
                    self.out.push('\n');
                }
                inner += 2;
            }
            under = key.under.as_deref();
            let before = self.out.len();
            if !self.key(key, &value, inner, depth)? {
                self.out.truncate(before);
                self.piece(node, key, value, inner)?;
            }
        }
        Ok(())
    }

    /// One key and its value. Returns false, with something written or nothing, where Python has to write it.
    fn key(
        &mut self,
        key: &Key,
        value: &Bound<'py, PyAny>,
        indent: usize,
        depth: usize,
    ) -> PyResult<bool> {
        if key.keyed {
            return Ok(false);
        }
        let before = self.out.len();
        self.start(indent, &key.name);
        if self.single(value, indent, !key.bare)? {
            return Ok(true);
        }
        if key.bare {
            return Ok(false);
        }
        if let Ok(items) = value.cast_exact::<PyTuple>() {
            return Ok(self.words(items, before)? || self.list(items, indent, depth)?);
        }
        if is_of(value, &self.writers.frozen_map) {
            return self.table(value.cast::<PyDict>()?, indent);
        }
        self.child(value, indent, depth)
    }

    /// A text, number, flag or expression behind its key.
    fn single(&mut self, value: &Bound<'py, PyAny>, indent: usize, trees: bool) -> PyResult<bool> {
        let before = self.out.len();
        self.out.push(' ');
        if let Ok(text) = value.cast_exact::<PyString>() {
            self.text(text, indent)?;
        } else if trees && self.writers.trees.hold(value) {
            self.tree(value)?;
        } else if !self.number(value)? {
            self.out.truncate(before);
            return Ok(false);
        }
        self.out.push('\n');
        Ok(true)
    }

    fn text(&mut self, text: &Bound<'py, PyString>, indent: usize) -> PyResult<()> {
        if let Ok(known) = text.to_str() {
            if scalar::is_plain(known) {
                self.out.push_str(known);
                return Ok(());
            }
            if scalar::is_block(known) {
                scalar::block(&mut self.out, known, indent + 2);
                return Ok(());
            }
        }
        let py = text.py();
        let shown = match self.writers.texts.bind(py).get_item(text)? {
            Some(shown) => shown,
            None => self.writers.scalar.bind(py).call1((text, pad(py, indent)))?,
        };
        self.add(&shown)
    }

    fn tree(&mut self, tree: &Bound<'py, PyAny>) -> PyResult<()> {
        let address = tree.as_ptr().addr();
        let shown = || self.writers.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = shown().get(&address) {
            self.out.push_str(text);
            return Ok(());
        }
        let text = self.writers.fenced.bind(tree.py()).call1((tree,))?;
        let text: Arc<str> = text.cast::<PyString>()?.to_str()?.into();
        self.out.push_str(&text);
        let kept = {
            let mut shown = shown();
            let full = (shown.len() >= KEPT).then(|| std::mem::take(&mut *shown));
            shown.insert(address, (tree.clone().unbind(), text));
            full
        };
        drop(kept); // not under the lock: what goes with a tree may run somebody's code
        Ok(())
    }

    /// A mapping of single values and short lists below its key.
    fn table(&mut self, table: &Bound<'py, PyDict>, indent: usize) -> PyResult<bool> {
        if table.is_empty() {
            return Ok(false);
        }
        self.out.push('\n');
        for (name, value) in table {
            let start = self.out.len();
            scalar::spaces(&mut self.out, indent + 2);
            self.name(&name)?;
            self.out.push(':');
            let written = self.single(&value, indent + 2, true)?
                || match value.cast_exact::<PyTuple>() {
                    Ok(items) => self.words(items, start)?,
                    Err(_) => false,
                };
            if !written {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The key of a mapping.
    fn name(&mut self, name: &Bound<'py, PyAny>) -> PyResult<()> {
        if let Ok(text) = name.cast_exact::<PyString>()
            && let Ok(known) = text.to_str()
            && known.len() <= LONGEST_KEY
            && scalar::is_plain(known)
        {
            self.out.push_str(known);
            return Ok(());
        }
        self.add(&self.writers.key.bind(name.py()).call1((name,))?)
    }

    /// A short list of words and numbers between brackets, in the line that began at `start`.
    fn words(&mut self, items: &Bound<'py, PyTuple>, start: usize) -> PyResult<bool> {
        let before = self.out.len();
        let mut separator = " [";
        for item in items.iter_borrowed() {
            self.out.push_str(separator);
            separator = ", ";
            if !self.word(&item)? {
                self.out.truncate(before);
                return Ok(false);
            }
        }
        self.out.push_str("]\n");
        // Python counts without the space behind the colon and the newline.
        let fits = !items.is_empty() && self.out.len() - start - 2 < WIDTH;
        if !fits {
            self.out.truncate(before);
        }
        Ok(fits)
    }

    /// One of them.
    fn word(&mut self, item: &Bound<'py, PyAny>) -> PyResult<bool> {
        let Ok(text) = item.cast_exact::<PyString>() else {
            return self.number(item);
        };
        if let Ok(known) = text.to_str()
            && scalar::is_word(known)
        {
            self.out.push_str(known);
            return Ok(true);
        }
        let word = match self.writers.words.bind(item.py()).get_item(text)? {
            Some(word) => word,
            None => self.writers.word.bind(item.py()).call1((text,))?,
        };
        self.add(&word)?;
        word.is_truthy()
    }

    /// A number or flag.
    fn number(&mut self, value: &Bound<'py, PyAny>) -> PyResult<bool> {
        if value.is_exact_instance_of::<PyInt>() {
            let Ok(number) = value.extract::<i64>() else { return Ok(false) };
            self.out.push_str(&number.to_string());
        } else if value.is_exact_instance_of::<PyBool>() {
            self.out.push_str(if value.is_truthy()? { "true" } else { "false" });
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// A list of objects below its key, each with its dash.
    fn list(&mut self, items: &Bound<'py, PyTuple>, indent: usize, depth: usize) -> PyResult<bool> {
        if items.is_empty() || depth >= DEEPEST {
            return Ok(false);
        }
        self.out.push('\n');
        for item in items.iter_borrowed() {
            let Some(class) = self.writers.made.of(&item) else { return Ok(false) };
            let Some(view) = class.layout.plain(&item) else { return Ok(false) };
            let start = self.out.len();
            self.object(&class, &item, &view, indent + 4, depth + 1)?;
            let first = start + indent + 4;
            if self.out.as_bytes().get(first).is_none_or(|byte| *byte == b'#') {
                return Ok(false);
            }
            self.out.replace_range(first - 2..first - 1, "-");
        }
        Ok(true)
    }

    /// An object below its key.
    fn child(&mut self, value: &Bound<'py, PyAny>, indent: usize, depth: usize) -> PyResult<bool> {
        if depth >= DEEPEST {
            return Ok(false);
        }
        let Some(class) = self.writers.made.of(value) else { return self.own(value, indent) };
        let Some(view) = class.layout.plain(value) else { return Ok(false) };
        self.out.push('\n');
        let start = self.out.len();
        self.object(&class, value, &view, indent + 2, depth + 1)?;
        Ok(self.out.len() > start)
    }

    /// An object that says itself what stands in the file, below its key.
    fn own(&mut self, value: &Bound<'py, PyAny>, indent: usize) -> PyResult<bool> {
        let py = value.py();
        for name in [pyo3::intern!(py, "about"), pyo3::intern!(py, "comment")] {
            if !value.getattr_opt(name)?.is_some_and(|said| said.is_none()) {
                return Ok(false);
            }
        }
        let to_yaml = value.getattr(pyo3::intern!(py, "to_yaml"))?;
        if to_yaml.is_none() {
            return Ok(false);
        }
        let table = to_yaml.call0()?;
        let is_table = is_of(&table, &self.writers.frozen_map);
        Ok(is_table && self.table(table.cast::<PyDict>()?, indent)?)
    }

    /// One key with its value, written by Python.
    fn piece(
        &mut self,
        node: &Bound<'py, PyAny>,
        key: &Key,
        value: Bound<'py, PyAny>,
        indent: usize,
    ) -> PyResult<()> {
        let py = node.py();
        let args = (node, key.object.bind(py), value, pad(py, indent));
        let text = self.writer.call_method1(pyo3::intern!(py, "piece"), args)?;
        self.add(&text)
    }

    /// A text that Python wrote.
    fn add(&mut self, text: &Bound<'py, PyAny>) -> PyResult<()> {
        self.out.push_str(text.cast::<PyString>()?.to_str()?);
        Ok(())
    }

    /// A key with its colon.
    fn start(&mut self, indent: usize, name: &str) {
        scalar::spaces(&mut self.out, indent);
        self.out.push_str(name);
        self.out.push(':');
    }
}

fn pad(py: Python<'_>, indent: usize) -> Bound<'_, PyString> {
    PyString::new(py, &" ".repeat(indent))
}
