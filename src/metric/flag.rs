//! Values from `--metric NAME[{label="v"}]=VALUE[UNIT]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Config, METRIC_NAME_HELP, is_metric_name};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};
use crate::trigger::value::{Labels, Reading, Series, Values};

use super::INVALID_VALUES;
use super::text::read_value;

/// The flag for these values.
pub const FLAG: &str = "--metric";

const SHAPE: &str =
    "write `NAME=VALUE`, such as `team.size=6` or `db.cpu.share{module=\"billing\"}=47%`";

/// Parses the values in `flags`, and reports everything wrong with them (`invalid-values`). Several flags for
/// one metric add series to it.
pub fn read<'f>(
    flags: impl IntoIterator<Item = &'f str>,
    config: &Config,
) -> (Values, Vec<Diagnostic>) {
    let mut readings: BTreeMap<String, Reading> = BTreeMap::new();
    let mut faults = Vec::new();
    for flag in flags {
        match read_one(flag, config) {
            Ok((metric, series)) => readings.entry(metric).or_default().series.push(series),
            Err(fault) => {
                let source = Arc::new(Source::new(FLAG, flag));
                let fault = Diagnostic::error(INVALID_VALUES, &source, fault.span, fault.message)
                    .with_help(fault.help);
                faults.push(fault);
            }
        }
    }
    let mut values = Values::default();
    for (metric, reading) in readings {
        values.supply(metric, reading);
    }
    (values, faults)
}

struct Fault {
    span: Span,
    message: String,
    help: String,
}

impl Fault {
    fn new(span: Span, message: impl Into<String>, help: &str) -> Self {
        Self {
            span,
            message: message.into(),
            help: help.to_owned(),
        }
    }
}

fn read_one(flag: &str, config: &Config) -> Result<(String, Series), Fault> {
    let mut cursor = Cursor { text: flag, at: 0 };
    let name = cursor.until(&['{', '=']);
    let metric = name.value.trim().to_owned();
    if !is_metric_name(&metric) {
        let message = format!("`{metric}` is not a metric name");
        return Err(Fault::new(name.span, message, METRIC_NAME_HELP));
    }
    let labels = if cursor.accept('{') {
        read_labels(&mut cursor)?
    } else {
        Labels::new()
    };
    cursor.skip_spaces();
    if !cursor.accept('=') {
        return Err(cursor.expected("`=` and a value"));
    }
    let start = cursor.at;
    let value = read_value(config, &metric, cursor.rest()).map_err(|error| {
        let error = error.shifted(start);
        Fault::new(error.span, error.message, &error.help)
    })?;
    let series = Series {
        labels,
        value,
        at: None,
        source: FLAG.into(),
    };
    Ok((metric, series))
}

