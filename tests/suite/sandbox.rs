//! A separate folder for each test, and `adr` run in it in the same environment on every machine.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The log that most tests start with.
pub const SHOP: &str = "tests/fixtures/shop";

/// An environment in which every run gives the same output, with this `adr` first in the PATH.
pub fn environment() -> Vec<(&'static str, String)> {
    let binary = Path::new(env!("CARGO_BIN_EXE_adr"));
    let path = format!(
        "{}:{}",
        binary.parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let git_settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gitconfig");
    let fixed = [
        ("ADR_TODAY", "2026-11-22"),
        ("ADR_DATE", ""),
        ("ADR_DIR", ""),
        ("COLUMNS", "100"),
        ("EDITOR", ""),
        ("VISUAL", ""),
        ("GIT_CONFIG_GLOBAL", git_settings),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("HOME", HOME),
        ("LC_ALL", "C.UTF-8"),
        ("NO_COLOR", "1"),
        ("TZ", "UTC"),
        ("XDG_CONFIG_HOME", ""),
    ];
    let fixed = fixed.map(|(name, value)| (name, value.to_owned()));
    fixed.into_iter().chain([("PATH", path)]).collect()
}

/// A folder that does not exist, so that no test reads the user's own configuration.
const HOME: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-home");

/// Copies the contents of `from` into the folder `to`.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A temporary folder, removed after the test.
pub struct Sandbox {
    folder: tempfile::TempDir,
}

/// The result of running `adr`.
#[derive(Debug)]
pub struct RunResult {
    /// Its exit code.
    pub code: i32,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Sandbox {
    /// An empty folder.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// A copy of the shop, its log in `docs/adr`.
    pub fn shop() -> Self {
        let sandbox = Self::empty();
        copy_folder(Path::new(SHOP), &sandbox.path(""));
        sandbox
    }

    /// The path of `name` in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and creates its parent folders.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// A file's content as text.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// `adr` with these arguments, prepared to run in the folder, with an empty stdin.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_adr"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .envs(environment())
            .stdin(Stdio::null());
        command
    }

    /// Runs `adr` to completion.
    pub fn adr<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> RunResult {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs `adr` to completion as a user to whom file modes apply. They apply to every user except root, who
    /// becomes nobody for this.
    #[cfg(unix)]
    pub fn adr_unprivileged<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> RunResult {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        use std::os::unix::process::CommandExt;
        const NOBODY: u32 = 65_534;
        let mut command = self.command(arguments);
        let mine = tempfile::NamedTempFile::new().unwrap();
        if mine.as_file().metadata().unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
            let mut mode = fs::metadata(self.path("")).unwrap().permissions();
            mode.set_mode(mode.mode() | 0o055);
            fs::set_permissions(self.path(""), mode).unwrap();
        }
        command.output().unwrap().into()
    }

    /// Runs `adr` to completion with `input` on stdin.
    pub fn adr_with_input(&self, arguments: &[&str], input: &str) -> RunResult {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().unwrap().into()
    }
}

impl From<Output> for RunResult {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl RunResult {
    /// Parses stdout as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self:?}"))
    }

    /// Asserts that the exit code was `code`.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}
