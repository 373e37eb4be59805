//! Arguments from Python: numbers, texts, bytes and streams.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyByteArray, PyBytes, PyList, PyMemoryView, PySlice, PyString};

/// Bytes asked from a stream, or copied from a buffer that may change, at once.
const BLOCK: usize = 4 << 20;

/// Bytes hashed between two looks at signals such as Ctrl-C.
const STRETCH: usize = 64 << 20;

/// A piece shorter than this is not worth releasing the interpreter.
const SHORT: usize = 4096;

/// A whole number; one that does not fit is a `ValueError`, not an `OverflowError`.
pub(crate) fn number<'py, T>(object: &Bound<'py, PyAny>) -> PyResult<T>
where
    T: for<'a> FromPyObject<'a, 'py, Error = PyErr>,
{
    object.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(object.py()) {
            return PyValueError::new_err(format!("the number {object} is out of range"));
        }
        error
    })
}

/// A position, as in a slice: one that is too far out means the farthest.
pub(crate) fn index(object: &Bound<'_, PyAny>) -> PyResult<isize> {
    match object.extract::<isize>() {
        Err(error) if error.is_instance_of::<PyOverflowError>(object.py()) => {
            Ok(if object.lt(0)? { isize::MIN } else { isize::MAX })
        }
        result => result,
    }
}

/// Whole numbers out of any iterable.
pub(crate) fn numbers(object: &Bound<'_, PyAny>) -> PyResult<Vec<u32>> {
    object.try_iter()?.map(|item| number(&item?)).collect()
}

/// Texts out of any iterable but a text itself.
pub(crate) struct Texts(pub(crate) Vec<PyBackedStr>);

impl<'py> FromPyObject<'_, 'py> for Texts {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyString>() || object.is_instance_of::<PyBytes>() {
            return Err(wrong_type("expected a sequence of ISCC texts", &object));
        }
        if let Ok(list) = object.cast::<PyList>() {
            return list.iter().map(|item| item.extract()).collect::<PyResult<_>>().map(Self);
        }
        let items = object.try_iter()?.map(|item| item?.extract());
        items.collect::<PyResult<_>>().map(Self)
    }
}

/// A copy of the bytes of any bytes-like object.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl<'py> FromPyObject<'_, 'py> for Bytes {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Self(bytes.as_bytes().to_vec()));
        }
        let view = PyMemoryView::from(&object)?;
        Ok(Self(view.call_method0("tobytes")?.cast::<PyBytes>()?.as_bytes().to_vec()))
    }
}

/// Copies of the bytes out of any iterable of bytes-like objects.
pub(crate) struct BytesList(pub(crate) Vec<Vec<u8>>);

impl<'py> FromPyObject<'_, 'py> for BytesList {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let items = object.try_iter()?.map(|item| Ok(item?.extract::<Bytes>()?.0));
        items.collect::<PyResult<Vec<_>>>().map(Self)
    }
}

/// What takes the pieces of a stream.
type Take<'a> = dyn FnMut(&[u8]) + Send + 'a;

/// Hands all bytes of a bytes-like object or a binary stream to `take`.
///
/// A stream is read from where it stands to its end.
pub(crate) fn feed(source: &Bound<'_, PyAny>, take: &mut Take<'_>) -> PyResult<()> {
    if let Ok(bytes) = source.cast::<PyBytes>() {
        return feed_bytes(bytes, take);
    }
    if source.is_instance_of::<PyByteArray>() || source.is_instance_of::<PyMemoryView>() {
        return feed_buffer(source, take);
    }
    // A memory map is both: as a stream it honours its position, like any file.
    if let Some(read) = source.getattr_opt("read")? {
        return feed_stream(&read, take);
    }
    feed_buffer(source, take).map_err(|error| {
        if !error.is_instance_of::<PyTypeError>(source.py()) {
            return error;
        }
        wrong_type("expected a bytes-like object or a binary stream", source)
    })
}

/// `TypeError` that tells what was found instead.
pub(crate) fn wrong_type(expected: &str, found: &Bound<'_, PyAny>) -> PyErr {
    match found.get_type().name() {
        Ok(name) => PyTypeError::new_err(format!("{expected}, got {name}")),
        Err(error) => error,
    }
}

fn feed_bytes(bytes: &Bound<'_, PyBytes>, take: &mut Take<'_>) -> PyResult<()> {
    let data = bytes.as_bytes();
    if data.len() < SHORT {
        take(data);
        return Ok(());
    }
    for stretch in data.chunks(STRETCH) {
        bytes.py().detach(|| take(stretch));
        bytes.py().check_signals()?;
    }
    Ok(())
}

/// Other threads may write to the buffer while the interpreter is released, hence the copies.
fn feed_buffer(source: &Bound<'_, PyAny>, take: &mut Take<'_>) -> PyResult<()> {
    let view = PyMemoryView::from(source)?;
    let Ok(view) = view.call_method1("cast", ("B",)) else {
        // Not contiguous: only a copy of the whole has the bytes in order.
        return feed_bytes(view.call_method0("tobytes")?.cast()?, take);
    };
    let size = view.len()?;
    for start in (0..size).step_by(BLOCK) {
        let end = size.min(start + BLOCK);
        let part = PySlice::new(view.py(), start as isize, end as isize, 1);
        feed_bytes(view.get_item(part)?.call_method0("tobytes")?.cast()?, take)?;
    }
    Ok(())
}

fn feed_stream(read: &Bound<'_, PyAny>, take: &mut Take<'_>) -> PyResult<()> {
    let py = read.py();
    loop {
        let piece = read.call1((BLOCK,))?;
        let piece = match piece.cast::<PyBytes>() {
            Ok(bytes) => bytes.clone(),
            Err(_) => {
                let view = PyMemoryView::from(&piece).map_err(|_| {
                    wrong_type("expected a binary stream whose read() gives bytes", &piece)
                })?;
                view.call_method0("tobytes")?.cast_into()?
            }
        };
        if piece.as_bytes().is_empty() {
            return Ok(());
        }
        feed_bytes(&piece, take)?;
        py.check_signals()?;
    }
}

/// A file that looks at signals now and then; to be read while the interpreter is released.
pub(crate) struct Interruptible {
    file: File,
    since_look: usize,
}

impl Interruptible {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::open(path)?, since_look: 0 })
    }
}

impl Read for Interruptible {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_look >= STRETCH {
            self.since_look = 0;
            Python::attach(|py| py.check_signals()).map_err(io::Error::other)?;
        }
        let size = self.file.read(buffer)?;
        self.since_look += size;
        Ok(size)
    }
}
