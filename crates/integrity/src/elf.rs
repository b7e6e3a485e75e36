//! What the system's loader will look for beside a shared library: the entries of its dynamic section (System V ABI, chapter 5, "Dynamic Linking").

use object::elf::{DT_NEEDED, DT_NULL, DT_RPATH, DT_RUNPATH, DT_SONAME, DT_STRSZ, DT_STRTAB, FileHeader64};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};
use object::{Endianness, ReadCache, ReadRef, StringTable};
use std::fs::File;

/// The part of a library's dynamic section that names other libraries.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Dynamic {
    /// `DT_SONAME`: the name under which others need it.
    pub(crate) soname: Option<String>,
    /// `DT_NEEDED`: the libraries that it needs.
    pub(crate) needed: Vec<String>,
    /// `DT_RUNPATH`, or else `DT_RPATH`: folders to look in, as they are written.
    pub(crate) folders: Vec<String>,
    /// Whether they are `DT_RPATH`'s, which hold for what its libraries need, too.
    pub(crate) inherited: bool,
}

impl Dynamic {
    /// Reads it; `None` for what is no shared library of a 64-bit system. The system's loader says what is wrong with such a file.
    pub(crate) fn of(file: &File) -> Option<Self> {
        let cache = ReadCache::new(file.try_clone().ok()?);
        read(&cache)
    }
}

fn read<'data, R: ReadRef<'data>>(data: R) -> Option<Dynamic> {
    let header = FileHeader64::<Endianness>::parse(data).ok()?;
    let endian = header.endian().ok()?;
    let segments = header.program_headers(endian, data).ok()?;
    let entries = segments.iter().find_map(|segment| segment.dynamic(endian, data).ok().flatten())?;
    let entries = || entries.iter().map(|entry| (entry.d_tag(endian), entry.d_val(endian))).take_while(|(tag, _)| *tag != DT_NULL);
    let value = |wanted| entries().find_map(|(tag, value)| (tag == wanted).then_some(value));
    let address = value(DT_STRTAB)?;
    let start = segments.iter().find_map(|segment| {
        let within = address.checked_sub(segment.p_vaddr(endian))?;
        (segment.p_type(endian) == object::elf::PT_LOAD && within < segment.p_filesz(endian))
            .then(|| segment.p_offset(endian).checked_add(within))?
    })?;
    let strings = StringTable::new(data, start, start.checked_add(value(DT_STRSZ)?)?);
    let text = |at: u64| String::from_utf8(strings.get(u32::try_from(at).ok()?).ok()?.to_vec()).ok();
    let folders = |tag| Some(text(value(tag)?)?.split(':').map(str::to_owned).collect());
    let runpath: Option<Vec<String>> = folders(DT_RUNPATH);
    Some(Dynamic {
        soname: value(DT_SONAME).and_then(text),
        needed: entries().filter(|(tag, _)| *tag == DT_NEEDED).map(|(_, value)| text(value)).collect::<Option<_>>()?,
        inherited: runpath.is_none(),
        folders: runpath.or_else(|| folders(DT_RPATH)).unwrap_or_default(),
    })
}
