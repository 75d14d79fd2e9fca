//! A record's front, put together from the metadata that its formats find.

use std::sync::Arc;

use chrono::NaiveDate;

use super::facts::Facts;
use super::meta::{Key, is_blank, is_placeholder};
use super::relation::Resolve;
use super::{date, people, relation, status, title};
use crate::record::{
    Front, Link, LinkKind, Record, Revisit, SectionKind, Status, Title, front::id_at,
};
use crate::source::{Span, Spanned};

/// Adds to `record`, which has no TOML record, its front, its format, and the title that its prose does not have.
pub fn complete(record: &mut Record) {
    let facts = Facts::of_record(record);
    let format = facts.format();
    let front = format.map(|_| Box::new(front(&facts, &relation::by_name)));
    let new_title = missing_title(&facts);
    record.format = format;
    record.front = front;
    if let Some(title) = new_title {
        record.set_title(title);
    }
}

/// What `facts` say together. `resolve` tells which record a link leads to.
pub fn front(facts: &Facts<'_>, resolve: Resolve<'_>) -> Front {
    let mut front = Front::default();
    add_status(facts, &mut front);
    add_date(facts, &mut front);
    add_lists(facts, &mut front);
    add_relations(facts, resolve, &mut front);
    add_review(facts, &mut front);
    front
}

fn add_status(facts: &Facts<'_>, front: &mut Front) {
    let found = facts.of(Key::Status);
    let texts: Vec<String> = found.iter().map(|fact| fact.text()).collect();
    let place = |text: &str| {
        let at = texts.iter().position(|known| known.trim() == text.trim());
        let fact = at.and_then(|at| found.get(at));
        fact.map_or(0..0, |fact| fact.span.clone())
    };
    let read = status::read(&texts);
    front.status = read.map(|(value, text)| Spanned {
        value,
        span: place(text),
    });
    let written = read.map(|(_, text)| text);
    if let Some(text) = written.or_else(|| status::as_written(&texts)) {
        let value = text.trim().to_owned();
        let span = place(text);
        front
            .original
            .push(("status".to_owned(), Spanned { value, span }));
    }
}

/// Adds the date as written in the file; else one in its status; else the one that its name opens with.
fn add_date(facts: &Facts<'_>, front: &mut Front) {
    let in_file = facts.in_file().map(|(_, fact)| fact);
    let dates = in_file.filter(|fact| fact.key == Key::Date);
    let written: Vec<Spanned<String>> = dates
        .map(|fact| Spanned {
            value: fact.text(),
            span: fact.span.clone(),
        })
        .filter(|text| !is_blank(&text.value) && !is_placeholder(&text.value))
        .collect();
    let day = |value: NaiveDate, span: &Span| Spanned {
        value,
        span: span.clone(),
    };
    let Some(first) = written.first() else {
        let latest = status::day(&facts.values(Key::Status));
        let in_name = || date::find(&facts.values(Key::Date).join(" "));
        front.date = latest.or_else(in_name).map(|value| day(value, &(0..0)));
        return;
    };
    front.original.push(("date".to_owned(), first.clone()));
    let dated = |text: &Spanned<String>| Some(day(date::find(&text.value)?, &text.span));
    front.date = written.iter().find_map(dated);
}

fn add_lists(facts: &Facts<'_>, front: &mut Front) {
    let place = |key| {
        let facts = facts.of(key);
        facts.first().map_or(0..0, |fact| fact.span.clone())
    };
    let spanned = |names: Vec<String>, key| -> Vec<Spanned<String>> {
        let entry = |value| Spanned {
            value,
            span: place(key),
        };
        names.into_iter().map(entry).collect()
    };
    front.deciders = spanned(people::names(&facts.values(Key::Deciders)), Key::Deciders);
    front.tags = spanned(people::names(&facts.values(Key::Tags)), Key::Tags);
    front.affects = spanned(facts.values(Key::Affects), Key::Affects);
    for (key, name) in [(Key::Consulted, "consulted"), (Key::Informed, "informed")] {
        let value = people::names(&facts.values(key)).join(", ");
        if !value.is_empty() {
            let span = place(key);
            front
                .original
                .push((name.to_owned(), Spanned { value, span }));
        }
    }
}

