//! Options that are listed in one section, weighed in another, and of which a third names the chosen one,
//! as MADR has them: <https://adr.github.io/madr/>.

use std::collections::BTreeSet;

use super::body::Alternative;
use super::spoken;

const WEIGHING_SECTIONS: [&str; 3] = [
    "pros and cons of the options",
    "pros and cons",
    "options in detail",
];

/// Words in front of the chosen option's name.
const CHOSEN: [&str; 3] = ["chosen option:", "chosen option", "chosen alternative:"];

/// Whether the section under `heading` weighs options that another section lists.
pub fn is_weighing(heading: &str) -> bool {
    let heading = heading.trim_end_matches(':').to_lowercase();
    WEIGHING_SECTIONS.contains(&heading.as_str())
}

/// Gives options that are only listed the reasons that `weighed` has for them, and takes the one away
/// that `decision` names as chosen: it was not rejected.
pub fn join(alternatives: &mut Vec<Alternative>, mut weighed: Vec<Alternative>, decision: &str) {
    if alternatives.is_empty() {
        alternatives.append(&mut weighed);
    } else {
        lend_reasons(alternatives, &weighed);
    }
    let name = chosen(decision);
    let named = name.as_ref().and_then(|name| nearest(name, alternatives));
    let numbered = spoken::numbered(decision, alternatives);
    for (place, option) in alternatives.iter_mut().enumerate() {
        if option.why_rejected.is_none() && numbered.is_some() {
            option.why_rejected = spoken::against_number(decision, place + 1);
        }
    }
    let position = named
        .or_else(|| told_by(decision, alternatives))
        .or(numbered);
    let removed = position.map(|position| alternatives.remove(position).name);
    let chosen = name.or(removed);
    for option in alternatives
        .iter_mut()
        .filter(|option| option.why_rejected.is_none())
    {
        option.why_rejected = spoken::against_name(decision, &option.name, chosen.as_deref());
    }
}

/// Adds the options of a further section: one that is listed already lends its reason where there was none.
pub fn merge(alternatives: &mut Vec<Alternative>, more: Vec<Alternative>) {
    if alternatives.is_empty() {
        alternatives.extend(more);
        return;
    }
    let listed: Vec<_> = more
        .iter()
        .map(|option| nearest(&option.name, alternatives))
        .collect();
    for (option, known) in more.into_iter().zip(listed) {
        match known.and_then(|known| alternatives.get_mut(known)) {
            Some(known) if known.why_rejected.is_none() => known.why_rejected = option.why_rejected,
            Some(known) if key(&known.name) == key(&option.name) => {}
            _ => alternatives.push(option),
        }
    }
}

/// Lends each option without a reason that of the weighed one that it means, where that one means it too: by
/// their names, else by the words they share; else by its place where as many are weighed as are listed.
fn lend_reasons(listed: &mut [Alternative], weighed: &[Alternative]) {
    let lists_all = listed.len() == weighed.len();
    let meant = |place: usize, option: &Alternative| {
        let found = nearest(&option.name, weighed)?;
        let back = nearest(&weighed.get(found)?.name, listed)?;
        (back == place).then_some(found)
    };
    let places = listed.iter().enumerate();
    let found: Vec<_> = places
        .map(|(place, option)| meant(place, option).or(lists_all.then_some(place)))
        .collect();
    for (option, found) in listed.iter_mut().zip(found) {
        if option.why_rejected.is_none() {
            let meant = found.and_then(|found| weighed.get(found));
            option.why_rejected = meant.and_then(|meant| meant.why_rejected.clone());
        }
    }
}

/// The position of the one option all of whose words are in the first clause of `decision`, where that says what
/// was chosen in words of its own.
fn told_by(decision: &str, options: &[Alternative]) -> Option<usize> {
    let clause = decision.split(['.', ',', ';']).next().unwrap_or_default();
    let said = words(clause);
    let is_told = |option: &Alternative| {
        let named = words(&option.name);
        !named.is_empty() && option.why_rejected.is_none() && named.is_subset(&said)
    };
    let told: Vec<_> = options
        .iter()
        .enumerate()
        .filter(|(_, option)| is_told(option))
        .collect();
    match told[..] {
        [(position, _)] => Some(position),
        _ => None,
    }
}

