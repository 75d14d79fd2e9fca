//! Configuration of rules, in settings and in records.

use super::*;

#[test]
fn settings_change_a_rules_level_or_switch_it_off() {
    let log = log_of("deciders = []\n");
    let severity = |settings: &str| {
        let found = lint(&log, &config(settings), today());
        found.first().map(|finding| finding.severity)
    };
    use crate::diagnostic::Severity;
    assert_eq!(severity(""), Some(Severity::Warning));
    assert_eq!(
        severity("[lint]\nmissing-deciders = \"error\"\n"),
        Some(Severity::Error)
    );
    assert_eq!(severity("[lint]\nmissing-deciders = \"off\"\n"), None);
}

#[test]
fn an_unknown_rule_is_a_fault_of_the_settings_and_of_a_waiver() {
    let faults = unknown_rules(&config("[lint]\nmissing-decider = \"off\"\n"));
    assert_eq!(
        shown(&faults),
        ["invalid-settings 2:1-2:16 unknown lint rule `missing-decider`"]
    );
    assert_eq!(
        faults[0].help.as_deref(),
        Some("did you mean `missing-deciders`?")
    );
    let waived = log_of("[allow]\nmissing-decider = \"a team of one\"\n");
    assert_eq!(
        rules(&lint(&waived, &config(""), today())),
        ["invalid-record"]
    );
}

#[test]
fn a_waiver_needs_a_reason() {
    let with = |reason: &str| {
        log_of(&format!(
            "deciders = []\n[allow]\nmissing-deciders = \"{reason}\"\n"
        ))
    };
    assert!(lint(&with("nobody is left"), &config(""), today()).is_empty());
    let found = lint(&with(" "), &config(""), today());
    assert_eq!(rules(&found), ["invalid-record"]);
}

#[test]
fn older_records_are_exempt_from_content_rules_only() {
    let from = config("[lint]\nfrom = 8\n");
    let unsaid = log_of("deciders = []\n[[revisit]]\nwhen = 'orders.writes > 4000/s'\n");
    assert!(lint(&unsaid, &from, today()).is_empty());
    let broken = log_of("[[revisit]]\nwhen = 'orders.writes > 4000'\n");
    assert_eq!(
        rules(&lint(&broken, &from, today())),
        ["unmeasurable-trigger"]
    );
    let foreign = log_of("# 7. Keep orders\n\n## Status\n\nAccepted\n");
    assert!(lint(&foreign, &from, today()).is_empty());
}

#[test]
fn rules_are_selected_and_ignored_by_name() {
    let log = log_of("deciders = []\n## Context\n\nTODO\n");
    let found = |selected: &[&str], ignored: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (selected, ignored) = (owned(selected), owned(ignored));
        let settings = config("[lint]\nmissing-deciders = \"off\"\n");
        let found = lint(&log, &with_selected(settings, &selected), today());
        let mut rules = rules(&found);
        rules.retain(|rule| is_shown(rule, &selected, &ignored));
        rules.join(" ")
    };
    assert_eq!(found(&[], &[]), "placeholder-text");
    assert_eq!(found(&["missing-deciders"], &[]), "missing-deciders");
    assert_eq!(found(&[], &["placeholder-text"]), "");
    assert_eq!(found(&["placeholder-text"], &["placeholder-text"]), "");
    assert!(is_shown(INVALID_RECORD, &["vague-reason".to_owned()], &[]));
}

#[test]
fn a_waiver_is_not_reported_if_it_cannot_be_judged() {
    let waived = |settings: &str, part: &str| {
        let log = log_of(&format!(
            "{part}[allow]\nmissing-deciders = \"one person\"\n"
        ));
        rules(&lint(&log, &config(settings), today())).join(" ")
    };
    assert_eq!(waived("", ""), "unused-waiver");
    assert_eq!(waived("", "deciders = []\n"), "");
    assert_eq!(waived("[lint]\nmissing-deciders = \"off\"\n", ""), "");
    assert_eq!(waived("[lint]\nfrom = 8\n", ""), "");
    assert_eq!(waived("", "status = \"rejected\"\n"), "");
}

#[test]
fn a_rule_on_the_whole_repository_is_off_until_it_is_set_or_selected() {
    let rule = rule("stale-citation").unwrap();
    assert!(rule.explanation().contains("(off by default)"));
    let (log, _tree) = log_in_tree(rule.bad);
    let name = [rule.name.to_owned()];
    let severity = |config: Config| {
        let found = lint(&log, &config, today());
        found.first().map(|finding| finding.severity)
    };
    let set = |level: &str| config(&format!("[lint]\nstale-citation = \"{level}\"\n"));
    assert_eq!(severity(config("")), None);
    assert_eq!(severity(set("off")), None);
    assert_eq!(severity(set("error")), Some(Severity::Error));
    assert_eq!(
        severity(with_selected(config(""), &name)),
        Some(Severity::Warning)
    );
    assert_eq!(
        severity(with_selected(set("info"), &name)),
        Some(Severity::Info)
    );
    assert_eq!(
        severity(with_selected(set("off"), &name)),
        Some(Severity::Warning)
    );
}
