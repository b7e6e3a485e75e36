//! Images that are refused.

use crate::code::Code;

/// Why an image cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageError {
    /// Always [`Code::Image`].
    pub code: Code,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for ImageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ImageError {}
