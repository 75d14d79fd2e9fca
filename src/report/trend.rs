//! The trend of a metric: as a plot in the terminal, as JSON, as CSV.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::Style;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use textplots::{Chart, LabelBuilder, LabelFormat, Plot, Shape};

use super::counted;
use super::json::VERSION;
use crate::metric::trend::{Crossing, Frame, Line, Threshold, TooFew, Trend};
use crate::quantity::Unit;
use crate::source::printable;
use crate::trigger::value::Labels;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The height of the plot in lines.
const ROWS: u32 = 12;
/// The minimum and maximum width of the plot in columns.
const MIN_WIDTH: u32 = 30;
const MAX_WIDTH: u32 = 90;
/// The number of columns for the numbers beside the plot.
const LABEL_WIDTH: u32 = 14;
/// Dots of a Braille character, across and down.
const DOTS_ACROSS: u32 = 2;
const DOTS_DOWN: u32 = 4;
/// Slopes are shown per this many days.
const MONTH: f64 = 30.0;

/// `trend` for a terminal that is `width` columns wide, with ANSI styles.
pub fn human(trend: &Trend, width: usize) -> String {
    let frame = Frame::of(trend);
    let metric = printable(&trend.metric);
    let values = trend.lines.iter().map(|line| line.dots.len()).sum();
    let (first, last) = (frame.from.date_naive(), frame.now.date_naive());
    let mut text = format!(
        "{BOLD}{metric}{BOLD:#}  {}, {first} to {last}\n\n",
        counted(values, "value")
    );
    if frame.now > frame.from {
        text.push_str(&plot(trend, &frame, width));
        text.push('\n');
    }
    for line in &trend.lines {
        describe(&mut text, trend, line);
    }
    text
}

/// Lines through the values, with a dotted line for each threshold and a dashed one for each forecast.
fn plot(trend: &Trend, frame: &Frame, width: usize) -> String {
    let columns = u32::try_from(width)
        .unwrap_or(MAX_WIDTH)
        .saturating_sub(LABEL_WIDTH);
    let columns = columns.clamp(MIN_WIDTH, MAX_WIDTH);
    let (across, down) = (columns * DOTS_ACROSS, ROWS * DOTS_DOWN);
    let lines: Vec<Vec<(f32, f32)>> = trend
        .lines
        .iter()
        .map(|line| {
            let dots = line.dots.iter();
            dots.map(|dot| (frame.across(dot.at) as f32, frame.up(dot.value) as f32))
                .collect()
        })
        .collect();
    let level = |up: f64, every: usize| -> Vec<(f32, f32)> {
        let steps = (0..across).step_by(every);
        steps
            .map(|step| (step as f32 / across as f32, up as f32))
            .collect()
    };
    let mut dotted: Vec<(f32, f32)> = trend
        .thresholds
        .iter()
        .flat_map(|threshold| level(frame.up(threshold.value), 4))
        .collect();
    for (line, forecast) in trend
        .lines
        .iter()
        .filter_map(|line| Some((line, line.forecast.ok()?)))
    {
        let ahead = frame.to - line.last.at;
        let steps = i32::try_from(columns).unwrap_or(1);
        dotted.extend((0..=steps).filter(|step| step % 3 != 2).map(|step| {
            let at = line.last.at + ahead * step / steps;
            (
                frame.across(at) as f32,
                frame.up(forecast.value_at(at)) as f32,
            )
        }));
    }
    let axes = [(0.0, 1.0), (0.0, 0.0), (1.0, 0.0)];
    let mut shapes = vec![Shape::Lines(&axes), Shape::Points(&dotted)];
    for line in &lines {
        shapes.push(Shape::Lines(line));
        shapes.push(Shape::Points(line));
    }
    // One more dot on the right and at the bottom, because a chart's last dots would start another character.
    let beyond = |dots: u32| 1.0 / (dots - 1) as f32;
    let mut chart =
        Chart::new_with_y_range(across, down, 0.0, 1.0 + beyond(across), -beyond(down), 1.0);
    let (from, to) = (frame.from.date_naive(), frame.to.date_naive());
    let day = move |x: f32| if x < 0.5 { from } else { to }.to_string();
    let (low, high) = (trend.shown(frame.low), trend.shown(frame.high));
    let value = move |y: f32| if y < 0.5 { low.clone() } else { high.clone() };
    let mut plotted = &mut chart;
    plotted = plotted.x_label_format(LabelFormat::Custom(Box::new(day)));
    plotted = plotted.y_label_format(LabelFormat::Custom(Box::new(value)));
    for shape in &shapes {
        plotted = plotted.lineplot(shape);
    }
    plotted.figures();
    plotted.to_string()
}

