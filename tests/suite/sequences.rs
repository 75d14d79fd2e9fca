//! Random sequences of commands: numbers stay unique, links two-sided, and no command panics.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::fixture::{Folder, stderr_of};

/// The rules on the log as a whole.
const LOG_RULES: [&str; 6] = [
    "invalid-record",
    "duplicate-number",
    "dangling-reference",
    "one-way-reference",
    "superseded-without-successor",
    "title-number",
];

const WHOLE: &str = "--decider mara --context c --decision d --gain g --cost c --alternative Other:needs_3_brokers --revisit team.size>20";

/// A command on records 1 to 6, some of which may not exist.
fn command() -> impl Strategy<Value = String> {
    let number = 1..7_u32;
    let kind = select(&["amends", "relates", "refined-by", "conflicts"][..]);
    let status = select(&["proposed", "accepted", "rejected"][..]);
    prop_oneof![
        3 => status.clone().prop_map(|status| format!("new A choice --status {status} {WHOLE}")),
        3 => (number.clone(), status).prop_map(|(old, status)| format!("supersede {old} Another choice --status {status} {WHOLE}")),
        1 => (number.clone(), number.clone()).prop_map(|(a, b)| format!("supersede {a},{b} One for two {WHOLE}")),
        3 => number.clone().prop_map(|of| format!("accept {of}")),
        1 => number.clone().prop_map(|of| format!("reject {of}")),
        1 => number.clone().prop_map(|of| format!("deprecate {of}")),
        2 => (number.clone(), kind.clone(), number.clone()).prop_map(|(a, kind, b)| format!("link {a} {kind} {b}")),
        1 => (number.clone(), kind, number.clone()).prop_map(|(a, kind, b)| format!("link {a} {kind} {b} --remove")),
        1 => number.prop_map(|of| format!("snooze {of} a --until 2026-12-24 --reason reviewed")),
        1 => Just("renumber".to_owned()),
        1 => Just("lint --fix --exit-zero".to_owned()),
    ]
}

/// The findings of the rules on the log.
fn broken(folder: &Folder) -> Vec<String> {
    let output = folder.adr("lint --format json");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["diagnostics"].as_array().unwrap();
    let is_of_the_log = |finding: &&Value| LOG_RULES.contains(&finding["rule"].as_str().unwrap());
    findings
        .iter()
        .filter(is_of_the_log)
        .map(Value::to_string)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_commands_keeps_the_log_consistent(commands in proptest::collection::vec(command(), 1..14)) {
        let folder = Folder::after(&["init"]);
        for command in &commands {
            let output = folder.adr(command);
            let code = output.status.code();
            prop_assert!(matches!(code, Some(0..=2)), "{command}: {code:?} {}", stderr_of(&output));
            prop_assert_eq!(broken(&folder), Vec::<String>::new(), "after {}", command);
        }
    }
}