/// The labels after `{`, up to and including `}`.
fn read_labels(cursor: &mut Cursor<'_>) -> Result<Labels, Fault> {
    let mut labels = BTreeMap::new();
    loop {
        cursor.skip_spaces();
        if cursor.accept('}') {
            return Ok(labels.into());
        }
        let name = cursor.until(&['=', ',', '}', '"']);
        let key = name.value.trim();
        if key.is_empty() {
            return Err(cursor.expected("a label name"));
        }
        if !cursor.accept('=') {
            return Err(cursor.expected("`=` and the label value"));
        }
        cursor.skip_spaces();
        let value = if cursor.accept('"') {
            cursor.quoted()?
        } else {
            // Shells remove the quotes.
            cursor.until(&[',', '}']).value.trim().to_owned()
        };
        if labels.insert(key.to_owned(), value).is_some() {
            let message = format!("the label `{key}` is given twice");
            return Err(Fault::new(name.span, message, "give each label once"));
        }
        cursor.skip_spaces();
        if !cursor.accept(',') && !cursor.rest().starts_with('}') {
            return Err(cursor.expected("`,` or `}`"));
        }
    }
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text up to the next of `ends`, or the rest.
    fn until(&mut self, ends: &[char]) -> Spanned<&'t str> {
        let rest = self.rest();
        let length = rest.find(ends).unwrap_or(rest.len());
        let span = self.at..self.at + length;
        self.at = span.end;
        let value = rest.get(..length).unwrap_or_default();
        Spanned { value, span }
    }

    fn accept(&mut self, wanted: char) -> bool {
        let is_next = self.rest().starts_with(wanted);
        if is_next {
            self.at += wanted.len_utf8();
        }
        is_next
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The text up to the closing quote, in which `\` escapes the next character.
    fn quoted(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let mut value = String::new();
        let mut characters = self.rest().char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.at = start + at + 1;
                    return Ok(value);
                }
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                plain => value.push(plain),
            }
        }
        self.at = self.text.len();
        Err(self.expected("`\"` at the end of the label value"))
    }

    fn expected(&self, what: &str) -> Fault {
        let end = self.rest().chars().next().map_or(0, char::len_utf8);
        let message = format!("expected {what}");
        Fault::new(self.at..self.at + end, message, SHAPE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_flags(flags: &[&str]) -> (Vec<String>, Vec<Diagnostic>) {
        let settings = "[metrics.\"db.cpu.share\"]\nunit = \"ratio\"\n";
        let (config, _) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
        let (values, faults) = read(flags.iter().copied(), &config);
        let mut shown = Vec::new();
        for metric in values.names() {
            for series in &values.get(metric).unwrap().series {
                let value = series.value.as_ref().map(ToString::to_string);
                shown.push(format!("{metric}{:?}={value:?}", series.labels));
            }
        }
        (shown, faults)
    }

    #[test]
    fn names_labels_and_values_are_read_with_or_without_shell_quoting() {
        let cases = [
            ("team.size=6", r#"team.size{}=Ok("6")"#),
            ("a=180ms", r#"a{}=Ok("180ms")"#),
            ("a = 3/sprint", r#"a{}=Ok("3/sprint")"#),
            ("a=2027-01-01", r#"a{}=Ok("2027-01-01")"#),
            ("a=NaN", "a{}=Err(NonFinite)"),
            ("a=1e400", "a{}=Err(OutOfRange)"),
            ("db.cpu.share=0.47", r#"db.cpu.share{}=Ok("47%")"#),
            ("db.cpu.share=3s", r#"db.cpu.share{}=Ok("3s")"#),
            (
                r#"a{m="b, \"c\" }=d"}=1"#,
                r#"a{"m": "b, \"c\" }=d"}=Ok("1")"#,
            ),
            ("a{m=b,n = ü }=1", r#"a{"m": "b", "n": "ü"}=Ok("1")"#),
            ("a{}=1", r#"a{}=Ok("1")"#),
            ("dependency.tokio=2.10", r#"dependency.tokio{}=Ok("2.10")"#),
        ];
        for (flag, wanted) in cases {
            let (shown, faults) = read_flags(&[flag]);
            assert!(faults.is_empty(), "{flag}: {faults:?}");
            assert_eq!(shown, [wanted], "{flag}");
        }
    }

    #[test]
    fn several_flags_for_one_metric_add_up() {
        let (shown, _) = read_flags(&["a{m=\"x\"}=1", "b=2", "a{m=\"y\"}=3"]);
        let wanted = [
            r#"a{"m": "x"}=Ok("1")"#,
            r#"a{"m": "y"}=Ok("3")"#,
            r#"b{}=Ok("2")"#,
        ];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn an_invalid_value_is_a_fault_with_a_location() {
        let cases = [
            ("team", 4, "expected `=` and a value"),
            ("Team=1", 0, "`Team` is not a metric name"),
            ("=1", 0, "`` is not a metric name"),
            ("", 0, "`` is not a metric name"),
            ("a=", 2, "a value is missing"),
            ("a=5 lightyears", 4, "unknown unit `lightyears`"),
            (
                "a{m=\"x=1",
                8,
                "expected `\"` at the end of the label value",
            ),
            ("a{m}=1", 3, "expected `=` and the label value"),
            ("a{m=x,m=y}=1", 6, "the label `m` is given twice"),
            ("a{=x}=1", 2, "expected a label name"),
            ("a{m=\"x\"y}=1", 7, "expected `,` or `}`"),
            ("a{m=\"x\"}1", 8, "expected `=` and a value"),
            ("a{m=\"\\", 6, "expected `\"` at the end of the label value"),
        ];
        for (flag, place, message) in cases {
            let (shown, faults) = read_flags(&[flag]);
            assert!(shown.is_empty(), "{flag}: {shown:?}");
            let fault = &faults[0];
            assert_eq!(
                (fault.span.start, fault.message.as_str()),
                (place, message),
                "{flag}"
            );
            assert!(fault.help.is_some(), "{flag}");
        }
    }
}
