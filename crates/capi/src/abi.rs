//! The version of the interface.

/// The version of this interface. A host refuses any other.
pub const OVERT_ABI_VERSION: u32 = 1;

/// The version of this interface: [`OVERT_ABI_VERSION`].
#[unsafe(no_mangle)]
pub extern "C" fn overt_abi_version() -> u32 {
    OVERT_ABI_VERSION
}
