//! The architecture patterns, listed, compared, or one by one.

use std::fmt::Write as _;

use anstyle::Style;
use comfy_table::{ContentArrangement, Table, TableStyle, presets};
use serde::Serialize;

use crate::pattern::{CRITERIA, Pattern};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

#[derive(Serialize)]
struct Document<'p> {
    version: u32,
    patterns: Vec<&'p Pattern>,
}

/// `patterns` as JSON.
///
/// # Errors
/// Never, unless JSON itself fails.
pub fn json(patterns: &[&Pattern]) -> serde_json::Result<String> {
    let document = Document {
        version: 1,
        patterns: patterns.to_vec(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// The list of `patterns` as a table of `width` columns.
pub fn list(patterns: &[&Pattern], width: usize) -> String {
    let rows = patterns.iter().map(|pattern| {
        let row = [&pattern.name, &pattern.team_size, &pattern.summary];
        row.map(String::as_str).to_vec()
    });
    let heading = vec!["Pattern", "Team size", "Summary"];
    table(heading, rows, presets::NOTHING, width)
}

/// The trade-offs of `patterns` side by side, in as many tables of `width` columns as they need.
pub fn comparison(patterns: &[&Pattern], width: usize) -> String {
    const CRITERION: usize = 14;
    const COLUMN: usize = 22;
    let at_once = (width.saturating_sub(CRITERION) / COLUMN).max(1);
    let tables = patterns.chunks(at_once).map(|patterns| {
        let titles = patterns.iter().map(|pattern| pattern.title.as_str());
        let rows = CRITERIA.iter().map(|criterion| {
            let fares = patterns.iter().map(|pattern| (criterion.of)(pattern));
            std::iter::once(criterion.name).chain(fares).collect()
        });
        let heading = std::iter::once("").chain(titles).collect();
        table(heading, rows, presets::UTF8_HORIZONTAL_ONLY, width)
    });
    tables.collect::<Vec<_>>().join("\n")
}

fn table<'t>(
    heading: Vec<&'t str>,
    rows: impl Iterator<Item = Vec<&'t str>>,
    style: TableStyle,
    width: usize,
) -> String {
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(heading)
        .add_rows(rows);
    table
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

/// Everything about `pattern` for a terminal, with ANSI styles.
pub fn human(pattern: &Pattern) -> String {
    let mut text = format!(
        "{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}\n",
        pattern.title, pattern.name
    );
    let _ = writeln!(text, "{}", pattern.summary);
    let _ = writeln!(text, "\n{BOLD}When it fits{BOLD:#}\n  {}", pattern.fits);
    let lists = [
        ("Gains", &pattern.gains),
        ("Costs", &pattern.costs),
        ("How it fails in production", &pattern.failures),
        ("What must exist before", &pattern.prerequisites),
    ];
    for (heading, items) in lists {
        let _ = writeln!(text, "\n{BOLD}{heading}{BOLD:#}");
        for item in items {
            let _ = writeln!(text, "  - {item}");
        }
    }
    let _ = writeln!(text, "\n{BOLD}Trade-offs{BOLD:#}");
    for criterion in CRITERIA {
        let (name, fares) = (criterion.name, (criterion.of)(pattern));
        let _ = writeln!(text, "  {name:<22}{fares}");
    }
    let _ = writeln!(text, "\n{BOLD}Usually rejected for it{BOLD:#}");
    for alternative in &pattern.alternatives {
        let _ = writeln!(
            text,
            "  - {}: {}",
            alternative.name, alternative.why_rejected
        );
    }
    let _ = writeln!(text, "\n{BOLD}Revisit when{BOLD:#}");
    for trigger in &pattern.revisit {
        let note = trigger.note.as_deref().unwrap_or_default();
        let _ = writeln!(text, "  - {}  {DIM}{note}{DIM:#}", trigger.when);
    }
    text
}

/// Everything about `pattern` as Markdown.
pub fn markdown(pattern: &Pattern) -> String {
    let mut text = pattern.markdown.trim_end().to_owned();
    text += "\n\n## Trade-offs\n\n| criterion | |\n|---|---|\n";
    for criterion in CRITERIA {
        let _ = writeln!(text, "| {} | {} |", criterion.name, (criterion.of)(pattern));
    }
    text += "\n## Revisit When\n\n";
    for trigger in &pattern.revisit {
        let note = trigger.note.as_deref().unwrap_or_default();
        let _ = writeln!(text, "- `{}`: {note}", trigger.when);
    }
    text
}
