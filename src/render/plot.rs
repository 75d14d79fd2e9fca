//! The values of a metric as SVG (SVG 2): its lines, the thresholds, and the band of the forecast. Either
//! standalone, or inside a page whose stylesheet styles it.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::escape::{attribute, escape_into};
use crate::metric::trend::{Forecast, Frame, Line, Threshold, Trend};

/// The style of a standalone plot, light and dark.
const STYLE: &str = "\
svg{background:#fdfcfa;color:#1d2127;font:12px system-ui,sans-serif}\
.plot-edge{stroke:#b9b4a8}.plot-text{fill:#5a616b}\
.plot-line{fill:none;stroke:currentColor;stroke-width:1.75}.plot-dot,.plot-name{fill:currentColor}\
.plot-fit{stroke:currentColor;stroke-dasharray:5 4}.plot-band{fill:currentColor;opacity:.12}\
.plot-mark{stroke:#b3402e;stroke-width:1.25}.plot-mark-text{fill:#b3402e;stroke:#fdfcfa;stroke-width:4px;paint-order:stroke}\
.plot-0{color:#2a5f9e}.plot-1{color:#8a5a00}.plot-2{color:#3d7a4e}.plot-3{color:#7a4b94}\
@media(prefers-color-scheme:dark){svg{background:#15181d;color:#e4e6ea}.plot-edge{stroke:#4a505a}.plot-text{fill:#a2a9b4}\
.plot-mark{stroke:#ef8a78}.plot-mark-text{fill:#ef8a78;stroke:#15181d}\
.plot-0{color:#8ab8ee}.plot-1{color:#dcb163}.plot-2{color:#8ecb9f}.plot-3{color:#c69be0}}";

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;
/// The size of a character on a phone, where the stylesheet enlarges them; there is room for them everywhere.
const CHARACTER: (f64, f64) = (11.0, 19.0);
/// The length of a date on the axis.
const DATE: f64 = 10.0 * CHARACTER.0;
/// The least distance between two texts.
const GAP: f64 = 8.0;
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
        .map(|threshold| in_unit(trend, threshold))
        .collect();
    if thresholds.is_empty() {
        label.pop();
    } else {
        let _ = write!(label, " against {}", thresholds.join(", "));
    }
    label
}

/// The value of `threshold` as written, if that is in the unit of the axis.
fn in_unit(trend: &Trend, threshold: &Threshold) -> String {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '-' | ' ');
    let unit = threshold.text.trim_start_matches(is_number);
    match unit == trend.unit.to_string() {
        true => threshold.text.clone(),
        false => trend.shown(threshold.value),
    }
}

fn draw(svg: &mut String, trend: &Trend) {
    let frame = Frame::of(trend);
    let area = Area::of(trend, &frame);
    axes(svg, trend, &area);
    for (position, line) in trend.lines.iter().enumerate() {
        let _ = write!(svg, "<g class=\"plot-{}\">", position % COLOURS);
        if let Ok(forecast) = &line.forecast {
            draw_forecast(svg, line, forecast, &area);
        }
        trace(svg, line, &area);
        if trend.lines.len() > 1 {
            name(svg, line, &area);
        }
        svg.push_str("</g>");
    }
    draw_thresholds(svg, trend, &area);
}

/// The lines of the thresholds, then their labels, each where it covers the least.
fn draw_thresholds(svg: &mut String, trend: &Trend, area: &Area<'_>) {
    let mut drawn: Vec<(f64, String)> = Vec::new();
    for threshold in &trend.thresholds {
        let y = area.down(threshold.value);
        if drawn.iter().all(|(known, _)| *known != y) {
            let label = format!(
                "{} {}",
                threshold.operator.symbol(),
                in_unit(trend, threshold)
            );
            drawn.push((y, label));
        }
    }
    let right = WIDTH - RIGHT;
    for (y, _) in &drawn {
        let left = area.left;
        let _ = write!(
            svg,
            "<path class=\"plot-mark\" d=\"M{left:.1} {y:.1}H{right:.1}\"/>"
        );
    }
    let dots = trend.lines.iter().flat_map(|line| &line.dots);
    let mut taken: Vec<(f64, f64)> = dots.map(|dot| area.place(dot.at, dot.value)).collect();
    for (y, label) in &drawn {
        let (width, height) = CHARACTER;
        let width = label.chars().count() as f64 * width;
        let spots = [
            (area.left + 4.0, y - 5.0, "start"),
            (area.left + 4.0, y + height - 2.0, "start"),
            (right - 4.0, y - 5.0, "end"),
            (right - 4.0, y + height - 2.0, "end"),
        ];
        let covered = |&(x, baseline, anchor): &(f64, f64, &str)| {
            let left = if anchor == "end" { x - width } else { x };
            let is_in = |(x, y): &(f64, f64)| {
                (left..=left + width).contains(x)
                    && (baseline - height..=baseline + 3.0).contains(y)
            };
            let lines = drawn
                .iter()
                .filter(|(other, _)| other != y && is_in(&(x, *other)));
            let is_outside = baseline - height < 0.0;
            taken.iter().filter(|place| is_in(place)).count()
                + 1_000 * (lines.count() + usize::from(is_outside))
        };
        let spot = spots.into_iter().min_by_key(covered);
        let Some((x, baseline, anchor)) = spot else {
            continue;
        };
        text(svg, "plot-mark-text", (x, baseline), anchor, label);
        let left = if anchor == "end" { x - width } else { x };
        // As many places as make another label go elsewhere.
        let middle = baseline - height / 2.0;
        taken.extend((0..=10).map(|part| (left + width * f64::from(part) / 10.0, middle)));
    }
}

