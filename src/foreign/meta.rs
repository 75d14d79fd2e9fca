//! What the metadata of a record is about, and where in a file it may stand.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::record::outline::{Block, Kind, Outline};
use crate::record::{Body, Record, SectionKind};
use crate::source::{Source, Span};

/// What a piece of metadata is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the key of its name")]
pub enum Key {
    Status,
    Date,
    Deciders,
    Consulted,
    Informed,
    Tags,
    Affects,
    Title,
    Supersedes,
    SupersededBy,
    Amends,
    AmendedBy,
    Refines,
    RefinedBy,
    Relates,
    Conflicts,
    Review,
}

/// The labels of each key, in lower case, with spaces for `-` and `_`.
const LABELS: [(Key, &str); 17] = [
    (
        Key::Status,
        "status|state|adr status|decision status|estado|statut|stato|статус|状态|狀態|ステータス|상태",
    ),
    (
        Key::Date,
        "date|decision date|date decided|decided|decided on|date of decision|adr date|datum|fecha|data|date de décision|\
         дата|日期|日付|날짜",
    ),
    (
        Key::Deciders,
        "deciders|decider|decision makers|decision maker|decided by|author|authors|author(s)|owner|owners|approvers|\
         entscheider|décideurs|decisores|autor|autores|auteur|auteurs|决策者|作者|決定者",
    ),
    (Key::Consulted, "consulted|konsultiert"),
    (Key::Informed, "informed|informiert"),
    (
        Key::Tags,
        "tags|tag|labels|keywords|category|categories|标签",
    ),
    (Key::Affects, "affects"),
    (Key::Title, "title|titel|titre|título"),
    (
        Key::Supersedes,
        "supersedes|supercedes|superceeds|superseeds|replaces|obsoletes|ersetzt|remplace|reemplaza|substitui|取代",
    ),
    (
        Key::SupersededBy,
        "superseded by|superceded by|superceeded by|superseded|superceded|replaced by|obsoleted by|ersetzt durch|\
         remplacé par|reemplazado por|substituído por|被取代",
    ),
    (Key::Amends, "amends|modifies|updates"),
    (Key::AmendedBy, "amended by|modified by|updated by"),
    (Key::Refines, "refines|extends|clarifies"),
    (Key::RefinedBy, "refined by|extended by|clarified by"),
    (
        Key::Relates,
        "relates|relates to|related|related to|related adrs|related decisions|see also",
    ),
    (Key::Conflicts, "conflicts|conflicts with"),
    (
        Key::Review,
        "review by|review date|review on|next review|revisit by|revisit on|expires|expires on|expiry|expiry date|\
         expiration|expiration date|valid until",
    ),
];

impl Key {
    /// Those whose values are other records.
    pub const RELATIONS: [Self; 8] = [
        Self::Supersedes,
        Self::SupersededBy,
        Self::Amends,
        Self::AmendedBy,
        Self::Refines,
        Self::RefinedBy,
        Self::Relates,
        Self::Conflicts,
    ];

    /// The key that `label` stands for: `Status`, `decision-makers:`, `reviewBy`.
    pub fn of(label: &str) -> Option<Self> {
        const LONGEST: usize = 40;
        let label = label.trim();
        if label.is_empty() || label.len() > LONGEST {
            return None;
        }
        let label = plain(label.trim_end_matches([':', '：']).trim_end());
        KEYS.get(label.as_str()).copied()
    }
}

/// The key of each label.
static KEYS: LazyLock<FxHashMap<&str, Key>> = LazyLock::new(|| {
    let labels = LABELS.iter();
    let keyed = labels.flat_map(|(key, list)| list.split('|').map(|label| (label, *key)));
    keyed.collect()
});

