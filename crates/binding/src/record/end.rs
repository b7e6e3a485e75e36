//! The end of a thread's record that no JavaScript can write: a worker is terminated (`terminate`, its limits, the end of the process). Node ends its environment
//! then, and asks whoever waits for that; lines that wait would be lost otherwise, and the stream would have no `overt.stop`.

use super::{DROPPED, HEAD, KNOWN, LENGTH, LINES, LOST, Lines, USED, append_count, double, set, word};
use std::fs::OpenOptions;
use std::io::Write;

impl Lines {
    /// Writes what waits, and `overt.stop` where the end of the chain is known and the stream has none. What cannot be written is lost: nobody is left to be told.
    pub(super) fn end(&mut self) {
        if let Some(rest) = self.rest()
            && !rest.is_empty()
        {
            drop(self.append(&rest));
        }
    }

    /// What is still to be written; the memory has it no more.
    fn rest(&mut self) -> Option<Vec<u8>> {
        let memory = self.memory();
        let used = word(memory, USED)? as usize;
        let lost = f64::from(word(memory, LOST)?) + double(memory, DROPPED)?;
        let mut rest = memory.get(LINES..LINES + used)?.to_vec();
        let known = word(memory, KNOWN)? == 1;
        set(memory, USED, &0_u32.to_ne_bytes());
        set(memory, KNOWN, &0_u32.to_ne_bytes());
        if known {
            self.append_stop(&mut rest, lost);
        }
        // What was lost may have left a part of a line at the file's end; an empty line is passed over.
        if lost > 0.0 && !rest.is_empty() {
            rest.insert(0, b'\n');
        }
        Some(rest)
    }

    /// The same line that JavaScript would write (packages/overt/src/stop.ts). Nothing where there is no time.
    fn append_stop(&mut self, out: &mut Vec<u8>, lost: f64) -> Option<()> {
        self.look_at_clock()?;
        let (length, head) = {
            let memory = self.memory();
            (double(memory, LENGTH)?, memory.get(HEAD..DROPPED)?.to_vec())
        };
        self.begin(out, length);
        out.extend_from_slice(b"\"overt.stop\",\"fields\":{\"records\":");
        append_count(out, length);
        out.extend_from_slice(b",\"dropped\":");
        append_count(out, lost);
        out.extend_from_slice(b",\"head\":\"");
        out.extend_from_slice(&head);
        out.extend_from_slice(b"\"},\"outcome\":\"allowed\",\"prev\":\"");
        out.extend_from_slice(&head);
        out.extend_from_slice(b"\"}\n");
        Some(())
    }

    /// By its path, as JavaScript's output opens it: the application may have closed the descriptor and have its number for a file of its own.
    fn append(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // A pipe that nobody reads must not hold the end of the process up.
            options.mode(0o600).custom_flags(libc::O_NONBLOCK);
        }
        options.open(&self.path)?.write_all(bytes)
    }
}
