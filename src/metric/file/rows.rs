//! Counts events: the rows of a CSV file that somebody appends to, such as incidents or escalations.

use std::collections::BTreeMap;

use ::csv::{Position, Reader, ReaderBuilder, StringRecord};
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::csv::{delimiter, line};
use super::kind::relative;
use crate::diagnostic::did_you_mean;
use crate::metric::{Measurement, Point, Scope, SourceError, Spec, Taken, paths};
use crate::quantity::{DeclaredUnit, Value};
use crate::source::{Source, Span, Spanned, printable};
use crate::trigger::end_of;
use crate::trigger::value::Labels;

/// The column with the time of an event.
const AT: &str = "at";

/// How the rows of a file are counted.
#[derive(Debug)]
struct Rows {
    path: String,
    /// The days that count, up to and including today.
    window: u64,
    /// The columns that become labels.
    by: Vec<String>,
    /// The series that count 0 if no row is of them.
    expected: Vec<Labels>,
}

/// When an event was: on a day, or at a time.
#[derive(Debug, Clone, Copy)]
enum Moment {
    Day(NaiveDate),
    Time(DateTime<Utc>),
}

/// Plans to count the rows of the file at `path`; `window` and `by` are the other keys.
pub(super) fn plan(
    spec: &mut Spec<'_>,
    path: Option<&Spanned<String>>,
    count: &Span,
) -> Option<Measurement> {
    let has_window = spec.has("window").is_some();
    let window = spec.days("window");
    let by: Vec<_> = spec.texts("by").iter().map(|by| by.value.clone()).collect();
    if !has_window {
        *spec.fault(count.clone(), "counting rows needs a `window`") =
            Some("add window = \"90d\"".to_owned());
    }
    let path = relative(spec, path?)?;
    if !path.value.to_lowercase().ends_with(".csv") {
        let message = format!(
            "rows are counted in CSV files, which `{}` is not",
            path.value
        );
        *spec.fault(path.span.clone(), message) =
            Some("name a file that ends in .csv, with a column `at`".to_owned());
        return None;
    }
    let expected = spec.declaration().series.iter();
    let is_by = |labels: &&BTreeMap<String, String>| {
        labels.len() == by.len() && by.iter().all(|name| labels.contains_key(name))
    };
    let rows = Rows {
        path: path.value.clone(),
        window: window?,
        expected: expected.filter(is_by).cloned().map(Labels::from).collect(),
        by,
    };
    Some(Measurement::with_history(
        DeclaredUnit::COUNT,
        move |scope| rows.take(scope),
    ))
}

/// The days before today of which the counts are given, at most: two years.
const PAST_DAYS: usize = 730;
/// The counts of earlier days, at most. A file with a label in every row has as many series as rows.
const PAST_COUNTS: usize = 100_000;

/// The events of each series.
type Events = BTreeMap<Labels, Vec<Moment>>;

impl Rows {
    fn take(&self, scope: &Scope<'_>) -> Result<Taken, SourceError> {
        let path = &self.path;
        let text = paths::read(scope.root(), path)?
            .ok_or_else(|| SourceError(format!("`{path}` does not exist")))?;
        let text = text.trim_start_matches('\u{feff}');
        let events = self.events(text, scope).map_err(|(start, message)| {
            let start = line(text, start).start;
            let line = Source::new(path, text).position(start).line;
            SourceError(format!("{path}:{line}: {message}"))
        })?;
        let point = |(labels, moments): (&Labels, &Vec<Moment>)| {
            let is_within = |moment: &&Moment| moment.is_within(self.window, scope);
            let count = moments.iter().filter(is_within).count();
            counted(labels, count, scope.now)
        };
        Ok(Taken {
            points: events.iter().map(point).collect(),
            history: self.history(&events, scope.today),
            ..Taken::default()
        })
    }

    /// The counts at the end of each day before `today`, since the first event.
    fn history(&self, events: &Events, today: NaiveDate) -> Vec<Point> {
        let days_of = |moments: &Vec<Moment>| {
            let mut days: Vec<NaiveDate> = moments.iter().map(|moment| moment.day()).collect();
            days.sort_unstable();
            days
        };
        let most_days = PAST_DAYS.min(PAST_COUNTS / events.len().max(1));
        let earliest = today.checked_sub_days(Days::new(most_days as u64));
        let earliest = earliest.unwrap_or(NaiveDate::MIN);
        let first = events.values().flatten().map(|moment| moment.day()).min();
        let first = first.map_or(today, |first| first.max(earliest));
        let past = || first.iter_days().take_while(|day| *day < today);
        let window = Days::new(self.window);
        let series = events.iter().flat_map(|(labels, moments)| {
            let days = days_of(moments);
            let over = |day: NaiveDate| day.checked_add_days(window).unwrap_or(NaiveDate::MAX);
            past().map(move |today| {
                let begun = days.partition_point(|day| *day <= today);
                let ended = days.partition_point(|day| over(*day) <= today);
                counted(labels, begun - ended, end_of(today))
            })
        });
        series.collect()
    }

    /// All events, by series.
    fn events(&self, text: &str, scope: &Scope<'_>) -> Result<Events, Fault> {
        let mut records = Records::of(text);
        let header = records.next().transpose()?.unwrap_or_default();
        let columns = Columns::of(&header, &self.by).map_err(|message| (0, message))?;
        let expected = self.expected.iter().cloned();
        let alone = self.by.is_empty().then(Labels::new);
        let mut events: Events = expected
            .chain(alone)
            .map(|labels| (labels, Vec::new()))
            .collect();
        for record in records {
            let record = record?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let start = record.position().map_or(0, Position::byte);
            let moment = columns.moment(&record, scope);
            let moment = moment.map_err(|message| (start, message))?;
            let series = events.entry(columns.labels(&record)).or_default();
            series.push(moment);
        }
        Ok(events)
    }
}

