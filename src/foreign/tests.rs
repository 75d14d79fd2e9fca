//! Each format on a record of its own, and what its records become.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::record::edit::Change;
use crate::record::{LinkKind, Status};

fn parsed(path: &str, text: &str) -> (Record, Role) {
    let is_at_top = Path::new(path).components().count() == 1;
    parse(Arc::new(Source::new(path, text)), is_at_top)
}

fn record(path: &str, text: &str) -> Record {
    parsed(path, text).0
}

/// Format, number, title, status, date, deciders, successor.
fn view(record: &Record) -> String {
    let front = record.front.as_deref().cloned().unwrap_or_default();
    let deciders: Vec<_> = front
        .deciders
        .iter()
        .map(|name| name.value.as_str())
        .collect();
    format!(
        "{} | {:?} | {} | {} | {} | {} | {:?}",
        record.format.unwrap_or("-"),
        record.number,
        record.title().unwrap_or("-"),
        record.status().map_or("-", Status::name),
        record
            .date()
            .map_or("-".to_owned(), |date| date.to_string()),
        deciders.join(", "),
        front.superseded_by.map(|by| by.value),
    )
}

#[test]
fn each_format_gives_the_same_view() {
    for (path, text, expected) in [
        (
            "0003-use-a-queue.md",
            "# 3. Use a queue\n\nDate: 2021-05-04\n\n## Status\n\nAccepted\n\nSuperceded by [7. T](0007-t.md)\n\n## Context\n",
            "nygard | Some(3) | Use a queue | superseded | 2021-05-04 |  | Some(7)",
        ),
        (
            "0003-use-a-queue.md",
            "# Use a queue\n\n* Status: accepted\n* Deciders: Mara, Li\n* Date: 2021-05-04\n\n## Context and Problem Statement\n",
            "madr-2 | Some(3) | Use a queue | accepted | 2021-05-04 | Mara, Li | None",
        ),
        (
            "0003-use-a-queue.md",
            "---\nstatus: superseded by [ADR-0007](0007-t.md)\ndate: 2021-05-04\ndecision-makers: [Mara, \"Li\"]\n---\n# Use a queue\n",
            "madr | Some(3) | Use a queue | superseded | 2021-05-04 | Mara, Li | Some(7)",
        ),
        (
            "ORG-ADR-AREA-0003-use-a-queue.md",
            "# Use a queue\n\n| | |\n|--|--|\n| Date | May 4th, 2021 |\n| Status | Approved |\n| Authors | [Mara](@mara) |\n| Superseded by: | N/A |\n",
            "table | Some(3) | Use a queue | accepted | 2021-05-04 | Mara | None",
        ),
        (
            "0003-use-a-queue.md",
            "# Use a queue\n\n| Status | Date | Deciders |\n|--|--|--|\n| draft | 2021-05-04 | Mara |\n",
            "table | Some(3) | Use a queue | proposed | 2021-05-04 | Mara | None",
        ),
        (
            "003_use_a_queue.md",
            "# Use a queue\n\n**Author**\nMara (https://example.com/mara)\n\n**Status**\n\nACCEPTED\n\n**Date**\nMay 4, 2021\n\n**Problem**\n\nx\n",
            "nygard | Some(3) | Use a queue | accepted | 2021-05-04 | Mara | None",
        ),
        (
            "ORG-ADR-MS-0003-use-a-queue.md",
            "# ORG-ADR-MS-0003: Use a queue\n\n| | |\n|--|--|\n| Status | Draft |\n",
            "table | Some(3) | Use a queue | proposed | - |  | None",
        ),
        (
            "2021-05-04-use-a-queue/README.md",
            "# Use a queue\n\n## Decision\n\nA queue.\n",
            "loose | None | Use a queue | - | 2021-05-04 |  | None",
        ),
        (
            "20210504-use-a-queue.md",
            "## Context\n\nNone.\n",
            "loose | None | Use a queue | - | 2021-05-04 |  | None",
        ),
        (
            "ADR003-use-a-queue.html.md",
            "---\ntitle: ADR003 - Use a queue\n---\n\n## Context\n\nx\n\n## Status\n\nAccepted.\n",
            "nygard | Some(3) | Use a queue | accepted | - |  | None",
        ),
        (
            "3-use-a-queue.md",
            "# 3 - Use a queue\n\n**Status:** Accepted   **Date:** 2021-05-04   **Deciders:** Mara & Li\n",
            "nygard | Some(3) | Use a queue | accepted | 2021-05-04 | Mara, Li | None",
        ),
        (
            "0003-use-a-queue.md",
            "# Use a queue\n\n**Status**: **Approved**\n**Date**: 10/04/18\n",
            "nygard | Some(3) | Use a queue | accepted | - |  | None",
        ),
    ] {
        assert_eq!(view(&record(path, text)), expected, "{text}");
    }
}

