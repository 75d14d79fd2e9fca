//! An entry and what is said of it, in whatever layout people write them: headings, list items, paragraphs that
//! open with a name, rows or columns of tables, `<details>`.

use std::ops::Range;

use super::consequence::Side;
use super::option_name;
use super::outline::{Block, Kind, Outline};
use super::section::{SectionKind, is_weighing};
use crate::source::{Source, Span};

/// A name and what is said of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// All that is said of it; empty where that is nothing.
    pub said: String,
    /// Its place.
    pub span: Span,
    /// Its part of the outline's text.
    pub text: Range<usize>,
}

/// A paragraph is taken for a name alone, or for a name in front of a mark, up to so many words.
const LONGEST_PLAIN_NAME: usize = 6;

/// A paragraph of at least so many words tells of an option without naming it; it is called by its first words.
const SHORTEST_TELLING: usize = 8;

/// The entries among `blocks`. Where headings divide those, each of the highest ones is an entry, and what stands
/// under it is said of it.
pub fn read(outline: &Outline, source: &Source, blocks: &Range<usize>) -> Vec<Entry> {
    let reader = Reader { outline, source };
    let mut entries = reader.read(blocks);
    entries.retain(|entry| !is_none(entry));
    if entries.is_empty() {
        entries = reader.told(blocks);
    }
    entries
}

/// The heading at `position` as the name of what stands under it.
pub fn under_heading(outline: &Outline, position: usize) -> Entry {
    let under = outline.under(position);
    let below = outline.text_range(&under);
    let (span, own) = match outline.block(position) {
        Some(heading) => (heading.span.clone(), heading.text.clone()),
        None => (0..0, 0..0),
    };
    let text = outline.part(&own);
    let (name, said) = match outline.part(&below) {
        "" => option_name::split(text),
        said => (text, said),
    };
    let last = outline.outermost(&under).last();
    let end = last.map_or(span.end, |(_, last)| last.span.end);
    Entry {
        name: name.to_owned(),
        said: said.to_owned(),
        span: span.start..end,
        text: own.start..own.end.max(below.end),
    }
}

/// Whether what stands under `heading` may be an option, or several.
fn may_hold_options(heading: &str) -> bool {
    matches!(
        SectionKind::of(heading),
        SectionKind::Alternatives | SectionKind::Other
    )
}

struct Reader<'o> {
    outline: &'o Outline,
    source: &'o Source,
}

impl Reader<'_> {
    fn read(&self, blocks: &Range<usize>) -> Vec<Entry> {
        let headings = || {
            self.outline
                .outermost(blocks)
                .filter(|(_, block)| block.level().is_some())
        };
        let is_of_other_section = |block: &Block| !may_hold_options(self.outline.text_of(block));
        let names_entry = |block: &Block| Side::of(self.outline.text_of(block)).is_none();
        let named =
            headings().filter(|(_, block)| names_entry(block) && !is_of_other_section(block));
        if let Some(level) = named.filter_map(|(_, block)| block.level()).min() {
            return self.under_headings(blocks, level);
        }
        let end = headings().find(|(_, block)| is_of_other_section(block));
        let blocks = blocks.start..end.map_or(blocks.end, |(at, _)| at);
        let mut listing = Listing::new(self, &blocks);
        listing.add_all(&blocks);
        listing.entries
    }

    fn under_headings(&self, blocks: &Range<usize>, level: u8) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for (at, heading) in self.outline.outermost(blocks) {
            if heading.level() != Some(level) {
                continue;
            }
            let text = self.outline.text_of(heading);
            let under = self.outline.under(at);
            match SectionKind::of(text) {
                SectionKind::Alternatives => entries.append(&mut self.read(&under)),
                SectionKind::Other if is_weighing(text) => entries.append(&mut self.read(&under)),
                SectionKind::Other => entries.push(under_heading(self.outline, at)),
                _ => {}
            }
        }
        // Headings that follow each other without text are weighed together below the last.
        for at in (1..entries.len()).rev() {
            let (before, after) = entries.split_at_mut(at);
            if let (Some(bare), Some(next)) = (before.last_mut(), after.first())
                && bare.said.is_empty()
            {
                bare.said.clone_from(&next.said);
            }
        }
        entries
    }

    /// What the paragraphs of `blocks` tell of without naming it first.
    fn told(&self, blocks: &Range<usize>) -> Vec<Entry> {
        let blocks = self.outline.blocks(blocks);
        let tells = |block: &&Block| matches!(block.kind, Kind::Paragraph | Kind::Html);
        blocks
            .filter(tells)
            .filter_map(|block| self.told_by(block))
            .collect()
    }

    fn told_by(&self, block: &Block) -> Option<Entry> {
        let text = match block.kind {
            Kind::Html => without_tags(self.source.slice(&block.span)),
            _ => self.outline.text_of(block).to_owned(),
        };
        let is_long = text.split_whitespace().count() >= SHORTEST_TELLING;
        (is_long && !says_none(&text)).then(|| Entry {
            name: opening_words(&text),
            said: text,
            span: block.span.clone(),
            text: block.text.clone(),
        })
    }
}

