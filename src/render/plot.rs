//! The values of a metric as SVG (SVG 2): its lines, the thresholds, and the band of the forecast. Either
//! standalone, or inside a page whose stylesheet styles it.

use std::fmt::Write;

use super::escape::{attribute, escape_into};
use crate::metric::trend::{Forecast, Frame, Line, Trend};

/// The style of a standalone plot, light and dark.
const STYLE: &str = "\
svg{background:#fdfcfa;color:#1d2127;font:12px system-ui,sans-serif}\
.plot-edge{stroke:#b9b4a8}.plot-text{fill:#5a616b}\
.plot-line{fill:none;stroke:currentColor;stroke-width:1.75}.plot-dot,.plot-name{fill:currentColor}\
.plot-fit{stroke:currentColor;stroke-dasharray:5 4}.plot-band{fill:currentColor;opacity:.12}\
.plot-mark{stroke:#b3402e;stroke-width:1.25}.plot-mark-text{fill:#b3402e}\
.plot-0{color:#2a5f9e}.plot-1{color:#8a5a00}.plot-2{color:#3d7a4e}.plot-3{color:#7a4b94}\
@media(prefers-color-scheme:dark){svg{background:#15181d;color:#e4e6ea}.plot-edge{stroke:#4a505a}.plot-text{fill:#a2a9b4}\
.plot-mark{stroke:#ef8a78}.plot-mark-text{fill:#ef8a78}\
.plot-0{color:#8ab8ee}.plot-1{color:#dcb163}.plot-2{color:#8ecb9f}.plot-3{color:#c69be0}}";

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;
/// The number of colours before they repeat.
const COLOURS: usize = 4;
/// Up to this many values, each has a dot.
const MAX_MARKED_POINTS: usize = 60;
/// The maximum number of values that a line is drawn through, sampled evenly and including the newest.
const MAX_POINTS: usize = 240;
/// The number of points along each side of a band.
const BAND_STEPS: i32 = 12;

/// `trend` as an element for a page.
pub fn in_page(trend: &Trend) -> String {
    let mut svg = opened(trend, "");
    draw(&mut svg, trend);
    svg.push_str("</svg>");
    svg
}

/// `trend` as a standalone file.
pub fn standalone(trend: &Trend) -> String {
    let mut svg = opened(trend, " xmlns=\"http://www.w3.org/2000/svg\"");
    let _ = write!(svg, "<style>{STYLE}</style>");
    draw(&mut svg, trend);
    svg.push_str("</svg>\n");
    svg
}

fn opened(trend: &Trend, namespace: &str) -> String {
    let mut svg = format!(
        "<svg{namespace} class=\"plot\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\""
    );
    attribute(&mut svg, "aria-label", &label(trend));
    svg.push('>');
    svg
}

/// A text alternative for the plot.
fn label(trend: &Trend) -> String {
    let mut label = format!("{}:", trend.metric);
    for line in &trend.lines {
        let name = line.name();
        let space = if name.is_empty() { "" } else { " " };
        let first = line.dots.first().unwrap_or(&line.last);
        let _ = write!(
            label,
            " {name}{space}{} on {}, {} on {};",
            trend.shown(first.value),
            first.at.date_naive(),
            trend.shown(line.last.value),
            line.last.at.date_naive()
        );
    }
    let thresholds: Vec<_> = trend
        .thresholds
        .iter()
        .map(|threshold| threshold.text.as_str())
        .collect();
    if thresholds.is_empty() {
        label.pop();
    } else {
        let _ = write!(label, " against {}", thresholds.join(", "));
    }
    label
}

fn draw(svg: &mut String, trend: &Trend) {
    let frame = Frame::of(trend);
    axes(svg, trend, &frame);
    for (position, line) in trend.lines.iter().enumerate() {
        let _ = write!(svg, "<g class=\"plot-{}\">", position % COLOURS);
        if let Ok(forecast) = &line.forecast {
            draw_forecast(svg, line, forecast, &frame);
        }
        trace(svg, line, &frame);
        if trend.lines.len() > 1 {
            name(svg, line, &frame);
        }
        svg.push_str("</g>");
    }
    let mut drawn: Vec<f64> = Vec::new();
    for threshold in &trend.thresholds {
        if drawn.contains(&threshold.value) {
            continue;
        }
        drawn.push(threshold.value);
        let y = down(frame.up(threshold.value));
        let (left, right) = (LEFT, WIDTH - RIGHT);
        let _ = write!(
            svg,
            "<path class=\"plot-mark\" d=\"M{left:.1} {y:.1}H{right:.1}\"/>"
        );
        let text_y = if y < TOP + 14.0 { y + 13.0 } else { y - 4.0 };
        text(
            svg,
            "plot-mark-text",
            (LEFT + 4.0, text_y),
            "start",
            &format!("{} {}", threshold.operator.symbol(), threshold.text),
        );
    }
}

