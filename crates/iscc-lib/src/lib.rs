//! The International Standard Content Code (ISO 24138).
#![deny(missing_docs)]

/// Version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
