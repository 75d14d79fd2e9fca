//! A record that is not written yet, and its text.

use chrono::{Datelike, NaiveDate};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Table, Value};

use super::title::heading_text;
use super::{LinkKind, Status, reference};

/// The template that `new` fills in unless the log or the caller brings another.
pub const TEMPLATE: &str = include_str!("../../templates/record.md");

/// The template of a record in Michael Nygard's format, which adr-tools reads.
pub const NYGARD: &str = include_str!("../../templates/nygard.md");

/// The template of a record in the format of MADR 4.
pub const MADR: &str = include_str!("../../templates/madr.md");

/// What stands where nothing was said; the lint rule `placeholder-text` names each.
pub mod placeholder {
    /// Under *Context*.
    pub const CONTEXT: &str = "TODO: what made a decision necessary, with figures if there are any";
    /// Under *Decision*.
    pub const DECISION: &str = "TODO: what we will do";
    /// Under *Gains*.
    pub const GAIN: &str = "TODO: what gets better";
    /// Under *Costs*.
    pub const COST: &str = "TODO: what gets worse";
    /// The name of an alternative.
    pub const ALTERNATIVE: &str = "TODO";
    /// Why it was rejected.
    pub const WHY: &str = "TODO: why it was rejected";
    /// Under *Revisit When*.
    pub const REVISIT: &str = "TODO: what would make us reconsider";
}

/// A condition that re-opens the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftTrigger {
    /// Its name; left out of the record where `None`.
    pub id: Option<String>,
    /// The condition.
    pub when: String,
    /// Why this condition.
    pub note: Option<String>,
}

/// An option that was not chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftAlternative {
    /// What it is called.
    pub name: String,
    /// Why it was not chosen.
    pub why_rejected: String,
}

/// A guard that is about to be written, key by key.
#[derive(Debug, Clone, Default)]
pub struct DraftGuard(Table);

impl DraftGuard {
    /// Sets `key`.
    pub fn set(&mut self, key: &str, value: Value) {
        let value = match value.as_str() {
            Some(text) if text.contains(['\\', '"']) => condition(text),
            _ => value,
        };
        self.0.insert(key, toml_edit::Item::Value(value));
    }

    /// It alone, as TOML.
    pub fn document(&self) -> DocumentMut {
        let mut document = DocumentMut::new();
        document["guard"] = toml_edit::Item::ArrayOfTables([self.0.clone()].into_iter().collect());
        document
    }
}

/// Everything a new record says. Empty texts and lists become placeholders.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// The day.
    pub date: NaiveDate,
    /// Who decided.
    pub deciders: Vec<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// Globs relative to the repository's root.
    pub affects: Vec<String>,
    /// The records it replaces.
    pub supersedes: Vec<u32>,
    /// Other links.
    pub links: Vec<(LinkKind, u32)>,
    /// What re-opens it.
    pub triggers: Vec<DraftTrigger>,
    /// What the code must not do while it is in force.
    pub guards: Vec<DraftGuard>,
    /// What made it necessary.
    pub context: Option<String>,
    /// What was decided.
    pub decision: Option<String>,
    /// What gets better.
    pub gains: Vec<String>,
    /// What gets worse.
    pub costs: Vec<String>,
    /// What was not chosen.
    pub alternatives: Vec<DraftAlternative>,
    /// The conditions in words; the triggers' own words where `None`.
    pub revisit_when: Option<String>,
    /// How its H1 is numbered.
    pub numbering: Numbering,
    /// What it says of other records in formats without a TOML record, a paragraph each: `Amends [2. T](0002-t.md)`.
    pub relations: Vec<String>,
}

/// How the H1s of a log are numbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbering {
    /// `ADR-0007: Title`
    #[default]
    Reference,
    /// `7. Title`, as adr-tools has it.
    Dotted,
}

#[derive(Serialize)]
struct View<'d> {
    toml: String,
    number: u32,
    title: &'d str,
    title_text: String,
    heading: String,
    status: &'static str,
    status_word: String,
    relations: &'d [String],
    supersedes: Option<String>,
    deciders_yaml: String,
    date: String,
    deciders: &'d [String],
    context: &'d str,
    decision: &'d str,
    gains: Vec<&'d str>,
    costs: Vec<&'d str>,
    alternatives: Vec<DraftAlternative>,
    revisit_when: String,
}

impl Draft {
    /// One that says nothing but its status and its day.
    pub fn new(status: Status, date: NaiveDate) -> Self {
        Self {
            number: 0,
            title: String::new(),
            status,
            date,
            deciders: Vec::new(),
            tags: Vec::new(),
            affects: Vec::new(),
            supersedes: Vec::new(),
            links: Vec::new(),
            triggers: Vec::new(),
            guards: Vec::new(),
            context: None,
            decision: None,
            gains: Vec::new(),
            costs: Vec::new(),
            alternatives: Vec::new(),
            revisit_when: None,
            numbering: Numbering::default(),
            relations: Vec::new(),
        }
    }