fn counted(labels: &Labels, count: usize, at: DateTime<Utc>) -> Point {
    Point {
        labels: labels.clone(),
        value: Ok(Value::count(count as u64)),
        at: Some(at),
    }
}

/// The byte at which a record starts, and what is wrong with it.
type Fault = (u64, String);

/// The records of a CSV file.
struct Records<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
}

impl<'t> Records<'t> {
    fn of(text: &'t str) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter(text))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        Self { text, reader }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<StringRecord, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.reader.position().byte();
        let mut record = StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(false) => return None,
            Ok(true) => {}
            Err(_) => return Some(Err((start, "this is not valid CSV".to_owned()))),
        }
        let end = self.reader.position().byte();
        let bytes = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        let is_unclosed = self.text.get(bytes).is_some_and(has_unclosed_quote);
        let message = "a quote is not closed; write one inside a cell twice, in a cell in quotes";
        Some(match is_unclosed {
            true => Err((start, message.to_owned())),
            false => Ok(record),
        })
    }
}

/// Whether a quote in the record has swallowed the rows below it: there is one too many, or a line inside a cell
/// looks like a row.
fn has_unclosed_quote(record: &str) -> bool {
    let first_cell = |line: &str| line.split([',', ';', '\t']).next().map(str::to_owned);
    let mut inside = record.trim_start().lines().skip(1);
    !record.matches('"').count().is_multiple_of(2)
        || inside.any(|line| first_cell(line).is_some_and(|cell| Moment::of(cell.trim()).is_some()))
}

/// The columns that matter.
struct Columns {
    at: usize,
    labels: Vec<(String, usize)>,
}

impl Columns {
    fn of(header: &StringRecord, by: &[String]) -> Result<Self, String> {
        if header.iter().all(|name| name.trim().is_empty()) {
            let example = [&[AT.to_owned()], by].concat().join(",");
            return Err(format!(
                "the file has no header; start it with the line `{example}`"
            ));
        }
        let column = |wanted: &String| Ok((wanted.clone(), column(header, wanted)?));
        Ok(Self {
            at: self::column(header, AT)?,
            labels: by.iter().map(column).collect::<Result<_, String>>()?,
        })
    }

    fn moment(&self, record: &StringRecord, scope: &Scope<'_>) -> Result<Moment, String> {
        let text = record.get(self.at).unwrap_or_default().trim();
        if text.is_empty() {
            return Err(format!("the column `{AT}` is empty"));
        }
        let moment = Moment::of(text).ok_or_else(|| {
            format!(
                "`{}` in the column `{AT}` is neither a date nor a time; \
                 write 2026-11-22 or 2026-11-22T21:12:00Z",
                shortened(text)
            )
        })?;
        // As of an earlier day, it has not happened yet.
        match moment.is_future(scope) && !scope.is_past {
            true => Err(format!(
                "`{}` in the column `{AT}` is in the future",
                shortened(text)
            )),
            false => Ok(moment),
        }
    }

    /// The labels of a row; an empty cell is no label.
    fn labels(&self, record: &StringRecord) -> Labels {
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        let labels = self.labels.iter();
        labels
            .map(|(name, column)| (name.clone(), cell(*column).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

/// The position of the only column called `wanted`.
fn column(header: &StringRecord, wanted: &str) -> Result<usize, String> {
    let names = || header.iter().map(str::trim);
    let is_wanted = |name: &str| name == wanted || wanted == AT && name.eq_ignore_ascii_case(AT);
    let mut found = names().enumerate().filter(|(_, name)| is_wanted(name));
    match (found.next(), found.next()) {
        (Some((position, _)), None) => Ok(position),
        (Some(_), Some(_)) => Err(format!("two columns are called `{wanted}`")),
        (None, _) => {
            let near = did_you_mean(wanted, names());
            let near = near.map_or(String::new(), |near| {
                format!("; `{}` is similar", shortened(near))
            });
            Err(format!("there is no column `{wanted}`{near}"))
        }
    }
}

impl Moment {
    /// A date, or a time in RFC 3339 format.
    fn of(text: &str) -> Option<Self> {
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Some(Self::Day(day));
        }
        let time = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self::Time(time.to_utc()))
    }

    fn is_future(self, scope: &Scope<'_>) -> bool {
        match self {
            Self::Day(day) => day > scope.today,
            Self::Time(time) => time > scope.latest,
        }
    }

    /// Whether it is in the last `days` days, of which today is one.
    fn is_within(self, days: u64, scope: &Scope<'_>) -> bool {
        let days = Days::new(days);
        match self {
            Self::Day(day) => {
                let start = scope.today.checked_sub_days(days);
                day <= scope.today && start.is_none_or(|start| day > start)
            }
            Self::Time(time) => {
                let start = scope.now.checked_sub_days(days);
                time <= scope.latest && start.is_none_or(|start| time > start)
            }
        }
    }

    fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Time(time) => time.date_naive(),
        }
    }
}

/// The text on one line, truncated to fit into a message.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let start: String = text.chars().take(SHOWN).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("{}{more}", printable(&start))
}