fn add_relations(facts: &Facts<'_>, resolve: Resolve<'_>, front: &mut Front) {
    let own = facts.sheet.record.number;
    let mut add = |key, numbers: Vec<u32>, span: &Span| {
        for number in numbers.into_iter().filter(|number| Some(*number) != own) {
            add_relation(front, key, number, span);
        }
    };
    for fact in facts.of(Key::Status) {
        for (key, numbers) in relation::all(facts.sheet.source.slice(&fact.span), resolve) {
            add(key, numbers, &fact.span);
        }
    }
    for key in Key::RELATIONS {
        for fact in facts.of(key) {
            add(key, facts.numbers(fact, resolve), &fact.span);
        }
    }
    // A decision that says what replaced it is superseded, whatever else its status says.
    let status = front.status.as_ref().map(|status| status.value);
    if let Some(by) = &front.superseded_by
        && matches!(status, None | Some(Status::Accepted | Status::Deprecated))
    {
        let span = by.span.clone();
        let value = Status::Superseded;
        front.status = Some(Spanned { value, span });
    }
}

fn add_relation(front: &mut Front, key: Key, value: u32, span: &Span) {
    let to = Spanned {
        value,
        span: span.clone(),
    };
    let kind = match key {
        Key::Supersedes if front.supersedes.iter().any(|known| known.value == value) => return,
        Key::Supersedes => return front.supersedes.push(to),
        Key::SupersededBy => {
            front.superseded_by.get_or_insert(to);
            return;
        }
        Key::Amends => LinkKind::Amends,
        Key::AmendedBy => LinkKind::AmendedBy,
        Key::Refines => LinkKind::Refines,
        Key::RefinedBy => LinkKind::RefinedBy,
        Key::Conflicts => LinkKind::Conflicts,
        _ => LinkKind::Relates,
    };
    let is_known = |known: &Link| known.kind == kind && known.to.value == value;
    if !front.links.iter().any(is_known) {
        front.links.push(Link { kind, to });
    }
}

/// Adds a date by which the decision is to be looked at again, as a trigger of that day.
fn add_review(facts: &Facts<'_>, front: &mut Front) {
    let by_key = || {
        let text = facts.written(Key::Review)?;
        Some((date::find(&text.value)?, text))
    };
    let provisional = || {
        let mut original = front.original.iter();
        let (_, text) = original.find(|(key, _)| key == "status")?;
        let is_provisional = text.value.to_lowercase().contains("provisional");
        let until = date::all(&text.value).into_iter().max();
        Some((until.filter(|_| is_provisional)?, text.clone()))
    };
    let Some((day, text)) = by_key().or_else(provisional) else {
        return;
    };
    front.revisit.push(Arc::new(Revisit {
        id: id_at(0),
        when: Spanned {
            value: format!("today >= {day}"),
            span: text.span.clone(),
        },
        note: Some(format!("due for review: {}", text.value)),
        snoozed_until: None,
        snooze_reason: None,
        span: text.span,
    }));
}

/// The title that the record's H1 does not have, or has behind a number that only the file's name confirms.
fn missing_title(facts: &Facts<'_>) -> Option<Title> {
    let record = facts.sheet.record;
    let heading = record.heading();
    let is_title = |heading: &&Title| {
        let text = heading.text.trim();
        !text.is_empty() && SectionKind::of(text) == SectionKind::Other
    };
    let heading = heading.filter(is_title);
    match (heading, record.number) {
        (Some(heading), Some(number)) => title::without_own_number(heading, number)
            .or_else(|| title::without_own_name(heading, record.source.path(), number)),
        (Some(_), None) => None,
        (None, _) => {
            let given = facts.written(Key::Title).map(|text| text.value);
            Some(title::instead(record, given))
        }
    }
}
