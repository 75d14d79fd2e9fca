//! `badge.svg`: the number of decisions that are due, for a README.

use super::super::escape::escape_into;

/// The approximate width of a character at the badge's font size.
const CHARACTER: usize = 7;
const PADDING: usize = 12;

/// The badge for `due` decisions out of `watched`.
pub fn badge(due: usize, watched: usize) -> String {
    let (words, colour) = match (due, watched) {
        (_, 0) => ("none watched".to_owned(), "#5a616b"),
        (0, _) => ("none due".to_owned(), "#1d6b3c"),
        (due, _) => (format!("{due} due"), "#a3302a"),
    };
    let label = "decisions";
    let left = label.len() * CHARACTER + PADDING;
    let right = words.len() * CHARACTER + PADDING;
    let width = left + right;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"20\" role=\"img\" aria-label=\"{label}: {words}\">\
         <rect width=\"{left}\" height=\"20\" fill=\"#3a3f47\"/><rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{colour}\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" text-anchor=\"middle\">"
    );
    for (text, middle, room) in [
        (label, left / 2, left - PADDING),
        (words.as_str(), left + right / 2, right - PADDING),
    ] {
        svg.push_str(&format!(
            "<text x=\"{middle}\" y=\"14\" textLength=\"{room}\" lengthAdjust=\"spacingAndGlyphs\">"
        ));
        escape_into(&mut svg, text);
        svg.push_str("</text>");
    }
    svg.push_str("</g></svg>\n");
    svg
}
