//! Many processes on one log: every number is taken once, none is skipped, and a reader never sees a partial
//! change.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::fixture::{Folder, is_full};

/// The number of concurrent writers, and the number of records that each of them adds.
fn size() -> (usize, usize) {
    if is_full() { (64, 50) } else { (12, 10) }
}

/// What readers run at the same time.
const READERS: [&str; 4] = [
    "list --lock-timeout 600 --format json",
    "lint --lock-timeout 600 --exit-zero --format json",
    "show --lock-timeout 600 1",
    "list --lock-timeout 600 --status superseded",
];

/// Flags for a proposal that can be accepted.
const WHOLE_PROPOSAL: &str = "--status proposed --context c --decision d --gain g --cost c --alternative Other:needs_3_brokers --revisit team.size>20";

/// The faults in the output of `list --format json`: a duplicate or skipped number, a record without title or
/// status, a one-sided link.
fn faults(list: &str) -> Vec<String> {
    let records: Vec<Value> = serde_json::from_str(list).unwrap();
    let mut faults = Vec::new();
    for (position, record) in records.iter().enumerate() {
        let number = &record["number"];
        let at =
            |other: &Value| records.get(usize::try_from(other.as_u64()?).ok()?.checked_sub(1)?);
        let replaced = record["supersedes"].as_array().unwrap();
        let is_whole = record["title"].is_string() && record["status"].is_string();
        if *number != position + 1 || !is_whole {
            faults.push(format!("record {} is {record}", position + 1));
        }
        for old in replaced {
            if at(old).is_none_or(|old| old["superseded_by"] != *number) {
                faults.push(format!("{number} supersedes {old}, which does not know"));
            }
        }
        let by = &record["superseded_by"];
        let knows = |new: &Value| {
            new["supersedes"]
                .as_array()
                .is_some_and(|old| old.contains(number))
        };
        if !by.is_null() && !at(by).is_some_and(knows) {
            faults.push(format!(
                "{number} is superseded by {by}, which does not know"
            ));
        }
    }
    faults
}

#[test]
fn writers_never_share_a_number_and_readers_never_see_partial_changes() {
    let (writers, each) = size();
    let folder = Folder::after(&["init"]);
    let (is_over, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        let write = |writer: usize| {
            let mut last = String::new();
            for nth in 0..each {
                let title = format!("Writer {writer} number {nth}");
                let command = match nth % 4 {
                    2 => format!("supersede {last} {title}"),
                    3 => format!("new {title} {WHOLE_PROPOSAL}"),
                    _ => format!("new {title}"),
                };
                let path = folder.succeeds(&format!(
                    "{command} --decider mara --no-edit --lock-timeout 600"
                ));
                last = path.trim().rsplit('/').next().unwrap().to_owned();
                if nth % 4 == 3 {
                    folder.succeeds(&format!("accept {last} --lock-timeout 600"));
                }
            }
        };
        let read = |command: &str| {
            while !is_over.load(Ordering::Relaxed) {
                let shown = folder.succeeds(command);
                if command.starts_with("list") && command.ends_with("json") {
                    assert_eq!(faults(&shown), Vec::<String>::new());
                }
                reads.fetch_add(1, Ordering::Relaxed);
            }
        };
        for command in READERS {
            scope.spawn(move || read(command));
        }
        let writers: Vec<_> = (0..writers)
            .map(|writer| scope.spawn(move || write(writer)))
            .collect();
        let results: Vec<_> = writers
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect();
        is_over.store(true, Ordering::Relaxed);
        assert!(results.iter().all(Result::is_ok));
    });
    let records = writers * each + 1;
    let list = folder.succeeds("list --format json");
    assert_eq!(faults(&list), Vec::<String>::new());
    assert_eq!(
        folder.names().len(),
        records + 1,
        "records and adr.toml, and nothing else"
    );
    let reads = reads.into_inner();
    println!(
        "{writers} processes at a time wrote {records} records, while {reads} reads saw a whole log"
    );
    assert!(reads > 0);
}

#[test]
fn faults_in_a_log_are_detected() {
    let record = |number: u32, supersedes: &[u32], by: Option<u32>| {
        serde_json::json!({
            "number": number, "title": "x", "status": "accepted",
            "supersedes": supersedes, "superseded_by": by,
        })
    };
    for (records, expected) in [
        (vec![record(1, &[], Some(2)), record(2, &[1], None)], 0),
        (vec![record(1, &[], None), record(2, &[1], None)], 1),
        (vec![record(1, &[], Some(2)), record(2, &[], None)], 1),
        (vec![record(1, &[], Some(2))], 1),
        (vec![record(1, &[], None), record(3, &[], None)], 1),
        (vec![record(1, &[], None), record(1, &[], None)], 1),
    ] {
        let list = Value::from(records).to_string();
        assert_eq!(faults(&list).len(), expected, "{list}");
    }
}
