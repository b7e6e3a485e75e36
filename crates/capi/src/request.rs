//! Reading what a host passes to have rules compiled; the layout stands in the crate's documentation.

/// A request, read.
#[cfg(feature = "compile")]
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Request<'a> {
    /// Names and texts of rule files.
    pub(crate) sources: Vec<(&'a str, &'a str)>,
    /// The products that events are offered under.
    pub(crate) products: Vec<&'a str>,
    /// Responses by a rule's id, level, tag or author.
    pub(crate) responses: Vec<(&'a str, &'a str)>,
    /// The values of placeholders by name.
    pub(crate) placeholders: Vec<(&'a str, Vec<&'a str>)>,
    /// Names and texts of processing pipelines.
    pub(crate) pipelines: Vec<(&'a str, &'a str)>,
}

#[cfg(feature = "compile")]
impl<'a> Request<'a> {
    /// Reads a request; `None` if it is not one.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let sources = rest.list(|rest| Some((rest.text()?, rest.text()?)))?;
        let products = rest.list(Rest::text)?;
        let responses = rest.list(|rest| Some((rest.text()?, rest.text()?)))?;
        let placeholders = if rest.0.is_empty() { Vec::new() } else { rest.list(|rest| Some((rest.text()?, rest.list(Rest::text)?)))? };
        let pipelines = if rest.0.is_empty() { Vec::new() } else { rest.list(|rest| Some((rest.text()?, rest.text()?)))? };
        rest.0.is_empty().then_some(Self { sources, products, responses, placeholders, pipelines })
    }
}

/// What is still to be read.
pub(crate) struct Rest<'a>(pub(crate) &'a [u8]);

impl<'a> Rest<'a> {
    pub(crate) fn number(&mut self) -> Option<usize> {
        let (number, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        usize::try_from(u32::from_le_bytes(*number)).ok()
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// A list; its memory grows with what is there, not with what the number claims.
    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.number()?).map(|_| item(self)).collect()
    }
}

#[cfg(feature = "compile")]
#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(out: &mut Vec<u8>, text: &str) {
        out.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        out.extend(text.as_bytes());
    }

    #[test]
    fn reads_what_was_written() {
        let mut bytes = 1u32.to_le_bytes().to_vec();
        text(&mut bytes, "a.yml");
        text(&mut bytes, "title: é");
        bytes.extend(2u32.to_le_bytes());
        text(&mut bytes, "linux");
        text(&mut bytes, "nodejs");
        bytes.extend(1u32.to_le_bytes());
        text(&mut bytes, "high");
        text(&mut bytes, "block");
        bytes.extend(1u32.to_le_bytes());
        text(&mut bytes, "admins");
        bytes.extend(1u32.to_le_bytes());
        text(&mut bytes, "root");
        bytes.extend(1u32.to_le_bytes());
        text(&mut bytes, "p.yml");
        text(&mut bytes, "name: p");
        let request = Request {
            sources: vec![("a.yml", "title: é")],
            products: vec!["linux", "nodejs"],
            responses: vec![("high", "block")],
            placeholders: vec![("admins", vec!["root"])],
            pipelines: vec![("p.yml", "name: p")],
        };
        assert_eq!(Request::read(&bytes), Some(request));
        assert_eq!(Request::read(&bytes[..bytes.len() - 1]), None);
        bytes.push(0);
        assert_eq!(Request::read(&bytes), None);
    }

    #[test]
    fn a_claim_of_many_texts_costs_nothing() {
        assert_eq!(Request::read(&u32::MAX.to_le_bytes()), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = Request::read(&bytes);
        }
    }
}
