//! `cargo +nightly fuzz run --fuzz-dir tools/fuzz definition`: the loader of definitions.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::definition(data));
