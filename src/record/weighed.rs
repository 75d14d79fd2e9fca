//! Options that are listed in one section, weighed in another, and of which a third names the chosen one,
//! as MADR has them: <https://adr.github.io/madr/>.

use std::collections::BTreeMap;

use super::body::Alternative;

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
pub fn join(alternatives: &mut Vec<Alternative>, weighed: Vec<Alternative>, decision: &str) {
    if alternatives.is_empty() {
        alternatives.extend(weighed);
    } else {
        let reasons: BTreeMap<String, Option<String>> = weighed
            .into_iter()
            .map(|option| (key(&option.name), option.why_rejected))
            .collect();
        for alternative in alternatives.iter_mut().filter(|a| a.why_rejected.is_none()) {
            let reason = reasons.get(&key(&alternative.name));
            alternative.why_rejected = reason.cloned().flatten();
        }
    }
    if let Some(chosen) = chosen(decision) {
        alternatives.retain(|alternative| key(&alternative.name) != chosen);
    }
}

/// The [`key`] of the option that `decision` names as chosen.
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
        _ => ", because",
    };
    let name = rest.trim_start_matches(['"', '“', '\'']);
    Some(key(name.split(closing).next()?))
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
}
