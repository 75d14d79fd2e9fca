//! The number of a new record follows those on other branches too.

use crate::fixture::{Folder, stderr_of};

const COMMIT: &str = "-c user.name=mara -c user.email=mara@example.com commit -q -m records";

fn commit_all(folder: &Folder) {
    folder.git("add -A");
    folder.git(COMMIT);
}

/// A repository with record 1 on the branch `main`, and records 1, 2 and 9 in a sub-folder on the branch
/// `other`; `main` is checked out.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.git("init -q -b main");
    folder.succeeds("init");
    commit_all(&folder);
    folder.git("checkout -q -b other");
    folder.succeeds("new --decider mara On the other branch");
    let sub = folder.path().join("docs/adr/storage");
    std::fs::create_dir(&sub).unwrap();
    std::fs::write(sub.join("0009-far.md"), "# Far\n").unwrap();
    std::fs::create_dir(folder.path().join("docs/adr/templates")).unwrap();
    std::fs::write(
        folder.path().join("docs/adr/templates/0077-not.md"),
        "# No\n",
    )
    .unwrap();
    commit_all(&folder);
    folder.git("checkout -q main");
    folder
}

/// The number that a new record in `folder` gets; the record is then removed.
#[track_caller]
fn next(folder: &Folder, below: &str, flags: &str) -> u32 {
    let path = folder.succeeds(&format!("-C {below} new --decider mara{flags} Next"));
    let path = path.trim();
    std::fs::remove_file(folder.path().join(below).join(path)).unwrap();
    let name = path.rsplit('/').next().unwrap();
    name.split('-').next().unwrap().parse().unwrap()
}

#[test]
fn a_record_on_a_local_branch_keeps_its_number() {
    let folder = repository();
    assert_eq!(next(&folder, ".", ""), 10);
    assert_eq!(next(&folder, ".", " --no-branches"), 2);
    assert_eq!(next(&folder, "docs", ""), 10);
}

#[test]
fn a_record_on_a_remote_branch_keeps_its_number_in_every_kind_of_checkout() {
    let origin = repository();
    let url = format!("file://{}", origin.path().display());
    for clone in [
        "clone -q",
        "clone -q --no-checkout",
        "clone -q --depth 1 --no-single-branch",
        "clone -q --filter=blob:none",
        "clone -q --branch main",
    ] {
        let folder = Folder::new();
        folder.git(&format!("{clone} {url} copy"));
        folder.git("-C copy checkout -q --detach origin/main");
        assert_eq!(next(&folder, "copy", ""), 10, "{clone}");
    }
    let folder = Folder::new();
    folder.git(&format!("clone -q --depth 1 --branch main {url} copy"));
    assert_eq!(
        next(&folder, "copy", ""),
        2,
        "what was not fetched is not known"
    );
}

#[test]
fn worktrees_and_submodules_know_the_branches_of_their_repository() {
    let folder = repository();
    folder.git("worktree add -q --detach tree main");
    assert_eq!(next(&folder, "tree", ""), 10);

    let outer = Folder::new();
    outer.git("init -q");
    let path = folder.path().display();
    outer.git(&format!(
        "-c protocol.file.allow=always submodule --quiet add -b main {path} inner"
    ));
    assert_eq!(next(&outer, "inner", ""), 10);
}

#[test]
fn without_usable_branches_only_the_folder_counts() {
    let folder = Folder::new();
    folder.git("init -q");
    folder.succeeds("init");
    assert_eq!(next(&folder, ".", ""), 2);

    std::fs::write(folder.path().join(".git/HEAD"), "nonsense").unwrap();
    let output = folder.adr("new --decider mara Next");
    assert!(output.status.success());
    assert!(
        stderr_of(&output).contains("cannot read the other branches"),
        "{}",
        stderr_of(&output)
    );

    let folder = repository();
    let mut command = folder.command(env!("CARGO_BIN_EXE_adr"));
    command
        .env("PATH", "")
        .args(["new", "--decider", "mara", "Next"]);
    let output = command.output().unwrap();
    let path = String::from_utf8(output.stdout).unwrap();
    assert_eq!(path.trim(), "docs/adr/0002-next.md");
}

#[test]
fn the_environment_of_a_git_hook_is_ignored() {
    let folder = repository();
    let mut command = folder.command(env!("CARGO_BIN_EXE_adr"));
    command
        .env("GIT_DIR", "/nowhere")
        .env("GIT_INDEX_FILE", "x")
        .env("GIT_WORK_TREE", "/");
    let output = command
        .args(["new", "--decider", "mara", "Next"])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        "docs/adr/0010-next.md"
    );
}

#[test]
fn the_number_of_git_processes_does_not_grow_with_the_branches() {
    let folder = repository();
    let processes = || {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = folder.command("strace");
        command
            .args(["-f", "-e", "trace=execve", "-e", "status=successful", "-o"])
            .arg(log.path());
        command
            .arg(env!("CARGO_BIN_EXE_adr"))
            .args(["new", "--decider", "mara", "Next"]);
        assert!(
            command
                .output()
                .expect("strace is installed")
                .status
                .success()
        );
        let text = std::fs::read_to_string(log.path()).unwrap();
        text.lines().filter(|line| line.contains("execve(")).count()
    };
    let few = processes();
    for branch in 0..30 {
        folder.git(&format!("branch more-{branch}"));
    }
    assert_eq!(processes(), few);
}
