//! Writing new files in threads, none of which waits for the interpreter's lock. The numbers of errors are those of POSIX.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

/// `EIO`: for what the system has no number for.
const NO_NUMBER: i32 = 5;

/// What became of a file: whether it is there, and the number of the error that ended it, 0 for none.
type Ended = (bool, i32);

/// Writes new files, each with its text in UTF-8, by some threads, and waits until all are on the disk. A folder that is missing
/// is made. Returns for each whether it is there, and the number of the error, 0 for none: what could not be written to its end
/// is removed at once, and a file that was there before is an error and left alone.
#[pyfunction]
pub(crate) fn write_files(
    py: Python<'_>,
    files: Vec<(PathBuf, PyBackedStr)>,
    threads: usize,
) -> Vec<Ended> {
    py.detach(|| {
        let next = AtomicUsize::new(0);
        let ended = Mutex::new(vec![(false, NO_NUMBER); files.len()]);
        let work = || {
            while let number = next.fetch_add(1, Ordering::Relaxed)
                && let Some((path, text)) = files.get(number)
            {
                let end = write(path, text);
                ended.lock().unwrap_or_else(PoisonError::into_inner)[number] = end;
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                // Without the thread the others have more to do.
                if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                    break;
                }
            }
            work();
        });
        ended.into_inner().unwrap_or_else(PoisonError::into_inner)
    })
}

fn write(path: &Path, text: &str) -> Ended {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let opened = options.open(path).or_else(|error| match (error.kind(), path.parent()) {
        (ErrorKind::NotFound, Some(folder)) => {
            fs::create_dir_all(folder).and_then(|()| options.open(path))
        }
        _ => Err(error),
    });
    let number = |error: io::Error| error.raw_os_error().unwrap_or(NO_NUMBER);
    match opened {
        Err(error) => (false, number(error)),
        Ok(mut file) => {
            let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) else {
                return (true, 0);
            };
            drop(file);
            (fs::remove_file(path).is_err(), number(error))
        }
    }
}
