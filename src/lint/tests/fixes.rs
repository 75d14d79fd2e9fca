//! Fixes of findings.

use super::*;

#[test]
fn a_fix_removes_its_finding_without_adding_others_and_is_idempotent() {
    let mut fixable = Vec::new();
    for rule in ALL {
        let config = config_with(rule, config(""));
        let lint = |log: &Log| lint(log, &config, today());
        let (log, _tree) = log_in_tree(rule.bad);
        let found = lint(&log);
        let with_fix = found.iter().filter(|finding| finding.fix.is_some()).count();
        let fixed = fix::apply_fixes(log, lint);
        let changes = fixed.files.len() + fixed.outside.len();
        assert_eq!(changes == 0, with_fix == 0, "{}", rule.name);
        for file in &fixed.outside {
            std::fs::write(&file.path, &file.text).unwrap();
        }
        if with_fix > 0 {
            fixable.push(rule.name);
            let left = lint(&fixed.log);
            assert_eq!(left.len(), found.len() - with_fix, "{:#?}", shown(&left));
        }
        let again = fix::apply_fixes(fixed.log, lint);
        assert!(
            again.files.is_empty() && again.fixed.is_empty(),
            "{}",
            rule.name
        );
    }
    assert_eq!(
        fixable,
        [
            "title-number",
            "file-name",
            "compound-trigger",
            "expired-snooze",
            "one-way-reference",
            "stale-citation"
        ]
    );
}

#[test]
fn overlapping_fixes_are_applied_one_after_the_other() {
    let log = || {
        log_of(
            "0007-x.md:\n    [[revisit]]\n    when = 'team.size > 20 or orders.writes > 9/mon or db.cpu.share > 9pct'\n    snoozed_until = 2020-01-01\n    snooze_reason = \"frozen\"\n    # ADR-0009: Keep one\n",
        )
    };
    let config = config("");
    let fixed = fix::apply_fixes(log(), |log| lint(log, &config, today()));
    assert_eq!(
        rules(&lint(&fixed.log, &config, today())),
        Vec::<&str>::new()
    );
    assert_eq!(fixed.files.len(), 1);
    assert_eq!(
        fixed.log.records[0].source.shown_path(),
        "docs/adr/0007-keep-one.md"
    );
    assert_eq!(
        fixed.log.records[0].front.as_ref().unwrap().revisit.len(),
        3
    );
}

#[test]
fn a_link_that_contradicts_another_is_not_fixed() {
    let log = log_of(
        "0004-a.md:\n    status = \"superseded\"\n    superseded_by = 5\n0005-b.md:\n    supersedes = [4]\n0007-c.md:\n    supersedes = [4]\n",
    );
    let config = config("");
    let one_way: Vec<_> = lint(&log, &config, today())
        .into_iter()
        .filter(|finding| finding.rule == "one-way-reference")
        .collect();
    assert_eq!(one_way.len(), 1);
    assert!(one_way[0].fix.is_none());
}
