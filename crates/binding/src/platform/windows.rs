//! `WldpCanExecuteFile` (Windows 11, Windows Server 2022): what the application control policy says of a script. Not tested on Windows: only compiled for it.
//! See <https://learn.microsoft.com/windows/win32/api/wldp/nf-wldp-wldpcanexecutefile>.

use integrity::{Opened, Platform};
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::os::windows::io::AsRawHandle;
use std::ptr;
use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::System::LibraryLoader::{GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW};
use windows_sys::Win32::System::WindowsProgramming::{
    WLDP_EXECUTION_EVALUATION_OPTION_NONE, WLDP_EXECUTION_EVALUATION_OPTIONS, WLDP_EXECUTION_POLICY, WLDP_EXECUTION_POLICY_ALLOWED,
    WLDP_EXECUTION_POLICY_BLOCKED, WLDP_HOST_OTHER,
};
use windows_sys::core::{GUID, HRESULT, PCWSTR, s, w};

type CanExecuteFile =
    unsafe extern "system" fn(*const GUID, WLDP_EXECUTION_EVALUATION_OPTIONS, HANDLE, PCWSTR, *mut WLDP_EXECUTION_POLICY) -> HRESULT;

#[derive(Debug)]
struct Wldp(CanExecuteFile);

impl Platform for Wldp {
    fn may_execute(&self, file: &File) -> Result<()> {
        let mut policy = WLDP_EXECUTION_POLICY_BLOCKED;
        let (host, handle) = (WLDP_HOST_OTHER, file.as_raw_handle());
        // SAFETY: the host's id and the answer outlive the call, the handle is open, and the audit information may be absent.
        let result = unsafe { (self.0)(&raw const host, WLDP_EXECUTION_EVALUATION_OPTION_NONE, handle, ptr::null(), &raw mut policy) };
        match (result, policy) {
            (0.., WLDP_EXECUTION_POLICY_ALLOWED) => Ok(()),
            // What must run in a sandbox must not run here.
            (0.., _) => Err(Error::new(ErrorKind::PermissionDenied, "the application control policy blocks it")),
            _ => Err(Error::other(format!("WldpCanExecuteFile failed with {result:#010x}"))),
        }
    }
}

/// Looks the function up, for older systems lack it, in the system's own folder only.
pub(super) fn verdict(_: &Opened) -> std::result::Result<Box<dyn Platform>, String> {
    // SAFETY: a terminated name. The library stays loaded: nothing frees it.
    let library = unsafe { LoadLibraryExW(w!("wldp.dll"), ptr::null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32) };
    if library.is_null() {
        return Err(format!("`wldp.dll` cannot be loaded: {}", Error::last_os_error()));
    }
    // SAFETY: an open library and a terminated name.
    let found = unsafe { GetProcAddress(library, s!("WldpCanExecuteFile")) };
    let function = found.ok_or("this Windows has no WldpCanExecuteFile, which came with Windows 11")?;
    // SAFETY: the documented signature of the function of this name.
    Ok(Box::new(Wldp(unsafe { std::mem::transmute::<unsafe extern "system" fn() -> isize, CanExecuteFile>(function) })))
}