/// Entries in the making, from blocks without headings.
struct Listing<'r, 'o> {
    reader: &'r Reader<'o>,
    entries: Vec<Entry>,
    /// The first entry of those that what follows may be said of.
    group: usize,
    /// Whether the last entry is a paragraph, or an opened `<details>`, so that all that follows is said of it.
    is_open: bool,
    is_in_details: bool,
    /// Whether the block before is a label such as `Pros:`.
    is_after_label: bool,
    /// Whether several paragraphs open with a name, so that lists belong to them.
    are_paragraphs: bool,
}

impl<'r, 'o> Listing<'r, 'o> {
    fn new(reader: &'r Reader<'o>, blocks: &Range<usize>) -> Self {
        let outline = reader.outline;
        let opens = |(_, block): &(usize, &Block)| {
            let text = outline.text_of(block);
            block.kind == Kind::Paragraph && block.opening_end.is_some() && Side::of(text).is_none()
        };
        Self {
            reader,
            entries: Vec::new(),
            group: 0,
            is_open: false,
            is_in_details: false,
            is_after_label: false,
            are_paragraphs: outline.outermost(blocks).filter(opens).count() > 1,
        }
    }

    fn add_all(&mut self, blocks: &Range<usize>) {
        for (at, block) in self.reader.outline.outermost(blocks) {
            let text = self.reader.outline.text_of(block);
            let is_label = Side::of(text).is_some();
            match block.kind {
                Kind::Quote => self.add_all(&self.reader.outline.inside(at)),
                Kind::Html => self.html(block),
                _ if self.is_in_details => self.say(text, block),
                Kind::List => self.list(at, block),
                Kind::Table => {
                    let found = super::table::entries(self.reader.outline, at);
                    self.begin_group(false);
                    self.entries.extend(found);
                }
                Kind::Paragraph | Kind::Heading(_) if !is_label => self.paragraph(text, block),
                _ => self.say(text, block),
            }
            self.is_after_label = is_label;
        }
    }

    fn begin_group(&mut self, is_open: bool) {
        self.group = self.entries.len();
        self.is_open = is_open;
    }

    /// Adds `text` to what is said of the last entry, or of all those of its group of which nothing is said yet.
    fn say(&mut self, text: &str, block: &Block) {
        let group = self.entries.get_mut(self.group..).unwrap_or_default();
        let is_any_bare = group.iter().any(|entry| entry.said.is_empty());
        let count = group.len();
        for (at, entry) in group.iter_mut().enumerate() {
            let is_last = at + 1 == count;
            if entry.said.is_empty() || is_last && self.is_open && !is_any_bare {
                add(&mut entry.said, text);
                if is_last {
                    entry.span.end = entry.span.end.max(block.span.end);
                    entry.text.end = entry.text.end.max(block.text.end);
                }
            }
        }
    }

    fn list(&mut self, at: usize, list: &Block) {
        let outline = self.reader.outline;
        let text = outline.text_of(list);
        let items = outline.inside(at);
        let is_side = |item: &Block| Side::opening(outline.text_of(item)).is_some();
        let are_sides = outline.outermost(&items).all(|(_, item)| is_side(item));
        let is_last_bare = self.entries.last().is_some_and(|last| last.said.is_empty());
        let belongs_to_last = self.is_after_label
            || are_sides
            || self.is_open && (self.are_paragraphs || is_last_bare);
        if belongs_to_last && !self.entries.is_empty() {
            self.is_open = true;
            return self.say(text, list);
        }
        self.begin_group(false);
        for (at, _) in outline.outermost(&items) {
            self.item(at);
        }
    }

