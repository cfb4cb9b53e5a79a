//! `cargo +nightly fuzz run --fuzz-dir tools/fuzz answer`: the reading of answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::answer(data));
