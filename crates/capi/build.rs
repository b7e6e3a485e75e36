//! Exports the shadow stack's pointer of the WebAssembly module, so that a host can set it back after a call that the host itself broke off
//! (stack exhaustion, termination): such a call never runs the code that gives its part of that stack back.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-cdylib=--export=__stack_pointer");
    }
}
