//! The dates of a Gantt chart, in the only form that the library knows: `2026-01-31`, and lengths rather than ends.

use chrono::NaiveDate;

use super::source::by_line;

/// Settings that change where bars are, which the library leaves out.
const UNSUPPORTED: [&str; 1] = ["excludes"];

/// Settings whose lines are not tasks although they have a colon.
const SETTINGS: [&str; 7] = [
    "accTitle",
    "accDescr",
    "axisFormat",
    "click",
    "section",
    "tickInterval",
    "title",
];

/// `text` with its dates as the library knows them.
///
/// # Errors
/// In words, if the library would draw something else.
pub fn adapted(text: &str) -> Result<String, String> {
    let mut format = "%Y-%m-%d".to_owned();
    by_line(text, |line| {
        let (first, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        if UNSUPPORTED.contains(&first) {
            return Err(format!("`{first}` is not supported"));
        }
        if first == "dateFormat" {
            format = chrono_format(rest.trim())?;
            return Ok(String::new());
        }
        match line.split_once(':') {
            Some((name, details)) if !SETTINGS.contains(&first) => {
                Ok(format!("{name}:{}", task(details, &format)?))
            }
            _ => Ok(line.to_owned()),
        }
    })
}

/// The `dateFormat` of Mermaid in the letters of chrono.
fn chrono_format(format: &str) -> Result<String, String> {
    let days = format
        .replace("YYYY", "%Y")
        .replace("MM", "%m")
        .replace("DD", "%d");
    let mut rest = days.replace("%Y", "").replace("%m", "").replace("%d", "");
    rest.retain(|c| !matches!(c, '-' | '/' | '.' | ' '));
    if rest.is_empty() && ["%Y", "%m", "%d"].iter().all(|part| days.contains(part)) {
        return Ok(days);
    }
    Err(format!("dates in the format `{format}` are not supported"))
}

/// Adapts what follows the name of a task: its state, its id, and when it is.
fn task(details: &str, format: &str) -> Result<String, String> {
    let mut start: Option<NaiveDate> = None;
    let mut adapted = Vec::new();
    for detail in details.split(',').map(str::trim) {
        if !is_supported(detail) {
            return Err(format!("`{detail}` is not supported"));
        }
        adapted.push(match (NaiveDate::parse_from_str(detail, format), start) {
            (Ok(end), Some(start)) => format!("{}d", (end - start).num_days()),
            (Ok(date), None) => {
                start = Some(date);
                date.format("%Y-%m-%d").to_string()
            }
            (Err(_), _) => detail.to_owned(),
        });
    }
    Ok(adapted.join(", "))
}

/// Whether the library draws `detail` as Mermaid does: not lengths of less than an hour, nor several predecessors.
fn is_supported(detail: &str) -> bool {
    let unit = detail.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_short = unit.len() < detail.len() && matches!(unit, "m" | "s" | "ms");
    let mut words = detail.split_whitespace();
    match words.next() {
        Some("after") => words.count() == 1,
        Some("until") => false,
        _ => !is_short,
    }
}
