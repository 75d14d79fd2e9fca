//! The words of a clause apart from its comparison: what names the metric, which of its series count, how long it
//! lasts, and per which period.

use super::lexicon::Found;
use super::reading::Reading;
use super::token::END;

/// What separates the parts of a quotient in the name of a metric: cost.per.order.
pub(super) const PER: &str = "per";

/// What a part of a clause says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// The words that name the metric.
    pub words: Vec<&'a str>,
    /// How many of the words came directly one after the other, before any other one.
    pub phrase: usize,
    /// The words that help to find a declared metric, but do not name one: two.
    pub hints: Vec<&'a str>,
    /// The function of its series; `None` twice if there are several.
    pub function: Option<&'a str>,
    /// How long it lasts.
    pub hold: Option<String>,
    /// The period of a rate.
    pub period: Option<&'a str>,
    /// Whether it says something that a comparison does not.
    pub is_doubtful: bool,
}

/// Where a part of a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Before the comparison.
    Before,
    /// Behind the number.
    Behind,
}

impl<'a> Parts<'a> {
    /// What `reading` says, all of which stands on one `side` of the number.
    pub(super) fn of(reading: &Reading<'a>, side: Side) -> Self {
        let mut parts = Self::default();
        let mut at = 0;
        let mut is_interrupted = false;
        while at < reading.tokens.len() {
            if side == Side::Behind && ends(reading, at) {
                parts.judge_rest(&reading.part(at, reading.tokens.len()));
                break;
            }
            if side == Side::Before && reading.word(at) == "," {
                parts.start_again(&reading.part(at + 1, reading.tokens.len()));
            }
            let len = parts.take(reading, at, side);
            if len > 0 {
                is_interrupted = true;
                at += len;
                continue;
            }
            if reading.is_word(at) {
                parts.words.push(reading.word(at));
                parts.phrase += usize::from(!is_interrupted);
            }
            at += 1;
        }
        parts
    }

    /// Whatever is no part of a name, and its length; 0 for a word of a name.
    fn take(&mut self, reading: &Reading<'a>, at: usize, side: Side) -> usize {
        let lexicon = reading.lexicon;
        let is_reason = side == Side::Before && reading.says(&lexicon.doubt, "before", at) > 0;
        self.is_doubtful |= is_reason || is_doubtful(reading, at);
        if let Some((hold, len)) = reading.hold(at) {
            self.is_doubtful |= self.hold.replace(hold).is_some();
            return len;
        }
        // Once a day.
        self.is_doubtful |= side == Side::Before && is_article_of_period(reading, at);
        if let Some((period, len)) = period(reading, at, side) {
            self.is_doubtful |= self.period.replace(period).is_some();
            return len;
        }
        if let Some(len) = self.other_period(reading, at, side) {
            return len;
        }
        // 4 people or fewer.
        let after = reading.phrase(&lexicon.compare_after, at);
        if let Some(after) = after.filter(|_| side == Side::Behind) {
            return after.len;
        }
        let skipped = reading.says(&lexicon.names, "skip", at);
        let quantifier = reading.phrase(&lexicon.quantifiers, at);
        if let Some(found) = quantifier.filter(|found| found.len >= skipped) {
            self.apply(found.meaning);
            return found.len;
        }
        if skipped > 0 {
            return skipped;
        }
        self.number(reading, at, side)
    }

    /// A number beside the compared one: a word such as two before it says what is measured.
    fn number(&mut self, reading: &Reading<'a>, at: usize, side: Side) -> usize {
        let Some(number) = reading.number(at) else {
            // A version or an unclear number.
            self.is_doubtful |= reading
                .word(at)
                .starts_with(|first: char| first.is_ascii_digit());
            return 0;
        };
        let is_written_out = reading.is_word(at);
        // Two of our tables.
        let is_part = reading.says(&reading.lexicon.versions, "of", at + number.len) > 0;
        self.is_doubtful |= side == Side::Behind || !is_written_out || is_part;
        self.hints.push(reading.word(at));
        number.len
    }

