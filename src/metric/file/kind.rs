//! The `file` kind: values, or events one a row, maintained by hand in a file of the repository.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::{Config, KeyShape};
use crate::diagnostic::did_you_mean;
use crate::files::check_relative;
use crate::metric::{Kind, Measurement, Point, Scope, SourceError, Spec, Taken, paths};
use crate::source::{Source, Spanned};
use crate::trigger::value::Series;

use super::{FORMATS, Format, read, rows};

/// Implements `source = { file = … }`.
pub const FILE: Kind = Kind {
    name: "file",
    summary: "values in a file in the repository, or the rows of a CSV file of events in a window",
    keys: KEYS,
    explain: EXPLAIN,
    plan,
};

const KEYS: &[KeyShape] = &[
    KeyShape::text(
        "file",
        "the path of the file, from the root of the repository",
    ),
    KeyShape::text(
        "metric",
        "the name of the metric in the file, if it is another one there",
    ),
    KeyShape::one_of(
        "count",
        "counts the rows of a CSV file instead of reading values",
        &["rows"],
    ),
    KeyShape::text(
        "window",
        "the days up to today in which rows count: \"90d\"",
    ),
    KeyShape::texts("by", "the columns whose values become labels"),
];

const EXPLAIN: &str = r#"
Reads values from a file in any format that `--metrics` supports: CSV (`metric,value,unit,at`, and labels), TOML, JSON, or
Prometheus text. The newest value of each series counts; earlier ones are its history.

The file uses the metric's own name, or the one given by `metric`.

```toml
source = { file = "docs/teams.csv", metric = "teams.blocked" }
```

With `count = "rows"`, it counts the rows of a CSV file that somebody appends to, such as incidents. The column `at` has the date
or the time of each. `window = "90d"` covers the last 90 days, including today; `by = ["service"]` gives one series for each value of
a column. A value that only older rows have counts 0, and so does a series that the metric expects.

```toml
source = { file = "docs/incidents.csv", count = "rows", window = "90d", by = ["service"] }
```
"#;

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let path = spec.text("file");
    if let Some(count) = spec.has("count") {
        let counted = spec.choice("count", &[("rows", ())]);
        let rows = rows::plan(spec, path, &count);
        return counted.and(rows);
    }
    for key in ["window", "by"] {
        if let Some(span) = spec.has(key) {
            *spec.fault(span, format!("`{key}` is for counting rows")) =
                Some("add count = \"rows\", or remove it".to_owned());
        }
    }
    let named = spec.text("metric").map(|metric| metric.value.clone());
    let metric = named.unwrap_or_else(|| spec.metric().to_owned());
    let path = relative(spec, path?)?;
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
    let config = config_for(&metric, spec);
    Some(Measurement::undeclared(move |scope| {
        take(scope, &path, format, &metric, &config)
    }))
}

/// The path, if it is relative to the repository's root and does not lead out of it.
pub(super) fn relative<'p>(
    spec: &mut Spec<'_>,
    path: &'p Spanned<String>,
) -> Option<&'p Spanned<String>> {
    let message = check_relative(&path.value).err();
    if let Some(message) = message {
        *spec.fault(path.span.clone(), message) =
            Some("write a path relative to the repository root".to_owned());
        return None;
    }
    Some(path)
}

/// The settings that the file is read with, in which its metric `name` is declared like the measured one.
fn config_for(name: &str, spec: &Spec<'_>) -> Arc<Config> {
    let config = spec.config_for_values();
    if name == spec.metric() {
        return Arc::clone(config);
    }
    let mut config = Config::clone(config);
    config.metrics.remove(name);
    if let Some(declaration) = config.metrics.get(spec.metric()).cloned() {
        config.metrics.insert(name.to_owned(), declaration);
    }
    Arc::new(config)
}

fn take(
    scope: &Scope<'_>,
    path: &str,
    format: &Format,
    name: &str,
    config: &Config,
) -> Result<Taken, SourceError> {
    let text = paths::read(scope.root(), path)?
        .ok_or_else(|| SourceError(format!("`{path}` does not exist")))?;
    let source = Arc::new(Source::new(path, text));
    let requested = BTreeSet::from([name.to_owned()]);
    let (values, faults) = read(&source, format, config, &requested);
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
    use crate::metric::tests::{measured, measured_by};

    /// The value of `source = { file = …, more }` in a CSV file.
    fn read_csv(text: &str, more: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("teams.csv"), text).unwrap();
        measured_by(folder.path(), &format!("file = 'teams.csv'{more}"))
    }

    #[test]
    fn values_of_a_file_are_read_as_the_metric_is_declared() {
        let folder = tempfile::tempdir().unwrap();
        let csv = "metric,value,unit,team\nm,7,,a\nm,8,EUR,b\nother,MIT,,\n";
        std::fs::write(folder.path().join("m.csv"), csv).unwrap();
        let declared = |unit: &str| {
            let settings = format!(
                "[metrics.m]\nunit = \"{unit}\"\nsource = {{ file = 'm.csv' }}\n\
                 [metrics.other]\nunit = \"text\"\n\
                 [metrics.named]\nunit = \"{unit}\"\nsource = {{ file = 'm.csv', metric = 'm' }}\n"
            );
            let named = measured(folder.path(), &settings, "named");
            assert_eq!(measured(folder.path(), &settings, "m"), named);
            named
        };
        assert_eq!(declared("EUR").unwrap(), ["a 7 EUR", "b 8 EUR"]);
        assert_eq!(declared("text").unwrap(), ["a \"7\"", "b \"8 EUR\""]);
        assert_eq!(
            declared("USD"),
            Err("file: m.csv:3: unknown unit `EUR`".to_owned())
        );
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
