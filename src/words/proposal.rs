//! The conditions that a sentence stands for.

use chrono::NaiveDate;

use super::comparison::Amount;
use super::known::{Candidate, Description, Known};
use super::lexicon::Lexicon;
use super::parts::{PER, Parts};
use super::reading::Reading;
use super::sentence::{self, Sentence};
use super::{date, version};
use crate::config::is_metric_name;

/// The number of words in a metric's name, at most.
const NAME_WORDS: usize = 5;

/// The conditions that `reading` may stand for, the best first. They may still not be valid.
pub(super) fn conditions(
    reading: &Reading<'_>,
    known: &Known<'_>,
    today: NaiveDate,
) -> Vec<String> {
    if let Some(sentence) = sentence::read(reading) {
        let lexicon = reading.lexicon;
        return Names { lexicon, known }.conditions(&sentence);
    }
    if let Some(date) = date::only(reading, today) {
        return vec![format!("today {} {}", date.operator, date.day)];
    }
    version::only(reading).map_or_else(Vec::new, |release| of_release(&release))
}

fn of_release(release: &version::Release<'_>) -> Vec<String> {
    let name = release.name.join("-");
    let names = match release.is_product {
        true => [format!("{name}.version"), format!("dependency.{name}")],
        false => [format!("dependency.{name}"), format!("{name}.version")],
    };
    let version = release.version;
    names.map(|name| format!("{name} >= {version}")).to_vec()
}

/// What a name is looked for in.
#[derive(Clone, Copy)]
struct Names<'a> {
    lexicon: &'a Lexicon,
    known: &'a Known<'a>,
}

impl Names<'_> {
    fn conditions(self, sentence: &Sentence<'_>) -> Vec<String> {
        let (subjects, tail) = match sentence {
            Sentence::Compared {
                sides,
                operator,
                amount,
            } => return self.compared(sides, operator, amount).unwrap_or_default(),
            Sentence::Quotient {
                words,
                operator,
                number,
            } => {
                let quotient = self.quotient(words.each_ref().map(Vec::as_slice));
                let subjects = quotient.into_iter().collect();
                (subjects, format!("{operator} {}", number.normalize()))
            }
            Sentence::Changed {
                parts,
                operator,
                percent,
                window,
            } => {
                let since = match window {
                    Some(window) => format!("over {window}"),
                    None => "since decision".to_owned(),
                };
                let changed = |subject| format!("change({subject} {since})");
                let subjects = self.subjects(parts, &[]).into_all().into_iter();
                let subjects: Vec<String> = subjects.map(changed).collect();
                (subjects, format!("{operator} {}%", percent.normalize()))
            }
        };
        let written = |subject| format!("{subject} {tail}");
        subjects.into_iter().map(written).collect()
    }

    /// Conditions on what both sides of the number name; `None` if they contradict each other.
    fn compared(
        self,
        sides: &[Parts<'_>; 2],
        operator: &str,
        amount: &Amount<'_>,
    ) -> Option<Vec<String>> {
        let [before, behind] = sides;
        let is_share = amount.unit == "%";
        let behind_share = is_share.then(|| without_whole(behind, before, self.lexicon));
        let joined = joined(before, behind_share.as_ref().unwrap_or(behind))?;
        let period = match joined.period {
            Some(_) if is_share => return None,
            Some(period) => format!("/{period}"),
            None => String::new(),
        };
        let hold = joined.hold.as_ref().map(|hold| format!(" for {hold}"));
        let hold = hold.unwrap_or_default();
        let counted = behind.words.get(..behind.phrase).unwrap_or_default();
        let counted = if amount.unit.is_empty() { counted } else { &[] };
        let number = amount.text();
        let own = self.in_own_units(amount);
        let written = |subject: &String, number: &String| {
            format!("{subject} {operator} {number}{period}{hold}")
        };
        let quotient = self.quotient_of_declared(&joined.words);
        let subjects = self.subjects(&joined, counted);
        let declared = quotient.iter().chain(&subjects.declared);
        let numbers = || [&number].into_iter().chain(&own);
        let declared =
            declared.flat_map(|subject| numbers().map(move |number| written(subject, number)));
        let named = subjects.named.iter();
        Some(
            declared
                .chain(named.map(|subject| written(subject, &number)))
                .collect(),
        )
    }

    /// `amount` in each unit of the team's own that it may be in.
    fn in_own_units(self, amount: &Amount<'_>) -> Vec<String> {
        let mut units = self.known.own_units();
        units.retain(|unit| {
            amount.unit.is_empty() && amount.currency.is_none_or(|currency| currency == unit)
        });
        let number = amount.text();
        units
            .iter()
            .map(|unit| format!("{number} {unit}"))
            .collect()
    }

    fn quotient(self, words: [&[&str]; 2]) -> Option<String> {
        let subject = |words: &[&str]| {
            let parts = Parts {
                words: words.to_vec(),
                ..Parts::default()
            };
            self.subjects(&parts, &[]).into_all().into_iter().next()
        };
        let [above, below] = words.map(subject);
        Some(format!("{} / {}", above?, below?))
    }

    /// The quotient that is: cost per order, if both are declared.
    fn quotient_of_declared(self, words: &[&str]) -> Option<String> {
        let per = words.iter().position(|word| *word == PER)?;
        let words = [words.get(..per)?, words.get(per + 1..)?];
        let are_declared = words.iter().all(|words| {
            let description = Description {
                words,
                hints: &[],
                counted: &[],
            };
            !self.known.matching(&description, self.lexicon).is_empty()
        });
        self.quotient(words).filter(|_| are_declared)
    }

    /// What the condition compares: the declared metrics that match, else one named by the words.
    fn subjects(self, parts: &Parts<'_>, counted: &[&str]) -> Subjects {
        let description = Description {
            words: &parts.words,
            hints: &parts.hints,
            counted,
        };
        let applied = |metric: &str, function: Option<&str>| match function {
            Some(function) => format!("{function}({metric})"),
            None => metric.to_owned(),
        };
        let declared = |candidate: &Candidate| {
            let function = parts.function.or(candidate.has_several.then_some("any"));
            applied(&candidate.metric, function)
        };
        let known = self.known.matching(&description, self.lexicon);
        Subjects {
            declared: known.iter().map(declared).collect(),
            named: name(&parts.words, self.lexicon).map(|name| applied(&name, parts.function)),
        }
    }
}

