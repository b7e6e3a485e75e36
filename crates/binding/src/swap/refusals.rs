//! Refusals that wait until the main thread comes back to its event loop and puts them on record.

use integrity::Error;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Why rules were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl From<Error> for Refused {
    fn from(why: Error) -> Self {
        Self { code: why.code().as_str(), message: why.message().to_owned() }
    }
}

/// How many are kept: at two looks for each, a main thread that is busy for minutes.
const MOST: usize = 64;

static WAITING: Mutex<Waiting> = Mutex::new(Waiting { refused: VecDeque::new(), dropped: 0 });

#[derive(Debug)]
struct Waiting {
    refused: VecDeque<Refused>,
    /// Older ones than those in `refused`.
    dropped: u64,
}

impl Waiting {
    fn put(&mut self, refused: Refused) {
        if self.refused.len() == MOST {
            self.refused.pop_front();
            self.dropped += 1;
        }
        self.refused.push_back(refused);
    }

    fn take(&mut self) -> Option<(VecDeque<Refused>, u64)> {
        (!self.refused.is_empty()).then(|| (std::mem::take(&mut self.refused), std::mem::take(&mut self.dropped)))
    }
}

pub(super) fn put(refused: Refused) {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).put(refused);
}

/// Takes those that wait, oldest first, and how many older ones there was no room for; `None` where none waits.
pub(super) fn take() -> Option<(VecDeque<Refused>, u64)> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_kept_in_their_order_and_the_oldest_are_dropped() {
        let mut waiting = Waiting { refused: VecDeque::new(), dropped: 0 };
        assert_eq!(waiting.take(), None);
        let number = |refused: &Refused| refused.message.parse::<usize>().ok();
        (0..MOST + 3).for_each(|number| waiting.put(Refused { code: "OVERT_SERIAL", message: number.to_string() }));
        let (refused, dropped) = waiting.take().expect("some wait");
        assert_eq!((refused.len(), dropped), (MOST, 3));
        assert!(refused.iter().map(number).eq((3..MOST + 3).map(Some)));
        assert_eq!(waiting.take(), None);
    }
}