fn describe(text: &mut String, trend: &Trend, line: &Line) {
    let name = line.name();
    let name = match name.is_empty() {
        true => String::new(),
        false => format!("{BOLD}{}{BOLD:#}  ", printable(&name)),
    };
    let last = trend.shown(line.last.value);
    let day = line.last.at.date_naive();
    let going = match &line.forecast {
        Ok(forecast) => going(trend, forecast.slope * MONTH),
        Err(few) => too_few(few),
    };
    let _ = writeln!(text, "{name}{last} on {day}, {going}");
    for (threshold, crossing) in trend.crossings(line) {
        let crossing = crossing.map_or_else(String::new, |found| format!(": {found}"));
        let Threshold {
            decision,
            trigger,
            operator,
            ..
        } = threshold;
        let _ = writeln!(
            text,
            "  {DIM}{}{DIM:#} {} {}{crossing}",
            printable(&format!("{decision} {trigger}")),
            operator.symbol(),
            printable(&threshold.text),
        );
    }
}

fn going(trend: &Trend, change: f64) -> String {
    let shown = trend.shown_change(change.abs());
    match change {
        0.0 => "level".to_owned(),
        change if change > 0.0 => format!("{shown} more per month"),
        _ => format!("{shown} less per month"),
    }
}

fn too_few(few: &TooFew) -> String {
    format!(
        "no forecast from {} over {}: it needs 5 over 28 days",
        counted(few.values, "value"),
        counted(usize::try_from(few.days).unwrap_or(0), "day")
    )
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    metric: &'a str,
    unit: String,
    lines: Vec<Series<'a>>,
}

#[derive(Serialize)]
struct Series<'a> {
    labels: &'a Labels,
    function: Option<&'static str>,
    values: Vec<At>,
    forecast: Option<Slope>,
    thresholds: Vec<Crossed<'a>>,
}

#[derive(Serialize)]
struct At {
    at: String,
    value: f64,
}

/// In the unit per day: the Theil–Sen slope, and its 95 % interval.
#[derive(Serialize)]
struct Slope {
    per_day: f64,
    least: f64,
    greatest: f64,
}

#[derive(Serialize)]
struct Crossed<'a> {
    decision: &'a str,
    trigger: &'a str,
    operator: &'static str,
    value: f64,
    crossing: Option<&'static str>,
    earliest: Option<NaiveDate>,
    latest: Option<NaiveDate>,
}

/// `trend` as JSON: one object, with the version shared by all JSON output.
///
/// # Errors
/// If serialization fails; no such case is known.
pub fn json(trend: &Trend) -> serde_json::Result<String> {
    let lines = trend.lines.iter().map(|line| Series {
        labels: &line.labels,
        function: line.function.map(|function| function.name()),
        values: line
            .dots
            .iter()
            .map(|dot| At {
                at: time(dot.at),
                value: dot.value,
            })
            .collect(),
        forecast: line.forecast.ok().map(|forecast| Slope {
            per_day: forecast.slope,
            least: forecast.least,
            greatest: forecast.greatest,
        }),
        thresholds: trend
            .crossings(line)
            .map(|(threshold, crossing)| Crossed::of(threshold, crossing))
            .collect(),
    });
    serde_json::to_string_pretty(&Document {
        version: VERSION,
        metric: &trend.metric,
        unit: match trend.unit {
            Unit::COUNT => "count".to_owned(),
            unit => unit.to_string(),
        },
        lines: lines.collect(),
    })
}

impl<'a> Crossed<'a> {
    fn of(threshold: &'a Threshold, crossing: Option<Crossing>) -> Self {
        let (name, earliest, latest) = match crossing {
            None => (None, None, None),
            Some(Crossing::Past) => (Some("past"), None, None),
            Some(Crossing::Between(from, to)) => (Some("between"), Some(from), Some(to)),
            Some(Crossing::NotBefore(day)) => (Some("not-before"), Some(day), None),
            Some(Crossing::NotInSight) => (Some("not-in-sight"), None, None),
        };
        Self {
            decision: &threshold.decision,
            trigger: &threshold.trigger,
            operator: threshold.operator.symbol(),
            value: threshold.value,
            crossing: name,
            earliest,
            latest,
        }
    }
}

/// The measured values of `trend` as CSV, with the columns of metrics files.
///
/// # Errors
/// If writing fails; no such case is known.
pub fn csv(trend: &Trend) -> anyhow::Result<String> {
    let names: BTreeSet<&str> = trend
        .lines
        .iter()
        .flat_map(|line| line.labels.names())
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(
        ["metric", "value", "unit", "at"]
            .into_iter()
            .chain(names.iter().copied()),
    )?;
    for line in &trend.lines {
        let label = |name: &&str| line.labels.get(name).unwrap_or_default().to_owned();
        for dot in &line.dots {
            let Some((value, unit)) = dot.written() else {
                continue;
            };
            let fixed = [trend.metric.clone(), value, unit, time(dot.at)];
            writer.write_record(fixed.into_iter().chain(names.iter().map(label)))?;
        }
    }
    Ok(String::from_utf8_lossy(&writer.into_inner()?).into_owned())
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
