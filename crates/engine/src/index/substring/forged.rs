//! Heads and tables by other hands: what could be read outside of a table, or for ever, is refused
//! when an image is loaded.

use super::super::grams::LITERAL;
use super::*;
use crate::memory::Shared;

const NODES: u32 = 9;

/// An index of literals of one length, as an image has it: the head, and the memory.
fn written() -> (Vec<u32>, (Vec<u32>, Part)) {
    let literals: Vec<Literal<'_>> = [b"/.ssh/x", b"id_rsa1", b"secret2", b"passwd3"].iter().map(|text| text.as_slice()).zip(0..).collect();
    let mut builder = Builder::default();
    let index = Substrings::build(&literals, &mut builder);
    let (memory, mut shared) = (builder.finish(), Shared::default());
    let mut head = HeadWriter::new(&memory, &mut shared);
    index.write(&mut head);
    (head.head, shared.finish())
}

fn is_read(head: &[u32], (memory, texts): (&[u32], Part), nodes: u32) -> bool {
    HeadReader::new(head, memory, texts).and_then(|mut head| Substrings::read(&mut head, nodes)).is_some()
}

// The places of a head: a part, whether there is a table, then that table, its filter last.
const BUCKETS_AT: usize = 3;
const BUCKETS: usize = 4;
const ENTRIES_AT: usize = 5;
const ENTRIES: usize = 6;
const RECORDS_AT: usize = 7;
const RECORDS: usize = 8;
const WIDTH: usize = 9;
const STRIDE: usize = 10;
const BUCKET_SHIFT: usize = 11;
const BITS: usize = 13;
const BIT_SHIFT: usize = 14;

#[test]
fn a_head_with_another_number_is_refused() {
    let (head, (memory, texts)) = written();
    assert!(is_read(&head, (&memory, texts), NODES));
    let refused = |changes: &[(usize, u32)]| {
        let mut changed = head.clone();
        for (place, value) in changes {
            changed[*place] = *value;
        }
        assert!(!is_read(&changed, (&memory, texts), NODES), "{changes:?} of {head:?}");
    };
    for (width, stride) in
        [(0, 1), (1, 1), (2, 0), (2, 3), (3, 0), (3, 4), (4, 0), (4, 5), (4, 7), (5, 1), (5, 5), (8, 8), (8, 12), (8, 16)]
    {
        refused(&[(WIDTH, width), (STRIDE, stride)]);
    }
    // Tables whose sizes are no powers of two, and others than what the shifts say: a place would
    // be outside.
    for (place, shift) in [(BITS, BIT_SHIFT), (BUCKETS, BUCKET_SHIFT)] {
        refused(&[(place, head[place] - 1)]);
        refused(&[(place, 0)]);
        refused(&[(place, head[place] / 2)]);
        refused(&[(shift, head[shift] - 1)]);
        refused(&[(shift, head[shift] + 1)]);
        refused(&[(shift, 65)]);
    }
    refused(&[(ENTRIES, head[ENTRIES] - 1)]);
    refused(&[(RECORDS, head[RECORDS] - u32::try_from(LITERAL).unwrap())]);
    refused(&[(RECORDS, head[RECORDS] - 1)]);
}

#[test]
fn a_table_that_points_elsewhere_is_refused() {
    let (head, (memory, texts)) = written();
    let refused = |at: usize, value: u32| {
        let mut changed = memory.clone();
        changed[at] = value;
        assert!(!is_read(&head, (&changed, texts), NODES), "{value} at {at}");
    };
    let (buckets, entries) = (head[BUCKETS_AT] as usize, head[ENTRIES_AT] as usize);
    refused(buckets, u32::MAX);
    refused(buckets + head[BUCKETS] as usize - 1, 0);
    for entry in entries..entries + head[ENTRIES] as usize {
        refused(entry, 4 << 4);
        refused(entry, head[STRIDE]);
        refused(entry, u32::MAX);
    }
    let records = head[RECORDS_AT] as usize;
    for record in (records..records + head[RECORDS] as usize).step_by(LITERAL) {
        let [from, node, span] = [record, record + 1, record + 2];
        let long = memory[span] >> 15;
        refused(span, (long << 15) | (long + 2 - head[WIDTH] - head[STRIDE]));
        refused(span, (long << 15) | 0x7fff);
        refused(span, u32::MAX);
        refused(span, 0);
        refused(from, texts.length - long + 1);
        refused(from, u32::MAX);
        refused(node, NODES);
    }
    assert!(!is_read(&head, (&memory, texts), 3));
    assert!(is_read(&head, (&memory, texts), 4));
}

#[test]
fn a_single_byte_that_is_none_is_refused() {
    let mut builder = Builder::default();
    let index = Substrings::build(&[(b"@", 3)], &mut builder);
    let (memory, mut shared) = (builder.finish(), Shared::default());
    let mut head = HeadWriter::new(&memory, &mut shared);
    index.write(&mut head);
    let (head, (memory, texts)) = (head.head, shared.finish());
    let taken = |place: usize, value: u32| {
        let mut changed = memory.clone();
        changed[head[0] as usize + place] = value;
        is_read(&head, (&changed, texts), NODES)
    };
    assert!(taken(0, 0xff) && !taken(0, 0x100) && taken(1, NODES - 1) && !taken(1, NODES));
}
