//! Work on several threads, for as long as a call lasts.
//!
//! No thread outlives the call that started it: a process may fork between calls.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

/// Data shorter than this is not worth a second thread: where the processor has other work too,
/// waiting for the thread may take longer than doing its part.
pub(crate) const WORTHWHILE: usize = 2 << 20;

/// More threads than this gain little: memory does not keep up.
const MOST: usize = 8;

/// Number of threads to use, the calling one included.
pub(crate) fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| thread::available_parallelism().map_or(1, |n| n.get().min(MOST)))
}

/// `function` of each item, in their order, on up to `threads` threads.
pub(crate) fn map<T: Send, R: Send>(
    items: Vec<T>,
    threads: usize,
    function: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let threads = threads.min(items.len());
    if threads < 2 {
        return items.into_iter().map(function).collect();
    }
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let work = Mutex::new(items.into_iter().zip(&mut results));
    let take = || {
        loop {
            let next = work.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((item, result)) = next else { break };
            *result = Some(function(item));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where no thread can be had, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    results.into_iter().flatten().collect()
}

/// Runs `other` on a thread of its own while `own` runs on this one.
pub(crate) fn join<A: Send, B>(
    other: impl FnOnce() -> A + Send,
    own: impl FnOnce() -> B,
) -> (A, B) {
    let other = Mutex::new(Some(other));
    let take = || other.lock().unwrap_or_else(PoisonError::into_inner).take();
    thread::scope(|scope| {
        let thread =
            thread::Builder::new().spawn_scoped(scope, || take().map(|function| function()));
        let own = own();
        let result = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Where no thread can be had, one after the other.
            Err(_) => take().map(|function| function()),
        };
        (result.expect("the function is taken once"), own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_are_in_order() {
        for threads in [1, 2, 3, 50] {
            let doubled = map((0..100).collect(), threads, |n: u32| n * 2);

            assert_eq!((0..100).map(|n| n * 2).collect::<Vec<_>>(), doubled);
        }
        assert!(map(Vec::<u8>::new(), 2, |n| n).is_empty());
    }

    #[test]
    fn both_run_once() {
        let calls = AtomicUsize::new(0);
        let result = join(
            || calls.fetch_add(1, Ordering::Relaxed),
            || calls.fetch_add(1, Ordering::Relaxed),
        );

        assert_eq!(2, calls.into_inner());
        assert_eq!(1, result.0 + result.1);
    }

    #[test]
    #[should_panic(expected = "of the other")]
    fn a_panic_comes_through() {
        join(|| panic!("of the other"), || ());
    }
}
