//! What Linux says of a file: `AT_EXECVE_CHECK` (6.14), what execve would say without executing it, see execveat(2) and
//! <https://docs.kernel.org/userspace-api/check_exec.html>; and `FS_IOC_MEASURE_VERITY` (5.4), what fs-verity holds it to.

use integrity::{Opened, Platform, Verity};
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

/// The fs-verity digest of an open file. `None` where the file has none (`ENODATA`), and where file system or kernel do not offer it (`ENOTTY`, `EOPNOTSUPP`).
///
/// Only file systems whose own code in the kernel answers are asked: FUSE hands the question to the program behind it, which answers what it likes.
pub(super) fn verity(file: &File) -> Option<Verity> {
    // `_IOWR('f', 134, struct fsverity_digest)`, whose fixed part are two u16.
    const MEASURE: libc::Ioctl = libc::_IOWR::<[u16; 2]>(b'f' as u32, 134);
    if !is_kernels(file)? {
        return None;
    }
    let mut answer = [0; 4 + 64];
    let room = u16::try_from(answer.len() - 4).ok()?;
    answer.get_mut(2..4)?.copy_from_slice(&room.to_ne_bytes());
    // SAFETY: an open file, and memory for the fixed part and as many bytes as it says.
    match unsafe { libc::ioctl(file.as_raw_fd(), MEASURE, answer.as_mut_ptr()) } {
        0 => Verity::parse(&answer),
        _ => None,
    }
}

/// Whether the file lies on a file system that has fs-verity itself: ext4, f2fs, btrfs.
fn is_kernels(file: &File) -> Option<bool> {
    let mut found = std::mem::MaybeUninit::<libc::statfs>::uninit();
    // SAFETY: an open file, and memory for the answer.
    if unsafe { libc::fstatfs(file.as_raw_fd(), found.as_mut_ptr()) } != 0 {
        return None;
    }
    // SAFETY: the call succeeded and has filled it.
    let kind = unsafe { found.assume_init() }.f_type;
    Some(matches!(kind, libc::EXT4_SUPER_MAGIC | libc::F2FS_SUPER_MAGIC | libc::BTRFS_SUPER_MAGIC))
}

/// Gives this thread a copy of the process's table of descriptors (`CLOSE_RANGE_UNSHARE`, Linux 5.9; containers allow it where they forbid `unshare`).
pub(super) fn own_descriptors() -> bool {
    // SAFETY: a system call without pointers. The one number that it would close is none that a process can have; what this thread opens from here on only it can name.
    unsafe { libc::syscall(libc::SYS_close_range, u32::MAX, u32::MAX, libc::CLOSE_RANGE_UNSHARE) == 0 }
}
