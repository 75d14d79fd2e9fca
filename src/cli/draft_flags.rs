//! The flags for the content of a new record, shared by `new` and `supersede`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;

use super::ask::Places;
use super::context::parse_day;
use super::guard_text::guard;
use super::links;
use crate::diagnostic::did_you_mean;
use crate::pattern;
use crate::record::draft::{DraftAlternative, DraftGuard, DraftTrigger};
use crate::record::{LinkKind, Status, file_name};

/// The content of a new record. Lists are given by repeating the flag.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "The record")]
pub struct DraftFlags {
    /// The status of the decision [default: accepted, or as set in adr.toml]
    #[arg(long, value_enum, value_name = "STATUS")]
    pub status: Option<Status>,
    /// The date of the decision [default: today; env: ADR_DATE]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub date: Option<NaiveDate>,
    /// Who made the decision [default: the git user]
    #[arg(long, value_name = "NAME")]
    pub decider: Vec<String>,
    /// A tag
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// The files it affects, as a glob relative to the repository root
    #[arg(long, value_name = "GLOB")]
    pub affects: Vec<String>,
    /// What made a decision necessary
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub context: Option<String>,
    /// What was decided
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub decision: Option<String>,
    /// What gets better
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub gain: Vec<String>,
    /// What gets worse
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub cost: Vec<String>,
    /// What was rejected, and why
    #[arg(long, value_name = "NAME: WHY", value_parser = alternative)]
    pub alternative: Vec<DraftAlternative>,
    /// A condition that re-opens the decision: 'writes: orders.writes > 4000/s -- what one primary can take'
    #[arg(long, value_name = "[ID:] EXPR [-- NOTE]", value_parser = trigger)]
    pub revisit: Vec<DraftTrigger>,
    /// What the code must not do while the decision is in force: 'rejects=DynamoDB; packages=aws-sdk-dynamodb'
    #[arg(long, value_name = "KEY=VALUE; …", value_parser = guard)]
    pub guard: Vec<DraftGuard>,
    /// The conditions in plain words [default: the conditions themselves]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub revisit_when: Option<String>,
    /// A link to another decision: amends:4, relates:4, refines:4, conflicts:4
    #[arg(short, long, value_name = "KIND:N", value_parser = link)]
    pub link: Vec<(LinkKind, u32)>,
    /// Start from an architecture pattern: its gains, costs, alternatives and conditions, each to be checked
    #[arg(long, value_name = "NAME", value_parser = pattern_names(), hide_possible_values = true)]
    pub pattern: Option<String>,
    /// A template file [default: templates/record.md in the log, else the built-in one]
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub template: Option<PathBuf>,
    /// Open the record in $VISUAL or $EDITOR [default: at a terminal, if either is set]
    #[arg(long, overrides_with = "no_edit")]
    pub edit: bool,
    /// Do not open an editor
    #[arg(long, overrides_with = "edit")]
    pub no_edit: bool,
    /// Look for the next free number only in this folder, not on other branches
    #[arg(long)]
    pub no_branches: bool,
}

/// The names of the patterns, for the help, completion and errors of a flag.
pub fn pattern_names() -> PossibleValuesParser {
    PossibleValuesParser::new(pattern::names())
}

impl DraftFlags {
    /// Takes from the pattern what the flags leave out and the record has `places` for. The usual reasons
    /// against its alternatives remain placeholders, because nobody has checked that they hold here.
    pub fn start_from_pattern(&mut self, places: Places) {
        let Some(pattern) = self.pattern.as_deref().and_then(pattern::find) else {
            return;
        };
        if self.gain.is_empty() {
            self.gain.clone_from(&pattern.gains);
        }
        if self.cost.is_empty() {
            self.cost.clone_from(&pattern.costs);
        }
        if self.alternative.is_empty() {
            let unchecked = |usual: &DraftAlternative| DraftAlternative {
                name: usual.name.clone(),
                why_rejected: format!("TODO: check that {}", usual.why_rejected),
            };
            self.alternative = pattern.alternatives.iter().map(unchecked).collect();
        }
        if places.triggers {
            self.tag.push(pattern.tag());
            if self.revisit.is_empty() {
                self.revisit.clone_from(&pattern.revisit);
            }
        }
    }

