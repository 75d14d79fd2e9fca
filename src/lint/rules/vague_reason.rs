//! A reason names a figure, a fact or a constraint.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule, quoted};

/// The rule.
pub const RULE: Rule = Rule {
    name: "vague-reason",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "a reason says nothing that could be checked",
    explain: "“It was worse” and “not a good fit” can be said of anything, and nobody can tell later whether they still \
              hold. A reason is vague when all of it is made of a short list of such words; any figure, name or \
              constraint beside them clears it.",
    bad: "## Alternatives Rejected\n\n- **DynamoDB:** it was not a good fit for our needs.\n",
    good: "## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n",
    check: Check::Record(check),
};

/// Words that judge without saying in what respect, so that a reason needs another word beside them.
const VERDICTS: &[&str] = &[
    // worth
    "worse worst bad badly poor poorly good better best great well inferior superior ideal ideally",
    "optimal suboptimal wrong right fine nice attractive appealing desirable undesirable acceptable",
    // fit
    "fit fits fitting fitted suit suits suited suitable unsuitable appropriate inappropriate match matches",
    "adequate inadequate sufficient insufficient convincing needed necessary unnecessary required",
    // effort
    "complex complexity complicated complication complications simple simpler hard harder difficult",
    "difficulty difficulties cumbersome heavy heavier heavyweight overkill excessive effort work",
    "overhead expensive cost costs costly slow slower mature immature risky risk risks",
    // taste
    "like liked want wanted prefer preferred favour favoured favor favored feel felt comfortable",
    // the outcome itself
    "rejected reject chosen choose chose selected select picked discarded dismissed considered decided",
    "decide against",
    // it will not do
    "scale scales scalable work works working viable feasible realistic worth worthwhile problem problems",
    "issue issues drawback drawbacks disadvantage disadvantages",
];

/// Words that only hold a sentence together, or say how much without a measure.
const GLUE: &[&str] = &[
    "a an the this that these those it its they them we us our i you one option alternative solution",
    "approach choice way thing things is are was were be been being isn't aren't wasn't weren't has have",
    "had do does did doesn't don't didn't would wouldn't could couldn't can can't cannot will won't should",
    "shouldn't seem seems seemed look looks looked appear appears add adds added introduce introduces bring",
    "brings too very much more most less least lot lots quite rather so overly really just simply far many",
    "some any all not no never enough for to of in on with at by as than and or but because since due also",
    "here there now currently overall generally what need needs use-case project team company situation",
    "purpose purposes requirement requirements case cases context us",
];

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for alternative in &case.record.body().alternatives {
        let why = alternative.why_rejected.as_deref();
        if why.is_some_and(is_vague) {
            let name = quoted(&alternative.name);
            let message = format!("{name} was rejected for no reason that could be checked");
            let help = "say in what respect, with a figure or a constraint: `no transaction across tables`";
            findings.add(case.trimmed(&alternative.span), message, help);
        }
    }
}

/// Whether `reason` is made of empty words alone.
fn is_vague(reason: &str) -> bool {
    if has_plain_word(reason) {
        return false;
    }
    let plain = reason.to_lowercase().replace('’', "'");
    let plain = plain
        .replace("use case", "need")
        .replace("use-case", "need");
    let mut words = plain
        .split(|c| !is_letter(c))
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| EMPTY_WORDS.contains(word))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '%' | '$' | '€')
}

/// Whether a word of `reason` stands in neither table, as it is written. That settles most reasons at their
/// first words; those that [`is_vague`] would write anew are left to it.
fn has_plain_word(reason: &str) -> bool {
    let mut words = reason.split(|c| !is_letter(c));
    (reason.is_ascii() || !reason.contains('’'))
        && words.any(|word| {
            let word = word.to_ascii_lowercase();
            let is_plain = !word.is_empty() && word.is_ascii();
            let is_use_case = word.ends_with("use") || word.starts_with("case");
            is_plain && !is_use_case && !EMPTY_WORDS.contains(word.as_str())
        })
}

/// The words of both tables.
static EMPTY_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let rows = VERDICTS.iter().chain(GLUE);
    rows.flat_map(|row| row.split(' ')).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_alone_is_vague() {
        for reason in [
            "It was worse.",
            "Not a good fit.",
            "not a good fit for our use case",
            "too complex",
            "We didn’t like it",
            "It would have been overkill.",
            "Adds unnecessary complexity.",
            "Doesn't scale well enough for our needs.",
            "too expensive",
            "we decided against it",
        ] {
            assert!(is_vague(reason), "{reason}");
        }
    }

    #[test]
    fn a_figure_a_name_or_a_constraint_clears_a_reason() {
        for reason in [
            "too expensive: $40k a year",
            "too complex for six people to operate",
            "worse p99",
            "slower than Kafka",
            "needs Java 17",
            "no transactions",
            "not a good fit: our data is a graph",
            "太复杂",
            "harder to debug",
            "vendor lock-in",
            "40%",
        ] {
            assert!(!is_vague(reason), "{reason}");
        }
    }
}
