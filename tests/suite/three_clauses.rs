//! Three clauses of one decision, as people write them, become one record with three triggers.

use serde_json::json;

use crate::sandbox::Sandbox;

#[rustfmt::skip]
const DECISION: &[&str] = &[
    "new", "Ship the shop as one modular monolith",
    "--context", "Eleven engineers in three teams release twice a day.",
    "--decision", "The shop is one deployable; modules own their tables.",
    "--gain", "A change across modules is one release.",
    "--cost", "Every module waits for the slowest tests, 14 minutes at present.",
    "--alternative", "One service a team: needs six people on call; we have four.",
    "--revisit", "cpu: any(db.cpu.share) > 40%",
    "--revisit", "team: team.size > 20",
    "--revisit", "deploys: deploy.contention > 3/sprint",
    "--revisit-when", "Any single module exceeds 40 % of total database CPU, the team exceeds 20 engineers, or two \
        teams are blocked on the same deployment more than 3 times per sprint.",
];

const CHECK: &[&str] = &[
    "check",
    "--format",
    "json",
    "--metric",
    "db.cpu.share{module=\"billing\"}=47%",
    "--metric",
    "team.size=6",
];

#[test]
fn one_fires_one_holds_and_one_is_unknown() {
    let log = Sandbox::empty();
    log.write("docs/adr/README.md", "Our decisions.\n");
    log.adr(DECISION).expect_code(0);
    log.adr(["lint"]).expect_code(0);

    let verdicts = log.adr(CHECK).expect_code(1).json();

    let counts =
        json!({ "fired": 1, "near": 0, "holding": 1, "stale": 0, "unknown": 1, "snoozed": 0 });
    for (state, count) in counts.as_object().unwrap() {
        assert_eq!(verdicts["summary"][state], *count, "{state}");
    }
    let decision = &verdicts["decisions"][0];
    assert_eq!(decision["state"], "fired");
    let facts = ["id", "state", "cause", "value", "threshold", "witness"];
    let triggers: Vec<_> = decision["triggers"].as_array().unwrap().iter().collect();
    let found: Vec<_> = triggers
        .iter()
        .map(|trigger| facts.map(|fact| trigger[fact].clone()))
        .collect();
    assert_eq!(
        json!(found),
        json!([
            ["cpu", "fired", null, "47%", "40%", { "module": "billing" }],
            ["team", "holding", null, "6", "20", null],
            ["deploys", "unknown", "no-value", null, "3/sprint", null],
        ])
    );
    let progress: Vec<_> = triggers
        .iter()
        .map(|trigger| &trigger["progress"])
        .collect();
    assert_eq!(json!(progress), json!([1.175, 0.3, null]));
}
