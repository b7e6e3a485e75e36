//! Whether a script is the file whose name it has: the text that V8 compiled is compared with the file's.

use integrity::package::read_file;
use std::path::Path;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What the runtime appends to TypeScript whose types it has erased.
const APPENDED: &str = "\n\n//# source";

/// The longest text that V8 compiles is shorter, bytes.
const LARGEST: u64 = 4 << 30;

/// Whether `source`, as V8 compiled it, is the text of `file`. What is no regular file, or cannot be read, is nobody's text.
pub(super) fn is_text_of(source: &str, file: &Path) -> bool {
    let Some(bytes) = read_file(file, LARGEST) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let (source, text) = (without_mark(source), without_mark(&text));
    source == text || (is_typescript(file) && is_erased(source, text))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

fn is_typescript(file: &Path) -> bool {
    file.extension().is_some_and(|extension| ["ts", "mts", "cts"].iter().any(|known| extension == *known))
}

/// Whether `source` is `text` with parts blanked, as the runtime erases types: each character is the file's, or what it puts in place of what it takes away:
/// white space (of several bytes where a character had several), or a semicolon that keeps statements apart.
fn is_erased(source: &str, text: &str) -> bool {
    let Some((same, rest)) = source.split_at_checked(text.len()) else { return false };
    let blanked = same.char_indices().all(|(at, made)| {
        let end = at + made.len_utf8();
        made.is_whitespace() || made == ';' || same.as_bytes().get(at..end) == text.as_bytes().get(at..end)
    });
    blanked && (rest.is_empty() || (rest.starts_with(APPENDED) && is_one_comment(rest)))
}

/// The lines of `rest` are empty, or the comment.
fn is_one_comment(rest: &str) -> bool {
    rest.split(['\n', '\r', '\u{2028}', '\u{2029}']).all(|line| line.is_empty() || line.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("overt-content-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("the file can be written");
        path
    }

    #[test]
    fn a_script_is_its_file_and_no_other() {
        let file = written("a.js", "\u{feff}exports.a = 'é'\n".as_bytes());
        assert!(is_text_of("exports.a = 'é'\n", &file));
        assert!(is_text_of("\u{feff}exports.a = 'é'\n", &file));
        assert!(!is_text_of("exports.a = 'e'\n", &file));
        assert!(!is_text_of("exports.a = 'é'\nmore()", &file));
        assert!(!is_text_of("(function () { exports.a = 'é'\n})", &file));
        assert!(!is_text_of("               \n ", &file));
        assert!(!is_text_of("", &std::env::temp_dir()));
        let broken = written("b.js", b"x = '\xff'");
        assert!(is_text_of("x = '\u{fffd}'", &broken));
        for path in [file, broken] {
            std::fs::remove_file(path).expect("the file can be removed");
        }
    }

    #[test]
    fn typescript_is_its_file_without_its_types() {
        let file = written("a.ts", b"const a: number = f(1)\n");
        assert!(is_text_of("const a         = f(1)\n", &file));
        assert!(is_text_of("const a         = f(1)\n\n\n//# sourceURL=/x/a.ts", &file));
        assert!(!is_text_of("const a         = f(1)\n\n\n//# sourceURL=/x/a.ts\nevil()", &file));
        assert!(!is_text_of("const a         = f(2)\n", &file));
        assert!(!is_text_of("const a = f(1)\n", &file));
        std::fs::remove_file(file).expect("the file can be removed");
    }
}