#[test]
fn yaml_that_is_none_spoils_only_its_own_entry() {
    let text = "---\ntitle: ADR: a queue\nstatus: {proposed}\ndate: 2021-05-04\ndeciders:\n  - @mara\n  - Li\n---\n# Use a queue\n";
    let expected = "madr | Some(3) | Use a queue | - | 2021-05-04 | @mara, Li | None";
    assert_eq!(view(&record("0003-x.md", text)), expected);
    let indented = "  ---\n  status: accepted\n  ---\n# T\n";
    let expected = "madr | Some(3) | T | accepted | - |  | None";
    assert_eq!(view(&record("0003-x.md", indented)), expected);
}

#[test]
fn a_date_of_review_is_a_trigger_of_that_day() {
    for text in [
        "---\nstatus: accepted\nreviewBy: 2027-08-09\n---\n# T\n",
        "# T\n\n* Status: accepted\n* Review date: 9 August 2027\n",
        "# T\n\n## Status\n\nAccepted\n\n## Expires on\n\n2027-08-09\n",
        "# T\n\n## Status\n\nProvisional (2027-01-03 to 2027-08-09)\n",
    ] {
        let record = record("0003-x.md", text);
        let front = record.front.as_ref().unwrap();
        assert_eq!(front.revisit[0].when.value, "today >= 2027-08-09", "{text}");
        assert!(
            record.source.slice(&front.revisit[0].span).contains("2027"),
            "{text}"
        );
    }
}

#[test]
fn pages_and_templates_are_told_from_records_by_what_they_hold() {
    let decision = "# T\n\n## Decision\n\nYes.\n";
    for (path, text, expected) in [
        ("0003-x.md", "# T\n", Role::Record),
        ("README.md", decision, Role::Page),
        ("index.md", "# Decisions\n\n- [a](0001-a.md)\n", Role::Page),
        (
            "area/README.md",
            "# Decisions\n\n- [a](0001-a.md)\n",
            Role::Page,
        ),
        ("area/README.md", decision, Role::Record),
        ("area/index.md", decision, Role::Record),
        ("template.md", decision, Role::Template),
        ("adr-template.md", decision, Role::Template),
        ("0000-template.md", decision, Role::Template),
        ("0003-use-a-template-engine.md", decision, Role::Record),
        (
            "new.md",
            "# [short title of solved problem]\n\n## Decision\n",
            Role::Template,
        ),
        ("0000-first.md", decision, Role::Record),
        ("notes.md", "# Notes\n", Role::Record),
    ] {
        assert_eq!(parsed(path, text).1, expected, "{path}");
    }
}

/// What the file of a record becomes.
fn migrated(path: &str, text: &str) -> String {
    let record = record(path, text);
    Migration::of(&record, &relation::by_name).text(&record, record.number)
}

