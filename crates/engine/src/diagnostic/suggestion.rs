//! What somebody probably meant who wrote a name that is not known.
//!
//! Names are near where few characters differ, a third of them and at most three, without regard to
//! case. Long names are not compared: that takes the product of both lengths, and a file can hold
//! many.

/// Characters of a name that is compared with others; a longer one is no slip of the pen, and
/// comparing takes the product of both lengths.
const COMPARED: usize = 64;

/// Names that a hint lists.
const LISTED: usize = 48;

/// The known name that is nearest to `name`, if any is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().take(COMPARED + 1).count();
    let limit = length.div_ceil(3).min(3);
    known
        .into_iter()
        .filter(|candidate| length <= COMPARED && candidate.chars().take(COMPARED + 4).count().abs_diff(length) <= limit)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, in characters, without regard to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().map(crate::fold::fold_char).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, one) in left.chars().map(crate::fold::fold_char).enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&right) {
            let cost = (*cell + 1).min(before + 1).min(diagonal + usize::from(one != *other));
            diagonal = *cell;
            *cell = cost;
            before = cost;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A hint that names what was probably meant, or else lists what there is.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggested(name, &known.into_iter().collect::<Vec<_>>())
}

/// One function for all lists of names: an instance for each is half a kilobyte of a module of
/// WebAssembly.
fn suggested(name: &str, known: &[&str]) -> String {
    if let Some(near) = nearest(name, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let listed: Vec<String> = known.iter().take(LISTED).map(|one| format!("`{one}`")).collect();
    match known.len() - listed.len() {
        0 => format!("known are {}", listed.join(", ")),
        more => format!("known are {} and {more} more", listed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("startwith", ["contains", "startswith", "endswith"]), Some("startswith"));
        assert_eq!(nearest("Contain", ["contains", "startswith"]), Some("contains"));
        assert_eq!(nearest("xyz", ["contains"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        // Of long names nothing is said, and of many a part.
        let (name, other) = ("x".repeat(COMPARED), "x".repeat(COMPARED + 1));
        assert_eq!(nearest(&name, [other.as_str()]), Some(other.as_str()));
        assert_eq!(nearest(&other, [name.as_str()]), None);
        let many: Vec<String> = (0..50).map(|number| format!("name{number}")).collect();
        let hint = suggestion("other", many.iter().map(String::as_str));
        assert!(hint.starts_with("known are `name0`, `name1`") && hint.ends_with("`name47` and 2 more"), "{hint}");
    }
}
