//! The `log` kind: statistics of the decision log itself.

use chrono::Days;

use crate::config::KeyShape;
use crate::log::Log;
use crate::quantity::{DeclaredUnit, Value};
use crate::record::{Record, Status};

use super::{Kind, Measurement, Point, Scope, Spec};

/// Implements `source = { log = … }`.
pub const LOG: Kind = Kind {
    name: "log",
    summary: "decisions, proposals and stale proposals in the log itself",
    keys: KEYS,
    explain: EXPLAIN,
    plan,
};

const KEYS: &[KeyShape] = &[
    KeyShape::one_of(
        "log",
        "what is counted",
        &[
            "records",
            "decisions",
            "proposals",
            "superseded",
            "stale-proposals",
        ],
    ),
    KeyShape::text(
        "older_than",
        "the age at which a proposal is stale: \"60d\"",
    ),
];

const EXPLAIN: &str = r#"
Statistics about the log that the settings belong to.

- `records`: all records that can be read.
- `decisions`: accepted ones. `proposals`: proposed ones. `superseded`: superseded ones.
- `stale-proposals`: those proposed more than `older_than` ago, by default 90 days.

```toml
source = { log = "stale-proposals", older_than = "60d" }
```
"#;

const STALE_AFTER_DAYS: u64 = 90;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Records,
    Of(Status),
    StaleProposals,
}

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let figure = spec.choice(
        "log",
        &[
            ("records", Figure::Records),
            ("decisions", Figure::Of(Status::Accepted)),
            ("proposals", Figure::Of(Status::Proposed)),
            ("superseded", Figure::Of(Status::Superseded)),
            ("stale-proposals", Figure::StaleProposals),
        ],
    );
    let older_than = match figure {
        Some(Figure::StaleProposals) | None => spec.days("older_than"),
        Some(_) => None,
    };
    let older_than = Days::new(older_than.unwrap_or(STALE_AFTER_DAYS));
    let figure = figure?;
    Some(Measurement::new(DeclaredUnit::COUNT, move |scope| {
        let counted = match figure {
            Figure::Records => scope.log.records.len() as u64,
            Figure::Of(status) => count(scope.log, |record| record.status() == Some(status)),
            Figure::StaleProposals => {
                count(scope.log, |record| is_stale(record, scope, older_than))
            }
        };
        Ok(vec![Point::single(Value::count(counted))])
    }))
}

fn count(log: &Log, counts: impl Fn(&Record) -> bool) -> u64 {
    log.records.iter().filter(|record| counts(record)).count() as u64
}

fn is_stale(record: &Record, scope: &Scope<'_>, older_than: Days) -> bool {
    let last_fresh = record
        .date()
        .and_then(|date| date.checked_add_days(older_than));
    record.status() == Some(Status::Proposed) && last_fresh.is_some_and(|day| day < scope.today)
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::measured_by;

    #[test]
    fn records_are_counted_by_status_and_age() {
        let root = tempfile::tempdir().unwrap();
        let records = [
            ("0001-a.md", "accepted", "2026-01-01"),
            ("0002-b.md", "accepted", "2020-01-01"),
            ("0003-c.md", "proposed", "2026-03-01"),
            ("0004-d.md", "proposed", "2025-12-31"),
            ("0005-e.md", "proposed", "2025-12-30"),
            ("0006-f.md", "superseded", "2025-01-01"),
        ];
        for (name, status, date) in records {
            let text = format!("```toml\nstatus = \"{status}\"\ndate = {date}\n```\n\n# X\n");
            std::fs::write(root.path().join(name), text).unwrap();
        }
        let cases = [
            ("log = 'records'", "6"),
            ("log = 'decisions'", "2"),
            ("log = 'proposals'", "3"),
            ("log = 'superseded'", "1"),
            // Today is 2026-03-31: the fourth is 90 days old, the fifth 91.
            ("log = 'stale-proposals'", "1"),
            ("log = 'stale-proposals', older_than = '2w'", "3"),
            ("log = 'stale-proposals', older_than = '1w'", "3"),
        ];
        for (source, wanted) in cases {
            let read = measured_by(root.path(), source);
            assert_eq!(read, Ok(vec![wanted.to_owned()]), "{source}");
        }
    }
}
