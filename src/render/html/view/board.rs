//! The content of the revisit board: what is due, what lies ahead on a time axis, which values are missing, and every
//! other trigger that is evaluated.

use std::collections::BTreeMap;

use serde::Serialize;

use super::horizon::{Horizon, Span};
use super::listing::Listing;
use super::trigger::Trigger;
use super::{Reference, Site, Word};

/// The data for `board.html`.
#[derive(Debug, Serialize)]
pub struct BoardPage<'s> {
    site: &'s Site<'s>,
    counts: Vec<Count>,
    /// What needs a decision: triggers that are due, and conditions that cannot be evaluated as they are written.
    urgent: Vec<Group<'s>>,
    horizon: Option<Horizon>,
    /// Near and holding triggers with a date, the earliest first.
    ahead: Vec<Row<'s>>,
    /// Triggers without a verdict, by the metric that they wait for.
    waiting: Vec<Waiting<'s>>,
    /// All others.
    rest: Vec<Group<'s>>,
}

/// The number of triggers with the same state, and where they are.
#[derive(Debug, Serialize)]
struct Count {
    state: Word,
    triggers: usize,
    anchor: &'static str,
}

/// The triggers with the same state.
#[derive(Debug, Serialize)]
struct Group<'s> {
    state: Word,
    anchor: &'static str,
    explanation: &'static str,
    cards: Vec<Card<'s>>,
}

/// One trigger and its decision.
#[derive(Debug, Serialize)]
struct Card<'s> {
    decision: Reference,
    href: String,
    trigger: &'s Trigger,
}

/// One trigger on the time axis.
#[derive(Debug, Serialize)]
struct Row<'s> {
    card: Card<'s>,
    span: Span,
}

/// The triggers that wait for the same metric.
#[derive(Debug, Serialize)]
struct Waiting<'s> {
    metric: String,
    /// Whether it has no value at all, so that one would end the wait.
    is_missing: bool,
    cards: Vec<Card<'s>>,
}

/// A state: its name, its heading, where its triggers are on the board, and what it means.
type Section = (&'static str, &'static str, &'static str, &'static str);

const URGENT: [Section; 2] = [
    (
        "invalid",
        "Invalid",
        "adr-invalid",
        "The condition cannot be evaluated as it is written.",
    ),
    (
        "fired",
        "Due",
        "adr-fired",
        "The condition is true. Confirm or replace the decision.",
    ),
];

const REST: [Section; 4] = [
    (
        "near",
        "Near",
        "adr-near",
        "At least 80 % of the way. Nothing says when it will be crossed.",
    ),
    (
        "stale",
        "Stale",
        "adr-stale",
        "False, but the value is older than allowed.",
    ),
    (
        "holding",
        "Holding",
        "adr-holding",
        "False, and no date in sight. The decision holds.",
    ),
    (
        "snoozed",
        "Snoozed",
        "adr-snoozed",
        "Put off until a date, with a reason.",
    ),
];

/// The section of the time axis, and that of missing values.
const AHEAD: &str = "adr-ahead";
const WAITING: &str = "adr-unknown";

/// The board of all decisions in force.
pub fn board<'s>(site: &'s Site<'s>, listing: &Listing<'s>) -> BoardPage<'s> {
    let mut cards = cards(listing);
    let urgent = groups(&URGENT, &mut cards);
    let is_ahead = |card: &Card<'_>| card.trigger.is_in("near") || card.trigger.is_in("holding");
    let (ahead, others): (Vec<Card<'_>>, Vec<Card<'_>>) = cards.into_iter().partition(|card| {
        let day = card.trigger.ahead.as_ref().and_then(|ahead| ahead.from);
        is_ahead(card) && day.is_some()
    });
    let horizon = Horizon::of(
        site.today,
        ahead.iter().filter_map(|card| card.trigger.ahead.as_ref()),
    );
    let (unknown, mut others): (Vec<Card<'_>>, _) = others
        .into_iter()
        .partition(|card| card.trigger.is_in("unknown"));
    let ahead = rows(horizon.as_ref(), ahead);
    let waiting = waiting(unknown);
    let rest = groups(&REST, &mut others);
    BoardPage {
        counts: counts(&urgent, &ahead, &waiting, &rest),
        site,
        urgent,
        horizon,
        ahead,
        waiting,
        rest,
    }
}

