//! How often V8 collected this thread's old space: only then does compiled code, or bytecode, move or go, so that an address stands for something else.

use crate::symbols::{Missing, table};
use core::cell::Cell;
use core::ffi::{c_int, c_void};
use core::ptr;

type Callback = unsafe extern "C" fn(*mut c_void, c_int, c_int, *mut c_void);
type Add = unsafe extern "C" fn(*mut c_void, Callback, *mut c_void, c_int);
type Remove = unsafe extern "C" fn(*mut c_void, Callback, *mut c_void);

table! {
    /// What tells of collections.
    Table {
        current_isolate: unsafe extern "C" fn() -> *mut c_void = c"_ZN2v87Isolate10GetCurrentEv",
        add_before: Add = c"_ZN2v87Isolate21AddGCPrologueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_S2_",
        add_after: Add = c"_ZN2v87Isolate21AddGCEpilogueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_S2_",
        remove_before: Remove = c"_ZN2v87Isolate24RemoveGCPrologueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_",
        remove_after: Remove = c"_ZN2v87Isolate24RemoveGCEpilogueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_",
    }
}

/// kGCTypeMarkSweepCompact. The others collect the young generation, which holds no code, or are steps of this one.
const OLD_SPACE: c_int = 1 << 2;

thread_local! {
    /// Even between collections, odd while one goes on. It has no destructor: a collection may come while the thread ends.
    static COUNT: Cell<u64> = const { Cell::new(1) };
}

unsafe extern "C" fn before(_isolate: *mut c_void, _kind: c_int, _flags: c_int, _data: *mut c_void) {
    COUNT.set(COUNT.get() | 1);
}

unsafe extern "C" fn after(_isolate: *mut c_void, _kind: c_int, _flags: c_int, _data: *mut c_void) {
    COUNT.set((COUNT.get() | 1) + 1);
}

/// The number of this thread's collections so far, as a number that is another after each; `None` while one goes on (JavaScript of others may run then) or where nobody [`watch`]es.
#[must_use]
pub fn count() -> Option<u64> {
    Some(COUNT.get()).filter(|count| count.is_multiple_of(2))
}

/// Counts this thread's collections from now on, until [`unwatch`].
///
/// # Errors
/// [`Missing`] where the runtime lacks a symbol; nothing is counted then.
///
/// # Safety
/// The call comes from JavaScript, this code is not unloaded before [`unwatch`], and it is called once.
pub unsafe fn watch() -> Result<(), Missing> {
    let table = Table::find()?;
    // SAFETY: JavaScript called, so the thread has a current isolate; the callbacks allocate nothing in it and call nothing.
    unsafe {
        let isolate = (table.current_isolate)();
        if isolate.is_null() {
            return Ok(());
        }
        (table.add_before)(isolate, before, ptr::null_mut(), OLD_SPACE);
        (table.add_after)(isolate, after, ptr::null_mut(), OLD_SPACE);
    }
    COUNT.set((COUNT.get() | 1) + 1);
    Ok(())
}

/// Ends what [`watch`] began.
///
/// # Safety
/// As for [`watch`], which was called on this thread and answered without an error.
pub unsafe fn unwatch() {
    let Ok(table) = Table::find() else { return };
    COUNT.set(COUNT.get() | 1);
    // SAFETY: as in `watch`.
    unsafe {
        let isolate = (table.current_isolate)();
        if !isolate.is_null() {
            (table.remove_before)(isolate, before, ptr::null_mut());
            (table.remove_after)(isolate, after, ptr::null_mut());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_counted_before_it_is_watched_nor_while_a_collection_goes_on() {
        assert_eq!(count(), None);
        // SAFETY: the callbacks look at none of their arguments; the table is not there, so `watch` calls nothing.
        unsafe {
            assert!(watch().is_err());
            assert_eq!(count(), None);
            after(ptr::null_mut(), OLD_SPACE, 0, ptr::null_mut());
            let first = count().expect("between collections");
            before(ptr::null_mut(), OLD_SPACE, 0, ptr::null_mut());
            assert_eq!(count(), None);
            before(ptr::null_mut(), OLD_SPACE, 0, ptr::null_mut());
            assert_eq!(count(), None);
            after(ptr::null_mut(), OLD_SPACE, 0, ptr::null_mut());
            assert!(count().is_some_and(|second| second != first));
        }
    }
}
