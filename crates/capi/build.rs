//! Exports the shadow stack's pointer of the WebAssembly module, so that a host can set it back after a call that the host itself broke off
//! (stack exhaustion, termination): such a call never runs the code that gives its part of that stack back.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        // What a program is linked against is looked up by this name, whatever the file's is; the number goes up with OVERT_ABI_VERSION.
        println!("cargo::rustc-link-arg-cdylib=-Wl,-soname,libovert.so.1");
    }
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-cdylib=--export=__stack_pointer");
    }
}
