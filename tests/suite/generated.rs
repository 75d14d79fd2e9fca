//! Documents generated from tables in the program are up to date. To regenerate them, run
//! `SNAPSHOTS=overwrite cargo test --test suite generated`.

use std::fmt::Write;

use adr::manifest::{FORMATS, Kind};
use snapbox::{assert_data_eq, file};

use crate::sandbox::Sandbox;

#[test]
fn rules_md_documents_every_rule() {
    let mut page = String::from(
        "# Lint rules\n\n\
         Generated from the table of rules; `adr lint --explain RULE` prints the same. A level is set in `adr.toml` under \
         `[lint]`, which also switches on a rule that is off, and a record spares itself one rule with `[allow] rule = \"reason\"`.\n\n\
         | rule | level | finds |\n|---|---|---|\n",
    );
    for rule in adr::lint::ALL {
        let (name, level) = (rule.name, rule.default_level().name());
        let _ = writeln!(page, "| [`{name}`](#{name}) | {level} | {} |", rule.summary);
    }
    for rule in adr::lint::ALL {
        let (name, level) = (rule.name, rule.default_level().name());
        let _ = write!(
            page,
            "\n## {name}\n\n**{level}:** {}\n\n{}\n\nFound in:\n\n{}\nNot in:\n\n{}",
            rule.summary,
            rule.explain,
            block(rule.bad),
            block(rule.good)
        );
    }
    assert_data_eq!(page, file!["../../docs/rules.md"].raw());
}

#[test]
fn packages_md_lists_every_format_of_manifests_and_lock_files() {
    let mut page = String::from(
        "# Packages in manifests and lock files\n\n\
         Generated from the table of formats. A guard with `packages` looks at manifests, and with `transitive = true` also \
         at lock files.\n\n\
         A package is a direct dependency if a manifest names it, for whatever purpose: to run, to build or to test, \
         required or optional, from a registry or from a folder. The only exceptions are the modules that `go.mod` marks \
         as `// indirect`. Lock files list direct and indirect dependencies alike; the repository's own packages are left \
         out.\n",
    );
    for (kind, title) in [(Kind::Manifest, "Manifests"), (Kind::Lock, "Lock files")] {
        let _ = writeln!(
            page,
            "\n## {title}\n\n| file | ecosystem | lists |\n|---|---|---|"
        );
        for format in FORMATS.iter().filter(|format| format.kind == kind) {
            let files: Vec<_> = format
                .files
                .iter()
                .map(|file| format!("`{file}`"))
                .collect();
            let (files, ecosystem) = (files.join(", "), format.ecosystem.name);
            let _ = writeln!(page, "| {files} | {ecosystem} | {} |", format.lists);
        }
    }
    page.push_str("\n## Names\n\n| ecosystem | names |\n|---|---|\n");
    let mut last = "";
    for ecosystem in FORMATS.iter().map(|format| format.ecosystem) {
        if ecosystem.name != last {
            let _ = writeln!(page, "| {} | {} |", ecosystem.name, ecosystem.naming);
        }
        last = ecosystem.name;
    }
    assert_data_eq!(page, file!["../../docs/packages.md"].raw());
}

/// `example` as a fenced block that is not closed by any of its own fences.
fn block(example: &str) -> String {
    format!("`````text\n{}\n`````\n", example.trim_end())
}

#[test]
fn cli_md_has_the_help_of_every_command() {
    let sandbox = Sandbox::empty();
    let help = |arguments: &[&str]| sandbox.adr(arguments).expect_code(0).stdout;
    let overview = help(&["--help"]);
    let commands = overview
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    let mut page = format!(
        "# Command line\n\nGenerated from `adr help`.\n\n## adr\n\n```text\n{}```\n",
        without_blanks(&overview)
    );
    let mut count = 0;
    for command in commands {
        let text = without_blanks(&help(&["help", command]));
        let _ = write!(page, "\n## adr {command}\n\n```text\n{text}```\n");
        assert!(text.contains("Example"), "{command} has no example");
        count += 1;
    }
    assert!(count > 15, "{overview}");
    assert_data_eq!(page, file!["../../docs/cli.md"].raw());
}

/// `text` without trailing blanks, and with one newline at its end.
fn without_blanks(text: &str) -> String {
    let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}
