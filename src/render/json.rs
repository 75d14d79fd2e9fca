//! A decision as JSON (version 1), as written by `list`, `show` and every other command.

use chrono::NaiveDate;
use serde::Serialize;

use crate::record::{Body, Record, Status};

/// One decision in a list. An absent value is `null`, and an empty list is `[]`.
#[derive(Debug, Serialize)]
pub struct Decision<'r> {
    number: Option<u32>,
    title: Option<&'r str>,
    status: Option<Status>,
    status_text: Option<&'r str>,
    date: Option<NaiveDate>,
    date_text: Option<&'r str>,
    deciders: Vec<&'r str>,
    tags: Vec<&'r str>,
    path: String,
    supersedes: Vec<u32>,
    superseded_by: Option<u32>,
    alternatives: Vec<Alternative<'r>>,
    revisit: Vec<Trigger<'r>>,
    format: Option<&'static str>,
}

/// A rejected alternative.
#[derive(Debug, Serialize)]
pub struct Alternative<'r> {
    name: &'r str,
    why_rejected: Option<&'r str>,
}

#[derive(Debug, Serialize)]
struct Trigger<'r> {
    id: &'r str,
    when: &'r str,
    note: Option<&'r str>,
}

/// One decision with all its content.
#[derive(Debug, Serialize)]
pub struct WholeDecision<'r> {
    #[serde(flatten)]
    decision: Decision<'r>,
    affects: Vec<&'r str>,
    links: Vec<Link>,
    gains: Vec<&'r str>,
    costs: Vec<&'r str>,
    guards: Vec<Guard<'r>>,
    amended: Vec<Amendment<'r>>,
    sections: Vec<Section<'r>>,
}

#[derive(Debug, Serialize)]
struct Link {
    kind: &'static str,
    to: u32,
}

/// What the code must not do while the decision is in force. `kind` is `packages`, `forbid`, `require` or `forbid_paths`, and
/// `patterns` what is written under that key.
#[derive(Debug, Serialize)]
pub struct Guard<'r> {
    id: &'r str,
    kind: &'static str,
    patterns: Vec<&'r str>,
    #[serde(rename = "in")]
    within: Vec<&'r str>,
    except: Vec<&'r str>,
    allowed: u32,
    rejects: Option<&'r str>,
    note: Option<&'r str>,
}

/// A correction of the record after it was accepted.
#[derive(Debug, Serialize)]
struct Amendment<'r> {
    date: NaiveDate,
    reason: &'r str,
}

#[derive(Debug, Serialize)]
struct Section<'r> {
    heading: &'r str,
    markdown: &'r str,
}

impl<'r> Decision<'r> {
    /// `record` as JSON, with the alternatives and consequences in its `body`.
    pub fn of(record: &'r Record, body: &'r Body) -> Self {
        let front = record.front.as_ref();
        Self {
            number: record.number,
            title: record.title(),
            status: record.status(),
            status_text: front.and_then(|front| front.original_text("status")),
            date: record.date(),
            date_text: front.and_then(|front| front.original_text("date")),
            deciders: front
                .map(|front| values(&front.deciders))
                .unwrap_or_default(),
            tags: front.map(|front| values(&front.tags)).unwrap_or_default(),
            path: record.source.shown_path(),
            supersedes: front
                .map(|front| front.supersedes.iter().map(|number| number.value).collect())
                .unwrap_or_default(),
            superseded_by: front.and_then(|front| Some(front.superseded_by.as_ref()?.value)),
            alternatives: body.alternatives().iter().map(Alternative::of).collect(),
            revisit: front
                .map(|front| front.revisit.iter().map(|of| Trigger::of(of)).collect())
                .unwrap_or_default(),
            format: record.format,
        }
    }
}

impl Decision<'_> {
    /// The same with a different `path`.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self
        }
    }
}

impl<'r> WholeDecision<'r> {
    /// `record` with all its sections.
    pub fn of(record: &'r Record) -> Self {
        let front = record.front.as_ref();
        let body = record.body();
        Self {
            decision: Decision::of(record, body),
            affects: front
                .map(|front| values(&front.affects))
                .unwrap_or_default(),
            links: front
                .map(|front| front.links.iter().map(Link::of).collect())
                .unwrap_or_default(),
            gains: values(body.gains()),
            costs: values(body.costs()),
            guards: record.guards().iter().map(Guard::of).collect(),
            amended: front
                .map(|front| front.amended.iter().map(Amendment::of).collect())
                .unwrap_or_default(),
            sections: body
                .sections
                .iter()
                .map(|section| Section {
                    heading: &section.heading,
                    markdown: record.source.slice(&section.content).trim(),
                })
                .collect(),
        }
    }
}

impl<'r> Alternative<'r> {
    /// `alternative` as JSON.
    pub fn of(alternative: &'r crate::record::Alternative) -> Self {
        Self {
            name: &alternative.name,
            why_rejected: alternative.why_rejected.as_deref(),
        }
    }
}

impl<'r> Trigger<'r> {
    fn of(trigger: &'r crate::record::Revisit) -> Self {
        Self {
            id: &trigger.id,
            when: &trigger.when.value,
            note: trigger.note.as_deref(),
        }
    }
}

impl<'r> Guard<'r> {
    /// `guard` as JSON.
    pub fn of(guard: &'r crate::record::Guard) -> Self {
        Self {
            id: &guard.id,
            kind: guard.demand.key(),
            patterns: guard.demand.patterns(),
            within: values(&guard.within),
            except: values(&guard.except),
            allowed: guard.allowed.as_ref().map_or(0, |allowed| allowed.value),
            rejects: guard.rejects.as_ref().map(|name| name.value.as_str()),
            note: guard.note.as_deref(),
        }
    }
}

impl<'r> Amendment<'r> {
    fn of(amendment: &'r crate::record::Amendment) -> Self {
        Self {
            date: amendment.date.value,
            reason: &amendment.reason.value,
        }
    }
}

impl Link {
    fn of(link: &crate::record::Link) -> Self {
        Self {
            kind: link.kind.name(),
            to: link.to.value,
        }
    }
}

fn values(list: &[crate::source::Spanned<String>]) -> Vec<&str> {
    list.iter().map(|item| item.value.as_str()).collect()
}
