//! Compiling rules. A module that only judges is without it (feature `compile`).

use std::collections::BTreeMap;
use std::ptr;

use engine::{CompileOptions, RuleSet, Source};

use crate::bytes::lent;
use crate::clock;
use crate::guard::guarded;
use crate::request::Request;
use crate::rules::OvertRules;

/// Compiles a request. Null if it is not one; any other problem stands in the report.
///
/// # Safety
/// `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_compile(at: *const u8, length: usize) -> *mut OvertRules {
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { lent(at, length) };
    guarded(ptr::null_mut(), || {
        let Some(request) = Request::read(bytes) else { return ptr::null_mut() };
        let sources: Vec<Source<'_>> = request.sources.iter().map(|(name, text)| Source { name, text }).collect();
        // Collecting would sort, and a sort is ten kilobytes of the module.
        let mut placeholders = BTreeMap::new();
        for (name, values) in request.placeholders {
            placeholders.insert(name.to_owned(), values.into_iter().map(str::to_owned).collect());
        }
        let options = CompileOptions {
            products: request.products.into_iter().map(str::to_owned).collect(),
            responses: request.responses.into_iter().map(|(key, response)| (key.to_owned(), response.to_owned())).collect(),
            placeholders,
            pipelines: request.pipelines.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
        };
        compiled(&sources, &options)
    })
}

fn compiled(sources: &[Source<'_>], options: &CompileOptions) -> *mut OvertRules {
    // Without a time a correlation is an error: it would never match.
    let report = if clock::timed() { RuleSet::compile_with_correlations(sources, options) } else { RuleSet::compile(sources, options) };
    let rules = match report.rules {
        Some(set) => OvertRules::usable(set, report.diagnostics),
        None => OvertRules::refused(report.diagnostics),
    };
    Box::into_raw(Box::new(rules))
}

/// Compiles one text of rules (YAML, one or more documents): the short form of [`overt_rules_compile`], without responses of a policy. `products` are the
/// names that events are offered under, separated by commas (`linux,cpython`). Null if a text is not UTF-8; any other problem stands in the report.
///
/// # Safety
/// `name`, `text` and `products` are null or point to as many readable bytes as their lengths say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_compile_text(
    name: *const u8,
    name_length: usize,
    text: *const u8,
    text_length: usize,
    products: *const u8,
    products_length: usize,
) -> *mut OvertRules {
    // SAFETY: the caller vouches for the bytes.
    let (name, text, products) = unsafe { (lent(name, name_length), lent(text, text_length), lent(products, products_length)) };
    guarded(ptr::null_mut(), || {
        let (Ok(name), Ok(text), Ok(products)) = (str::from_utf8(name), str::from_utf8(text), str::from_utf8(products)) else {
            return ptr::null_mut();
        };
        let products = products.split(',').map(str::trim).filter(|product| !product.is_empty()).map(str::to_owned).collect();
        compiled(&[Source { name, text }], &CompileOptions { products, ..CompileOptions::default() })
    })
}
