//! Whether an expression can be compiled within the limit, told by compiling its automata.
//!
//! The crate `regex` makes two of Thompson's kind, of which each may take
//! [`limits::REGEX_BYTES`]: one that reads forwards and tells groups, and one that reads backwards.
//! All else that it makes does not fail, or is done without where it does. So these two decide,
//! and a module that only compiles rules needs nothing of what runs an expression.
//!
//! A state takes fewer bytes where addresses have 32 bits. So WebAssembly has room for some
//! expressions that a native build refuses, and refuses none that a native build takes.

use regex_automata::nfa::thompson::{Compiler, Config, WhichCaptures};
use regex_syntax::hir::Hir;

use crate::limits;

/// Compiles both and drops them; the error says in one line why one of them cannot be.
pub(super) fn compile(expression: &Hir) -> Result<(), String> {
    let forwards = Config::new().nfa_size_limit(Some(limits::REGEX_BYTES));
    let backwards = forwards.clone().which_captures(WhichCaptures::None).reverse(true);
    for config in [forwards, backwards] {
        Compiler::new().configure(config).build_from_hir(expression).map_err(|error| match error.size_limit() {
            Some(bytes) => format!("it takes more than {bytes} bytes of memory"),
            None => error.to_string(),
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{built, read};
    use super::compile;

    /// Of each kind the largest that the crate compiles on 64 bits, and the next: a state more or less decides, of one automaton or the other.
    #[test]
    fn the_crate_decides_alike() {
        let most = [
            (r"(?:\w){COUNT}", 335),
            (r"(?:\p{Lu}){0,COUNT}", 631),
            ("(?:(?i)[k-s]x){COUNT,}", 43_690),
            ("(?:(a|[α-ω]|d)?){COUNT}", 38_479),
            ("(?:abc){0,COUNT}", 123_359),
            ("(?:[a-z]){COUNT,}", 233_013),
            ("(?:[ab]c*){COUNT}", 116_507),
            (r"(?:\d){COUNT}", 3_274),
            ("(?:.){COUNT}", 16_777),
        ];
        for (kind, most) in most {
            for count in [1, most, most + 1, 4 * most] {
                let source = kind.replace("COUNT", &count.to_string());
                let here = compile(&read(&source).unwrap());
                assert_eq!((here.is_ok(), &here), (count <= most, &built(&source).map(drop)), "{source}");
            }
        }
    }
}