    /// A period that is none of the language of conditions belongs to the name: incidents per quarter, cost per order.
    fn other_period(&mut self, reading: &Reading<'a>, at: usize, side: Side) -> Option<usize> {
        let lexicon = reading.lexicon;
        let always = reading.says(&lexicon.rates, "always_per", at);
        let per = match side {
            Side::Before => always,
            Side::Behind => always.max(reading.says(&lexicon.rates, "per", at)),
        };
        let other = reading.says(&lexicon.rates, "other", at + per);
        let is_named = other > 0 || always > 0 && reading.is_word(at + per);
        if per == 0 || !is_named {
            return None;
        }
        self.words.extend([PER, reading.word(at + per)]);
        Some(per + other.max(1))
    }

    /// Takes a function of the series. A sum or a mean is said of all or any of them.
    fn apply(&mut self, function: &'a str) {
        let adds = |function: &str| matches!(function, "sum" | "avg");
        match self.function {
            None => self.function = Some(function),
            Some(known) if adds(function) && !adds(known) => self.function = Some(function),
            Some(known) if known == function || adds(known) && !adds(function) => {}
            Some(_) => self.is_doubtful = true,
        }
    }

    /// Forgets the words before a comma if `rest` has any.
    fn start_again(&mut self, rest: &Reading<'a>) {
        let behind = Self::of(rest, Side::Behind);
        if !behind.words.is_empty() {
            self.words.clear();
        }
    }

    /// Another number makes a clause doubtful even behind its end, and so does an exception.
    fn judge_rest(&mut self, rest: &Reading<'a>) {
        let doubt = &rest.lexicon.doubt;
        self.is_doubtful |= (0..rest.tokens.len()).any(|at| {
            let is_number = rest
                .tokens
                .get(at)
                .is_some_and(|token| token.number.is_some());
            is_number || rest.says(doubt, "exception", at) > 0
        });
    }
}

/// Whether the condition is over at `at`.
fn ends(reading: &Reading<'_>, at: usize) -> bool {
    let is_mark = matches!(
        reading.word(at),
        "," | ":" | "(" | ")" | "-" | "–" | "—" | END
    );
    is_mark || reading.says(&reading.lexicon.clause, "ends", at) > 0
}

/// Whether the words at `at` make a clause say something other than a plain comparison.
pub(super) fn is_doubtful(reading: &Reading<'_>, at: usize) -> bool {
    let doubt = &reading.lexicon.doubt;
    let range = reading.says(doubt, "range", at);
    reading.says(doubt, "words", at) > 0
        || reading.says(doubt, "exception", at) > 0
        || range > 0 && reading.number(at + range).is_some()
}

/// The period of a rate at `at`: per second, a week, daily. Before the number, only `per` is clear enough.
fn period<'a>(reading: &Reading<'a>, at: usize, side: Side) -> Option<(&'a str, usize)> {
    let lexicon = reading.lexicon;
    let rates = &lexicon.rates;
    let mut per = reading.says(rates, "always_per", at);
    if side == Side::Behind {
        // 20 daily, but not: 20 daily users.
        let is_last = |found: &Found<'_>| {
            let next = at + found.len;
            next == reading.tokens.len() || ends(reading, next)
        };
        let adverb = reading.phrase(&lexicon.adverbs, at).filter(is_last);
        let symbol = reading.phrase(&lexicon.rate_symbols, at);
        if let Some(found) = symbol.or(adverb) {
            return Some((found.meaning, found.len));
        }
        per = per.max(reading.says(rates, "per", at));
    }
    let period = reading.phrase(&lexicon.periods, at + per)?;
    (per > 0).then_some((period.meaning, per + period.len))
}

fn is_article_of_period(reading: &Reading<'_>, at: usize) -> bool {
    let lexicon = reading.lexicon;
    let per = reading.says(&lexicon.rates, "per", at);
    per > 0 && reading.phrase(&lexicon.periods, at + per).is_some()
}
