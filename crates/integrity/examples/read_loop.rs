//! The floor of a verification: walks a folder with one thread, opens each file, reads it, closes it, and prints how many files and bytes
//! there were. `bench/open` compares `overt verify` with it.

use std::io::Read;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut folders: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let mut piece = vec![0_u8; 128 << 10];
    let (mut files, mut bytes) = (0_u64, 0_u64);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let mut file = fs::File::open(entry.path())?;
                files += 1;
                loop {
                    let length = file.read(&mut piece)?;
                    bytes += length as u64;
                    if length == 0 {
                        break;
                    }
                }
            }
        }
    }
    println!("{files} files, {bytes} bytes");
    Ok(())
}