    /// The record's text by `template` (see `templates/record.md` for the names it may use).
    ///
    /// # Errors
    /// Where the template does not parse or names what is not there.
    pub fn render(&self, template: &str) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(whole_line_tags()?);
        environment.render_str(template, Serde(self.view()))
    }

    fn view(&self) -> View<'_> {
        let title_text = heading_text(&self.title);
        View {
            toml: self.document().to_string(),
            number: self.number,
            title: &self.title,
            heading: match self.numbering {
                Numbering::Reference => format!("{}: {title_text}", reference(self.number)),
                Numbering::Dotted => format!("{}. {title_text}", self.number),
            },
            title_text,
            status: self.status.name(),
            status_word: capitalised(self.status.name()),
            relations: &self.relations,
            supersedes: (!self.supersedes.is_empty()).then(|| {
                yaml(
                    &self
                        .supersedes
                        .iter()
                        .map(|n| format!("{n:04}"))
                        .collect::<Vec<_>>(),
                )
            }),
            deciders_yaml: yaml(&self.deciders),
            date: self.date.to_string(),
            deciders: &self.deciders,
            context: self.context.as_deref().unwrap_or(placeholder::CONTEXT),
            decision: self.decision.as_deref().unwrap_or(placeholder::DECISION),
            gains: or_placeholder(&self.gains, placeholder::GAIN),
            costs: or_placeholder(&self.costs, placeholder::COST),
            alternatives: self.alternatives_or_placeholder(),
            revisit_when: self
                .revisit_when
                .clone()
                .unwrap_or_else(|| self.triggers_in_words()),
        }
    }

    fn alternatives_or_placeholder(&self) -> Vec<DraftAlternative> {
        if !self.alternatives.is_empty() {
            return self.alternatives.clone();
        }
        vec![DraftAlternative {
            name: placeholder::ALTERNATIVE.to_owned(),
            why_rejected: placeholder::WHY.to_owned(),
        }]
    }

    fn triggers_in_words(&self) -> String {
        if self.triggers.is_empty() {
            return placeholder::REVISIT.to_owned();
        }
        let sentence = |trigger: &DraftTrigger| match &trigger.note {
            Some(note) => format!("- `{}`: {note}", trigger.when),
            None => format!("- `{}`", trigger.when),
        };
        self.triggers
            .iter()
            .map(sentence)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The TOML record.
    pub fn document(&self) -> DocumentMut {
        let mut document = DocumentMut::new();
        document["status"] = toml_edit::value(self.status.name());
        document["date"] = toml_edit::value(toml_date(self.date));
        document["deciders"] = toml_edit::value(array(&self.deciders));
        for (key, list) in [("tags", &self.tags), ("affects", &self.affects)] {
            if !list.is_empty() {
                document[key] = toml_edit::value(array(list));
            }
        }
        if !self.supersedes.is_empty() {
            let numbers: Array = self
                .supersedes
                .iter()
                .map(|number| i64::from(*number))
                .collect();
            document["supersedes"] = toml_edit::value(numbers);
        }
        if !self.links.is_empty() {
            let links = self.links.iter().map(|(kind, to)| inline_link(*kind, *to));
            document["links"] = toml_edit::value(links.collect::<Array>());
        }
        if !self.triggers.is_empty() {
            let tables: ArrayOfTables = self.triggers.iter().map(trigger_table).collect();
            document["revisit"] = toml_edit::Item::ArrayOfTables(tables);
        }
        if !self.guards.is_empty() {
            let tables: ArrayOfTables = self.guards.iter().map(|guard| guard.0.clone()).collect();
            document["guard"] = toml_edit::Item::ArrayOfTables(tables);
        }
        document
    }
}

/// How templates are read: block tags that stand on a line of their own leave no line behind.
///
/// # Errors
/// Never, unless the syntax itself is refused.
pub fn whole_line_tags() -> Result<SyntaxConfig, minijinja::Error> {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
}

fn or_placeholder<'d>(list: &'d [String], placeholder: &'d str) -> Vec<&'d str> {
    if list.is_empty() {
        return vec![placeholder];
    }
    list.iter().map(String::as_str).collect()
}

/// `list` as YAML: in its flow style every JSON is (YAML 1.2.2 §1.2).
fn yaml(list: &[String]) -> String {
    serde_json::to_string(list)
        .unwrap_or_default()
        .replace("\",\"", "\", \"")
}

/// `word` with its first letter capitalised.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn array(list: &[String]) -> Array {
    list.iter().map(String::as_str).collect()
}

/// The TOML of a link: `{ kind = "relates", to = 4 }`.
pub(super) fn inline_link(kind: LinkKind, to: u32) -> InlineTable {
    let mut link = InlineTable::new();
    link.insert("kind", kind.name().into());
    link.insert("to", i64::from(to).into());
    link
}

fn trigger_table(trigger: &DraftTrigger) -> Table {
    let mut table = Table::new();
    if let Some(id) = &trigger.id {
        table["id"] = toml_edit::value(id.as_str());
    }
    table["when"] = toml_edit::Item::Value(condition(&trigger.when));
    if let Some(note) = &trigger.note {
        table["note"] = toml_edit::value(note.as_str());
    }
    table
}

/// A condition as a TOML literal string where it can be one, so that label values keep their quotes.
fn condition(when: &str) -> Value {
    let is_literal = !when.contains(|c: char| c == '\'' || (c.is_control() && c != '\t'));
    let literal = is_literal
        .then(|| format!("'{when}'").parse().ok())
        .flatten();
    literal.unwrap_or_else(|| when.into())
}

/// `date` as TOML writes a day (RFC 3339 full-date).
pub fn toml_date(date: NaiveDate) -> toml_edit::Datetime {
    toml_edit::Datetime {
        date: Some(toml_edit::Date {
            year: u16::try_from(date.year()).unwrap_or(u16::MAX),
            month: u8::try_from(date.month()).unwrap_or(1),
            day: u8::try_from(date.day()).unwrap_or(1),
        }),
        time: None,
        offset: None,
    }
}
