//! The looks at files.
//!
//! `cargo +nightly fuzz run --dev -s none --fuzz-dir tools/fuzz content NEW tools/fuzz/seeds/content`; NEW is a folder for
//! what is found. As a release, in one code unit and with a sanitizer, the program takes hours to build.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::content(data));
