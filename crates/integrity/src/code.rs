// Generated from schema/ by `npm run generate`. Do not edit.

/// The codes of the errors that this crate raises: a closed list, shared with TypeScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// the manifest cannot be used.
    Manifest,
    /// a signature is missing or wrong.
    Signature,
    /// a manifest, or compiled rules, are older than is demanded.
    Serial,
    /// a key cannot be used.
    Key,
    /// a file name that a manifest cannot hold.
    ManifestName,
    /// a file that the manifest does not list.
    NotListed,
    /// a file's bytes are not those that the manifest lists.
    Digest,
    /// not a regular file.
    NotRegular,
    /// a file that the system does not let execute.
    NotExecutable,
    /// a file cannot be read.
    Read,
    /// a file cannot be written.
    Write,
}

impl Code {
    /// Every code, in the order of the schema.
    #[rustfmt::skip]
    pub const ALL: &'static [Code] = &[Code::Manifest, Code::Signature, Code::Serial, Code::Key, Code::ManifestName, Code::NotListed, Code::Digest, Code::NotRegular, Code::NotExecutable, Code::Read, Code::Write];

    /// The code as users and records see it.
    #[must_use]
    #[rustfmt::skip]
    pub const fn as_str(self) -> &'static str {
        match self {
            Code::Manifest => "OVERT_MANIFEST",
            Code::Signature => "OVERT_SIGNATURE",
            Code::Serial => "OVERT_SERIAL",
            Code::Key => "OVERT_KEY",
            Code::ManifestName => "OVERT_MANIFEST_NAME",
            Code::NotListed => "OVERT_NOT_LISTED",
            Code::Digest => "OVERT_DIGEST",
            Code::NotRegular => "OVERT_NOT_REGULAR",
            Code::NotExecutable => "OVERT_NOT_EXECUTABLE",
            Code::Read => "OVERT_READ",
            Code::Write => "OVERT_WRITE",
        }
    }

    /// What the code means, in a few words.
    #[must_use]
    #[rustfmt::skip]
    pub const fn title(self) -> &'static str {
        match self {
            Code::Manifest => "the manifest cannot be used",
            Code::Signature => "a signature is missing or wrong",
            Code::Serial => "a manifest, or compiled rules, are older than is demanded",
            Code::Key => "a key cannot be used",
            Code::ManifestName => "a file name that a manifest cannot hold",
            Code::NotListed => "a file that the manifest does not list",
            Code::Digest => "a file's bytes are not those that the manifest lists",
            Code::NotRegular => "not a regular file",
            Code::NotExecutable => "a file that the system does not let execute",
            Code::Read => "a file cannot be read",
            Code::Write => "a file cannot be written",
        }
    }
}