/// What a condition may compare.
struct Subjects {
    /// Metrics that are declared, the best first.
    declared: Vec<String>,
    /// One that is named by the words.
    named: Option<String>,
}

impl Subjects {
    fn into_all(self) -> Vec<String> {
        let Self {
            mut declared,
            named,
        } = self;
        declared.extend(named);
        declared
    }
}

/// What stands behind a percentage, without what it is a share of: 80% of the limit, half of all requests.
fn without_whole<'a>(behind: &Parts<'a>, before: &Parts<'a>, lexicon: &Lexicon) -> Parts<'a> {
    let mut behind = behind.clone();
    let is_whole = |word: &str| lexicon.names.meaning_of(word) == Some("wholes");
    if !before.words.is_empty() {
        behind.words.retain(|word| !is_whole(word));
    }
    behind.function = behind.function.filter(|function| *function != "all");
    behind
}

/// What both sides of a number say together; `None` if they contradict each other.
fn joined<'a>(before: &Parts<'a>, behind: &Parts<'a>) -> Option<Parts<'a>> {
    let is_once = |one: bool, other: bool| !(one && other);
    let is_clear = is_once(before.hold.is_some(), behind.hold.is_some())
        && is_once(before.period.is_some(), behind.period.is_some());
    let words = before.words.iter().chain(&behind.words).copied();
    let hints = before.hints.iter().chain(&behind.hints).copied();
    is_clear.then(|| Parts {
        words: words.collect(),
        hints: hints.collect(),
        function: function(before.function, behind.function),
        hold: before.hold.clone().or_else(|| behind.hold.clone()),
        period: before.period.or(behind.period),
        ..Parts::default()
    })
}

/// A sum or a mean is said of any or all series, and comes before them.
fn function<'a>(one: Option<&'a str>, other: Option<&'a str>) -> Option<&'a str> {
    match (one, other) {
        (Some("any" | "all"), Some(other)) => Some(other),
        (one, other) => one.or(other),
    }
}

/// The name of a metric, made of `words`; `None` if they make none.
fn name(words: &[&str], lexicon: &Lexicon) -> Option<String> {
    if words.iter().any(|word| !word.is_ascii()) {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let behind = words.get(at + 1..).unwrap_or_default();
        if *word == PER && parts.is_empty() {
            continue;
        }
        let is_repeated = behind.iter().any(|next| same_form(word, next, lexicon));
        let part = word.trim_end_matches("'s").replace('\'', "");
        if !is_repeated && is_metric_name(&part) {
            parts.push(part);
        }
    }
    parts.truncate(NAME_WORDS);
    (!parts.is_empty()).then(|| parts.join("."))
}

fn same_form(one: &str, other: &str, lexicon: &Lexicon) -> bool {
    lexicon.stem(one) == lexicon.stem(other)
}
