//! The error of this crate: a code, and a message that names the thing, where it is and what to do.

use crate::Code;
use std::path::Path;
use std::{fmt, io};

/// Something could not be read, written or believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    code: Code,
    message: String,
}

impl Error {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `OVERT_WRITE`.
    pub(crate) fn unwritable(path: &Path, why: &io::Error) -> Self {
        let remedy = "check that its folder is there, has room and may be written";
        Self::new(Code::Write, format!("`{}` cannot be written: {why}; {remedy}", path.display()))
    }

    /// Which of the closed list of errors it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is wrong, where, and what to do; without the code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for Error {}
