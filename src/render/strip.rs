//! The states of a trigger over many days as a strip of colours. The text beside it says the same.

use std::fmt::Write;

use crate::trigger::Span;

const WIDTH: usize = 1000;
const HEIGHT: usize = 10;

/// `spans` as an element for a page, whose stylesheet colours it by state.
pub fn in_page(spans: &[Span]) -> String {
    let all: usize = spans.iter().map(Span::days).sum();
    let mut svg = format!(
        "<svg class=\"strip\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
    );
    let mut before = 0;
    for span in spans {
        let (from, to) = (place(before, all), place(before + span.days(), all));
        before += span.days();
        let state = span.state.name();
        let _ = write!(
            svg,
            "<rect class=\"t-{state}\" x=\"{from:.1}\" width=\"{:.1}\" height=\"{HEIGHT}\"/>",
            to - from
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The place of the end of the first `days` of `all` days.
fn place(days: usize, all: usize) -> f64 {
    WIDTH as f64 * days as f64 / all.max(1) as f64
}
