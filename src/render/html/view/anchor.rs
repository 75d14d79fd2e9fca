//! The anchors of the triggers in a record's page.

use std::collections::{HashMap, HashSet};

/// An anchor for each of `ids`: `trigger-team` for `team`. No two are equal, whatever the ids are.
pub fn anchors<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut copies: HashMap<String, usize> = HashMap::new();
    ids.map(|id| {
        let wanted = anchor(id);
        let mut anchor = wanted.clone();
        let copies = copies.entry(wanted.clone()).or_insert(1);
        while !taken.insert(anchor.clone()) {
            *copies += 1;
            anchor = format!("{wanted}-{copies}");
        }
        anchor
    })
    .collect()
}

/// `id` with `-` for everything that is not a letter or a digit: an anchor needs no escaping anywhere.
fn anchor(id: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    let words = id.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    let name: String = name.chars().take(MAX_CHARACTERS).collect();
    format!(
        "trigger-{}",
        if name.is_empty() { "unnamed" } else { &name }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ids: &[&str]) -> Vec<String> {
        anchors(ids.iter().copied())
    }

    #[test]
    fn an_anchor_is_made_from_the_id_and_unique() {
        assert_eq!(
            of(&[
                "team",
                "team",
                "team-2",
                "Größe 2",
                "\"><b> ü\u{202e}",
                "",
                " ",
                "チーム"
            ]),
            [
                "trigger-team",
                "trigger-team-2",
                "trigger-team-2-2",
                "trigger-Größe-2",
                "trigger-b-ü",
                "trigger-unnamed",
                "trigger-unnamed-2",
                "trigger-チーム",
            ]
        );
    }

    #[test]
    fn many_equal_ids_take_linear_time() {
        let ids = vec!["x"; 100_000];
        let anchors: HashSet<_> = of(&ids).into_iter().collect();
        assert_eq!(anchors.len(), ids.len());
    }
}
