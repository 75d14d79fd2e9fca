//! The TOML record on top of a decision: its keys, their types and what is wrong with them.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::INVALID_RECORD;
use super::amended::{self, Amendment};
use super::guard::{self, Guard};
use super::layout::Layout;
use super::status::Status;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::fields::{Fields, Raw, Reader};
use crate::source::{Source, Span, Spanned};

/// How one decision bears on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// Changes part of the other decision.
    Amends,
    /// Is changed in part by the other decision.
    AmendedBy,
    /// Is related to the other decision.
    Relates,
    /// Adds detail to the other decision.
    Refines,
    /// Is detailed by the other decision.
    RefinedBy,
    /// Contradicts the other decision.
    Conflicts,
}

impl LinkKind {
    /// Every kind with the word in the record.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Amends, "amends"),
        (Self::AmendedBy, "amended-by"),
        (Self::Relates, "relates"),
        (Self::Refines, "refines"),
        (Self::RefinedBy, "refined-by"),
        (Self::Conflicts, "conflicts"),
    ];

    /// The word in the record.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }

    /// What the other record says of this edge.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::Amends => Self::AmendedBy,
            Self::AmendedBy => Self::Amends,
            Self::Refines => Self::RefinedBy,
            Self::RefinedBy => Self::Refines,
            Self::Relates | Self::Conflicts => self,
        }
    }
}

/// An edge to another record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it says of this record towards the other.
    pub kind: LinkKind,
    /// The other record's number.
    pub to: Spanned<u32>,
}

/// A condition that re-opens the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisit {
    /// Its name inside the record: as written, or a, b, c … by position.
    pub id: String,
    /// The condition as written, and the place of the TOML string that holds it, quotes included.
    pub when: Spanned<String>,
    /// Why this condition.
    pub note: Option<String>,
    /// Until when it does not count.
    pub snoozed_until: Option<Spanned<NaiveDate>>,
    /// Why it does not count until then.
    pub snooze_reason: Option<Spanned<String>>,
    /// The whole `[[revisit]]` table.
    pub span: Span,
}

/// A lint rule that this record asks to be spared, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's name.
    pub rule: Spanned<String>,
    /// The reason given.
    pub reason: Spanned<String>,
}

/// What is known of a decision beside its prose, as far as it could be read: what has a fault is absent here.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// Where the decision stands.
    pub status: Option<Spanned<Status>>,
    /// The day it was decided.
    pub date: Option<Spanned<NaiveDate>>,
    /// Who decided.
    pub deciders: Vec<Spanned<String>>,
    /// Free words.
    pub tags: Vec<Spanned<String>>,
    /// Globs relative to the repository's root.
    pub affects: Vec<Spanned<String>>,
    /// The records this one replaces.
    pub supersedes: Vec<Spanned<u32>>,
    /// The record that replaced this one.
    pub superseded_by: Option<Spanned<u32>>,
    /// Other edges.
    pub links: Vec<Link>,
    /// What re-opens it.
    pub revisit: Vec<Arc<Revisit>>,
    /// What the code must not do while it is in force.
    pub guards: Vec<Guard>,
    /// The corrections of the record since it was accepted.
    pub amended: Vec<Amendment>,
    /// The rules it asks to be spared.
    pub allow: Vec<Waiver>,
    /// What another tool's record says in words of its own, by key: `status`, `date`, `consulted`.
    pub original: Vec<(String, Spanned<String>)>,
}

impl Front {
    /// What another tool's record says of `key` in its own words.
    pub fn original_text(&self, key: &str) -> Option<&str> {
        let mut entries = self.original.iter();
        entries
            .find(|(known, _)| known == key)
            .map(|(_, text)| text.value.as_str())
    }

