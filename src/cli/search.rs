//! `adr search`: the decisions that have certain words.

use anyhow::bail;
use clap::ValueEnum;
use serde::Serialize;

use super::Exit;
use super::context::Context;
use super::filters::Filters;
use super::output::Output;
use crate::log::Prose;
use crate::record::{SectionKind, Status};
use crate::report::counted;
use crate::search::{Hit, Query, Results, Snippet, search};
use crate::source::printable;

/// Search the decisions, best match first
///
/// Finds whole words and words that start with what is given, in titles, tags, prose and rejected alternatives. Words in
/// double quotes must follow each other. A number, or ADR-0007, also finds the record of that number.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr search kafka
  adr search '\"one primary\"' --status accepted
  adr search did we reject DynamoDB
  adr search queue --format json | jq '.[].path'")]
pub struct Args {
    /// The words to search for
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// Show at most this many decisions; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Paths,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let query = Query::parse(&args.words);
    if query.terms.is_empty() {
        bail!("there is no word to search for; give one, such as: adr search kafka");
    }
    let log = context.lean_log(Prose::Read)?;
    let limit = if args.limit == 0 {
        usize::MAX
    } else {
        args.limit
    };
    let results = search(&log, &query, |record| args.filters.admit(record), limit);
    let out = &context.out;
    match args.format {
        Format::Human => out.write(|out, colour| {
            results
                .hits
                .iter()
                .try_for_each(|hit| out.write_all(human(hit, colour).as_bytes()))
        })?,
        Format::Json => {
            let found: Vec<_> = results.hits.iter().map(Found::of).collect();
            out.data(&(serde_json::to_string_pretty(&found)? + "\n"))?;
        }
        Format::Paths => {
            let paths = results
                .hits
                .iter()
                .map(|hit| printable(&hit.record.source.shown_path()).into_owned() + "\n");
            out.data(&paths.collect::<String>())?;
        }
    }
    note(&results, out);
    if results.hits.len() < results.total {
        let more = results.total - results.hits.len();
        out.note(format!("{more} more match; `--limit 0` shows them"));
    }
    Ok(match results.total {
        0 => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// Notes what is worth knowing beside the hits.
pub fn note(results: &Results<'_>, out: &Output) {
    let none = format!("none of {}", counted(results.searched, "decision"));
    for (word, near) in &results.corrected {
        let word = printable(word);
        out.note(match near {
            Some(near) => format!("{none} has `{word}`; searched for `{}`", printable(near)),
            None => format!("{none} has `{word}` in its title, tags, prose or alternatives"),
        });
    }
    if results.total == 0 && results.corrected.is_empty() {
        out.note(format!("{none} matches"));
    }
    if results.total > 0 && results.is_partial {
        out.note("no decision has all of these words; these have most of them");
    }
}

const STRONG: anstyle::Style = anstyle::Style::new().bold();

/// A hit as lines for a terminal.
fn human(hit: &Hit<'_>, colour: bool) -> String {
    let record = hit.record;
    let number = record
        .number
        .map_or_else(String::new, |number| format!("{number:04}  "));
    let status = record.status().map_or("-", Status::name);
    let name = record
        .title()
        .map_or_else(|| record.source.shown_path(), str::to_owned);
    let mut text = format!("{number}{}  ({status})\n", printable(&name));
    if let Some(alternative) = &hit.alternative {
        let why = alternative.why_rejected.as_deref();
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        text.push_str(&format!(
            "    rejected: {}{}\n",
            printable(&alternative.name),
            printable(&why)
        ));
    }
    let says_more = |snippet: &&Snippet| {
        let is_of_alternatives = SectionKind::of(&snippet.section) == SectionKind::Alternatives;
        hit.alternative.is_none() || !is_of_alternatives
    };
    if let Some(snippet) = hit.snippet.as_ref().filter(says_more) {
        text.push_str(&format!(
            "    {}: {}\n",
            printable(&snippet.section),
            marked(snippet, colour)
        ));
    }
    text
}

/// The snippet with its matches in bold, or between asterisks.
fn marked(snippet: &Snippet, colour: bool) -> String {
    let (before, behind) = match colour {
        true => (
            STRONG.render().to_string(),
            STRONG.render_reset().to_string(),
        ),
        false => ("**".to_owned(), "**".to_owned()),
    };
    let mut text = String::new();
    let mut at = 0;
    for range in &snippet.matches {
        text.push_str(&printable(
            snippet.text.get(at..range.start).unwrap_or_default(),
        ));
        text.push_str(&before);
        text.push_str(&printable(
            snippet.text.get(range.clone()).unwrap_or_default(),
        ));
        text.push_str(&behind);
        at = range.end;
    }
    text.push_str(&printable(snippet.text.get(at..).unwrap_or_default()));
    text
}

/// A hit as JSON.
#[derive(Serialize)]
pub struct Found<'h> {
    number: Option<u32>,
    title: Option<&'h str>,
    status: Option<Status>,
    date: Option<chrono::NaiveDate>,
    path: String,
    score: f64,
    section: Option<&'h str>,
    snippet: Option<&'h str>,
    /// The places in the snippet that match: start and end, in Unicode code points.
    matches: Vec<[usize; 2]>,
    alternative: Option<FoundAlternative<'h>>,
}

#[derive(Serialize)]
struct FoundAlternative<'h> {
    name: &'h str,
    why_rejected: Option<&'h str>,
}

impl<'h> Found<'h> {
    /// `hit` as JSON.
    pub fn of(hit: &'h Hit<'_>) -> Self {
        let record = hit.record;
        let snippet = hit.snippet.as_ref();
        let points = |snippet: &Snippet, at: usize| {
            snippet
                .text
                .get(..at)
                .map_or(0, |text| text.chars().count())
        };
        let matches = snippet.map(|snippet| {
            let ranges = snippet.matches.iter();
            ranges
                .map(|range| [points(snippet, range.start), points(snippet, range.end)])
                .collect()
        });
        Self {
            number: record.number,
            title: record.title(),
            status: record.status(),
            date: record.date(),
            path: record.source.shown_path(),
            score: (hit.score * 1000.0).round() / 1000.0,
            section: snippet.map(|snippet| snippet.section.as_str()),
            snippet: snippet.map(|snippet| snippet.text.as_str()),
            matches: matches.unwrap_or_default(),
            alternative: hit
                .alternative
                .as_ref()
                .map(|alternative| FoundAlternative {
                    name: &alternative.name,
                    why_rejected: alternative.why_rejected.as_deref(),
                }),
        }
    }
}
