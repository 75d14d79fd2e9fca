//! The numbers taken on other branches, asked of the installed `git`: with two processes, however many
//! branches there are.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::Place;
use super::disk::retried;
use super::git::git;
use super::read::OTHER_FOLDERS;

/// Why the branches could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the other branches: {0}")]
pub struct BranchError(String);

impl BranchError {
    /// The error that says `why`.
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// What it says of `git`'s answer.
    pub(super) fn why(&self) -> &str {
        &self.0
    }
}

impl From<io::Error> for BranchError {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// The highest number that `number` finds in the names of the files that the log at `place` holds on any
/// local or remote-tracking branch, or at `HEAD`. `None` where there is none, no repository, or no `git`.
///
/// What this clone does not have (the history behind a shallow clone, trees left out of a partial one)
/// is not fetched.
///
/// # Errors
/// Where `git` is there and fails.
pub fn highest_on_branches(
    place: &Place,
    number: impl Fn(&str) -> Option<u32>,
) -> Result<Option<u32>, BranchError> {
    let Some((root, prefix)) = inside(place) else {
        return Ok(None);
    };
    let Some(branches) = branches(&root)? else {
        return Ok(None);
    };
    let mut objects = Objects::open(&root)?;
    let mut seen = HashSet::new();
    let mut highest = None;
    for branch in branches {
        let mut waiting: Vec<_> = objects
            .tree(&format!("{branch}:{prefix}"))?
            .into_iter()
            .collect();
        while let Some(tree) = waiting.pop() {
            if !seen.insert(tree.id.clone()) {
                continue;
            }
            for entry in entries(&tree) {
                if entry.is_tree && may_hold_records(&entry.name) {
                    waiting.extend(objects.tree(&entry.id)?);
                } else if !entry.is_tree && entry.name.ends_with(".md") {
                    highest = highest.max(number(&entry.name));
                }
            }
        }
    }
    Ok(highest)
}

/// The repository's root, and the log's path in it; `None` where the log is in none.
pub(super) fn inside(place: &Place) -> Option<(PathBuf, String)> {
    let dir = place.dir.canonicalize().ok()?;
    let root = place.root.canonicalize().ok()?;
    let prefix = dir.strip_prefix(&root).ok()?.to_str()?.to_owned();
    root.join(".git").exists().then_some((root, prefix))
}

fn may_hold_records(folder: &str) -> bool {
    !folder.starts_with('.') && !OTHER_FOLDERS.contains(&folder)
}

/// The commits that the branches stand on, each once, and `HEAD`; `None` where there is no `git`.
fn branches(root: &Path) -> Result<Option<Vec<String>>, BranchError> {
    let mut command = git(root);
    command.args([
        "for-each-ref",
        "--format=%(objectname)",
        "refs/heads",
        "refs/remotes",
    ]);
    let output = match retried(|| command.output()) {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let complaint = complaint.lines().next().unwrap_or("git failed");
        return Err(BranchError(
            complaint.trim_start_matches("fatal: ").to_owned(),
        ));
    }
    let mut commits: Vec<_> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect();
    commits.push("HEAD".to_owned());
    commits.sort_unstable();
    commits.dedup();
    Ok(Some(commits))
}

/// A `git cat-file --batch` that answers one question after the other.
pub(super) struct Objects {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// An object as git stores it.
struct Object {
    kind: String,
    id: String,
    bytes: Vec<u8>,
}

/// A tree as git stores it.
struct Tree {
    id: String,
    bytes: Vec<u8>,
}

impl Objects {
    pub(super) fn open(root: &Path) -> Result<Self, BranchError> {
        let mut command = git(root);
        command.args(["cat-file", "--batch"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn()?;
        let (Some(questions), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(BranchError("cannot communicate with git".to_owned()));
        };
        Ok(Self {
            process,
            questions,
            answers: BufReader::new(answers),
        })
    }

    /// The tree that `name` stands for; `None` where it is something else, or not here.
    fn tree(&mut self, name: &str) -> Result<Option<Tree>, BranchError> {
        let object = self.object(name, u64::MAX)?;
        Ok(object
            .filter(|object| object.kind == "tree")
            .map(|object| Tree {
                id: object.id,
                bytes: object.bytes,
            }))
    }

    /// The content of the file with that id; `None` where it is something else, not here, or of more than `most` bytes.
    pub(super) fn blob(&mut self, id: &str, most: u64) -> Result<Option<Vec<u8>>, BranchError> {
        let object = self.object(id, most)?;
        Ok(object
            .filter(|object| object.kind == "blob")
            .map(|object| object.bytes))
    }

    /// The object that `name` stands for; `None` where it is not here, or of more than `most` bytes.
    fn object(&mut self, name: &str, most: u64) -> Result<Option<Object>, BranchError> {
        if name.contains('\n') {
            return Ok(None);
        }
        self.questions.write_all(format!("{name}\n").as_bytes())?;
        self.questions.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let Some((id, kind, size)) = object(head.trim_end_matches('\n'), name) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let mut content = (&mut self.answers).take(size);
        match size <= most {
            true => content.read_to_end(&mut bytes)?,
            false => usize::try_from(io::copy(&mut content, &mut io::sink())?).unwrap_or(0),
        };
        self.answers.read_exact(&mut [0])?;
        Ok((size <= most).then(|| Object {
            kind: kind.to_owned(),
            id: id.to_owned(),
            bytes,
        }))
    }
}

impl Drop for Objects {
    /// Ends the process: it waits for no more questions once one cannot be asked.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The id, kind and size in `ID KIND SIZE`; `None` in `NAME missing`.
fn object<'h>(head: &'h str, name: &str) -> Option<(&'h str, &'h str, u64)> {
    if head
        .strip_prefix(name)
        .is_some_and(|rest| rest.trim_start() == "missing")
    {
        return None;
    }
    let mut words = head.split(' ');
    let (id, kind, size) = (words.next()?, words.next()?, words.next()?);
    Some((id, kind, size.parse().ok()?))
}

/// One file or folder in a tree.
struct Entry {
    is_tree: bool,
    name: String,
    id: String,
}

/// The entries of a tree: `MODE NAME NUL ID`, the id in as many bytes as half its digits.
fn entries(tree: &Tree) -> Vec<Entry> {
    let id_length = tree.id.len() / 2;
    let mut rest = &tree.bytes[..];
    let mut entries = Vec::new();
    while let Some(entry) = entry(&mut rest, id_length) {
        entries.push(entry);
    }
    entries
}

fn entry(rest: &mut &[u8], id_length: usize) -> Option<Entry> {
    let end = rest.iter().position(|byte| *byte == 0)?;
    let (head, after) = rest.split_at_checked(end)?;
    let (id, after) = after.get(1..)?.split_at_checked(id_length)?;
    let space = head.iter().position(|byte| *byte == b' ')?;
    let (mode, name) = head.split_at_checked(space)?;
    *rest = after;
    Some(Entry {
        is_tree: mode == b"40000",
        name: String::from_utf8_lossy(name.get(1..)?).into_owned(),
        id: id.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_to_its_last_whole_entry() {
        let mut bytes = b"100644 0007-a b.md\0".to_vec();
        bytes.extend([0xab; 20]);
        bytes.extend(b"40000 old\0");
        bytes.extend([0x01; 20]);
        bytes.extend(b"100644 0008-cut.md\0\x01");
        let tree = Tree {
            id: "0".repeat(40),
            bytes,
        };
        let entries = entries(&tree);
        let names: Vec<_> = entries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.is_tree))
            .collect();
        assert_eq!(names, [("0007-a b.md", false), ("old", true)]);
        assert_eq!(entries[1].id, "01".repeat(20));
    }

    #[test]
    fn an_absent_object_is_told_from_one_with_odd_words() {
        assert_eq!(object("HEAD:docs/a b missing", "HEAD:docs/a b"), None);
        assert_eq!(
            object("abc tree 12", "HEAD:docs"),
            Some(("abc", "tree", 12))
        );
        assert_eq!(object("", "HEAD:docs"), None);
    }
}
