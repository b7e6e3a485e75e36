//! V8's stack as addresses: where each function on it goes on. It is what V8's own profiler samples, costs a tenth of a stack that names scripts, and tells whether a stack was seen before.

use crate::symbols::{Missing, table};
use core::ffi::c_void;
use core::ptr;

table! {
    /// What gives the addresses.
    Table {
        current_isolate: unsafe extern "C" fn() -> *mut c_void = c"_ZN2v87Isolate10GetCurrentEv",
        stack_sample: unsafe extern "C" fn(*mut c_void, *const Registers, *mut usize, usize, *mut Info) = c"_ZN2v87Isolate14GetStackSampleERKNS_13RegisterStateEPPvmPNS_10SampleInfoE",
    }
}

/// `v8::RegisterState`, the same on 20, 22, 24 and 26.
#[repr(C)]
struct Registers {
    pc: *const c_void,
    sp: *const c_void,
    fp: *const c_void,
    lr: *const c_void,
    callee_saved: *const c_void,
}

/// `v8::SampleInfo`, whose first field is the same on 20, 22, 24 and 26; longer than any of them.
#[repr(C)]
struct Info {
    count: usize,
    rest: [usize; 15],
}

/// Writes where the functions on the stack go on into `places`, innermost first, and returns how many there are; `places.len()` where the stack may have more, 0 where V8 tells nothing.
///
/// An address stands for one place of one function, and for those that were compiled into it, as long as V8 does not collect its old space ([`crate::collections`]): a place in bytecode, in
/// compiled code, or in a function of V8's own.
///
/// # Errors
/// [`Missing`] where the runtime lacks a symbol; nothing was written.
///
/// # Safety
/// The call comes from JavaScript (a Node-API callback or a callback of V8): nothing on this thread's stack is then half made, as it may be where a profiler interrupts it.
pub unsafe fn addresses(places: &mut [usize]) -> Result<usize, Missing> {
    let table = Table::find()?;
    let mut info = Info { count: 0, rest: [0; 15] };
    let here = (&raw const info).cast::<c_void>();
    // V8 goes on from the last frame that it left itself; of these it uses the least address of the stack, and looks whether `pc` is where a frame is being made.
    let registers = Registers { pc: addresses as *const c_void, sp: here, fp: here, lr: ptr::null(), callee_saved: ptr::null() };
    // SAFETY: the thread has a current isolate, since JavaScript called; V8 writes at most `places.len()` addresses and reads the registers only.
    unsafe {
        let isolate = (table.current_isolate)();
        if !isolate.is_null() {
            (table.stack_sample)(isolate, &raw const registers, places.as_mut_ptr(), places.len(), &raw mut info);
        }
    }
    let _ = info.rest;
    Ok(info.count.min(places.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_a_runtime_there_are_no_addresses() {
        // SAFETY: the table is not there, so nothing is called.
        let missing = unsafe { addresses(&mut [0; 4]) }.expect_err("a test binary is no JavaScript runtime");
        assert!(missing.name().contains("v87Isolate"));
    }
}
