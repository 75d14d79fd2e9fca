//! What was not chosen: the options that a record lists, with what it says against each, without the one that was
//! chosen.

use std::collections::{BTreeSet, HashMap};
use std::mem;
use std::ops::Range;

use super::consequence::Side;
use super::entry::{self, Entry};
use super::headings::is_of_rejected;
use super::option_name::{self, Names};
use super::outline::{Block, Outline};
use super::section::{SectionKind, is_weighing};
use crate::source::Span;

/// An option that was not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What it is called.
    pub name: String,
    /// Why it was not chosen, without markup; `None` where nothing is said beside its name.
    pub why_rejected: Option<String>,
    /// Whether it is certain that the record owes the reason: its section holds rejected options only, or the chosen
    /// one is known and nothing else in the record may speak of this one.
    pub lacks_reason: bool,
    /// The item, paragraph, section or cell.
    pub span: Span,
}

/// The alternatives in the prose of `outline`.
pub fn read(outline: &Outline) -> Vec<Alternative> {
    let mut listed: Vec<Entry> = Vec::new();
    let mut weighed: Vec<Entry> = Vec::new();
    for region in regions(outline) {
        let mut entries = entry::read(outline, &region.blocks);
        if region.holds == Holds::Weighed {
            weighed.append(&mut entries);
            continue;
        }
        for entry in &mut entries {
            entry.is_rejected = region.holds == Holds::Rejected;
        }
        let new = join(&mut listed, entries);
        listed.extend(new);
    }
    if listed.is_empty() {
        listed = mem::take(&mut weighed);
    }
    if listed.is_empty() {
        listed = options_anywhere(outline);
    }
    if listed.iter().any(Entry::says_words) {
        // A table of figures beside a list of options compares them, the chosen one too.
        listed.retain(|option| option.is_bare() || option.says_words());
    }
    let are_all_known = join(&mut listed, weighed).is_empty();
    let chosen = chosen(&listed, decision(outline));
    let is_certain = !chosen.is_empty() && are_all_known && listed.iter().any(Entry::is_bare);
    let silence = is_certain.then(|| Silence::around(outline, &listed));
    // Where a name ends is known by the words of English.
    let is_english = listed.iter().any(Entry::is_bare) && outline.is_english();
    let alternative = |(_, option): (usize, Entry)| {
        let is_silent = || {
            silence
                .as_ref()
                .is_some_and(|silence| silence.is_about(&option.name))
        };
        Alternative {
            lacks_reason: option.is_bare()
                && (is_english || option_name::is_plain(&option.name))
                && (option.is_rejected || is_silent()),
            why_rejected: (!option.is_bare()).then_some(option.said),
            name: option.name,
            span: option.span,
        }
    };
    let rejected = listed
        .into_iter()
        .enumerate()
        .filter(|(at, _)| !chosen.contains(at));
    rejected.map(alternative).collect()
}

/// A part of the prose that has options.
struct Region {
    blocks: Range<usize>,
    holds: Holds,
}

/// What the options of a region are.
#[derive(PartialEq)]
enum Holds {
    /// All that were looked at, which may include the chosen one.
    Listed,
    /// Rejected ones only.
    Rejected,
    /// Those that another region lists, with what speaks for and against each.
    Weighed,
}

/// The parts of the prose under headings, or labels of a paragraph's own, that announce options.
fn regions(outline: &Outline) -> Vec<Region> {
    let all = outline.all();
    let mut regions: Vec<Region> = Vec::new();
    for (at, block) in outline.outermost(&all) {
        let is_inside = regions.last().is_some_and(|region| at < region.blocks.end);
        let text = outline.text_of(block);
        let holds = match block.section {
            _ if is_inside || block.level() == Some(1) => continue,
            SectionKind::Alternatives if is_of_rejected(text) => Holds::Rejected,
            SectionKind::Alternatives => Holds::Listed,
            SectionKind::Other if block.level().is_some() && is_weighing(text) => Holds::Weighed,
            _ => continue,
        };
        let blocks = match block.level() {
            Some(_) => outline.under(at),
            None => under_label(outline, block.end),
        };
        regions.push(Region { blocks, holds });
    }
    regions
}

/// What stands under a label, from the block at `start` up to the next heading or the label of another section. Where
/// a heading follows at once, those of its level belong to it too: `Three options were considered:`.
fn under_label(outline: &Outline, start: usize) -> Range<usize> {
    let rest = start..outline.all().end;
    let first = outline.block(start).and_then(Block::level);
    let ends = |block: &Block| match block.level() {
        Some(level) => first.is_none_or(|first| level < first),
        None => block.section != SectionKind::Other,
    };
    let end = outline.outermost(&rest).find(|(_, block)| ends(block));
    start..end.map_or(rest.end, |(at, _)| at)
}

/// The options that have headings of their own anywhere: `Option 2: …`, or several that have each their pros or cons.
fn options_anywhere(outline: &Outline) -> Vec<Entry> {
    let is_numbered = |at: usize| {
        let block = outline.block(at);
        block.is_some_and(|block| option_name::is_numbered(outline.text_of(block)))
    };
    let found = headed(outline, is_numbered);
    if !found.is_empty() {
        return found;
    }
    let found = headed(outline, |at| has_sides(outline, at));
    if found.len() > 1 { found } else { Vec::new() }
}

/// What stands under each heading, below the first level, that `is_option`.
fn headed(outline: &Outline, is_option: impl Fn(usize) -> bool) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut read_to = 0;
    for (at, block) in outline.outermost(&outline.all()) {
        let is_section = block.level().is_some_and(|level| level > 1);
        if at >= read_to && is_section && is_option(at) {
            found.push(entry::under_heading(outline, at, block));
            read_to = outline.under(at).end;
        }
    }
    found
}

