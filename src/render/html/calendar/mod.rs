//! The days on which decisions are to be reviewed, as a calendar to subscribe to (RFC 5545): the dates in their conditions,
//! and when metrics may cross their thresholds.

mod write;

use chrono::NaiveDate;

use super::super::{Digest, text};
use super::view::{ListedRecord, Listing, Site, Trigger, Verdicts};
use crate::log::Log;
use crate::record::{Record, Status, reference};
use write::Event;

/// The maximum number of characters of a text.
const MAX_TEXT: usize = 300;

/// Whether a decision of `log` has a day in its calendar.
pub fn has_days(log: &Log, verdicts: &Verdicts<'_>) -> bool {
    let mut records = log.records.iter().enumerate();
    records.any(|(position, record)| {
        is_accepted(record) && verdicts.watched(position).iter().any(has_day)
    })
}

/// The calendar of the decisions in `listing`.
pub fn calendar(site: &Site<'_>, listing: &Listing<'_>) -> Vec<u8> {
    let mut records: Vec<_> = listing.records().collect();
    records.sort_by_key(|listed| (listed.log, listed.position));
    let events: Vec<Event> = records.iter().flat_map(events).collect();
    write::calendar(&clean(site.title), &events).into_bytes()
}

fn is_accepted(record: &Record) -> bool {
    record.status() == Some(Status::Accepted)
}

fn has_day(trigger: &Trigger) -> bool {
    let mut forecasts = trigger.plots.iter().filter_map(|plot| plot.ahead.as_ref());
    !trigger.dates.is_empty() || forecasts.any(|ahead| ahead.from.is_some())
}

/// The events of one decision.
fn events(listed: &ListedRecord<'_>) -> Vec<Event> {
    if !is_accepted(listed.record) {
        return Vec::new();
    }
    let decision = Decision::of(listed);
    let triggers = listed.sources.verdicts.watched(listed.position).iter();
    triggers
        .flat_map(|trigger| {
            let dates = trigger.dates.iter().enumerate();
            let dates = dates.map(|(nth, day)| {
                let what = format!("Review {}", decision.name);
                decision.event(trigger, &format!("date {nth}"), *day, what, None)
            });
            let forecasts = trigger.plots.iter().filter_map(|plot| {
                let ahead = plot.ahead.as_ref()?;
                let what = format!("{} may cross its threshold: {}", plot.metric, decision.name);
                let key = format!("forecast {}", plot.metric);
                Some(decision.event(trigger, &key, ahead.from?, what, Some(&ahead.words)))
            });
            dates.chain(forecasts).collect::<Vec<_>>()
        })
        .collect()
}

/// What all events of a decision share.
struct Decision<'s> {
    name: String,
    /// What distinguishes it from the decisions of other logs.
    identity: String,
    date: NaiveDate,
    page: Option<String>,
    listed: &'s ListedRecord<'s>,
}

impl<'s> Decision<'s> {
    fn of(listed: &'s ListedRecord<'s>) -> Self {
        let input = listed.sources.input;
        let base = input.settings.url.as_deref();
        let path = listed.sources.pages.path(listed.position);
        let name = listed
            .record
            .number
            .map_or_else(|| path.to_owned(), reference);
        let log = listed.log.unwrap_or_default();
        Self {
            name: clean(&listed.reference().name),
            identity: [base.unwrap_or_default(), input.folder, log, &name].join("\n"),
            date: listed.date().unwrap_or(input.today),
            page: base.map(|base| format!("{base}{}", listed.sources.pages.href(listed.position))),
            listed,
        }
    }

    /// An event for `trigger`, which is the same one as long as `key` is, whatever its day.
    fn event(
        &self,
        trigger: &Trigger,
        key: &str,
        day: NaiveDate,
        summary: String,
        forecast: Option<&str>,
    ) -> Event {
        let identity = [&self.identity, &trigger.id, key].join("\n");
        let lines = [
            Some(trigger.when.as_str()),
            trigger.note.as_deref(),
            forecast,
        ];
        let lines = lines.into_iter().flatten().map(clean);
        let anchor = text::percent_encoded(&trigger.anchor);
        Event {
            uid: format!("{}@adr", Digest::of(identity.as_str()).as_str()),
            stamp: self.date,
            day: self.awake(trigger, day),
            summary: clean(&summary),
            description: lines.collect::<Vec<_>>().join("\n"),
            url: self.page.as_ref().map(|page| format!("{page}#{anchor}")),
        }
    }

    /// `day`, or the end of the snooze of `trigger` if that is later.
    fn awake(&self, trigger: &Trigger, day: NaiveDate) -> NaiveDate {
        let verdict = self.listed.sources.verdicts.of(self.listed.position);
        let triggers = verdict.iter().flat_map(|verdict| &verdict.triggers);
        let mut found = triggers.filter(|found| found.trigger.written.id == trigger.id);
        let until = found.next().and_then(|found| found.trigger.snoozed_until);
        until.map_or(day, |until| until.max(day))
    }
}

/// One line of at most [`MAX_TEXT`] characters, with single spaces.
fn clean(value: &str) -> String {
    let line = text::one_line(value);
    let words: Vec<_> = line.split_whitespace().collect();
    text::shortened(&words.join(" "), MAX_TEXT).into_owned()
}
