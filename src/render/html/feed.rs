//! The log as an Atom feed (RFC 4287): new decisions, decisions whose status changed, and decisions that are
//! due.

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use chrono::{NaiveDate, NaiveTime};

use super::super::text;
use super::view::Sources;
use crate::check::{Standing, Verdict};
use crate::record::{Record, SectionKind, Status};
use crate::trigger::State;

/// The maximum number of entries; older ones are left out.
const MAX_ENTRIES: usize = 100;
/// The approximate length of a summary in characters.
const SUMMARY_LENGTH: usize = 300;

/// The feed of a site published at `base`, which ends in `/`.
pub fn feed(sources: &Sources<'_>, base: &str) -> Result<Vec<u8>, atom_syndication::Error> {
    let mut feed_entries = Vec::new();
    let mut due = Vec::new();
    for (position, record) in sources.input.log.records.iter().enumerate() {
        let entries = RecordEntries {
            sources,
            page: format!("{base}{}", sources.pages.href(position)),
            position,
            record,
        };
        feed_entries.extend(entries.decision());
        feed_entries.extend(entries.change());
        due.extend(entries.due());
    }
    // What is due stays in the feed, however long ago it became so.
    newest(&mut due, MAX_ENTRIES);
    newest(&mut feed_entries, MAX_ENTRIES - due.len());
    feed_entries.append(&mut due);
    newest(&mut feed_entries, MAX_ENTRIES);
    let updated = feed_entries.first().map(|entry| entry.updated);
    let feed = Feed {
        title: Text::plain(clean(sources.site.title)),
        id: base.to_owned(),
        updated: updated.unwrap_or_default(),
        generator: Some(Generator {
            value: "adr".to_owned(),
            ..Generator::default()
        }),
        links: vec![
            link(base, "alternate"),
            link(&format!("{base}{}", super::renderer::FEED), "self"),
        ],
        entries: feed_entries,
        ..Feed::default()
    };
    let mut bytes = feed.write_to(Vec::new())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Sorts `entries`, the newest first, and keeps at most `most`.
fn newest(entries: &mut Vec<Entry>, most: usize) {
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(most);
}

/// Creates the entries for one record.
struct RecordEntries<'t> {
    sources: &'t Sources<'t>,
    page: String,
    position: usize,
    record: &'t Record,
}

impl RecordEntries<'_> {
    /// The entry for its decision or proposal.
    fn decision(&self) -> Option<Entry> {
        let day = self.record.date()?;
        let mut entry = self.entry(self.page.clone(), "", day);
        entry.published = Some(midnight(day));
        Some(entry)
    }

    /// The entry for it no longer being in force: dated by its successor, or by the last change of the file.
    fn change(&self) -> Option<Entry> {
        let status = self.record.status()?;
        if !matches!(
            status,
            Status::Superseded | Status::Deprecated | Status::Rejected
        ) {
            return None;
        }
        let front = self.record.front.as_ref()?;
        let successor = front.superseded_by.as_ref();
        let successor = successor.and_then(|number| self.sources.input.log.get(number.value));
        let path = self.sources.pages.path(self.position);
        let history = self.sources.input.history.of(path);
        let day = successor
            .and_then(Record::date)
            .or_else(|| Some(history?.changed))
            .or_else(|| self.record.date())?;
        let name = status.name();
        let what = format!("{}: ", text::capitalised(name));
        Some(self.entry(format!("{}#{name}", self.page), &what, day))
    }

    /// The entry for a trigger that has fired, dated by the day on which it became true.
    fn due(&self) -> Option<Entry> {
        let verdict = self.sources.verdicts.of(self.position)?;
        let fired = Standing::Active(State::Fired);
        let (at, trigger) = verdict
            .triggers
            .iter()
            .enumerate()
            .find(|(_, trigger)| trigger.standing() == fired)?;
        let shown = self.sources.verdicts.triggers(self.position).get(at)?;
        let measured = || match &trigger.verdict {
            Verdict::Judged(outcome) => outcome.evidence.at.map(|at| at.date_naive()),
            Verdict::Invalid(_) => None,
        };
        let known = shown.true_since.or_else(measured);
        // A value without a time, such as one of `--metric`, would date the entry anew with every render.
        let day = known.or_else(|| self.record.date());
        let day = day.unwrap_or(self.sources.input.today);
        let id = format!("{}#{}", self.page, shown.anchor);
        let mut entry = self.entry(id.clone(), "Due: ", day);
        entry.links = vec![link(&id, "alternate")];
        let when = clean(&trigger.trigger.written.when.value);
        entry.summary = Some(Text::plain(format!("{when} is true.")));
        Some(entry)
    }

    fn entry(&self, id: String, what: &str, day: NaiveDate) -> Entry {
        let name = clean(&self.record.name());
        let front = self.record.front.as_ref();
        let texts = |values: Option<&[crate::source::Spanned<String>]>| -> Vec<String> {
            let values = values.unwrap_or_default().iter();
            values.map(|value| clean(&value.value)).collect()
        };
        let mut authors = texts(front.map(|front| front.deciders.as_slice()));
        if authors.is_empty() {
            authors.push(clean(self.sources.site.title));
        }
        let tags = texts(front.map(|front| front.tags.as_slice()));
        Entry {
            title: Text::plain(format!("{what}{name}")),
            id,
            updated: midnight(day),
            authors: authors.into_iter().map(person).collect(),
            categories: tags.into_iter().map(category).collect(),
            links: vec![link(&self.page, "alternate")],
            summary: self.summary().map(Text::plain),
            ..Entry::default()
        }
    }

    /// The beginning of the decision's text.
    fn summary(&self) -> Option<String> {
        let body = self.record.body();
        let decision = body.section(SectionKind::Decision)?;
        let opening = clean(body.paragraphs(decision).next()?.text);
        if opening.chars().count() <= SUMMARY_LENGTH {
            return Some(opening);
        }
        Some(opening.chars().take(SUMMARY_LENGTH).chain(['…']).collect())
    }
}

fn midnight(day: NaiveDate) -> FixedDateTime {
    day.and_time(NaiveTime::MIN).and_utc().fixed_offset()
}

fn link(href: &str, rel: &str) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        ..Link::default()
    }
}

fn person(name: String) -> Person {
    Person {
        name,
        ..Person::default()
    }
}

fn category(term: String) -> Category {
    Category {
        term,
        ..Category::default()
    }
}

/// One line without characters that XML 1.0 does not allow (§2.2).
fn clean(value: &str) -> String {
    let is_kept = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}');
    text::one_line(value).chars().filter(is_kept).collect()
}
