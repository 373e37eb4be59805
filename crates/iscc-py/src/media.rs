//! Codes of images, audio and video, and what they are built from.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyList, PyString, PyTuple};

use crate::error::raise;
use crate::input::{Bytes, number};
use crate::output::iscc_dict;

/// `list` or `tuple` of whole numbers from 0 to 255 as bytes; None for anything else.
///
/// The interpreter converts a sequence about three times as fast as calls for each item do.
fn as_bytes<'py>(object: &Bound<'py, PyAny>) -> Option<Bound<'py, PyBytes>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Some(bytes.clone());
    }
    if !object.is_exact_instance_of::<PyList>() && !object.is_exact_instance_of::<PyTuple>() {
        return None;
    }
    let bytes = object.py().get_type::<PyBytes>().call1((object,)).ok()?;
    bytes.cast_into().ok()
}

/// Numbers out of any iterable.
fn list<'py, T>(object: &Bound<'py, PyAny>) -> PyResult<Vec<T>>
where
    T: for<'a> FromPyObject<'a, 'py, Error = PyErr>,
{
    if object.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("expected numbers, got str"));
    }
    if let Ok(list) = object.cast::<PyList>() {
        return list.iter().map(|item| number(&item)).collect();
    }
    object.try_iter()?.map(|item| number(&item?)).collect()
}

fn hash_image<T>(
    pixels: &Bound<'_, PyAny>,
    bytes: impl FnOnce(&[u8]) -> iscc_lib::Result<T>,
    floats: impl FnOnce(&[f64]) -> iscc_lib::Result<T>,
) -> PyResult<T> {
    match as_bytes(pixels) {
        Some(pixels) => bytes(pixels.as_bytes()),
        None => floats(&list(pixels)?),
    }
    .map_err(raise)
}

/// Image-Code of 1024 gray values (32 rows of 32): `{"iscc": ...}`.
#[pyfunction]
#[pyo3(signature = (pixels, bits = 64))]
pub(crate) fn gen_image_code_v0<'py>(
    pixels: &Bound<'py, PyAny>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    let code = hash_image(
        pixels,
        |pixels| iscc_lib::gen_image_code_v0(pixels, bits),
        |pixels| iscc_lib::gen_image_code_v0(pixels, bits),
    )?;
    iscc_dict(pixels.py(), code.iscc)
}

/// Image-Code of 1024 gray values, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (pixels, bits = 64))]
pub(crate) fn gen_image_code<'py>(
    pixels: &Bound<'py, PyAny>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    gen_image_code_v0(pixels, bits)
}

/// Similarity hash of 1024 gray values, in whole multiples of 64 bits.
#[pyfunction]
#[pyo3(signature = (pixels, bits = 64))]
pub(crate) fn soft_hash_image_v0<'py>(
    pixels: &Bound<'py, PyAny>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyBytes>> {
    let digest = hash_image(
        pixels,
        |pixels| iscc_lib::soft_hash_image_v0(pixels, bits),
        |pixels| iscc_lib::soft_hash_image_v0(pixels, bits),
    )?;
    Ok(PyBytes::new(pixels.py(), &digest))
}

/// Audio-Code of a Chromaprint vector of signed 32-bit numbers: `{"iscc": ...}`.
#[pyfunction]
#[pyo3(signature = (cv, bits = 64))]
pub(crate) fn gen_audio_code_v0(
    py: Python<'_>,
    #[pyo3(from_py_with = list)] cv: Vec<i32>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyDict>> {
    let code = py.detach(|| iscc_lib::gen_audio_code_v0(&cv, bits)).map_err(raise)?;
    iscc_dict(py, code.iscc)
}

/// Audio-Code of a Chromaprint vector, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (cv, bits = 64))]
pub(crate) fn gen_audio_code(
    py: Python<'_>,
    #[pyo3(from_py_with = list)] cv: Vec<i32>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyDict>> {
    gen_audio_code_v0(py, cv, bits)
}

/// Similarity hash of a Chromaprint vector, with `bits` bits.
#[pyfunction]
#[pyo3(signature = (cv, bits = 64))]
pub(crate) fn soft_hash_audio_v0(
    py: Python<'_>,
    #[pyo3(from_py_with = list)] cv: Vec<i32>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyBytes>> {
    let digest = py.detach(|| iscc_lib::soft_hash_audio_v0(&cv));
    // As the reference: all of it for no values and for a length that is none of its own.
    let whole = cv.is_empty() || bits % 32 != 0 || !(64..256).contains(&bits);
    let size = if whole { digest.len() } else { bits as usize / 8 };
    Ok(PyBytes::new(py, &digest[..size]))
}

/// Small numbers that were converted, found again by identity.
///
/// The interpreter has each small number once, and frame signatures have three values: looking
/// at the address saves most of the calls.
struct Known<'py>([Option<(Bound<'py, PyAny>, u8)>; Known::SLOTS]);

impl<'py> Known<'py> {
    const SLOTS: usize = 64;

    fn new() -> Self {
        Self([const { None }; Self::SLOTS])
    }

    fn convert(&mut self, item: &Bound<'py, PyAny>) -> PyResult<u8> {
        // Numbers are 32 bytes apart in memory.
        let slot = &mut self.0[(item.as_ptr() as usize >> 5) % Self::SLOTS];
        match slot {
            Some((known, value)) if known.is(item) => Ok(*value),
            _ => {
                let value = number(item)?;
                // Only plain numbers never change.
                if item.is_exact_instance_of::<PyInt>() {
                    *slot = Some((item.clone(), value));
                }
                Ok(value)
            }
        }
    }
}