    /// The numbers of the records that it links to, by any key.
    pub fn linked(&self) -> impl Iterator<Item = u32> + '_ {
        let supersedes = self.supersedes.iter().map(|number| number.value);
        let superseded_by = self.superseded_by.iter().map(|number| number.value);
        let links = self.links.iter().map(|link| link.to.value);
        supersedes.chain(superseded_by).chain(links)
    }

    /// Gives back the room that its lists have left.
    pub(super) fn shrink_to_fit(&mut self) {
        self.deciders.shrink_to_fit();
        self.original.shrink_to_fit();
        self.tags.shrink_to_fit();
        self.affects.shrink_to_fit();
        self.supersedes.shrink_to_fit();
        self.links.shrink_to_fit();
        self.revisit.shrink_to_fit();
        self.guards.shrink_to_fit();
        self.amended.shrink_to_fit();
    }
}

/// Reads the TOML that `layout` points at; what is wrong goes to `faults`.
pub(super) fn read(source: &Arc<Source>, layout: &Layout, faults: &mut Vec<Diagnostic>) -> Front {
    let mut reader = Reader::new(source, layout.toml.start, INVALID_RECORD);
    let mut legible = String::new();
    let mut fields = reader.parse(source.slice(&layout.toml), &mut legible);
    if !reader.has_faults() {
        require(&mut reader, &fields, opening(layout));
    }
    let front = read_keys(&mut reader, &mut fields);
    fields.finish(&mut reader);
    if layout.closed {
        faults.append(&mut reader.into_faults());
    } else {
        // Prose that is read as TOML is wrong in many places; the cause is one.
        let fault = Diagnostic::error(
            INVALID_RECORD,
            source,
            opening(layout),
            "the TOML record is never closed",
        );
        faults.push(fault.with_help("close it with the same fence on a line of its own"));
    }
    front
}

/// The place that stands for the whole TOML: the end of the line that opens it.
fn opening(layout: &Layout) -> Span {
    layout.toml.start.saturating_sub(1)..layout.toml.start
}

fn read_keys(reader: &mut Reader, fields: &mut Fields<'_>) -> Front {
    Front {
        status: read_status(reader, fields),
        date: fields.date(reader, "date"),
        deciders: fields.texts(reader, "deciders").unwrap_or_default(),
        tags: fields.texts(reader, "tags").unwrap_or_default(),
        affects: fields.texts(reader, "affects").unwrap_or_default(),
        supersedes: fields.numbers(reader, "supersedes").unwrap_or_default(),
        superseded_by: fields.number(reader, "superseded_by"),
        links: fields
            .tables(reader, "links")
            .into_iter()
            .filter_map(|link| read_link(reader, link))
            .collect(),
        revisit: read_triggers(reader, fields),
        guards: guard::read(reader, fields),
        amended: amended::read(reader, fields),
        allow: fields
            .fields(reader, "allow")
            .map(|allow| read_waivers(reader, allow))
            .unwrap_or_default(),
        original: fields
            .fields(reader, "original")
            .map(|original| read_original(reader, original))
            .unwrap_or_default(),
    }
}

