//! `seal MANIFEST FILE ROUNDS`: how long a sealed copy of FILE takes, and reading and hashing it, in turn; the smallest of each, in milliseconds.

use integrity::addon::Addons;
use integrity::manifest::Trust;
use integrity::{Digest, Opened};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [manifest, file, rounds] = given.as_slice() else { return Err("seal MANIFEST FILE ROUNDS".into()) };
    let opened = Opened::at(Path::new(manifest), None, &Trust::default())?;
    let file = Path::new(file).canonicalize()?;
    let (mut sealing, mut reading) = (f64::MAX, f64::MAX);
    for _ in 0..rounds.parse::<u32>()? {
        let start = Instant::now();
        let digest = Digest::of(&std::fs::read(&file)?);
        reading = reading.min(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        let found = Addons::default().seal(&opened, &file);
        sealing = sealing.min(start.elapsed().as_secs_f64() * 1e3);
        let sealed = found.last().ok_or("nothing")?.outcome.as_ref().map_err(|why| why.error.clone())?;
        if sealed.digest() != digest {
            return Err("the digests differ".into());
        }
    }
    println!("read and BLAKE3 {reading:.1} ms, sealed {sealing:.1} ms, ratio {:.3}", sealing / reading);
    Ok(())
}
