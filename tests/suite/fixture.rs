//! A folder with a log in it, in which the built binary is run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::sandbox::environment;

/// All files below a folder: relative path → content. Folders are not included.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A temporary folder, removed at the end.
pub struct Folder {
    folder: tempfile::TempDir,
    has_git: bool,
}

impl Folder {
    /// An empty folder.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            has_git: true,
        }
    }

    /// A folder in which each of `commands` has been run.
    pub fn after(commands: &[&str]) -> Self {
        let folder = Self::new();
        for command in commands {
            folder.succeeds(command);
        }
        folder
    }

    /// A folder that contains `files`.
    pub fn with(files: &Files) -> Self {
        let folder = Self::new();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    /// The same, with a PATH in which `adr` finds no `git`.
    pub fn without_git(mut self) -> Self {
        self.has_git = false;
        self
    }

    /// The PATH in which `adr` looks for programs, if it is not the default one.
    pub fn programs(&self) -> Option<&'static str> {
        (!self.has_git).then_some("/nonexistent")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Its files, except `.git`.
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        let entries = walkdir::WalkDir::new(self.path()).into_iter();
        for entry in entries.filter_entry(|entry| entry.file_name() != ".git") {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(self.path()).unwrap();
                files.insert(name.to_owned(), fs::read(entry.path()).unwrap());
            }
        }
        files
    }

    /// Its folders that hold nothing.
    pub fn empty_folders(&self) -> Vec<PathBuf> {
        let below = walkdir::WalkDir::new(self.path()).min_depth(1);
        let folders = below.into_iter().map(Result::unwrap);
        let folders = folders.filter(|entry| entry.file_type().is_dir());
        folders
            .map(walkdir::DirEntry::into_path)
            .filter(|folder| fs::read_dir(folder).unwrap().next().is_none())
            .collect()
    }

    /// The sorted names in its log's folder.
    pub fn names(&self) -> Vec<String> {
        let files = self.files().into_keys();
        let names = files
            .filter_map(|path| Some(path.strip_prefix("docs/adr").ok()?.display().to_string()));
        names.collect()
    }

    /// `program`, prepared to run here in the same environment on every machine.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).stdin(Stdio::null());
        command.envs(environment()).env("RAYON_NUM_THREADS", "1");
        for variable in ["ADR_DATE", "ADR_DIR", "VISUAL", "EDITOR"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs `adr` with the words of `arguments`.
    pub fn adr(&self, arguments: &str) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_adr"));
        if let Some(programs) = self.programs() {
            command.env("PATH", programs);
        }
        command.args(arguments.split(' ')).output().unwrap()
    }

    /// Runs `adr`, which must succeed, and returns its stdout.
    #[track_caller]
    pub fn succeeds(&self, arguments: &str) -> String {
        let output = self.adr(arguments);
        assert!(
            output.status.success(),
            "adr {arguments}: {}",
            stderr_of(&output)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `git`, which must succeed, and returns its stdout.
    #[track_caller]
    pub fn git(&self, arguments: &str) -> String {
        let mut command = self.command("git");
        let output = command.args(arguments.split(' ')).output().unwrap();
        assert!(
            output.status.success(),
            "git {arguments}: {}",
            stderr_of(&output)
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The stderr of a process.
pub fn stderr_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Whether to run everything, however long it takes.
pub fn is_full() -> bool {
    std::env::var_os("ADR_FULL").is_some_and(|value| !value.is_empty())
}
