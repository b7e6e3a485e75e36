//! Columns and filters by other hands: what could be read outside of a table, for ever, or as
//! somebody else's node is refused when an image is loaded; what cannot is taken. Grams have the
//! same beside them (`substring/forged.rs`).

use super::column::Column;
use super::filter::Filter;
use super::network::Networks;
use super::number::Bounds;
use super::{Case, Matcher};
use crate::memory::{Builder, HeadReader, HeadWriter, Part, Shared};
use crate::sigma::Place;
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};

/// So many nodes has the plan; the column's are 0 to 7.
const NODES: u32 = 8;

// The places of the head.
const EMPTY: usize = 1;
const STARTS: usize = 2;
const ENDS: usize = 10;
const SUBSTRINGS: usize = 18;
const CASED: usize = 19;
const NETWORKS: usize = 20;
const BOUNDS: usize = 23;
// Behind the number that says whether there are starts, or ends.
const LENGTHS: usize = 2;
const TABLE_AT: usize = 3;
const TABLE: usize = 4;
const ENTRIES_AT: usize = 5;
const ENTRIES: usize = 6;
const SHIFT: usize = 7;

/// The words of an entry of starts and ends.
const ENTRY: usize = 6;

fn column() -> (Vec<u32>, (Vec<u32>, Part)) {
    let mut memory = Builder::default();
    let literals: [(Place, &[u8], u32); 5] = [
        (Place::Whole, b"", 0),
        (Place::Start, b"/usr", 1),
        (Place::Start, b"/opt", 2),
        (Place::End, b"/bash", 3),
        (Place::Whole, b"/usr/bin/bash", 4),
    ];
    let number = |text: &str| Number::parse(text.as_bytes()).unwrap();
    let mut column = Column {
        folded: Some(Matcher::build(literals, Case::Ignored, &mut memory)),
        cased: None,
        networks: Some(Networks::build(&[(Network::parse("10.0.0.0/8").unwrap(), 5)], &mut memory)),
        bounds: Some(Bounds::build([(Relation::Less, number("7"), 6), (Relation::Less, number("9"), 7)], &mut memory)),
        dear: false,
    };
    column.price();
    let (memory, mut shared) = (memory.finish(), Shared::default());
    let mut head = HeadWriter::new(&memory, &mut shared);
    column.write(&mut head);
    (head.head, shared.finish())
}

fn read(head: &[u32], (memory, texts): (&[u32], Part), nodes: u32) -> Option<Column> {
    HeadReader::new(head, memory, texts).and_then(|mut head| Column::read(&mut head, nodes))
}

#[test]
fn a_head_with_another_number_is_refused() {
    let (head, (memory, texts)) = column();
    assert!(read(&head, (&memory, texts), NODES).is_some() && read(&head, (&memory, texts), NODES - 1).is_none());
    let taken = |place: usize, value: u32| {
        let mut changed = head.clone();
        changed[place] = value;
        read(&changed, (&memory, texts), NODES).is_some()
    };
    assert!(taken(EMPTY, NODES - 1) && taken(EMPTY, u32::MAX) && !taken(EMPTY, NODES));
    for place in [0, STARTS, ENDS, SUBSTRINGS, CASED, NETWORKS, BOUNDS] {
        assert!(!taken(place, 2), "{place}");
    }
    for side in [STARTS, ENDS] {
        let is = |place: usize| head[side + place];
        assert_eq!(is(LENGTHS), 256);
        for (place, wrong) in [
            (LENGTHS, vec![0, 255, 257]),
            (TABLE, vec![0, is(TABLE) - 1, is(TABLE) / 2, is(TABLE) * 2]),
            (ENTRIES, vec![0, is(ENTRIES) - 1, is(ENTRIES) - u32::try_from(ENTRY).unwrap()]),
            (SHIFT, vec![is(SHIFT) - 1, is(SHIFT) + 1, 64, 65, u32::MAX]),
        ] {
            for value in wrong {
                assert!(!taken(side + place, value), "{value} at {side} and {place}");
            }
        }
    }
    assert!(!taken(NETWORKS + 2, head[NETWORKS + 2] - 1));
    assert!(!taken(BOUNDS + 4, head[BOUNDS + 4] - 1));
    // Every part of it has to be there.
    for length in 0..head.len() {
        assert!(read(&head[..length], (&memory, texts), NODES).is_none(), "{length}");
    }
}

