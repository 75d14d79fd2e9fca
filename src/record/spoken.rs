//! What a *Decision* section says in its own words against options that another section lists: by their
//! numbers, by their names, or against all the others at once.

use super::body::Alternative;
use super::weighed::words;

/// Words that call an option by its kind, in front of its number.
const KINDS: [&str; 4] = ["option", "solution", "alternative", "approach"];

/// Words of a sentence that speaks against something.
const AGAINST: [&str; 14] = [
    "not", "no", "t", "rejected", "than", "instead", "unlike", "however", "but", "lacks", "too",
    "whereas", "issue", "issues",
];

/// How a decision speaks of all that it did not choose.
const OTHERS: [&str; 4] = [
    "other options",
    "other alternatives",
    "other solutions",
    "other approaches",
];

/// The position of the option that `decision` opens with by its number: `Solution number 3`.
pub fn numbered(decision: &str, options: &[Alternative]) -> Option<usize> {
    const OPENING: usize = 8;
    let opening: Vec<&str> = decision.split_whitespace().take(OPENING).collect();
    let kind = opening.iter().position(|word| is_kind(word))?;
    let mut behind = opening.get(kind + 1..)?.iter();
    let word = behind.next()?;
    let is_sign = ["number", "no", "nr"].contains(&bare(word).as_str());
    let number = if is_sign { behind.next()? } else { word };
    let position = bare(number).parse::<usize>().ok()?.checked_sub(1)?;
    (position < options.len()).then_some(position)
}

/// What `decision` says against the option of `number`: `2 - no, because …`, `Option 2 …`.
pub fn against_number(decision: &str, number: usize) -> Option<String> {
    let tokens: Vec<&str> = decision.split_whitespace().collect();
    let wanted = number.to_string();
    let opens = |at: usize| {
        let follows = tokens
            .get(at + 1)
            .is_some_and(|next| ["-", "–", "—", ":"].contains(next));
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let token = tokens.get(at).copied().unwrap_or_default();
        bare(token) == wanted
            && (follows || token.ends_with(':') || before.is_some_and(|word| is_kind(word)))
    };
    let start = (0..tokens.len()).find(|at| opens(*at))?;
    let said = tokens.get(start + 1..)?;
    let end = said
        .iter()
        .position(|token| token.ends_with('.'))
        .map_or(said.len(), |last| last + 1);
    let said = said.get(..end)?.join(" ");
    let said = said.trim_start_matches(['-', '–', '—', ':', ' ']);
    (!said.is_empty()).then(|| said.to_owned())
}

/// The sentence of `decision` that speaks against the option `name`, or against all the others. `chosen`, the
/// name of the one it is for, says nothing against another that shares its words.
pub fn against_name(decision: &str, name: &str, chosen: Option<&str>) -> Option<String> {
    let decision = match chosen {
        Some(chosen) if !chosen.is_empty() => decision.replace(chosen, ""),
        _ => decision.to_owned(),
    };
    let named = words(name);
    let speaks_against = |sentence: &&str| {
        let said = words(sentence);
        let names_it = !named.is_empty() && named.is_subset(&said);
        let lower = sentence.to_lowercase();
        names_it
            && AGAINST
                .iter()
                .any(|word| said.contains(*word) && !named.contains(*word))
            || OTHERS.iter().any(|others| lower.contains(others))
    };
    let sentence = decision.split(". ").find(speaks_against)?;
    Some(sentence.trim().to_owned())
}

fn is_kind(word: &str) -> bool {
    KINDS.contains(&bare(word).as_str())
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}
