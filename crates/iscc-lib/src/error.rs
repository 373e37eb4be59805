//! The one error type of the crate.

use std::io;

/// What can go wrong, with the offending value in the message.
///
/// Ask the predicates ([`is_io`](Error::is_io), [`is_malformed`](Error::is_malformed),
/// [`is_argument`](Error::is_argument)) rather than matching variants; more variants may come.
///
/// ```
/// let error = iscc_lib::clean("isbn:123").unwrap_err();
///
/// assert!(error.is_malformed());
/// assert_eq!(error.to_string(), "expected the scheme 'iscc', got 'isbn'");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The stream or file could not be read.
    #[error("cannot read the input: {0}")]
    Io(#[from] io::Error),

    /// A text is not an ISCC in any accepted spelling.
    #[error("{0}")]
    Malformed(String),

    /// ISCC bytes break the rules of the header or end too early.
    #[error("{0}")]
    Header(String),

    /// An argument is outside its allowed values.
    #[error("{0}")]
    Argument(String),

    /// Units that do not go together in one ISCC-CODE.
    #[error("{0}")]
    Composition(String),
}

/// Result with the error of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The input could not be read; trying again may help.
    #[must_use]
    pub fn is_io(&self) -> bool {
        matches!(self, Self::Io(_))
    }

    /// The text or the bytes are no ISCC.
    #[must_use]
    pub fn is_malformed(&self) -> bool {
        matches!(self, Self::Malformed(_) | Self::Header(_))
    }

    /// The caller asked for something that does not exist, such as a unit of 63 bits or an
    /// ISCC-CODE without a Data-Code.
    #[must_use]
    pub fn is_argument(&self) -> bool {
        matches!(self, Self::Argument(_) | Self::Composition(_))
    }

    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::Malformed(message.into())
    }

    pub(crate) fn header(message: impl Into<String>) -> Self {
        Self::Header(message.into())
    }

    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::Argument(message.into())
    }

    pub(crate) fn composition(message: impl Into<String>) -> Self {
        Self::Composition(message.into())
    }
}

/// `text` in quotes, cut when it is long, for error messages.
pub(crate) fn quote(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        None => format!("'{text}'"),
        Some((end, _)) => format!("'{}...' ({} bytes)", &text[..end], text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_tell_kinds_apart() {
        let io = Error::from(io::Error::other("gone"));

        assert!(io.is_io() && !io.is_malformed() && !io.is_argument());
        assert!(Error::header("x").is_malformed() && Error::malformed("x").is_malformed());
        assert!(Error::argument("x").is_argument() && Error::composition("x").is_argument());
    }

    #[test]
    fn quote_cuts_at_characters() {
        assert_eq!("'ä'", quote("ä"));

        let long = "ä".repeat(100);

        assert_eq!(format!("'{}...' (200 bytes)", "ä".repeat(80)), quote(&long));
    }
}
