//! Images that are refused.

use crate::code::Code;

/// Why an image cannot be loaded: nothing of it is used.
///
/// | `message` | where |
/// |---|---|
/// | the image is too short | its first 40 bytes are not there |
/// | this is no image of compiled rules | it begins with something else |
/// | the image was made by another version; build it again | the layout has another number |
/// | the image is damaged: its checksum does not hold | what follows was changed, cut or lengthened |
/// | the image is damaged: its parts contradict each other | a number in it cannot be so, though the checksum holds: it is by other hands |
///
/// ```
/// use engine::{Code, CompileOptions, RuleSet, Source};
///
/// let text = "{ title: t, logsource: { category: file_access }, detection: { s: { TargetFilename: /a }, condition: s } }";
/// let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
/// let image = rules.build();
/// let refused = |image: &[u8]| {
///     let error = RuleSet::load(image).expect_err("a damaged image");
///     assert_eq!(error.code, Code::Image);
///     error.to_string()
/// };
/// assert_eq!(refused(&image[..30]), "the image is too short");
/// assert_eq!(refused(b"title: a rule and no image"), "this is no image of compiled rules");
/// assert_eq!(refused(&image[..image.len() - 1]), "the image is damaged: its checksum does not hold");
/// let mut other = image.clone();
/// other[7] += 1;
/// assert_eq!(refused(&other), "the image was made by another version; build it again");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageError {
    /// Always [`Code::Image`].
    pub code: Code,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for ImageError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ImageError {}
