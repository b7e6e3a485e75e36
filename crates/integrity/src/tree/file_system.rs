//! What a file system makes of a read.

/// Whether a read of a regular file in this folder gives fewer bytes than it may only at the end of the file. So it is where the kernel reads from its page
/// cache. File systems that other machines or programs answer for (NFS, SMB, 9P, FUSE) may give less at any moment, and what is not known here is taken for one of them.
#[cfg(target_os = "linux")]
pub(super) fn reads_to_the_end(folder: rustix::fd::BorrowedFd<'_>) -> bool {
    // statfs(2).
    const EXT4: u32 = 0xef53;
    const XFS: u32 = 0x5846_5342;
    const BTRFS: u32 = 0x9123_683e;
    const F2FS: u32 = 0xf2f5_2010;
    const TMPFS: u32 = 0x0102_1994;
    const OVERLAY: u32 = 0x794c_7630;
    const SQUASHFS: u32 = 0x7371_7368;
    const EROFS: u32 = 0xe0f5_e1e2;
    let kind = rustix::fs::fstatfs(folder).ok().and_then(|found| u32::try_from(found.f_type).ok());
    matches!(kind, Some(EXT4 | XFS | BTRFS | F2FS | TMPFS | OVERLAY | SQUASHFS | EROFS))
}

#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn reads_to_the_end(_folder: rustix::fd::BorrowedFd<'_>) -> bool {
    false
}
