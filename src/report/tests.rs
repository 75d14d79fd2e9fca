use std::sync::Arc;

use super::*;
use crate::source::Source;

fn finding(text: &str, needle: &str) -> Diagnostic {
    let source = Arc::new(Source::new("docs/adr/0007-x.md", text));
    let start = text.find(needle).unwrap();
    Diagnostic::error(
        "vague-reason",
        &source,
        start..start + needle.len(),
        "it says nothing",
    )
    .with_help("say in what respect")
}

fn written(name: &str, diagnostics: &[Diagnostic], colour: bool) -> String {
    let findings = Findings {
        diagnostics,
        examined: "12 records",
        command: "adr lint",
        limit: 0,
        base: &Base::default(),
    };
    let mut out = Vec::new();
    (format(name).unwrap().findings)(&findings, colour, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_finding_is_shown_with_its_line_a_caret_and_help() {
    let found = [
        finding("# T\r\n\n-\tgröße: it was worse\n", "it was worse"),
        finding("# T\n", "# T").with_severity(Severity::Warning),
    ];
    let expected = "\
error[vague-reason]: it says nothing
 --> docs/adr/0007-x.md:3:10
  |
3 | -    größe: it was worse
  |             ^^^^^^^^^^^^
  |
  = help: say in what respect

warning[vague-reason]: it says nothing
 --> docs/adr/0007-x.md:1:1
  |
1 | # T
  | ^^^
  |
  = help: say in what respect

1 error, 1 warning in 12 records
";
    assert_eq!(written("human", &found, false), expected);
}

#[test]
fn colour_is_used_on_request() {
    let found = [finding("# T\n", "T")];
    assert!(written("human", &found, true).contains("\u{1b}["));
    assert!(!written("human", &found, false).contains('\u{1b}'));
    assert_eq!(diagnostics(&found, false).lines().count(), 8);
}

#[test]
fn an_empty_result_is_reported_too() {
    assert_eq!(written("human", &[], false), "no findings in 12 records\n");
}

#[test]
fn control_characters_never_reach_a_terminal() {
    let hostile = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}b";
    let source = Arc::new(Source::new(hostile, format!("{hostile}\n")));
    let found =
        Diagnostic::error("file-name", &source, 0..hostile.len(), hostile).with_help(hostile);
    let shown = diagnostics(&[found], false);
    assert!(
        !shown.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'),
        "{shown:?}"
    );
    let entry = Unreadable {
        path: hostile.into(),
        why: "it is a folder".to_owned(),
    };
    assert!(!unreadable(&entry).contains(char::is_control));
}

#[test]
fn a_long_line_is_truncated_around_the_finding() {
    for letter in ["ä", "z", "中", "\t"] {
        let text = format!("{}here{}\n", letter.repeat(2000), letter.repeat(2000));
        let shown = diagnostics(&[finding(&text, "here")], false);
        assert!(shown.contains("0007-x.md:1:2001\n"), "{shown}");
        let lines: Vec<_> = shown.lines().collect();
        let at = lines.iter().position(|line| line.contains("here")).unwrap();
        assert!(lines[at + 1].contains("^^^^"), "{shown}");
        assert!(
            lines.iter().all(|line| line.chars().count() < 200),
            "{shown}"
        );
    }
}

#[test]
fn a_finding_in_an_empty_file_has_a_location() {
    let source = Arc::new(Source::new("docs/adr/0001-x.md", ""));
    let found = Diagnostic::error("missing-record", &source, 0..0, "there is nothing");
    let shown = diagnostics(&[found], false);
    let head = "error[missing-record]: there is nothing\n --> docs/adr/0001-x.md:1:1\n";
    assert!(shown.starts_with(head), "{shown}");
}

#[test]
fn lines_and_columns_start_at_one() {
    let json = written("json", &[finding("\u{feff}# Größe\nx\ny\n", "ße\nx")], true);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        value,
        serde_json::json!({
            "version": 1,
            "diagnostics": [{
                "rule": "vague-reason",
                "severity": "error",
                "path": "docs/adr/0007-x.md",
                "line": 1,
                "column": 6,
                "end_line": 2,
                "end_column": 2,
                "message": "it says nothing",
                "help": "say in what respect",
            }],
            "summary": { "error": 1, "warning": 0, "info": 0 },
        })
    );
}