/// Where values are in the drawing.
struct Area<'f> {
    frame: &'f Frame,
    /// The left edge, next to which there is room for the labels of the axis.
    left: f64,
}

impl<'f> Area<'f> {
    fn of(trend: &Trend, frame: &'f Frame) -> Self {
        let labels = frame
            .ticks()
            .map(|value| trend.shown(value).chars().count());
        let longest = labels.max().unwrap_or_default() as f64;
        let left = (longest * CHARACTER.0 + GAP).clamp(48.0, WIDTH / 3.0);
        Self { frame, left }
    }

    fn along(&self, at: DateTime<Utc>) -> f64 {
        self.left + self.frame.across(at) * (WIDTH - self.left - RIGHT)
    }

    fn down(&self, value: f64) -> f64 {
        TOP + (1.0 - self.frame.up(value)) * (HEIGHT - TOP - BOTTOM)
    }

    fn place(&self, at: DateTime<Utc>, value: f64) -> (f64, f64) {
        (self.along(at), self.down(value))
    }
}

/// The left and bottom axes with their labels.
fn axes(svg: &mut String, trend: &Trend, area: &Area<'_>) {
    let (left, bottom, right) = (area.left, HEIGHT - BOTTOM, WIDTH - RIGHT);
    let _ = write!(
        svg,
        "<path class=\"plot-edge\" fill=\"none\" d=\"M{left} {TOP}V{bottom}H{right}\"/>"
    );
    let frame = area.frame;
    for value in frame.ticks() {
        let place = (left - 6.0, area.down(value) + 4.0);
        text(svg, "plot-text", place, "end", &trend.shown(value));
    }
    let below = HEIGHT - BOTTOM + 17.0;
    let mut date = |x: f64, anchor: &str, at: DateTime<Utc>| {
        let day = at.date_naive().to_string();
        text(svg, "plot-text", (x, below), anchor, &day);
    };
    date(left, "start", frame.from);
    date(right, "end", frame.to);
    let now = area.along(frame.now);
    let between = left + 1.5 * DATE + GAP..right - 1.5 * DATE - GAP;
    if between.contains(&now) {
        date(now, "middle", frame.now);
    }
}

fn trace(svg: &mut String, line: &Line, area: &Area<'_>) {
    let dots = line.dots.len();
    let step = dots.div_ceil(MAX_POINTS).max(1);
    let newest = (dots % step != 1 && step > 1).then_some(&line.last);
    let thinned = line.dots.iter().step_by(step);
    let places: Vec<(f64, f64)> = thinned
        .chain(newest)
        .map(|dot| area.place(dot.at, dot.value))
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
fn name(svg: &mut String, line: &Line, area: &Area<'_>) {
    let across = area.frame.across(line.last.at);
    let anchor = if across > 0.6 { "end" } else { "start" };
    let (x, y) = area.place(line.last.at, line.last.value);
    text(svg, "plot-name", (x, y - 7.0), anchor, &line.name());
}

fn draw_forecast(svg: &mut String, line: &Line, forecast: &Forecast, area: &Area<'_>) {
    let ahead = area.frame.to - line.last.at;
    let times = (0..=BAND_STEPS).map(|step| line.last.at + ahead * step / BAND_STEPS);
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for at in times {
        let (least, most) = forecast.range_at(at);
        lower.push(area.place(at, least));
        upper.push(area.place(at, most));
    }
    svg.push_str("<path class=\"plot-band\" d=\"");
    upper.extend(lower.into_iter().rev());
    path(svg, &upper);
    svg.push_str("Z\"/>");
    let place = |at| area.place(at, forecast.value_at(at));
    svg.push_str("<path class=\"plot-fit\" fill=\"none\" d=\"");
    let first = line.dots.first().map_or(line.last.at, |dot| dot.at);
    path(svg, &[place(first), place(area.frame.to)]);
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
