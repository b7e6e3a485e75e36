//! The values of fields by name, for what reads events without a plan: correlations, and the time
//! of an application's own events.

use super::{Head, KIND_NAME, KIND_NULL, word};
use crate::schema::{self, event as events};
use crate::time;

/// The values of fields by their numbers in `names`, as the event in the frame has them: a name of
/// the schema or of Sigma's, or that of a free field. An event that was judged can be read; of any
/// other nothing is answered.
pub(crate) fn named(event: &[u8], names: &[String]) -> Vec<(u32, String)> {
    let Some(head) = Head::read(event) else { return Vec::new() };
    let text = head.text(event);
    let places: Vec<Option<u8>> = names.iter().map(|name| schema::field_of(head.event, name).map(|field| field.bit)).collect();
    let application = head.event.id == events::APPLICATION_EVENT;
    let (mut values, mut at) = (Vec::new(), 0_usize);
    let mut free: Option<&str> = None;
    for index in 0..head.entries as usize {
        let (Some(what), Some(length)) = (word(event, 4 + 2 * index), word(event, 5 + 2 * index)) else { return values };
        let end = at.saturating_add(length as usize);
        let Some(value) = text.get(at..end).and_then(|bytes| std::str::from_utf8(bytes).ok()) else { return values };
        at = end;
        let (field, kind) = (what & 0xff, what >> 8);
        if application && kind == KIND_NAME {
            free = Some(value);
            continue;
        }
        let own = free.take();
        if kind == KIND_NULL || application && own.is_none() && field < 24 {
            continue;
        }
        for ((number, name), place) in (0..).zip(names).zip(&places) {
            let is = own.map_or_else(|| place.is_some_and(|bit| u32::from(bit) == field), |own| own == name && place.is_none());
            if is {
                values.push((number, value.to_owned()));
            }
        }
    }
    values
}

/// When an event of the application's own says that it happened: its field `time`, in microseconds
/// since 1970 ([`time::microseconds`]). `None` where it does not say so, and for any other event,
/// which happens when it is raised.
///
/// `event` is a frame, or an event in the frame's layout in a buffer of its own, from before it was
/// answered.
#[must_use]
pub fn time(event: &[u8]) -> Option<i64> {
    let application = Head::read(event).is_some_and(|head| head.event.id == events::APPLICATION_EVENT);
    let values = if application { named(event, &["time".to_owned()]) } else { Vec::new() };
    values.first().and_then(|(_, text)| time::microseconds(text))
}
