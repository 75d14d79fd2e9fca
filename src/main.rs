//! The `adr` binary: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    adr::cli::main()
}