#[test]
fn a_table_that_points_elsewhere_is_refused() {
    let (head, (memory, texts)) = column();
    let taken = |changes: &[(usize, u32)]| {
        let mut changed = memory.clone();
        for (at, value) in changes {
            changed[*at] = *value;
        }
        read(&head, (&changed, texts), NODES).is_some()
    };
    for side in [STARTS, ENDS] {
        let (table, entries) = (head[side + TABLE_AT] as usize, head[side + ENTRIES_AT] as usize);
        let (slots, words) = (head[side + TABLE] as usize, head[side + ENTRIES] as usize);
        let count = u32::try_from(words / ENTRY).unwrap();
        let full = (table..table + slots).find(|slot| memory[*slot] != 0).unwrap();
        assert!(taken(&[(full, count)]) && !taken(&[(full, count + 1)]) && !taken(&[(full, u32::MAX)]));
        // At least half is empty, or a search for what is not there would not end.
        let filled = |most: usize| (table..table + slots).zip(0..).map(|(slot, at)| (slot, u32::from(at < most))).collect::<Vec<_>>();
        assert!(taken(&filled(slots / 2)) && !taken(&filled(slots / 2 + 1)));
        for entry in (entries..entries + words).step_by(ENTRY) {
            let [flags, from, long, node] = [entry + 2, entry + 3, entry + 4, entry + 5];
            let other_flags = memory[flags] & !0xff;
            assert!(taken(&[(flags, other_flags | 1)]) && taken(&[(flags, other_flags | 8)]));
            assert!(!taken(&[(flags, other_flags)]) && !taken(&[(flags, other_flags | 9)]) && !taken(&[(flags, other_flags | 0xff)]));
            assert!(taken(&[(node, NODES - 1)]) && !taken(&[(node, NODES)]));
            assert!(taken(&[(from, texts.length), (long, 0)]) && !taken(&[(from, texts.length + 1), (long, 0)]));
            let left = texts.length - memory[from];
            assert!(taken(&[(long, left)]) && !taken(&[(long, left + 1)]) && !taken(&[(long, u32::MAX)]));
        }
    }
    let (network, bound) = (head[NETWORKS + 1] as usize, head[BOUNDS + 3] as usize);
    for node in [network + 5, bound + 4, bound + 9] {
        assert!(taken(&[(node, NODES - 1)]) && !taken(&[(node, NODES)]), "{node}");
    }
    // Bounds ascend.
    let ([low, high], words) = ([bound + 1, bound + 6], &memory);
    assert!(!taken(&[(low, words[high]), (high, words[low])]));
}

#[test]
fn what_is_read_in_full_or_parsed_is_dear() {
    let mut memory = Builder::default();
    let mut matcher = |place| Some(Matcher::build([(place, b"curl".as_slice(), 0)], Case::Ignored, &mut memory));
    let (ends, anywhere) = (matcher(Place::End), matcher(Place::Anywhere));
    let dear = |column: Column| {
        let mut column = column;
        column.price();
        column.dear
    };
    assert!(!dear(Column::default()) && !dear(Column { folded: ends, cased: ends, ..Column::default() }));
    assert!(dear(Column { folded: anywhere, cased: ends, ..Column::default() }) && dear(Column { cased: anywhere, ..Column::default() }));
    let networks = Some(Networks::build(&[], &mut memory));
    assert!(dear(Column { networks, ..Column::default() }) && dear(Column { bounds: Some(Bounds::default()), ..Column::default() }));
    let (head, (memory, texts)) = column();
    assert!(read(&head, (&memory, texts), NODES).is_some_and(|column| column.dear));
}

#[test]
fn a_filter_by_other_hands_is_refused() {
    let mut memory = Builder::default();
    let filter = Filter::build(&[b"lsadump::", b"sekurlsa::"], &mut memory).unwrap();
    let (memory, mut shared) = (memory.finish(), Shared::default());
    let mut head = HeadWriter::new(&memory, &mut shared);
    filter.write(&mut head);
    let (head, (memory, texts)) = (head.head, shared.finish());
    let taken = |place: usize, value: u32| {
        let mut changed = head.clone();
        changed[place] = value;
        HeadReader::new(&changed, &memory, texts).and_then(|mut head| Filter::read(&mut head)).is_some()
    };
    let [stride, beyond, _, words, shift] = head[..] else { panic!("a head of five words, not {head:?}") };
    assert!((1..=8).all(|stride| taken(0, stride)) && !taken(0, 0) && !taken(0, 9));
    assert_eq!((stride, beyond), (6, 0));
    assert!(taken(1, 1) && !taken(1, 2));
    assert!(!taken(3, words - 1) && !taken(3, words / 2) && !taken(3, 0));
    assert!(!taken(4, shift - 1) && !taken(4, shift + 1) && !taken(4, 64) && !taken(4, u32::MAX));
}
