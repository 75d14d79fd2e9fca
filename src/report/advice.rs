//! What the facts about a system say about the architecture patterns.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::advise::{Advice, Availability, Fact, KnownFact, Ranked, Reason};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();

/// `advice` for a terminal, with ANSI styles.
pub fn human(advice: &Advice) -> String {
    let mut text = String::new();
    for (index, ranked) in relevant(advice).enumerate() {
        let Ranked { pattern, score, .. } = ranked;
        let verdict = match ranked.is_ruled_out {
            true => "ruled out".to_owned(),
            false => format!("{score:+}"),
        };
        let place = index + 1;
        let _ = writeln!(text, "{BOLD}{place}. {}{BOLD:#}  {verdict}", pattern.title);
        for reason in &ranked.speaks_for {
            human_reason(&mut text, &format!("{GREEN}for    {GREEN:#}"), reason);
        }
        for reason in &ranked.against {
            human_reason(&mut text, &format!("{RED}against{RED:#}"), reason);
        }
        for reason in &ranked.missing_prerequisites {
            human_reason(&mut text, &format!("{RED}missing{RED:#}"), reason);
        }
        if !ranked.missing_prerequisites.is_empty() {
            let _ = writeln!(text, "  what must exist before:");
            for prerequisite in &pattern.prerequisites {
                let _ = writeln!(text, "    - {prerequisite}");
            }
        }
        text.push('\n');
    }
    if advice.preferred().is_none() {
        text += "The facts do not speak for any pattern yet.\n\n";
    }
    if let Some(availability) = &advice.availability {
        let _ = writeln!(text, "Availability: {}.\n", availability.sentence());
    }
    if !advice.missing.is_empty() {
        text += "Not known, the most useful first:\n";
        for fact in &advice.missing {
            let _ = writeln!(text, "  --{:<22} {}", fact.flag, fact.asks);
        }
    }
    text
}

fn human_reason(text: &mut String, label: &str, reason: &Reason) {
    let (weight, says) = (reason.weight, &reason.says);
    let _ = writeln!(text, "  {label} {weight}  {says}");
    let _ = writeln!(text, "             {DIM}{}{DIM:#}", reason.rule.source);
}

/// `advice` as Markdown.
pub fn markdown(advice: &Advice) -> String {
    let mut text = String::from("# Advice\n\n## Facts\n\n");
    for known in &advice.facts {
        let _ = writeln!(text, "{}", known.item());
    }
    for ranked in relevant(advice) {
        let verdict = match ranked.is_ruled_out {
            true => "ruled out".to_owned(),
            false => format!("{:+}", ranked.score),
        };
        let _ = writeln!(text, "\n## {} ({verdict})\n", ranked.pattern.title);
        let lists = [
            ("For", &ranked.speaks_for),
            ("Against", &ranked.against),
            ("Missing", &ranked.missing_prerequisites),
        ];
        for (label, reasons) in lists {
            for reason in reasons {
                let (weight, says, source) = (reason.weight, &reason.says, &reason.rule.source);
                let _ = writeln!(text, "- **{label}** ({weight}): {says} — {source}");
            }
        }
    }
    if let Some(availability) = &advice.availability {
        let _ = writeln!(text, "\n## Availability\n\n{}.", availability.sentence());
    }
    if !advice.missing.is_empty() {
        text += "\n## Not known\n\n";
        for fact in &advice.missing {
            let _ = writeln!(text, "- `--{}`: {}", fact.flag, fact.asks);
        }
    }
    text
}

/// The patterns about which the facts say anything.
fn relevant(advice: &Advice) -> impl Iterator<Item = &Ranked> {
    let ranking = advice.ranking.iter();
    ranking.filter(|ranked| ranked.is_candidate())
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    preferred: Option<&'a str>,
    facts: Vec<JsonFact<'a>>,
    missing: Vec<JsonMissing<'a>>,
    patterns: Vec<JsonPattern<'a>>,
    availability: Option<&'a Availability>,
}

#[derive(Serialize)]
struct JsonFact<'a> {
    metric: &'a str,
    flag: &'a str,
    value: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct JsonMissing<'a> {
    metric: &'a str,
    flag: &'a str,
    question: &'a str,
}

#[derive(Serialize)]
struct JsonPattern<'a> {
    name: &'a str,
    title: &'a str,
    score: i32,
    ruled_out: bool,
    #[serde(rename = "for")]
    speaks_for: Vec<JsonReason<'a>>,
    against: Vec<JsonReason<'a>>,
    missing_prerequisites: Vec<JsonReason<'a>>,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    rule: &'a str,
    when: &'a str,
    weight: u32,
    says: &'a str,
    source: &'a str,
}

/// `advice` as JSON.
///
/// # Errors
/// Never, unless JSON itself fails.
pub fn json(advice: &Advice) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&document(advice))? + "\n")
}

/// `advice` as an object for JSON.
pub fn document(advice: &Advice) -> impl Serialize {
    Document {
        version: 1,
        preferred: advice.preferred().map(|found| found.pattern.name.as_str()),
        facts: advice.facts.iter().map(json_fact).collect(),
        missing: advice.missing.iter().copied().map(json_missing).collect(),
        patterns: advice.ranking.iter().map(json_pattern).collect(),
        availability: advice.availability.as_ref(),
    }
}

fn json_fact(known: &KnownFact) -> JsonFact<'_> {
    JsonFact {
        metric: &known.fact.metric,
        flag: &known.fact.flag,
        value: &known.value,
        source: &known.source,
    }
}

fn json_missing(fact: &Fact) -> JsonMissing<'_> {
    JsonMissing {
        metric: &fact.metric,
        flag: &fact.flag,
        question: &fact.asks,
    }
}

fn json_pattern(ranked: &Ranked) -> JsonPattern<'_> {
    JsonPattern {
        name: &ranked.pattern.name,
        title: &ranked.pattern.title,
        score: ranked.score,
        ruled_out: ranked.is_ruled_out,
        speaks_for: ranked.speaks_for.iter().map(json_reason).collect(),
        against: ranked.against.iter().map(json_reason).collect(),
        missing_prerequisites: ranked
            .missing_prerequisites
            .iter()
            .map(json_reason)
            .collect(),
    }
}

fn json_reason(reason: &Reason) -> JsonReason<'_> {
    JsonReason {
        rule: &reason.rule.id,
        when: &reason.rule.when,
        weight: reason.weight,
        says: &reason.says,
        source: &reason.rule.source,
    }
}