/// The position of the option that `name` means: the one of that name, else the only one whose name begins with it or
/// is its beginning, else the one that shares most of its words, where that is more than half of the words of
/// the shorter name and no other shares as many.
fn nearest(name: &str, options: &[Alternative]) -> Option<usize> {
    let wanted = key(name);
    let mut same = options.iter().position(|option| option.name == name);
    same = same.or_else(|| {
        options
            .iter()
            .position(|option| key(&option.name) == wanted)
    });
    if same.is_some() {
        return same;
    }
    let extends = |option: &Alternative| {
        let other = key(&option.name);
        let shorter = wanted.len().min(other.len());
        shorter >= SHORTEST_OPENING && (other.starts_with(&wanted) || wanted.starts_with(&other))
    };
    let mut longer = (0..options.len()).filter(|at| options.get(*at).is_some_and(extends));
    if let (Some(only), None) = (longer.next(), longer.next()) {
        return Some(only);
    }
    let words = words(name);
    let shared = |option: &Alternative| {
        let others = self::words(&option.name);
        let shared = words.intersection(&others).count();
        let shorter = words.len().min(others.len());
        (shared * 2 > shorter).then_some(shared)
    };
    let mut found: Vec<_> = options
        .iter()
        .enumerate()
        .filter_map(|(position, option)| Some((shared(option)?, position)))
        .collect();
    found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    match found[..] {
        [(most, position), (next, _), ..] if most > next => Some(position),
        [(_, position)] => Some(position),
        _ => None,
    }
}

/// The name of the option that `decision` names as chosen.
fn chosen(decision: &str) -> Option<String> {
    let lower = decision.to_lowercase();
    let rest = CHOSEN
        .iter()
        .find_map(|words| lower.split_once(words))
        .map(|(_, rest)| rest.trim_start())?;
    let closing = match rest.chars().next()? {
        '"' => "\"",
        '“' => "”",
        '\'' => "'",
        _ => "because",
    };
    let name = rest.trim_start_matches(['"', '“', '\'']);
    let name = name.split(closing).next()?;
    Some(name.split(". ").next().unwrap_or(name).to_owned())
}

/// Words that every other option has too.
const COMMON: [&str; 26] = [
    "a", "an", "the", "use", "using", "used", "of", "for", "to", "in", "on", "with", "and", "or",
    "by", "as", "is", "it", "its", "we", "our", "be", "option", "keep", "new", "existing",
];

/// Letters of a name that another begins with, at least, so that both mean the same.
const SHORTEST_OPENING: usize = 5;

/// The words of a name that tell it from others, in lower case.
pub(super) fn words(name: &str) -> BTreeSet<String> {
    let name = name.to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric());
    let tells = |word: &&str| !word.is_empty() && !COMMON.contains(word);
    words.filter(tells).map(str::to_owned).collect()
}

