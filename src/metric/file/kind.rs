//! The `file` kind: values maintained by hand in a file of the repository.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::metric::{Kind, Measurement, Point, Scope, SourceError, Spec, Taken, paths};
use crate::source::Source;
use crate::trigger::value::Series;

use super::{FORMATS, Format, read};

/// Implements `source = { file = … }`.
pub const FILE: Kind = Kind {
    name: "file",
    summary: "values in a file in the repository, such as a hand-written CSV file",
    explain: EXPLAIN,
    plan,
};

const EXPLAIN: &str = r#"
Reads values from a file in any format that `--metrics` supports: CSV (`metric,value,unit,at`, and labels), TOML, JSON, or
Prometheus text. The newest value of each series counts; earlier ones are its history.

The file uses the metric's own name, or the one given by `metric`.

```toml
source = { file = "docs/teams.csv", metric = "teams.blocked" }
```
"#;

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let path = spec.text("file");
    let named = spec.text("metric").map(|metric| metric.value.clone());
    let metric = named.unwrap_or_else(|| spec.metric().to_owned());
    let path = path?;
    if let Err(message) = paths::check_relative(&path.value) {
        *spec.fault(path.span.clone(), message) =
            Some("write a path relative to the repository root".to_owned());
        return None;
    }
    let Some(format) = Format::of_path(path.value.as_ref()) else {
        let message = format!("cannot tell the format of `{}` from its name", path.value);
        let endings: Vec<_> = FORMATS
            .iter()
            .flat_map(|format| format.extensions)
            .collect();
        let endings = endings.iter().map(|ending| format!(".{ending}"));
        let endings: Vec<_> = endings.collect();
        *spec.fault(path.span.clone(), message) =
            Some(format!("supported extensions are {}", endings.join(", ")));
        return None;
    };
    let path = path.value.clone();
    Some(Measurement::undeclared(move |scope| {
        take(scope, &path, format, &metric)
    }))
}

fn take(scope: &Scope<'_>, path: &str, format: &Format, name: &str) -> Result<Taken, SourceError> {
    let text = paths::read(scope.root(), path)?
        .ok_or_else(|| SourceError(format!("`{path}` does not exist")))?;
    let source = Arc::new(Source::new(path, text));
    let requested = BTreeSet::from([name.to_owned()]);
    let (values, faults) = read(&source, format, &Config::default(), &requested);
    if let Some(fault) = faults.first() {
        let line = source.position(fault.span.start).line;
        return Err(SourceError(format!("{path}:{line}: {}", fault.message)));
    }
    let Some(reading) = values.get(name) else {
        let meant = did_you_mean(name, values.names()).or_else(|| values.names().next());
        let meant = meant.map_or(String::new(), |near| {
            format!("; write `metric = \"{near}\"` if that is what you mean")
        });
        return Err(SourceError(format!("{path} has no `{name}`{meant}")));
    };
    if let Some(fault) = &reading.fault {
        return Err(SourceError(format!("{path}: {fault}")));
    }
    let points = |series: &[Series]| series.iter().cloned().map(Point::from).collect();
    Ok(Taken {
        points: points(&reading.series),
        history: points(&reading.history),
        notes: reading.notes.iter().cloned().collect(),
        ..Taken::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::measured_by;

    /// The value of `source = { file = …, more }` in a CSV file.
    fn read_csv(text: &str, more: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("teams.csv"), text).unwrap();
        measured_by(folder.path(), &format!("file = 'teams.csv'{more}"))
    }

    #[test]
    fn a_csv_file_in_the_repository_is_a_source() {
        let builder = "metric,value,at,team\nblocked,1,2026-01-05,a\nblocked,3,2026-01-19,a\nblocked,2,2026-01-05,b\n";
        let named = ", metric = 'blocked'";
        assert_eq!(read_csv(builder, named).unwrap(), ["a 3", "b 2"]);
        assert_eq!(read_csv("metric,value\nm,7\nother,9\n", "").unwrap(), ["7"]);
        let two = "metric,value\nblocked,1\nwaiting,2\n";
        assert_eq!(read_csv(two, ", metric = 'waiting'").unwrap(), ["2"]);
        for (text, more, expected) in [
            (
                two,
                "",
                "file: teams.csv has no `m`; write `metric = \"blocked\"` if that is what you mean",
            ),
            (
                two,
                ", metric = 'bloked'",
                "file: teams.csv has no `bloked`; write `metric = \"blocked\"` if that is what you mean",
            ),
            ("metric,value\n", "", "file: teams.csv has no `m`"),
            (
                "metric,value\nblocked,some\n",
                "",
                "file: teams.csv:2: `some` is not a value",
            ),
            (
                "metric,amount\n",
                "",
                "file: teams.csv:1: there is no column `value`",
            ),
        ] {
            assert_eq!(read_csv(text, more), Err(expected.to_owned()));
        }
    }
}
