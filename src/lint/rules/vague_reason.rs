//! A reason names a figure, a fact or a constraint.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule, quoted};

/// The rule.
pub const RULE: Rule = Rule {
    name: "vague-reason",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "the reason for rejecting an alternative is too vague to check",
    explain: "“It was worse” and “not a good fit” can be said of anything, and nobody can tell later whether they still \
              hold. A reason is vague if it consists only of such words and the names of the two options; any figure, \
              fact or constraint makes it specific.",
    bad: "## Alternatives Rejected\n\n- **DynamoDB:** it was not a good fit for our needs.\n",
    good: "## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n",
    check: Check::Record(check),
};

/// Words that judge without saying in what respect. A reason needs other words as well.
const JUDGEMENTS: &[&str] = &[
    // worth
    "worse worst bad badly poor poorly good better best great well inferior superior ideal ideally",
    "optimal suboptimal wrong right fine nice nicer attractive appealing desirable undesirable acceptable",
    "stronger strong weaker weak ugly clean cleaner elegant clunky awkward messy powerful modern outdated",
    "old old-fashioned dated verbose flaky efficient inefficient professional readable legacy obsolete niche obscure popular trendy standard industry",
    // fit
    "fit fits fitting fitted suit suits suited suitable unsuitable appropriate inappropriate match matches",
    "adequate inadequate sufficient insufficient convincing needed necessary unnecessary required meet meets",
    "align aligned aligns work works working worked",
    // effort
    "complex complexity complicated complication complications simple simpler hard harder difficult easy easier",
    "difficulty difficulties cumbersome heavy heavier heavyweight overkill excessive effort work hassle",
    "overhead expensive cost costs costly slow slower mature immature risky risk risks pain painful tedious",
    "maintenance maintain maintainable burden moving parts time consuming time-consuming unwieldy bloated",
    // taste
    "like likes liked want wants wanted prefer prefers preferred preference favour favoured favor favored feel feels felt",
    "keen personal personally comfortable familiar unfamiliar confident confidence sense excited convinced trust trusted experience experiences gut feeling opinion taste",
    // the outcome itself
    "rejected reject chosen choose chose selected select picked pick went discarded dismissed considered decided",
    "decide against agreed consensus discussion discussed winner loser lost won",
    // it will not do
    "scale scales scalable scalability viable feasible realistic worth worthwhile problem problems trouble",
    "issue issues drawback drawbacks disadvantage disadvantages downside downsides limitation limitations",
    "limited lack lacks lacking lacked missing misses feature features functionality capability capabilities",
    "performance reliability reliable unreliable flexibility flexible inflexible quality advantage advantages",
    "benefit benefits value concern concerns reason reasons obvious obviously clear clearly various several certain general overall future",
];

/// Words that only connect a sentence, or give a degree without a measure.
const FUNCTION_WORDS: &[&str] = &[
    "a an the this that these those it its they them we us our i you one option alternative solution",
    "approach choice way thing things is are was were be been being isn't aren't wasn't weren't has have",
    "had do does did doesn't don't didn't would wouldn't could couldn't can can't cannot will won't should",
    "shouldn't seem seems seemed look looks looked appear appears add adds added introduce introduces bring",
    "brings too very much more most less least lot lots quite rather so overly really just simply far many",
    "some any all not no never enough for to of in on with at by as than and or but because since due also",
    "here there now currently overall generally what need needs use-case project team company situation",
    "purpose purposes requirement requirements case cases context us everyone nobody people engineers",
    "developers other others another options alternatives solutions what's it's bit little slightly somewhat",
    "about into from out up only if when which who how made make makes give gives gave get got go goes",
    "after before still already even yet long term long-term run end day terms term point view compared",
    "real caused cause anymore later architecture needing using use used have offers offer offered provide provides provided support supports tool tools",
    "technology stack system setup",
];

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let title = case.record.title().unwrap_or_default();
    for alternative in case.body().alternatives() {
        let names = Names::of(&alternative.name, title);
        let why = alternative.why_rejected.as_deref();
        if why.is_some_and(|why| is_vague(why, &names)) {
            let name = quoted(&alternative.name);
            let message = format!("the reason for rejecting {name} is too vague to check");
            let help = "be specific, with a figure or a constraint: `no transaction across tables`";
            findings.add(case.trimmed(&alternative.span), message, help);
        }
    }
}

