//! `cargo +nightly fuzz run --fuzz-dir tools/fuzz content`: the looks at files.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::content(data));
