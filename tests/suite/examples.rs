//! `docs/examples`: the logs that the sessions in `tests/cmd/advise` make, each with metrics for `check`. To
//! regenerate them, run `SNAPSHOTS=overwrite cargo test --test suite examples`.

use std::fs;
use std::path::Path;

use snapbox::{Data, assert_data_eq};

use crate::sandbox::Sandbox;

/// Each example, and the facts that it was made from.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "shop",
        &[
            "--engineers=6",
            "--concurrent-users=150",
            "--transactions=acid",
            "--independent-consumers=0",
            "--blocked-deployments=0/sprint",
            "--max-module-share=25%",
            "--platform-team=no",
        ],
    ),
    (
        "pipeline",
        &[
            "--engineers=24",
            "--transactions=eventual",
            "--independent-consumers=4",
            "--platform-team=no",
        ],
    ),
    (
        "catalogue",
        &[
            "--read-write-ratio=40",
            "--stale-reads=safe",
            "--audit-history=no",
        ],
    ),
];

/// The files under `folder`, relative to `root`.
fn files(root: &Path, folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(root, &path));
        } else {
            let inside = path.strip_prefix(root).unwrap();
            found.push(inside.to_str().unwrap().to_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn the_examples_are_what_advise_makes_and_a_trigger_of_each_fires() {
    for (name, facts) in EXAMPLES {
        let example = Path::new("docs/examples").join(name);
        let sandbox = Sandbox::empty();
        sandbox.adr(["init", "adr"]).expect_code(0);
        let draft = ["advise", "--new", "--declare", "--decider=mara"];
        sandbox.adr(draft.iter().chain(*facts)).expect_code(0);
        let made = files(&sandbox.path(""), &sandbox.path("adr"));
        assert!(made.len() >= 4, "{made:?}");
        for file in &made {
            let kept = Data::read_from(&example.join(file), None).raw();
            assert_data_eq!(Data::text(sandbox.read(file)), kept);
        }
        assert_eq!(files(&example, &example.join("adr")), made);
        sandbox.adr(["lint"]).expect_code(0);
        sandbox.write("later.toml", fs::read(example.join("later.toml")).unwrap());
        sandbox.adr(["check"]).expect_code(0);
        sandbox
            .adr(["check", "--metrics", "later.toml"])
            .expect_code(1);
    }
}
