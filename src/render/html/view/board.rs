//! The content of the revisit board: every watched trigger, the most urgent first.

use serde::Serialize;

use super::trigger::Trigger;
use super::{Reference, Site, Sources, Word};

/// The data for `board.html`.
#[derive(Debug, Serialize)]
pub struct BoardPage<'s> {
    site: &'s Site<'s>,
    groups: Vec<Group<'s>>,
}

/// The triggers with the same state.
#[derive(Debug, Serialize)]
struct Group<'s> {
    state: Word,
    explanation: &'static str,
    cards: Vec<Card<'s>>,
}

/// One trigger and its decision.
#[derive(Debug, Serialize)]
struct Card<'s> {
    decision: Reference,
    trigger: &'s Trigger,
}

/// The states in the order of the board, each with its meaning.
const GROUPS: [(&str, &str); 7] = [
    (
        "invalid",
        "The condition cannot be evaluated as it is written.",
    ),
    (
        "fired",
        "The condition is true. Confirm or replace the decision.",
    ),
    (
        "near",
        "At least 80 % of the way, or a date within 30 days.",
    ),
    ("unknown", "No verdict: a value is missing or unusable."),
    ("stale", "False, but the value is older than allowed."),
    ("holding", "False. The decision holds."),
    ("snoozed", "Put off until a date, with a reason."),
];

/// The board of all decisions in force.
pub fn board(sources: Sources<'_>) -> BoardPage<'_> {
    BoardPage {
        site: sources.site,
        groups: groups(cards(sources)),
    }
}

/// The board of several logs, each with its name.
pub fn board_of_logs<'s>(site: &'s Site<'s>, logs: &[(&str, Sources<'s>)]) -> BoardPage<'s> {
    let cards = logs.iter().flat_map(|(name, sources)| {
        cards(*sources).into_iter().map(|card| Card {
            decision: card.decision.qualified(name),
            ..card
        })
    });
    BoardPage {
        site,
        groups: groups(cards.collect()),
    }
}

fn cards(sources: Sources<'_>) -> Vec<Card<'_>> {
    let mut cards = Vec::new();
    for position in 0..sources.input.log.records.len() {
        if sources.verdicts.of(position).is_none() {
            continue;
        }
        for trigger in sources.verdicts.triggers(position) {
            if let Some(decision) = Reference::to(&sources, position) {
                cards.push(Card { decision, trigger });
            }
        }
    }
    cards
}

/// `cards` by their states, the most urgent first.
fn groups(mut cards: Vec<Card<'_>>) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    for (name, explanation) in GROUPS {
        let is_here =
            |card: &Card| matches!(&card.trigger.state, Some(state) if state.name == name);
        let (here, others) = cards.into_iter().partition(is_here);
        cards = others;
        let here: Vec<Card<'_>> = here;
        if let Some(state) = here.first().and_then(|card| card.trigger.state.clone()) {
            groups.push(Group {
                state,
                explanation,
                cards: here,
            });
        }
    }
    groups
}
