//! A metric's recent values as a line without axes, small enough to stand in a sentence.

use std::fmt::Write;

use crate::metric::trend::{Line, Trend};

const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 24.0;
/// The space above and below the line, so that its stroke is not cut.
const MARGIN: f64 = 2.0;
/// The maximum number of values that the line is drawn through, sampled evenly.
const MAX_POINTS: usize = 60;

/// The first line of `trend`, with the threshold that applies to it, as an element for a page; `None` if it has fewer than
/// two values at different times.
pub fn in_page(trend: &Trend) -> Option<String> {
    let line = trend.lines.first().filter(|line| line.dots.len() > 1)?;
    let first = line.dots.first()?.at;
    let seconds = (line.dots.last()?.at - first).num_seconds() as f64;
    if seconds <= 0.0 {
        return None;
    }
    let threshold = trend
        .crossings(line)
        .next()
        .map(|(threshold, _)| threshold.value);
    let (low, high) = range(line, threshold)?;
    let y = |value: f64| MARGIN + (HEIGHT - 2.0 * MARGIN) * (high - value) / (high - low);
    let mut svg = format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
    );
    if let Some(threshold) = threshold {
        let y = y(threshold);
        let _ = write!(svg, "<path class=\"spark-mark\" d=\"M0 {y:.1}H{WIDTH}\"/>");
    }
    svg.push_str("<path class=\"spark-line\" d=\"");
    let every = line.dots.len().div_ceil(MAX_POINTS);
    let sampled = line.dots.iter().rev().step_by(every);
    for (place, dot) in sampled.enumerate() {
        let letter = if place == 0 { 'M' } else { 'L' };
        let x = WIDTH * (dot.at - first).num_seconds() as f64 / seconds;
        let _ = write!(svg, "{letter}{x:.1} {:.1}", y(dot.value));
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// The smallest and largest value that is drawn, which differ; `None` if they are not numbers.
fn range(line: &Line, threshold: Option<f64>) -> Option<(f64, f64)> {
    let values = line.dots.iter().map(|dot| dot.value).chain(threshold);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let span = high - low;
    match span.is_finite() {
        true if span > 0.0 => Some((low, high)),
        true => Some((low - 1.0, high + 1.0)).filter(|(low, high)| low < high),
        false => None,
    }
}
