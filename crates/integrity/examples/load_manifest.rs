//! How long a manifest takes to load: `load_manifest PATH COUNT`, where COUNT is how many files it must list. `bench/open` runs it.

use integrity::manifest::{Files, Trust, Trusted};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let (path, count) = (given.next().ok_or("name a manifest")?, given.next().ok_or("name a count")?.parse::<u64>()?);
    let mut times = Vec::new();
    for _ in 0..41 {
        let start = Instant::now();
        let manifest = Trusted::read(Files::of(Path::new(&path)), &Trust::default())?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        if manifest.head().count != count {
            return Err(format!("it lists {} files, not {count}", manifest.head().count).into());
        }
    }
    times.sort_by(f64::total_cmp);
    println!("manifest of {count} files: load {:.2} ms, median of 41", times.get(20).copied().unwrap_or_default());
    Ok(())
}
