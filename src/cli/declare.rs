//! The changes that declare metrics in adr.toml and record their first values.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::bail;

use super::context::Context;
use crate::advise::MetricOfTrigger;
use crate::config::{self, Config};
use crate::metric::observation;
use crate::source::Source;
use crate::store::{self, Change, Place};
use crate::trigger::value::Values;

/// A metric's name, and its unit and meaning.
pub type Metric = (String, MetricOfTrigger);

/// The declarations of `metrics` as they stand in adr.toml.
pub fn tables(metrics: &[Metric]) -> String {
    let mut text = String::new();
    for (name, metric) in metrics {
        let description = toml_edit::Value::from(metric.description.as_str());
        let _ = writeln!(
            text,
            "[metrics.\"{name}\"]\ndescription ={}\nunit = \"{}\"\n",
            description.decorated(" ", ""),
            metric.unit
        );
    }
    text
}

/// The changes that declare `metrics` at the end of the settings at `place`, and record `values`.
///
/// # Errors
/// If the settings cannot be read, or would be invalid with the declarations.
pub fn changes(
    place: &Place,
    metrics: &[Metric],
    values: &Values,
    context: &Context,
) -> anyhow::Result<Vec<Change>> {
    let mut changes = Vec::new();
    if !metrics.is_empty() {
        let path = place.dir.join(config::FILE_NAME);
        let source = store::read_file(&path)?;
        let before = source.as_ref().map(|source| source.text());
        let after = appended(before.unwrap_or_default(), &tables(metrics));
        let (_, faults) = Config::parse(&Arc::new(Source::new(&path, after.clone())));
        if !faults.is_empty() {
            bail!(
                "the metrics cannot be added at the end of adr.toml; leave out --declare, and add them by hand"
            );
        }
        changes.push(match before {
            Some(before) => Change::replace(&path, before, after),
            None => Change::create(&path, after),
        });
    }
    if let Some(file) = observation::File::of(values, context.now, false) {
        let path = place.dir.join(&file.path);
        if store::read_file(&path)?.is_none() {
            changes.push(Change::create(path, file.text));
        }
    }
    Ok(changes)
}

/// `text` with `tables` at its end, in its line endings.
fn appended(text: &str, tables: &str) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let tables = tables.trim_end().replace('\n', line_end) + line_end;
    let kept = text.trim_end_matches(['\r', '\n']);
    match kept.is_empty() {
        true => tables,
        false => format!("{text}{}{tables}", gap(text, line_end)),
    }
}

/// What separates `text` from a table below it: an empty line.
fn gap(text: &str, line_end: &str) -> String {
    let ends = |end: &str| text.ends_with(end);
    match (ends(&line_end.repeat(2)), ends(line_end)) {
        (true, _) => String::new(),
        (_, true) => line_end.to_owned(),
        _ => line_end.repeat(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_added_after_an_empty_line_in_the_line_endings_of_the_file() {
        assert_eq!(appended("", "[a]\n\n"), "[a]\n");
        assert_eq!(appended("x = 1", "[a]\n"), "x = 1\n\n[a]\n");
        assert_eq!(appended("x = 1\n", "[a]\n"), "x = 1\n\n[a]\n");
        assert_eq!(appended("x = 1\n\n", "[a]\n"), "x = 1\n\n[a]\n");
        assert_eq!(
            appended("x = 1\r\n", "[a]\nb = 1\n"),
            "x = 1\r\n\r\n[a]\r\nb = 1\r\n"
        );
    }
}
