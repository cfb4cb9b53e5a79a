//! Tells the tool which target it is built for: cargo keeps what it builds for a named target in a folder of its name.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=HOST_TUPLE={target}");
}
