//! The `file` kind: values that somebody keeps in a file of the repository.

use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::did_you_mean;
use crate::metric::{Kind, Measurement, Point, Scope, SourceError, Spec, Taken, paths};
use crate::source::Source;
use crate::trigger::value::{Series, Values};

use super::{FORMATS, Format, read};

/// What `source = { file = … }` asks for.
pub const FILE: Kind = Kind {
    name: "file",
    summary: "values in a file of the repository, such as a sheet kept by hand",
    explain: EXPLAIN,
    plan,
};

const EXPLAIN: &str = r#"
What a file of values says, in any format that `--metrics` reads: CSV (`metric,value,unit,at`, and labels), TOML, JSON, or
Prometheus text. The newest value of each series counts; those before are its history.

`metric = "blocked"` is the name in the file; it may be left out where the file speaks of one metric only.

```toml
source = { file = "docs/teams.csv", metric = "teams.blocked" }
```
"#;

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let path = spec.text("file");
    let metric = spec.text("metric").map(|metric| metric.value.clone());
    let path = path?;
    if let Err(message) = paths::check_relative(&path.value) {
        *spec.fault(path.span.clone(), message) =
            Some("write a path from the repository's root".to_owned());
        return None;
    }
    let Some(format) = Format::of_path(path.value.as_ref()) else {
        let message = format!("cannot tell the format of `{}` by its name", path.value);
        let endings: Vec<_> = FORMATS
            .iter()
            .flat_map(|format| format.extensions)
            .collect();
        let endings = endings.iter().map(|ending| format!(".{ending}"));
        let endings: Vec<_> = endings.collect();
        *spec.fault(path.span.clone(), message) =
            Some(format!("the endings are {}", endings.join(", ")));
        return None;
    };
    let path = path.value.clone();
    Some(Measurement::undeclared(move |scope| {
        take(scope, &path, format, metric.as_deref())
    }))
}

fn take(
    scope: &Scope<'_>,
    path: &str,
    format: &Format,
    metric: Option<&str>,
) -> Result<Taken, SourceError> {
    let text = paths::read(scope.root(), path)?
        .ok_or_else(|| SourceError(format!("there is no `{path}`")))?;
    let source = Arc::new(Source::new(path, text));
    let (values, faults) = read(&source, format, &Config::default());
    if let Some(fault) = faults.first() {
        let line = source.position(fault.span.start).line;
        return Err(SourceError(format!("{path}:{line}: {}", fault.message)));
    }
    let name = match metric {
        Some(metric) => metric,
        None => only_name(&values, path)?,
    };
    let Some(reading) = values.get(name) else {
        let meant = did_you_mean(name, values.names());
        let meant = meant.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Err(SourceError(format!("{path} has no `{name}`{meant}")));
    };
    let points = |series: &[Series]| series.iter().cloned().map(Point::from).collect();
    Ok(Taken {
        points: points(&reading.series),
        history: points(&reading.history),
        notes: Vec::new(),
    })
}

fn only_name<'v>(values: &'v Values, path: &str) -> Result<&'v str, SourceError> {
    let mut names = values.names();
    match (names.next(), names.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(SourceError(format!("{path} has no values"))),
        (Some(one), Some(other)) => Err(SourceError(format!(
            "{path} speaks of `{one}` and `{other}`; say which with `metric`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::measured_by;

    /// What `source = { file = …, more }` measures of a sheet.
    fn of_sheet(text: &str, more: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("teams.csv"), text).unwrap();
        measured_by(folder.path(), &format!("file = 'teams.csv'{more}"))
    }

    #[test]
    fn a_sheet_in_the_repository_is_a_source() {
        let sheet = "metric,value,at,team\nblocked,1,2026-01-05,a\nblocked,3,2026-01-19,a\nblocked,2,2026-01-05,b\n";
        assert_eq!(of_sheet(sheet, "").unwrap(), ["a 3", "b 2"]);
        let two = "metric,value\nblocked,1\nwaiting,2\n";
        assert_eq!(of_sheet(two, ", metric = 'waiting'").unwrap(), ["2"]);
        for (text, more, expected) in [
            (
                two,
                "",
                "file: teams.csv speaks of `blocked` and `waiting`; say which with `metric`",
            ),
            (
                two,
                ", metric = 'bloked'",
                "file: teams.csv has no `bloked`; did you mean `blocked`?",
            ),
            ("metric,value\n", "", "file: teams.csv has no values"),
            (
                "metric,value\nblocked,some\n",
                "",
                "file: teams.csv:2: `some` is no value",
            ),
            (
                "metric,amount\n",
                "",
                "file: teams.csv:1: there is no column `value`",
            ),
        ] {
            assert_eq!(of_sheet(text, more), Err(expected.to_owned()));
        }
    }
}