/// Whether labels such as *Pros* stand under the heading at `position`, and no other headings do.
fn has_sides(outline: &Outline, position: usize) -> bool {
    let under = outline.under(position);
    let mut below = outline
        .outermost(&under)
        .map(|(_, block)| (block, Side::of(outline.text_of(block))));
    let is_free = outline
        .block(position)
        .is_some_and(|block| block.section == SectionKind::Other);
    let mut sides = 0;
    let are_labels = below.all(|(block, side)| {
        sides += usize::from(side.is_some());
        block.level().is_none() || side.is_some()
    });
    is_free && are_labels && sides > 0
}

/// Says of each option in `listed` what `more` says of it; gives back those that are none of them.
fn join(listed: &mut [Entry], more: Vec<Entry>) -> Vec<Entry> {
    if listed.is_empty() || more.is_empty() {
        return more;
    }
    let known = Names::of(listed.iter().map(|option| option.name.as_str()));
    let is_new = |entry: &Entry| match known
        .position(&entry.name)
        .and_then(|at| listed.get_mut(at))
    {
        Some(option) => {
            option.say(&entry.said);
            false
        }
        None => true,
    };
    more.into_iter().filter(is_new).collect()
}

/// The text of the first section on the decision, on whatever level.
fn decision(outline: &Outline) -> &str {
    let is_it = |block: &Block| block.level().is_some() && block.section == SectionKind::Decision;
    let all = outline.all();
    let found = outline.outermost(&all).find(|(_, block)| is_it(block));
    found.map_or("", |(at, _)| {
        outline.part(&outline.text_range(&outline.under(at)))
    })
}

/// The positions of what was chosen: by a mark of its own, by the name that the decision gives it (MADR's `Chosen
/// option: "…"`), or by being the only one that the decision's first clause has all the words of.
fn chosen(listed: &[Entry], decision: &str) -> Vec<usize> {
    let is_marked = |option: &Entry| {
        option_name::is_marked_chosen(&option.name) || option_name::is_said_chosen(&option.said)
    };
    let positions = listed.iter().enumerate();
    let marked: Vec<usize> = positions
        .filter(|(_, option)| is_marked(option))
        .map(|(at, _)| at)
        .collect();
    if !marked.is_empty() || listed.iter().all(|option| option.is_rejected) {
        return marked;
    }
    let names = Names::of(listed.iter().map(|option| option.name.as_str()));
    let named = match named_as_chosen(decision) {
        Some(name) => names.position(name),
        None => names.only_one_within(first_clause(decision)),
    };
    named.into_iter().collect()
}

/// The name in `Chosen option: "…", because …`.
fn named_as_chosen(decision: &str) -> Option<&str> {
    const OPENINGS: [&str; 3] = ["chosen option:", "chosen option", "chosen alternative:"];
    let lower = decision.to_ascii_lowercase();
    let at = OPENINGS
        .iter()
        .find_map(|words| Some(lower.find(words)? + words.len()))?;
    let rest = decision.get(at..)?.trim_start();
    let closing = match rest.chars().next()? {
        '"' => "\"",
        '“' => "”",
        '\'' => "'",
        _ => " because",
    };
    let name = rest
        .trim_start_matches(['"', '“', '\''])
        .split(closing)
        .next()?;
    let name = name.split(". ").next().unwrap_or(name);
    Some(name.trim_end_matches([',', '.']))
}

/// The beginning of `decision`, up to what it is held against.
fn first_clause(decision: &str) -> &str {
    const ENDS: [&str; 8] = [
        ". ",
        ", ",
        "; ",
        " rather than ",
        " instead of ",
        " over ",
        " not ",
        " because ",
    ];
    let end = ENDS.iter().filter_map(|end| decision.find(end)).min();
    end.and_then(|end| decision.get(..end)).unwrap_or(decision)
}

/// What a record says outside its list of options, as far as it may speak of one.
struct Silence {
    /// The prose without the list, in lower case.
    outside: String,
    /// How many options have each word in their names.
    counts: HashMap<String, usize>,
    speaks_of_others: bool,
}

/// How a record speaks of all the options that it did not choose.
const OTHERS: &str =
    "other |the others|the rest|everything else|all options|both options|both alternatives";

impl Silence {
    fn around(outline: &Outline, listed: &[Entry]) -> Self {
        let mut parts: Vec<&Range<usize>> = listed.iter().map(|option| &option.text).collect();
        parts.sort_by_key(|part| part.start);
        let mut outside = String::new();
        let mut end = 0;
        for part in parts {
            outside.push_str(outline.part(&(end..part.start.max(end))));
            outside.push('\n');
            end = end.max(part.end);
        }
        outside.push_str(outline.part(&(end..outline.text().len())));
        let outside = outside.to_lowercase();
        let mut counts = HashMap::new();
        for word in listed
            .iter()
            .flat_map(|option| option_name::words(&option.name))
        {
            *counts.entry(word).or_default() += 1;
        }
        Self {
            speaks_of_others: OTHERS.split('|').any(|others| outside.contains(others))
                || option_name::has_number(&outside),
            outside,
            counts,
        }
    }

    /// Whether nothing outside the list has a word that only `name` has among the options.
    fn is_about(&self, name: &str) -> bool {
        let words: BTreeSet<String> = option_name::words(name);
        let mut telling = words
            .iter()
            .filter(|word| self.counts.get(*word) == Some(&1))
            .peekable();
        !self.speaks_of_others
            && telling.peek().is_some()
            && !telling.any(|word| self.outside.contains(word.as_str()))
    }
}