fn cards<'s>(listing: &Listing<'s>) -> Vec<Card<'s>> {
    let mut records: Vec<_> = listing.records().collect();
    // Within a section, decisions stand in the order of their numbers.
    records.sort_by_key(|listed| (listed.log, listed.position));
    let cards = records.iter().flat_map(|listed| {
        let triggers = listed.sources.verdicts.watched(listed.position).iter();
        triggers.map(|trigger| Card {
            decision: listed.reference(),
            href: listed.href_of(&trigger.anchor),
            trigger,
        })
    });
    cards.collect()
}

/// Takes the groups of `sections` out of `cards`.
fn groups<'s>(sections: &[Section], cards: &mut Vec<Card<'s>>) -> Vec<Group<'s>> {
    let mut groups = Vec::new();
    for (name, label, anchor, explanation) in sections {
        let (here, others) = std::mem::take(cards)
            .into_iter()
            .partition(|card| card.trigger.is_in(name));
        *cards = others;
        let here: Vec<Card<'_>> = here;
        if !here.is_empty() {
            groups.push(Group {
                state: word(name, label),
                anchor,
                explanation,
                cards: here,
            });
        }
    }
    groups
}

fn rows<'s>(horizon: Option<&Horizon>, cards: Vec<Card<'s>>) -> Vec<Row<'s>> {
    let Some(horizon) = horizon else {
        return Vec::new();
    };
    let rows = cards.into_iter().filter_map(|card| {
        let ahead = card.trigger.ahead.as_ref()?;
        let span = horizon.span(ahead)?;
        Some((ahead.from, Row { card, span }))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(day, _)| *day);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// `cards` by the metric that they wait for, the one that most wait for first.
fn waiting(cards: Vec<Card<'_>>) -> Vec<Waiting<'_>> {
    let mut by_metric: BTreeMap<&str, Vec<Card<'_>>> = BTreeMap::new();
    for card in cards {
        let metric = card.trigger.awaits.as_deref().unwrap_or_default();
        by_metric.entry(metric).or_default().push(card);
    }
    let waiting = by_metric.into_iter().map(|(metric, cards)| Waiting {
        metric: metric.to_owned(),
        is_missing: cards.iter().all(|card| card.trigger.has_no_value()),
        cards,
    });
    let mut waiting: Vec<Waiting<'_>> = waiting.collect();
    waiting.sort_by_key(|waiting| std::cmp::Reverse(waiting.cards.len()));
    waiting
}

fn counts(
    urgent: &[Group<'_>],
    ahead: &[Row<'_>],
    waiting: &[Waiting<'_>],
    rest: &[Group<'_>],
) -> Vec<Count> {
    let of_group = |group: &Group<'_>| Count {
        state: group.state.clone(),
        triggers: group.cards.len(),
        anchor: group.anchor,
    };
    let mut counts: Vec<Count> = urgent.iter().map(of_group).collect();
    counts.push(Count {
        state: word("near", "Ahead"),
        triggers: ahead.len(),
        anchor: AHEAD,
    });
    counts.push(Count {
        state: word("unknown", "No verdict"),
        triggers: waiting.iter().map(|waiting| waiting.cards.len()).sum(),
        anchor: WAITING,
    });
    counts.extend(rest.iter().map(of_group));
    counts.retain(|count| count.triggers > 0);
    counts
}

fn word(name: &'static str, label: &str) -> Word {
    Word {
        name,
        label: label.to_owned(),
    }
}
