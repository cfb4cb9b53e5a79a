//! The program: settings, store, migrations, then a server or one of the subcommands.

#[cfg(feature = "ssr")]
mod command;

#[cfg(feature = "ssr")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    command::run()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
