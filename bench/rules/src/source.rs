//! Where events come from, and what rules are for.

/// A category, product and service.
pub type Source = [Option<String>; 3];

/// A source without a service.
pub fn source(category: &str, product: &str) -> Source {
    [Some(category.to_owned()), Some(product.to_owned()), None]
}