/// Whether `reason` says nothing checkable about why `rejected` was not chosen, in a decision with this
/// `title`.
pub fn is_vague_reason(reason: &str, rejected: &str, title: &str) -> bool {
    is_vague(reason, &Names::of(rejected, title))
}

/// The names of the options: that one was chosen and the other was not is not a reason.
struct Names<'a> {
    rejected: &'a str,
    title: &'a str,
}

impl<'a> Names<'a> {
    fn of(rejected: &'a str, title: &'a str) -> Self {
        Self { rejected, title }
    }

    /// Whether `word`, in lower case, is part of the rejected option's name, or is a proper name in the
    /// title, which is what was chosen.
    fn contain(&self, word: &str) -> bool {
        let is_it = |name: &str| lower_case(name) == word;
        let is_proper = |name: &&str| name.contains(char::is_uppercase);
        let proper = || words(self.title).skip(1).filter(is_proper);
        // If most words of a title are capitalised, that does not make them names.
        let are_names = || 2 * proper().count() <= words(self.title).count();
        words(self.rejected).any(is_it) || proper().any(is_it) && are_names()
    }
}

/// Whether `reason` consists only of empty words and `names`.
fn is_vague(reason: &str, names: &Names<'_>) -> bool {
    let is_empty = |word: &str| {
        let lower = lower_case(word);
        EMPTY_WORDS.contains(&*lower) || names.contain(&lower)
    };
    if reason.starts_with(names.rejected) || names.rejected.ends_with(reason) {
        // A sentence that is both name and reason: it is unknown which of its words are the name.
        return false;
    }
    let judges = |word: &str| !GLUE_WORDS.contains(&*lower_case(word));
    words(reason).all(is_empty) && words(reason).any(judges)
}

/// `word` in lower case, with a straight apostrophe.
fn lower_case(word: &str) -> Cow<'_, str> {
    match word
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase().replace('’', "'")),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_letter =
        |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '%' | '$' | '€' | '-');
    let words = text.split(move |c| !is_letter(c));
    let bare = words.map(|word| word.trim_matches(['\'', '’', '-']));
    bare.filter(|word| !word.is_empty())
}

/// The words of both tables.
static EMPTY_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    JUDGEMENTS
        .iter()
        .chain(FUNCTION_WORDS)
        .flat_map(|row| row.split(' '))
        .collect()
});

static GLUE_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FUNCTION_WORDS
        .iter()
        .flat_map(|row| row.split(' '))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> = Names {
        rejected: "Kafka streams",
        title: "Queue jobs in RabbitMQ",
    };

    #[test]
    fn a_judgement_alone_is_vague() {
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
            "RabbitMQ is the better choice",
            "Kafka felt heavy.",
            "Legacy",
            "performance issues",
            "lacks features we need",
            "The team preferred RabbitMQ.",
        ] {
            assert!(is_vague(reason, &NAMES), "{reason}");
        }
    }

    #[test]
    fn a_figure_a_name_or_a_constraint_makes_a_reason_concrete() {
        for reason in [
            "too expensive: $40k a year",
            "too complex for six people to operate",
            "worse p99",
            "slower than SQS",
            "needs Java 17",
            "no transactions",
            "not a good fit: our data is a graph",
            "太复杂",
            "harder to debug",
            "vendor lock-in",
            "no queue per customer",
            "lacks ordered delivery",
            "40%",
        ] {
            assert!(!is_vague(reason, &NAMES), "{reason}");
        }
    }
}
