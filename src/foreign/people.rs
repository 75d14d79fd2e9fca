//! Lists of people and of words.

use super::meta::{is_blank, is_placeholder};

/// The names in `values`, each of which may hold several.
pub fn names(values: &[String]) -> Vec<String> {
    let parts = values
        .iter()
        .flat_map(|value| value.split([',', ';', '、', '，', '\n']));
    let parts = parts
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .flat_map(handles);
    let names = parts.map(|name| without_address(name).trim().trim_matches(['"', '\'']));
    names
        .filter(|name| {
            !is_blank(name) && !is_placeholder(name) && !name.starts_with(['{', '[', '<'])
        })
        .map(str::to_owned)
        .collect()
}

/// `@mara @li` as two; any other text as one.
fn handles(text: &str) -> Vec<&str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.iter().all(|word| word.starts_with('@')) {
        true => words,
        false => vec![text],
    }
}

/// `Mara (https://example.com/mara)` without the address.
fn without_address(name: &str) -> &str {
    match name.split_once('(') {
        Some((before, address)) if address.contains('/') => before,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_templates_left_out() {
        let names = |text: &str| names(&[text.to_owned()]);
        assert_eq!(names("Mara, Li and @joe"), ["Mara", "Li", "@joe"]);
        assert_eq!(names("@mara @li"), ["@mara", "@li"]);
        assert_eq!(names("Mara (https://example.com/mara)"), ["Mara"]);
        assert_eq!(names("{list everyone involved}"), <[&str; 0]>::default());
        assert_eq!(names("N/A"), <[&str; 0]>::default());
    }
}