    fn item(&mut self, position: usize) {
        let outline = self.reader.outline;
        let inside = outline.inside(position);
        let Some(item) = outline.block(position) else {
            return;
        };
        let first = outline.block(inside.start).filter(|_| !inside.is_empty());
        let first = first.filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Heading(_)));
        let Some(first) = first else {
            let (name, said) = option_name::split(outline.text_of(item));
            return self.push(name, said, item);
        };
        let nested = || {
            outline
                .outermost(&inside)
                .find(|(_, block)| block.kind == Kind::List)
        };
        if SectionKind::of(outline.text_of(first)) == SectionKind::Alternatives
            && let Some((at, _)) = nested()
        {
            return outline
                .outermost(&outline.inside(at))
                .for_each(|(at, _)| self.item(at));
        }
        let (name, said) =
            named(outline, first).unwrap_or(option_name::split(outline.text_of(first)));
        self.push(name, said, item);
        let rest = outline.part(&(first.text.end..item.text.end.max(first.text.end)));
        if let Some(entry) = self.entries.last_mut() {
            add(&mut entry.said, rest);
        }
    }

    fn paragraph(&mut self, text: &str, block: &Block) {
        let plain = || {
            let (name, said) = option_name::split_at_mark(text)?;
            let is_short = word_count(name) <= LONGEST_PLAIN_NAME;
            is_short.then_some((name, said))
        };
        let bare = || {
            let is_name = word_count(text) <= LONGEST_PLAIN_NAME
                && !text.ends_with(['.', ':', '!', '?', ';', ','])
                && option_name::split(text).1.is_empty();
            (is_name || block.level().is_some()).then_some((text, ""))
        };
        let outline = self.reader.outline;
        match named(outline, block).or_else(plain).or_else(bare) {
            Some((name, said)) => {
                let is_stacked =
                    self.is_open && self.entries.last().is_some_and(|last| last.said.is_empty());
                if !is_stacked {
                    self.begin_group(true);
                }
                self.push(name, said, block);
            }
            None => self.say(text, block),
        }
    }

    fn html(&mut self, block: &Block) {
        let html = self.reader.source.slice(&block.span);
        let summary = html
            .split_once("<summary>")
            .and_then(|(_, rest)| rest.split_once("</summary>"));
        match summary {
            Some((name, said)) => {
                let name = without_tags(name);
                if SectionKind::of(&name) == SectionKind::Other {
                    self.begin_group(true);
                    self.push(&name, &without_tags(said), block);
                    self.is_in_details = true;
                }
            }
            None => self.say(&without_tags(html), block),
        }
        self.is_in_details &= !html.contains("</details>");
    }

    fn push(&mut self, name: &str, said: &str, block: &Block) {
        let is_unnamed = name == said && word_count(name) > SHORTEST_TELLING;
        self.entries.push(Entry {
            name: match is_unnamed {
                true => opening_words(name),
                false => name.to_owned(),
            },
            said: said.to_owned(),
            span: block.span.clone(),
            text: block.text.clone(),
        });
    }
}

/// The name that a paragraph sets off by emphasis, or by a link, at its beginning, and what follows.
fn named<'o>(outline: &'o Outline, block: &Block) -> Option<(&'o str, &'o str)> {
    let end = block.opening_end?;
    let name = outline.part(&(block.text.start..end));
    let rest = outline.part(&(end..block.text.end));
    let rest = rest.trim_start_matches([':', '—', '–', '-', '→', ',', '.', ';', ' ']);
    Some(match rest {
        "" => option_name::split(name),
        rest => (name.trim_end_matches([':', '.', ',']).trim_end(), rest),
    })
}

fn add(said: &mut String, more: &str) {
    if !said.is_empty() && !more.is_empty() {
        said.push(' ');
    }
    said.push_str(more);
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

fn opening_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(SHORTEST_TELLING).collect();
    words.join(" ")
}

/// Whether an entry is no more than the word that there is none, or the dots of a template.
fn is_none(entry: &Entry) -> bool {
    let is_left_out = ["…", "..."].contains(&entry.name.trim());
    let is_alone = entry.said.is_empty() || entry.said.starts_with(&entry.name);
    is_alone && (is_left_out || says_none(&entry.name))
}

/// Whether `text` says that there was no other option, or that it is still to be written.
fn says_none(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '/')
        .collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let is_alone = matches!(
        words[..],
        ["none" | "n/a" | "na" | "nothing" | "tbd" | "todo"] | ["not", "applicable"]
    );
    let is_short = words.len() <= 3 * SHORTEST_TELLING;
    let denies = has(&["no", "not", "none", "nothing", "didn't", "any"]);
    let speaks_of_others = has(&[
        "alternative",
        "alternatives",
        "option",
        "options",
        "other",
        "others",
        "else",
        "considered",
    ]);
    let opens_so = words
        .first()
        .is_some_and(|word| ["no", "none", "nothing", "n/a", "tbd", "todo", "we"].contains(word));
    is_alone || is_short && opens_so && denies && speaks_of_others
}

/// The text of `html` without comments and tags.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let end = match tag.starts_with("!--") {
            true => "-->",
            false => ">",
        };
        rest = tag.split_once(end).map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    super::prose::collapse(&text)
}
