//! Native addons from sealed memory, where no name and no descriptor that the application reaches leads to other bytes.
//!
//! A sealed copy is opened by the system's loader by a path, `/proc/self/task/THREAD/fd/N`. JavaScript can close any descriptor of the process by its number and
//! open another file in its place; so the copies are descriptors of one thread alone, which has a table of its own and is there for nothing else.

use crate::Exports;
#[cfg(target_os = "linux")]
use crate::manifest::opened;
use napi_derive::napi;
use serde_json::json;

#[cfg(target_os = "linux")]
mod keeper;

pub(crate) const EXPORTS: Exports = &[("sealAddon", seal_addon_c_callback), ("openLibrary", open_library_c_callback)];

/// Verifies an addon and the libraries beside it: `{"libraries":[{path,name,allowed,reason,message,digest,expected,size,verity,open}]}` in the order in which they are
/// to be opened, the addon last, nothing after one that is refused; or `{"unavailable":"why"}` where this system has no sealed memory.
#[napi(no_export, catch_unwind)]
pub fn seal_addon(path: String) -> String {
    #[cfg(target_os = "linux")]
    {
        let Some(opened) = opened() else { return json!({ "unavailable": "no manifest is open" }).to_string() };
        match keeper::seal(opened, path.into()) {
            Ok(libraries) => json!({ "libraries": libraries }).to_string(),
            Err(why) => json!({ "unavailable": why }).to_string(),
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        drop(path);
        json!({ "unavailable": "this system has no sealed memory" }).to_string()
    }
}

/// Opens a library that an addon needs, as the system's loader would have on its behalf: not where one of that name is loaded already. What is wrong, or null.
#[napi(no_export, catch_unwind)]
pub fn open_library(name: String, open: String) -> Option<String> {
    #[cfg(target_os = "linux")]
    {
        keeper::open(&name, &open).err()
    }
    #[cfg(not(target_os = "linux"))]
    Some(format!("`{name}` at `{open}` cannot be opened from memory on this system"))
}