fn read_status(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Spanned<Status>> {
    let word = fields.text(reader, "status")?;
    let Some(value) = Status::from_name(&word.value) else {
        let message = format!("`{}` is not a status", word.value);
        let names = Status::ALL.map(Status::name);
        reader.fault(word.span, message).help = Some(way_out(&word.value, &names));
        return None;
    };
    Some(Spanned {
        value,
        span: word.span,
    })
}

fn read_link(reader: &mut Reader, mut fields: Fields<'_>) -> Option<Link> {
    let is_whole = fields.contains("kind") && fields.contains("to");
    let kind = fields.text(reader, "kind");
    let to = fields.number(reader, "to");
    let span = fields.span.clone();
    fields.finish(reader);
    let (Some(kind), Some(to)) = (kind, to) else {
        if !is_whole {
            let message = "a link needs `kind` and `to`";
            reader.fault(span, message).help =
                Some("write `{ kind = \"relates\", to = 4 }`".to_owned());
        }
        return None;
    };
    let Some(value) = LinkKind::from_name(&kind.value) else {
        let message = format!("`{}` is not a kind of link", kind.value);
        let names = LinkKind::ALL.map(|(_, name)| name);
        reader.fault(kind.span, message).help = Some(way_out(&kind.value, &names));
        return None;
    };
    Some(Link { kind: value, to })
}

fn read_revisit(reader: &mut Reader, mut fields: Fields<'_>) -> Option<Revisit> {
    let id = fields.text(reader, "id");
    let has_when = fields.contains("when");
    let when = fields.text(reader, "when");
    let note = fields.text(reader, "note");
    let snoozed_until = fields.date(reader, "snoozed_until");
    let snooze_reason = fields.text(reader, "snooze_reason");
    let span = fields.span.clone();
    fields.finish(reader);
    if snoozed_until.is_some() != snooze_reason.is_some() {
        let message = "`snoozed_until` and `snooze_reason` go together";
        reader.fault(span.clone(), message).help =
            Some("give both the date on which the snooze ends and the reason".to_owned());
    }
    let Some(when) = when else {
        if !has_when {
            reader.fault(span, "a trigger needs `when`").help =
                Some("write `when = 'team.size > 20'`".to_owned());
        }
        return None;
    };
    Some(Revisit {
        id: id.map(|id| id.value).unwrap_or_default(),
        when,
        note: note.map(|note| note.value),
        snoozed_until,
        snooze_reason,
        span,
    })
}

fn read_waivers(reader: &mut Reader, mut fields: Fields<'_>) -> Vec<Waiver> {
    let entries = fields.rest(reader);
    let waiver = |(rule, raw): (Spanned<String>, Raw<'_>)| {
        let reason = reader.text(&rule.value, raw)?;
        if reason.value.trim().is_empty() {
            let message = format!("waiving `{}` needs a reason", rule.value);
            reader.fault(reason.span.clone(), message).help =
                Some("say why the rule does not apply to this decision".to_owned());
        }
        Some(Waiver { rule, reason })
    };
    entries.into_iter().filter_map(waiver).collect()
}

fn read_original(reader: &mut Reader, mut fields: Fields<'_>) -> Vec<(String, Spanned<String>)> {
    let entries = fields.rest(reader);
    let entry = |(key, raw): (Spanned<String>, Raw<'_>)| {
        let text = reader.text(&key.value, raw)?;
        Some((key.value, text))
    };
    entries.into_iter().filter_map(entry).collect()
}

fn require(reader: &mut Reader, fields: &Fields<'_>, opening: Span) {
    for (key, example) in [
        ("status", "status = \"proposed\""),
        ("date", "date = 2026-03-02"),
    ] {
        if !fields.contains(key) {
            let message = format!("`{key}` is missing");
            reader.fault(opening.clone(), message).help = Some(format!("write `{example}`"));
        }
    }
}

fn read_triggers(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Arc<Revisit>> {
    let mut triggers = Vec::new();
    for table in fields.tables(reader, "revisit") {
        if let Some(mut trigger) = read_revisit(reader, table) {
            if trigger.id.is_empty() {
                trigger.id = id_at(triggers.len());
            }
            triggers.push(Arc::new(trigger));
        }
    }
    let mut taken = HashSet::new();
    for trigger in &triggers {
        if !taken.insert(&trigger.id) {
            let message = format!("two triggers have the id `{}`", trigger.id);
            reader.fault(trigger.span.clone(), message).help =
                Some("give each trigger its own id".to_owned());
        }
    }
    triggers
}

/// The id of the trigger at `position` (from 0) that names none: a … z, then a27, a28 …
pub fn id_at(position: usize) -> String {
    match u8::try_from(position) {
        Ok(offset) if offset < 26 => char::from(b'a' + offset).to_string(),
        _ => format!("a{}", position + 1),
    }
}

fn way_out(word: &str, names: &[&'static str]) -> String {
    did_you_mean(word, names.iter().copied()).map_or_else(
        || format!("one of {}", names.join(", ")),
        |name| format!("did you mean `{name}`?"),
    )
}
