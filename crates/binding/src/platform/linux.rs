//! `AT_EXECVE_CHECK` (Linux 6.14): what execve would say of a file, without executing it. See execveat(2) and
//! <https://docs.kernel.org/userspace-api/check_exec.html>.

use integrity::{Opened, Platform};
use std::fs::File;
use std::io::{Error, Result};
use std::os::fd::{AsRawFd, RawFd};
use std::ptr;

const AT_EXECVE_CHECK: libc::c_int = 0x1_0000;

#[derive(Debug)]
struct ExecveCheck;

impl Platform for ExecveCheck {
    fn may_execute(&self, file: &File) -> Result<()> {
        check(file.as_raw_fd())
    }
}

/// Asks about the manifest's root: of a folder a kernel that knows the question says that it cannot be executed (`EACCES`).
pub(super) fn verdict(opened: &Opened) -> std::result::Result<Box<dyn Platform>, String> {
    match check(opened.folder().as_raw_fd()) {
        Err(why) if why.raw_os_error() == Some(libc::EACCES) => Ok(Box::new(ExecveCheck)),
        Err(why) => Err(format!("this kernel does not answer AT_EXECVE_CHECK, which came with Linux 6.14: {why}")),
        Ok(()) => Err("this kernel answers AT_EXECVE_CHECK for a folder".to_owned()),
    }
}

fn check(file: RawFd) -> Result<()> {
    let none = ptr::null::<*const libc::c_char>();
    // SAFETY: an empty, terminated path and no arguments. With this flag the kernel looks and executes nothing; one that does not know it refuses (EINVAL).
    match unsafe { libc::syscall(libc::SYS_execveat, file, c"".as_ptr(), none, none, libc::AT_EMPTY_PATH | AT_EXECVE_CHECK) } {
        0 => Ok(()),
        _ => Err(Error::last_os_error()),
    }
}

/// This thread's securebits (capabilities(7)); none where they cannot be read.
pub(super) fn securebits() -> libc::c_int {
    // SAFETY: a system call without pointers.
    unsafe { libc::prctl(libc::PR_GET_SECUREBITS) }.max(0)
}