    /// Whether anything is missing that could be asked for.
    pub fn is_incomplete(&self) -> bool {
        let lists = [
            self.decider.is_empty(),
            self.gain.is_empty(),
            self.cost.is_empty(),
        ];
        self.status.is_none()
            || self.context.is_none()
            || self.decision.is_none()
            || self.alternative.is_empty()
            || self.revisit.is_empty()
            || lists.contains(&true)
    }
}

fn alternative(text: &str) -> Result<DraftAlternative, String> {
    let split = text.split_once(": ").or_else(|| text.split_once(':'));
    let (name, why) = split.map_or(("", ""), |(name, why)| (name.trim(), why.trim()));
    if name.is_empty() || why.is_empty() {
        return Err("write the name, a colon, and why it was rejected: 'DynamoDB: no multi-row transaction'".into());
    }
    Ok(DraftAlternative {
        name: name.to_owned(),
        why_rejected: why.to_owned(),
    })
}

/// Parses `[ID:] EXPR [-- NOTE]`.
pub fn trigger(text: &str) -> Result<DraftTrigger, String> {
    let (rest, note) = match text.split_once(" -- ") {
        Some((rest, note)) => (
            rest,
            Some(note.trim().to_owned()).filter(|note| !note.is_empty()),
        ),
        None => (text, None),
    };
    let (id, when) = match rest.split_once(':') {
        Some((id, when)) if is_id(id.trim()) => (Some(id.trim().to_owned()), when.trim()),
        _ => (None, rest.trim()),
    };
    super::trigger_text::refuse(when)?;
    Ok(DraftTrigger {
        id,
        when: when.to_owned(),
        note,
    })
}

fn is_id(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.chars().all(is_allowed)
}

/// Parses `KIND:N`, and adr-tools' `N:Amends:Amended by`.
fn link(text: &str) -> Result<(LinkKind, u32), String> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let (kind, number) = match parts[..] {
        [kind, number] => (kind, number),
        [number, kind, _reverse] => (kind, number),
        _ => return Err("write the kind, a colon and a number: amends:4".to_owned()),
    };
    let Some(kind) = links::kind(kind) else {
        let names = LinkKind::ALL.map(|(_, name)| name);
        let meant = match did_you_mean(&kind.to_lowercase(), names) {
            Some(name) => format!("did you mean {name}?"),
            None => format!("use one of {}", names.join(", ")),
        };
        return Err(format!("`{kind}` is not a kind of link; {meant}"));
    };
    let number = file_name::number(number)
        .ok_or_else(|| format!("`{number}` is not a decision's number"))?;
    Ok((kind, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_has_an_optional_id_and_note() {
        let read = |text: &str| trigger(text).map(|t| (t.id, t.when, t.note));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("team.size > 20"),
            Ok((None, "team.size > 20".to_owned(), None))
        );
        assert_eq!(
            read("team: team.size > 20 -- two pizzas"),
            Ok((
                some("team"),
                "team.size > 20".to_owned(),
                some("two pizzas")
            ))
        );
        assert_eq!(
            read(r#"db.share{module="a:b"} > 40%"#),
            Ok((None, r#"db.share{module="a:b"} > 40%"#.to_owned(), None))
        );
    }

    #[test]
    fn links_are_also_read_in_the_syntax_of_adr_tools() {
        assert_eq!(link("amends:4"), Ok((LinkKind::Amends, 4)));
        assert_eq!(link("0004:Amended by:Amends"), Ok((LinkKind::AmendedBy, 4)));
        assert_eq!(link("4:Clarifies:Clarified by"), Ok((LinkKind::Refines, 4)));
        assert!(
            link("amend:4")
                .unwrap_err()
                .contains("did you mean amends?")
        );
        assert!(link("amends:x").is_err());
    }
}
