//! Gains and costs, as listed in the sections on consequences.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::outline::{Block, Kind, Outline};
use super::section::{SectionKind, meanings};
use crate::source::Spanned;

/// The two sides of a consequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What gets better.
    Gain,
    /// What gets worse.
    Cost,
}

/// The labels of each side, in lower case.
const LABELS: [(Side, &str); 2] = [
    (
        Side::Gain,
        "gain|gains|benefit|benefits|positive|positives|pro|pros|good|advantage|advantages|easier|upsides|\
         positive consequences|what becomes easier",
    ),
    (
        Side::Cost,
        "cost|costs|drawback|drawbacks|negative|negatives|con|cons|contra|contras|bad|disadvantage|disadvantages|harder|\
         downsides|risks|trade-offs|negative consequences|what becomes harder",
    ),
];

impl Side {
    /// The side that `label` is the name of, with or without a sign around it.
    pub fn of(label: &str) -> Option<Self> {
        static SIDES: LazyLock<FxHashMap<&str, Side>> = LazyLock::new(|| meanings(&LABELS));
        const LONGEST: usize = 40;
        if label.len() > LONGEST {
            return None;
        }
        let bare = label.trim_matches(|c: char| !c.is_alphabetic());
        SIDES.get(bare.to_lowercase().as_str()).copied()
    }

    /// The side that `text` names in front of a mark, and what follows: `Good, because …` (MADR), `Gain: …`.
    pub fn opening(text: &str) -> Option<(Self, &str)> {
        let (label, rest) = text.split_once([',', ':'])?;
        Some((Self::of(label)?, rest.trim()))
    }
}

/// What follows from a decision.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// What it makes better.
    pub gains: Vec<Spanned<String>>,
    /// What it makes worse.
    pub costs: Vec<Spanned<String>>,
}

/// The gains and the costs that are listed under the headings on consequences, wherever those stand.
pub fn read(outline: &Outline) -> Sides {
    let mut walk = Walk {
        outline,
        side: None,
        sides: Sides::default(),
    };
    let mut read_to = 0;
    for (at, block) in outline.outermost(&outline.all()) {
        let is_one = block.section == SectionKind::Consequences && block.level() != Some(1);
        if at >= read_to && is_one {
            let under = outline.under(at);
            read_to = under.end;
            walk.side = Side::of(outline.text_of(block));
            walk.read(&under);
        }
    }
    walk.sides
}

struct Walk<'o> {
    outline: &'o Outline,
    /// The side that the last label has named.
    side: Option<Side>,
    sides: Sides,
}

impl Walk<'_> {
    fn read(&mut self, blocks: &Range<usize>) {
        for (at, block) in self.outline.outermost(blocks) {
            let text = self.outline.text_of(block);
            if block.kind == Kind::List {
                for (_, item) in self.outline.outermost(&self.outline.inside(at)) {
                    let text = self.outline.text_of(item);
                    let own = Side::opening(text).map(|(side, _)| side);
                    self.push(own.or(self.side), text, item);
                }
            } else if let Some(side) = Side::of(text) {
                self.side = Some(side);
            } else if let Some((side, rest)) = Side::opening(text) {
                self.side = Some(side);
                self.push(Some(side), rest, block);
            } else if block.level().is_some() {
                self.side = None;
            } else {
                self.push(self.side, text, block);
            }
        }
    }

    fn push(&mut self, side: Option<Side>, text: &str, block: &Block) {
        let listed = match side {
            Some(Side::Gain) => &mut self.sides.gains,
            Some(Side::Cost) => &mut self.sides.costs,
            None => return,
        };
        if !text.is_empty() {
            listed.push(Spanned {
                value: text.to_owned(),
                span: block.span.clone(),
            });
        }
    }
}
