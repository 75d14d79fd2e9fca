//! Lists of people and of words.

use super::meta::{is_blank, is_placeholder};

/// The names in `values`, each of which may hold several.
pub fn names(values: &[String]) -> Vec<String> {
    let parts = values
        .iter()
        .flat_map(|value| value.split([',', ';', '、', '，']));
    let parts = parts
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "));
    let names = parts.map(|name| name.trim().trim_matches(['"', '\'']));
    names
        .filter(|name| {
            !is_blank(name) && !is_placeholder(name) && !name.starts_with(['{', '[', '<'])
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_templates_left_out() {
        let names = |text: &str| names(&[text.to_owned()]);
        assert_eq!(names("Mara, Li and @joe"), ["Mara", "Li", "@joe"]);
        assert_eq!(names("{list everyone involved}"), <[&str; 0]>::default());
        assert_eq!(names("N/A"), <[&str; 0]>::default());
    }
}
