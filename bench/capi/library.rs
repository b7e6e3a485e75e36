//! The shared library, opened as a program that is not Rust would: by name, at run time. Nothing of it can be inlined.

use std::ffi::{CString, c_char, c_int, c_void};

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const RTLD_NOW: c_int = 2;

type Handle = *mut c_void;

/// What of `overt.h` the bench calls.
pub(crate) struct Library {
    pub(crate) rules_load: unsafe extern "C" fn(*const u8, usize) -> Handle,
    pub(crate) rules_count: unsafe extern "C" fn(Handle) -> i32,
    pub(crate) evaluator_new: unsafe extern "C" fn(Handle) -> Handle,
    pub(crate) evaluator_frame: unsafe extern "C" fn(Handle) -> *mut u8,
    pub(crate) evaluate: unsafe extern "C" fn(Handle),
    pub(crate) event_begin: unsafe extern "C" fn(Handle, u32),
    pub(crate) event_text: unsafe extern "C" fn(Handle, u32, *const u8, usize),
    pub(crate) event_evaluate: unsafe extern "C" fn(Handle) -> u32,
}

impl Library {
    /// Opens the library for as long as the process lives.
    pub(crate) fn open(path: &str) -> Self {
        let name = CString::new(path).expect("a path without zeroes");
        // SAFETY: the path ends with a zero; what the library does when it is loaded is ours.
        let library = unsafe { dlopen(name.as_ptr(), RTLD_NOW) };
        assert!(!library.is_null(), "`{path}` cannot be loaded: `npm run build -- --capi` makes it");
        let symbol = |name: &str| {
            let named = CString::new(name).expect("a name without zeroes");
            // SAFETY: the library is loaded, and the name ends with a zero.
            let found = unsafe { dlsym(library, named.as_ptr()) };
            assert!(!found.is_null(), "`{path}` has no `{name}`");
            found
        };
        // SAFETY: each is a function of this type, as include/overt.h declares it.
        unsafe {
            Self {
                rules_load: std::mem::transmute::<Handle, unsafe extern "C" fn(*const u8, usize) -> Handle>(symbol("overt_rules_load")),
                rules_count: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle) -> i32>(symbol("overt_rules_count")),
                evaluator_new: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle) -> Handle>(symbol("overt_evaluator_new")),
                evaluator_frame: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle) -> *mut u8>(symbol("overt_evaluator_frame")),
                evaluate: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle)>(symbol("overt_evaluate")),
                event_begin: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle, u32)>(symbol("overt_event_begin")),
                event_text: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle, u32, *const u8, usize)>(symbol("overt_event_text")),
                event_evaluate: std::mem::transmute::<Handle, unsafe extern "C" fn(Handle) -> u32>(symbol("overt_event_evaluate")),
            }
        }
    }
}