/// A name without case, spaces and punctuation.
fn key(name: &str) -> String {
    let name = name.to_lowercase();
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::record::Record;
    use crate::source::Source;

    #[test]
    fn listed_options_get_their_reasons_and_lose_the_chosen_one() {
        for outcome in [
            "Chosen option: \"Kafka\", because it keeps the order.",
            "Chosen option: **Kafka**, because it keeps the order.",
        ] {
            let text = format!(
                "# T\n\n## Considered Options\n\n* Kafka\n* SQS\n* RabbitMQ\n\n## Decision Outcome\n\n{outcome}\n\n## Pros and Cons of the Options\n\n### SQS\n\n* Bad, because it has no order\n\n### Kafka\n\n* Good\n"
            );
            let record = Record::parse(Arc::new(Source::new("0001-x.md", text)));
            let found = record.body().alternatives.iter();
            let named: Vec<_> = found
                .map(|a| (a.name.as_str(), a.why_rejected.as_deref()))
                .collect();
            assert_eq!(
                named,
                [
                    ("SQS", Some("Bad, because it has no order")),
                    ("RabbitMQ", None)
                ]
            );
        }
    }

    fn read(listed: &str, outcome: &str, weighed: &str) -> Vec<(String, Option<String>)> {
        let text = format!(
            "# T\n\n## Considered Options\n\n{listed}\n\n## Decision Outcome\n\n{outcome}\n\n## Pros and Cons of the Options\n\n{weighed}\n"
        );
        let record = Record::parse(Arc::new(Source::new("0001-x.md", text)));
        let found = record.body().alternatives.iter();
        found
            .map(|a| (a.name.clone(), a.why_rejected.clone()))
            .collect()
    }

    #[test]
    fn an_option_is_known_again_by_most_of_its_words_and_by_its_place() {
        let found = read(
            "* Queue in PostgreSQL, with SKIP LOCKED\n* Kafka (three brokers), Apache 2.0\n* Nothing at all",
            "Chosen option: the PostgreSQL queue, because it is there.",
            "### PostgreSQL queue\n\n* Good\n\n### Kafka\n\n* Bad, because six people run it\n\n### Wait\n\n* Bad, because mail is late",
        );
        let why = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            [
                (
                    "Kafka (three brokers), Apache 2.0".to_owned(),
                    why("Bad, because six people run it")
                ),
                (
                    "Nothing at all".to_owned(),
                    why("Bad, because mail is late")
                ),
            ]
        );
    }

    #[test]
    fn options_that_share_as_many_words_are_not_taken_for_each_other() {
        let found = read(
            "* Store mail in a table\n* Store mail in a file\n* Store mail in memory",
            "Chosen option: \"Store mail\", because.",
            "### Store mail somewhere\n\n* Bad",
        );
        assert!(
            found.len() == 3 && found.iter().all(|(_, why)| why.is_none()),
            "{found:?}"
        );
    }

    #[test]
    fn the_option_that_the_decision_opens_with_was_not_rejected() {
        let found = read(
            "* Run it in a Lambda\n* Run it in an ECS task",
            "Run it in an ECS task, since a Lambda ends after 15 minutes.",
            "",
        );
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Run it in a Lambda"]);
        let both = read("* A Lambda\n* An ECS task", "A Lambda and an ECS task.", "");
        assert_eq!(both.len(), 2);
    }

    #[test]
    fn names_that_differ_in_a_sign_alone_are_told_apart() {
        let found = read(
            "* Mark it with `#`\n* Mark it with `%`",
            "Chosen option: \"Mark it with `#`\", because it is known.",
            "### Mark it with `%`\n\n* Bad, because it is a comment\n\n### Mark it with `#`\n\n* Good",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.as_deref(), Some("Bad, because it is a comment"));
    }

    #[test]
    fn a_second_section_lends_its_reasons_and_adds_its_own_options() {
        let text = "# T\n\n## Considered Options\n\n- Kafka\n- RabbitMQ\n\n## Other options considered\n\n### Kafka with one broker\n\nIt has no replica.\n\n### Redis\n\nIt loses what is in memory.\n";
        let record = Record::parse(Arc::new(Source::new("0001-x.md", text)));
        let found: Vec<_> = record
            .body()
            .alternatives
            .iter()
            .map(|a| (a.name.as_str(), a.why_rejected.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("Kafka", Some("It has no replica.")),
                ("RabbitMQ", None),
                ("Redis", Some("It loses what is in memory.")),
            ]
        );
    }

    #[test]
    fn a_decision_by_number_says_why_the_others_lost() {
        let found = read(
            "1. Cron on one machine\n2. A table of jobs\n3. A hosted queue",
            "Option no. 2, a table.\n\n1 - no, because that machine restarts weekly.\n\n3: costs 900 a month.",
            "",
        );
        let why = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            [
                (
                    "Cron on one machine".to_owned(),
                    why("no, because that machine restarts weekly.")
                ),
                ("A hosted queue".to_owned(), why("costs 900 a month.")),
            ]
        );
    }

    #[test]
    fn a_sentence_of_the_decision_against_an_option_is_its_reason() {
        let found = read(
            "* Do not cache\n* Cache in Redis\n* Cache\n* Pages on disk",
            "Chosen option: \"Do not cache\", because 40 requests a day need none. We don't want Redis as a cache to patch.",
            "",
        );
        let reasons: Vec<_> = found.iter().map(|(_, why)| why.is_some()).collect();
        assert_eq!(reasons, [true, true, false], "{found:?}");
        let all = read(
            "* Tabs\n* Buttons\n* A menu",
            "Chosen option: \"Tabs\", because they are there. The other options take two clicks more.",
            "",
        );
        assert!(all.iter().all(|(_, why)| why.is_some()), "{all:?}");
    }

    #[test]
    fn an_option_is_known_again_where_its_name_goes_on() {
        let found = read(
            "* Migrate from CI\n* Migrate from CI runners of our own\n* Migrate by hand",
            "Chosen option: \"Migrate by hand\", because.",
            "### Migrate from CI with an open port\n\n* Bad, because the port is open\n\n### Something else\n\n* Bad",
        );
        assert_eq!(found[0].1.as_deref(), Some("Bad, because the port is open"));
        assert_eq!(found[1].1, None);
    }
}
