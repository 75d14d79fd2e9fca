//! Code cites decisions that are there and current.

use crate::citation::{Citing, STALE_CITATION};
use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, LogCase, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: STALE_CITATION,
    severity: Severity::Warning,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "a file outside the log cites a decision that is superseded or does not exist",
    explain: "A comment such as `// see ADR-0004` sends readers to a decision. Once that is superseded, they learn what \
              no longer holds. A citation is `ADR-0004`, `adr#4`, or the path of a record from the root of the \
              repository. One of a superseded decision is right in a line that cites its current successor too. The \
              rule is off by default, since it reads every text file of the repository; `[citations] exclude` in \
              adr.toml leaves some out. `adr cites` reports the same, and counts all citations.",
    bad: "src/orders.rs:
    // Both machines write, see ADR-0004.

0004-run-on-two-machines.md:
    status = \"superseded\"
    superseded_by = 7

0007-keep-orders-in-one-primary.md:
    supersedes = [4]
",
    good: "src/orders.rs:
    // Only the primary writes, see ADR-0007, which replaced ADR-0004.

0004-run-on-two-machines.md:
    status = \"superseded\"
    superseded_by = 7

0007-keep-orders-in-one-primary.md:
    supersedes = [4]
",
    check: Check::Repository(check),
};

fn check(whole: &LogCase<'_>, findings: &mut Findings<'_>) {
    let citing = Citing::of(whole.log);
    let settings = &whole.config.citations;
    let read = citing.read(
        &[citing.whole_tree()],
        settings,
        |path, bytes, citations| citing.findings(path, bytes, &citing.stale(&citations)),
    );
    for finding in read.files.iter().flatten() {
        findings.add_fault(finding, |_| true);
    }
}
