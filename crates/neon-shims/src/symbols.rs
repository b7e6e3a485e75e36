//! The table of symbols: found once a process, by the names that the Itanium C++ ABI gives them.

use core::ffi::{CStr, c_void};
use core::fmt;

/// A symbol that the running executable does not export. What needs it is unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing(&'static CStr);

impl Missing {
    /// The symbol's name as the linker sees it, or `unsupported platform` where nothing can be looked up at all.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.to_str().unwrap_or("a name that is not UTF-8")
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the runtime does not export `{}`", self.name())
    }
}

impl core::error::Error for Missing {}

/// Looks `name` up in the executable and everything it loaded.
#[cfg(unix)]
pub(crate) fn address(name: &'static CStr) -> Result<*mut c_void, Missing> {
    // SAFETY: `name` ends in NUL; dlsym with RTLD_DEFAULT has no other demand.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    if found.is_null() { Err(Missing(name)) } else { Ok(found) }
}

/// No other system exports V8's symbols under these names.
#[cfg(not(unix))]
pub(crate) fn address(_name: &'static CStr) -> Result<*mut c_void, Missing> {
    Err(Missing(c"unsupported platform"))
}

/// Declares a table of functions, each with its symbol, and `find()`, which fills it once a process.
macro_rules! table {
    ($(#[$doc:meta])* $table:ident { $($field:ident: $type:ty = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        struct $table { $($field: $type,)+ }

        impl $table {
            fn find() -> Result<Self, $crate::Missing> {
                static FOUND: std::sync::OnceLock<Result<$table, $crate::Missing>> = std::sync::OnceLock::new();
                *FOUND.get_or_init(|| Ok($table {
                    $($field: {
                        let address = $crate::symbols::address($name)?;
                        // SAFETY: the mangled name holds the parameters' types, and `$type` is what the Itanium ABI makes of them
                        // (a Local is one pointer, an enum an int); the result's type is V8's since version 11 at least.
                        unsafe { core::mem::transmute::<*mut core::ffi::c_void, $type>(address) }
                    },)+
                }))
            }
        }
    };
}
pub(crate) use table;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_symbol_is_named() {
        let missing = address(c"_ZN2v87Isolate99NoSuchThingEv").expect_err("no such symbol");
        if cfg!(unix) {
            assert_eq!(missing.name(), "_ZN2v87Isolate99NoSuchThingEv");
            assert_eq!(missing.to_string(), "the runtime does not export `_ZN2v87Isolate99NoSuchThingEv`");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_symbol_of_the_executable_is_found() {
        assert!(address(c"malloc").is_ok());
    }
}