/// `label` in lower case, `reviewBy`, `review_by` and `review-by` alike as `review by`.
fn plain(label: &str) -> String {
    let mut plain = String::with_capacity(label.len() + 4);
    let mut was_lower = false;
    for c in label.chars() {
        if c.is_uppercase() && was_lower {
            plain.push(' ');
        }
        was_lower = c.is_lowercase();
        match c {
            '-' | '_' => plain.push(' '),
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

/// A piece of metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub key: Key,
    /// What a reader sees of it, without its label; several where it is a list.
    pub values: Vec<String>,
    /// The place of its value; in formats of whole lines with its label.
    pub span: Span,
    /// What it takes up in the file with its label and its markup.
    pub extent: Span,
    /// The table or the section that it cannot be taken out of by itself.
    pub group: Option<Group>,
}

/// A part of a file that is metadata as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// All of it, its heading included.
    pub whole: Span,
    /// What has to be metadata in it.
    pub content: Span,
}

impl Fact {
    /// All of its values as one text.
    pub fn text(&self) -> String {
        self.values.join(", ")
    }
}

/// A record's file as formats look at it.
#[derive(Debug)]
pub struct Sheet<'r> {
    /// The record.
    pub record: &'r Record,
    /// Its file.
    pub source: &'r Source,
    /// The blocks of its prose.
    pub outline: &'r Outline,
}

impl<'r> Sheet<'r> {
    /// The sheet of `record`.
    pub fn of(record: &'r Record) -> Self {
        let body: &Body = record.body();
        Self {
            record,
            source: &record.source,
            outline: body.outline(),
        }
    }

    /// The outermost blocks that metadata stands in, with their positions: those between the title and the first section,
    /// and those of a section that is named for it.
    pub fn head(&self) -> Vec<(usize, &'r Block)> {
        let mut head = Vec::new();
        let mut is_head = true;
        let mut has_title = false;
        for (at, block) in self.outline.outermost(&self.outline.all()) {
            match block.kind {
                Kind::Heading(1) if !has_title => has_title = true,
                Kind::Heading(_) => {
                    let text = self.outline.text_of(block).to_lowercase();
                    is_head = names_metadata(&text);
                }
                _ if is_head => head.push((at, block)),
                _ => {}
            }
        }
        head
    }

    /// The headings that a key stands for, with their positions.
    pub fn headings(&self) -> Vec<(usize, Key)> {
        let outermost = self.outline.outermost(&self.outline.all());
        let headings = outermost.filter(|(_, block)| block.level().is_some());
        let keyed = headings.filter_map(|(at, block)| {
            let text = self.outline.text_of(block);
            let unnumbered = text
                .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' '));
            Some((at, Key::of(unnumbered)?))
        });
        keyed.collect()
    }

    /// Whether one of its sections is what MADR alone calls it.
    pub fn has_madr_sections(&self) -> bool {
        let outermost = self.outline.outermost(&self.outline.all());
        let mut headings = outermost.filter(|(_, block)| block.level() == Some(2));
        headings.any(|(_, block)| {
            let text = self.outline.text_of(block).to_lowercase();
            matches!(
                text.as_str(),
                "context and problem statement" | "considered options" | "decision outcome"
            )
        })
    }

    /// Whether one of its sections is a context or a decision.
    pub fn has_sections(&self) -> bool {
        let outermost = self.outline.outermost(&self.outline.all());
        let is_known = |section| matches!(section, SectionKind::Context | SectionKind::Decision);
        let mut blocks = outermost.filter(|(_, block)| block.level().is_some());
        blocks.any(|(_, block)| is_known(block.section))
    }
}

fn names_metadata(heading: &str) -> bool {
    matches!(
        heading.trim_end_matches(':'),
        "metadata" | "meta data" | "meta" | "document information" | "info" | "information"
    )
}

/// Whether `value` says that there is nothing to say.
pub fn is_blank(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    matches!(
        value.as_str(),
        "" | "-" | "–" | "—" | "n/a" | "na" | "none" | "tbd" | "todo" | "null" | "~" | "unknown"
    )
}

/// Whether `value` is what a template asks for: `{proposed | accepted}`, `[who decided]`, `YYYY-MM-DD`.
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let opens = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    opens('{', '}')
        || opens('[', ']')
        || opens('<', '>')
        || value.eq_ignore_ascii_case("yyyy-mm-dd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_stands_for_two_keys() {
        let labels = LABELS.iter().map(|(_, list)| list.split('|').count());
        assert_eq!(KEYS.len(), labels.sum::<usize>());
    }
}
