//! The log's index inside a file maintained by hand: only the text between two markers changes.

/// The line before the index.
pub const BEGIN: &str = "<!-- adr:index -->";
/// The line after it.
pub const END: &str = "<!-- adr:index:end -->";

/// Why an index cannot be inserted into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InjectError {
    /// There is no pair of markers.
    #[error("add the lines `{BEGIN}` and `{END}` where the index belongs")]
    NoMarkers,
    /// There is more than one pair.
    #[error("the line `{BEGIN}` occurs more than once")]
    Twice,
}

/// Replaces the text between the markers in `text` with `index`, using the line ending of the first marker.
///
/// # Errors
/// If the markers are missing, out of order, or repeated.
pub fn injected(text: &str, index: &str) -> Result<String, InjectError> {
    let begins = lines(text, BEGIN);
    let [(_, begin)] = begins[..] else {
        return Err(match begins.is_empty() {
            true => InjectError::NoMarkers,
            false => InjectError::Twice,
        });
    };
    let ends = lines(text, END);
    let end = ends.iter().find(|(start, _)| *start >= begin);
    let (end, _) = end.ok_or(InjectError::NoMarkers)?;
    let newline = match text[..begin].ends_with("\r\n") {
        true => "\r\n",
        false => "\n",
    };
    let index = index.trim_end().replace('\n', newline);
    let (before, after) = (&text[..begin], &text[*end..]);
    Ok(format!("{before}{newline}{index}{newline}{newline}{after}"))
}

/// The byte ranges of lines that contain only `marker`, including line endings.
fn lines(text: &str, marker: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.trim() == marker {
            found.push((at, at + line.len()));
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_between_the_markers_changes() {
        for newline in ["\n", "\r\n"] {
            let text = format!("\u{feff}# A  \n{BEGIN}\nold\n{END}\n\ttail").replace('\n', newline);
            let expected = format!("\u{feff}# A  \n{BEGIN}\n\n| new |\n\n{END}\n\ttail");
            let changed = injected(&text, "| new |\n").unwrap();
            assert_eq!(changed, expected.replace('\n', newline));
            assert_eq!(injected(&changed, "| new |\n").unwrap(), changed);
        }
    }

    #[test]
    fn a_text_without_markers_is_rejected() {
        let pair = format!("{BEGIN}\n{END}\n");
        for (text, why) in [
            (String::new(), InjectError::NoMarkers),
            (format!("{BEGIN}\n"), InjectError::NoMarkers),
            (format!("{END}\n{BEGIN}\n"), InjectError::NoMarkers),
            (format!("a {BEGIN}\n{END}\n"), InjectError::NoMarkers),
            (pair.repeat(2), InjectError::Twice),
        ] {
            assert_eq!(injected(&text, "x"), Err(why), "{text}");
        }
    }
}