/// The left and bottom axes with their labels.
fn axes(svg: &mut String, trend: &Trend, frame: &Frame) {
    let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    let _ = write!(
        svg,
        "<path class=\"plot-edge\" fill=\"none\" d=\"M{LEFT} {TOP}V{bottom}H{right}\"/>"
    );
    for value in frame.ticks() {
        let place = (LEFT - 6.0, down(frame.up(value)) + 4.0);
        text(svg, "plot-text", place, "end", &trend.shown(value));
    }
    let below = HEIGHT - BOTTOM + 17.0;
    let days = |at: chrono::DateTime<chrono::Utc>| at.date_naive().to_string();
    text(svg, "plot-text", (LEFT, below), "start", &days(frame.from));
    if frame.to > frame.now {
        text(svg, "plot-text", (right, below), "end", &days(frame.to));
    }
    let now = frame.across(frame.now);
    let is_apart = frame.to == frame.now || (0.3..=0.8).contains(&now);
    if is_apart && frame.now > frame.from {
        let anchor = if frame.to == frame.now {
            "end"
        } else {
            "middle"
        };
        text(
            svg,
            "plot-text",
            (along(now), below),
            anchor,
            &days(frame.now),
        );
    }
}

fn trace(svg: &mut String, line: &Line, frame: &Frame) {
    let dots = line.dots.len();
    let step = dots.div_ceil(MAX_POINTS).max(1);
    let newest = (dots % step != 1 && step > 1).then_some(&line.last);
    let thinned = line.dots.iter().step_by(step);
    let places: Vec<(f64, f64)> = thinned
        .chain(newest)
        .map(|dot| (along(frame.across(dot.at)), down(frame.up(dot.value))))
        .collect();
    svg.push_str("<path class=\"plot-line\" d=\"");
    path(svg, &places);
    svg.push_str("\"/>");
    if dots <= MAX_MARKED_POINTS {
        for (x, y) in &places {
            let _ = write!(
                svg,
                "<circle class=\"plot-dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>"
            );
        }
    }
}

/// Labels `line` at its newest value.
fn name(svg: &mut String, line: &Line, frame: &Frame) {
    let across = frame.across(line.last.at);
    let anchor = if across > 0.6 { "end" } else { "start" };
    let place = (along(across), down(frame.up(line.last.value)) - 7.0);
    text(svg, "plot-name", place, anchor, &line.name());
}

fn draw_forecast(svg: &mut String, line: &Line, forecast: &Forecast, frame: &Frame) {
    let ahead = frame.to - line.last.at;
    let times = (0..=BAND_STEPS).map(|step| line.last.at + ahead * step / BAND_STEPS);
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for at in times {
        let (least, most) = forecast.range_at(at);
        let x = along(frame.across(at));
        lower.push((x, down(frame.up(least))));
        upper.push((x, down(frame.up(most))));
    }
    svg.push_str("<path class=\"plot-band\" d=\"");
    upper.extend(lower.into_iter().rev());
    path(svg, &upper);
    svg.push_str("Z\"/>");
    let place = |at| {
        (
            along(frame.across(at)),
            down(frame.up(forecast.value_at(at))),
        )
    };
    svg.push_str("<path class=\"plot-fit\" fill=\"none\" d=\"");
    let first = line.dots.first().map_or(line.last.at, |dot| dot.at);
    path(svg, &[place(first), place(frame.to)]);
    svg.push_str("\"/>");
}

fn path(svg: &mut String, places: &[(f64, f64)]) {
    for (position, (x, y)) in places.iter().enumerate() {
        let letter = if position == 0 { 'M' } else { 'L' };
        let _ = write!(svg, "{letter}{x:.1} {y:.1}");
    }
}

fn text(svg: &mut String, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) {
    let _ = write!(
        svg,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">"
    );
    escape_into(svg, text);
    svg.push_str("</text>");
}

fn along(across: f64) -> f64 {
    LEFT + across * (WIDTH - LEFT - RIGHT)
}

fn down(up: f64) -> f64 {
    TOP + (1.0 - up) * (HEIGHT - TOP - BOTTOM)
}