/// Every line of `text` that the TOML record does not replace is in the new text, in the same order.
#[track_caller]
fn assert_keeps_prose(text: &str) {
    let record = record("0003-x.md", text);
    let migration = Migration::of(&record, &relation::by_name);
    let after = migration.text(&record, record.number);
    let mut lines = after.lines();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_moved = migration.moved.iter().any(|part| part.contains(&at));
        at += line.len();
        let bare = line
            .trim_start_matches('\u{feff}')
            .trim_end_matches(['\n', '\r']);
        if !is_moved && !bare.trim().is_empty() {
            assert!(
                lines.any(|kept| kept == bare),
                "{line:?} of {text:?} is not in {after:?}"
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_line_of_prose_is_lost_whatever_is_migrated(lines in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..24)) {
        assert_keeps_prose(&(lines.join("\n") + "\n"));
    }
}

/// Lines as they stand in records, in no order that makes sense.
const PIECES: [&str; 30] = [
    "---",
    "status: accepted",
    "date: 2021-05-04",
    "nav_order: 3",
    "tags: [a, b]",
    "# 3. T",
    "# T",
    "",
    "",
    "## Status",
    "Accepted",
    "Superceded by [7. T](0007-t.md)",
    "Amends [2. X](0002-x.md)",
    "The board met twice.",
    "Date: 2021-05-04",
    "**Status:** Accepted   **Date:** 2021-05-04",
    "* Status: draft",
    "* Deciders: Mara, Li",
    "  * Joe",
    "- Story: none",
    "| | |",
    "|--|--|",
    "| Status | Approved |",
    "| Scope | all |",
    "## Context",
    "Body.  ",
    "> Status: proposed",
    "**Status**",
    "```",
    "Reviewed by: Mara",
];

#[test]
fn a_migrated_record_says_the_same_on_top_and_keeps_its_prose() {
    for (text, expected) in [
        (
            "# 3. T\n\nDate: 2021-05-04\n\n## Status\n\nAccepted\n\nAmends [2. X](0002-x.md)\n\n## Context\n\nBody.  \n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\nlinks = [{ kind = \"amends\", to = 2 }]\n```\n\n# 3. T\n\n## Context\n\nBody.  \n",
        ),
        (
            "# T\n\n- Status: On hold\n- Date: 2021-05-04\n- Story: none\n\nBody.\n",
            "```toml\nstatus = \"proposed\"\ndate = 2021-05-04\ndeciders = []\n\n[original]\nstatus = \"On hold\"\n```\n\n# T\n\n- Story: none\n\nBody.\n",
        ),
        (
            "---\nnav_order: 3\nstatus: accepted\ndate: 2021-05-04\nconsulted: Mara\nreviewBy: 2027-01-01\n---\n# T\n\nBody.\n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\n\n[[revisit]]\nwhen = 'today >= 2027-01-01'\nnote = \"due for review: 2027-01-01\"\n\n[original]\nconsulted = \"Mara\"\nnav_order = \"3\"\n```\n\n# T\n\nBody.\n",
        ),
        (
            "\u{feff}# T\r\n\r\n| | |\r\n|--|--|\r\n| Status | Approved |\r\n| Date | 2021-05-04 |\r\n\r\nBody.\r\n",
            "\u{feff}```toml\r\nstatus = \"accepted\"\r\ndate = 2021-05-04\r\ndeciders = []\r\n\r\n[original]\r\nstatus = \"Approved\"\r\n```\r\n\r\n# T\r\n\r\nBody.\r\n",
        ),
        (
            "# T\n\n| | |\n|--|--|\n| Status | accepted |\n| Date | 2021-05-04 |\n| Scope | all |\n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\n```\n\n# T\n\n| | |\n|--|--|\n| Scope | all |\n",
        ),
        (
            // Prose about the status stays where it is.
            "# T\n\nDate: 2021-05-04\n\n## Status\n\nAccepted\n\nThe board met twice before it agreed.\n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\n```\n\n# T\n\n## Status\n\nAccepted\n\nThe board met twice before it agreed.\n",
        ),
        (
            // What has been superseded was accepted before, and an empty section says nothing.
            "# T\n\n## Status\n\nAccepted\n\nSuperseded by [7. X](0007-x.md)\n\n## Date\n\n2021-05-04\n",
            "```toml\nstatus = \"superseded\"\ndate = 2021-05-04\ndeciders = []\nsuperseded_by = 7\n```\n\n# T\n\n",
        ),
        (
            "# T\n\nDate: 2021-05-04\n\n## Status\n\n## Context\n\nBody.\n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\n```\n\n# T\n\n## Context\n\nBody.\n",
        ),
        (
            // Nor does an item go whose second paragraph would be lost.
            "# T\n\n* Date: 2021-05-04\n* Status: accepted\n\n  The bank agreed.\n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\n```\n\n# T\n\n* Status: accepted\n\n  The bank agreed.\n",
        ),
        (
            "Date: 2021-05-04\nStatus: accepted\n\nBody.\n",
            "```toml\nstatus = \"accepted\"\ndate = 2021-05-04\ndeciders = []\n```\n\n# ADR-0003: X\n\nBody.\n",
        ),
    ] {
        assert_keeps_prose(text);
        let text = migrated("0003-x.md", text);
        assert_eq!(text, expected);
        assert!(record("0003-x.md", &text).faults.is_empty());
    }
}

/// The file of `text` after `changes`, in a log in which record 7 is `0007-x.md`.
fn edited(text: &str, changes: &[Change]) -> String {
    let named = |number| {
        Some(edit::Named {
            number,
            title: "X".to_owned(),
            path: "0007-x.md".into(),
        })
    };
    edit::apply(&record("0003-t.md", text), changes, &named).unwrap()
}

#[test]
fn a_status_is_changed_between_quotes_before_comments_and_where_none_stands() {
    let superseded = [Change::SupersededBy(7)];
    for (text, expected) in [
        (
            "---\nstatus: \"accepted\"  # see the minutes\n---\n# T\n",
            "---\nstatus: \"superseded by [ADR-0007](0007-x.md)\"  # see the minutes\n---\n# T\n",
        ),
        (
            "---\nstatus:\ndate: 2021-05-04\n---\n# T\n",
            "---\nstatus: superseded by [ADR-0007](0007-x.md)\ndate: 2021-05-04\n---\n# T\n",
        ),
        (
            "# T\n\n**Status:**\n",
            "# T\n\n**Status:** Superseded by [7. X](0007-x.md)\n",
        ),
        (
            "# T\n\n* Status: accepted\n\n  The bank agreed.\n",
            "# T\n\n* Status: superseded by [ADR-0007](0007-x.md)\n\n  The bank agreed.\n",
        ),
        (
            "# T\n\n## Status\n\n- 2021-05-04: proposed\n- 2021-05-05: accepted\n",
            "# T\n\n## Status\n\n- 2021-05-04: proposed\n- Superseded by [7. X](0007-x.md) (accepted 2021-05-05)\n",
        ),
        (
            // The day of the decision stands nowhere else.
            "# T\n\n## Status\n\nAccepted (2021-05-04)\n",
            "# T\n\n## Status\n\nSuperseded by [7. X](0007-x.md) (accepted 2021-05-04)\n",
        ),
        (
            "# T\n\n> **Status**: Accepted\n> **Date**: 2021-05-04\n",
            "# T\n\n> **Status**: Superseded by [7. X](0007-x.md)\n> **Date**: 2021-05-04\n",
        ),
        (
            "# T\r\n\r\n## Status\r\n\r\n## Context\r\n",
            "# T\r\n\r\n## Status\r\n\r\nSuperseded by [7. X](0007-x.md)\r\n\r\n## Context\r\n",
        ),
    ] {
        assert_eq!(edited(text, &superseded), expected);
    }
}

#[test]
fn a_link_goes_with_its_paragraph() {
    let before = "# T\n\n## Status\n\nAccepted\n\n## Context\n";
    for kind in LinkKind::ALL.map(|(kind, _)| kind) {
        let linked = edited(before, &[Change::Link(kind, 7)]);
        assert!(linked.contains("(0007-x.md)"), "{linked}");
        let front = record("0003-t.md", &linked).front.unwrap_or_default();
        assert_eq!(front.links.len(), 1, "{linked}");
        assert_eq!(edited(&linked, &[Change::Unlink(kind, 7)]), before);
    }
}
