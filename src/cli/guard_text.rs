//! Guards as text: `rejects=DynamoDB; packages=aws-sdk-dynamodb`.

use std::sync::Arc;

use crate::diagnostic::did_you_mean;
use crate::guard::Watch;
use crate::record::Record;
use crate::record::draft::DraftGuard;
use crate::source::Source;

/// How a value is written in a guard.
enum Kind {
    /// Texts, separated by commas.
    List,
    /// One text.
    Text,
    /// One text with everything behind it, since it may have semicolons.
    Rest,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

const KEYS: [(&str, Kind); 11] = [
    ("id", Kind::Text),
    ("rejects", Kind::Text),
    ("note", Kind::Text),
    ("packages", Kind::List),
    ("transitive", Kind::Boolean),
    ("forbid_paths", Kind::List),
    ("in", Kind::List),
    ("except", Kind::List),
    ("allowed", Kind::Number),
    ("forbid", Kind::Rest),
    ("require", Kind::Rest),
];

/// Parses `KEY=VALUE; …`. Lists have commas between their items; `forbid` and `require` come last, since everything behind
/// them belongs to the pattern.
pub fn guard(text: &str) -> Result<DraftGuard, String> {
    let mut guard = DraftGuard::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some((key, value)) = rest.split_once('=') else {
            return Err(format!(
                "`{rest}` has no value; write `packages=aws-sdk-dynamodb`"
            ));
        };
        let key = key.trim();
        let Some((name, kind)) = KEYS.iter().find(|(name, _)| *name == key) else {
            let names = KEYS.iter().map(|(name, _)| *name);
            let help = did_you_mean(key, names.clone()).map_or_else(
                || format!("use one of {}", names.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(format!("`{key}` is not a key of a guard; {help}"));
        };
        let (value, behind) = match kind {
            Kind::Rest => (value, ""),
            _ => value.split_once(';').unwrap_or((value, "")),
        };
        guard.set(name, read(kind, key, value.trim())?);
        rest = behind.trim_start();
    }
    check(&guard)?;
    Ok(guard)
}

fn read(kind: &Kind, key: &str, value: &str) -> Result<toml_edit::Value, String> {
    Ok(match kind {
        Kind::Text | Kind::Rest => value.into(),
        Kind::List => {
            let items = value
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            items.collect::<toml_edit::Array>().into()
        }
        Kind::Number => {
            let number = value.parse::<u32>();
            i64::from(number.map_err(|_| format!("`{key}` is a number such as 3"))?).into()
        }
        Kind::Boolean => value
            .parse::<bool>()
            .map_err(|_| format!("`{key}` is true or false"))?
            .into(),
    })
}

/// What the record's own reader and `adr guard` say of it.
fn check(guard: &DraftGuard) -> Result<(), String> {
    let text = format!(
        "+++\nstatus = \"accepted\"\ndate = 2026-01-01\n{}+++\n",
        guard.document()
    );
    let record = Record::parse(Arc::new(Source::new("guard.md", text)));
    if let Some(fault) = record.faults.first() {
        let help = fault
            .help
            .as_deref()
            .map_or_else(String::new, |help| format!("; {help}"));
        return Err(format!("{}{help}", fault.message));
    }
    for guard in record.guards() {
        Watch::new(&record, guard).map_err(|error| format!("{error}; {}", error.help))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_is_written_as_keys_and_values() {
        for (text, expected) in [
            (
                "rejects=DynamoDB; packages=aws-sdk-dynamodb, @aws-sdk/*",
                "[[guard]]\nrejects = \"DynamoDB\"\npackages = [\"aws-sdk-dynamodb\", \"@aws-sdk/*\"]\n",
            ),
            (
                r"in=src/domain/**;allowed=3; forbid=use crate::infra;|\bx='y'",
                "[[guard]]\nin = [\"src/domain/**\"]\nallowed = 3\nforbid = '''use crate::infra;|\\bx='y''''\n",
            ),
            (r"require=SPDX-\w+", "[[guard]]\nrequire = 'SPDX-\\w+'\n"),
        ] {
            assert_eq!(
                guard(text).map(|guard| guard.document().to_string()),
                Ok(expected.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_guard_is_said_at_once() {
        for (text, expected) in [
            ("", "a guard needs"),
            ("packages", "`packages` has no value"),
            ("package=x", "did you mean `packages`?"),
            ("forbid=a(b", "unclosed group"),
            ("allowed=many; forbid=x", "`allowed` is a number"),
            ("packages=a; forbid=x", "a guard has only one of"),
            ("in=src", "a guard needs"),
        ] {
            let error = guard(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