/// Frame signatures: as bytes if all values fit, which is the rule.
pub(crate) enum Frames<'py> {
    Bytes(Vec<Bound<'py, PyBytes>>),
    Narrow(Vec<Vec<u8>>),
    Wide(Vec<Vec<i32>>),
}

impl<'py> FromPyObject<'_, 'py> for Frames<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let frames = object.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let bytes = frames.iter().map(|frame| frame.cast::<PyBytes>().cloned());
        if let Ok(bytes) = bytes.collect() {
            return Ok(Self::Bytes(bytes));
        }
        let mut known = Known::new();
        if let Ok(narrow) = frames.iter().map(|frame| narrow(frame, &mut known)).collect() {
            return Ok(Self::Narrow(narrow));
        }
        frames.iter().map(list).collect::<PyResult<_>>().map(Self::Wide)
    }
}

/// A list or tuple of numbers that fit into a byte.
fn narrow<'py>(frame: &Bound<'py, PyAny>, known: &mut Known<'py>) -> PyResult<Vec<u8>> {
    let frame = match frame.cast::<PyList>() {
        Ok(list) => list.to_tuple(),
        Err(_) => frame.cast::<PyTuple>()?.clone(),
    };
    frame.iter_borrowed().map(|item| known.convert(&item)).collect()
}

fn hash_video<T: Send>(
    py: Python<'_>,
    frames: &Frames<'_>,
    narrow: impl FnOnce(&[&[u8]]) -> iscc_lib::Result<T> + Send,
    wide: impl FnOnce(&[Vec<i32>]) -> iscc_lib::Result<T> + Send,
) -> PyResult<T> {
    match frames {
        Frames::Bytes(frames) => {
            let frames: Vec<&[u8]> = frames.iter().map(|frame| frame.as_bytes()).collect();
            py.detach(|| narrow(&frames))
        }
        Frames::Narrow(frames) => {
            let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
            py.detach(|| narrow(&frames))
        }
        Frames::Wide(frames) => py.detach(|| wide(frames)),
    }
    .map_err(raise)
}

/// Video-Code of MPEG-7 frame signatures, 380 whole numbers each: `{"iscc": ...}`.
#[pyfunction]
#[pyo3(signature = (frame_sigs, bits = 64))]
pub(crate) fn gen_video_code_v0<'py>(
    py: Python<'py>,
    frame_sigs: Frames<'py>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    let code = hash_video(
        py,
        &frame_sigs,
        |frames| iscc_lib::gen_video_code_v0(frames, bits),
        |frames| iscc_lib::gen_video_code_v0(frames, bits),
    )?;
    iscc_dict(py, code.iscc)
}

/// Video-Code of MPEG-7 frame signatures, by the latest algorithm.
#[pyfunction]
#[pyo3(signature = (frame_sigs, bits = 64))]
pub(crate) fn gen_video_code<'py>(
    py: Python<'py>,
    frame_sigs: Frames<'py>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyDict>> {
    gen_video_code_v0(py, frame_sigs, bits)
}

/// Similarity hash of MPEG-7 frame signatures, with `bits` bits.
#[pyfunction]
#[pyo3(signature = (frame_sigs, bits = 64))]
pub(crate) fn soft_hash_video_v0<'py>(
    py: Python<'py>,
    frame_sigs: Frames<'py>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'py, PyBytes>> {
    let digest = hash_video(
        py,
        &frame_sigs,
        |frames| iscc_lib::soft_hash_video_v0(frames, bits),
        |frames| iscc_lib::soft_hash_video_v0(frames, bits),
    )?;
    Ok(PyBytes::new(py, &digest))
}

/// Winner-takes-all hash of 380 numbers.
#[pyfunction]
pub(crate) fn alg_wtahash(
    py: Python<'_>,
    #[pyo3(from_py_with = list)] vec: Vec<f64>,
    #[pyo3(from_py_with = number)] bits: u32,
) -> PyResult<Bound<'_, PyBytes>> {
    Ok(PyBytes::new(py, &iscc_lib::alg_wtahash(&vec, bits).map_err(raise)?))
}

/// Discrete cosine transform of a power of two of numbers.
#[pyfunction]
pub(crate) fn alg_dct(#[pyo3(from_py_with = list)] v: Vec<f64>) -> PyResult<Vec<f64>> {
    iscc_lib::alg_dct(&v).map_err(raise)
}

/// Similarity hash of digests of one length: a bit is set if it is set in at least half of them.
#[pyfunction]
pub(crate) fn alg_simhash<'py>(hash_digests: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = hash_digests.py();
    let items = hash_digests.try_iter()?.collect::<PyResult<Vec<_>>>()?;
    let digests = items.iter().map(|item| match item.cast::<PyBytes>() {
        Ok(bytes) => Ok(Cow::Borrowed(bytes.as_bytes())),
        Err(_) => Ok(Cow::Owned(item.extract::<Bytes>()?.0)),
    });
    let digests = digests.collect::<PyResult<Vec<_>>>()?;
    let hash = py.detach(|| iscc_lib::alg_simhash(&digests)).map_err(raise)?;
    Ok(PyBytes::new(py, &hash))
}
