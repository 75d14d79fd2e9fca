//! What is wrong with a reference to a record, and which one was probably meant.

/// Why a reference names no single record.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceError {
    /// None matches.
    #[error("no decision matches `{reference}`{}", near_matches(near))]
    NotFound {
        /// What was asked for.
        reference: String,
        /// The names of those that come near.
        near: Vec<String>,
    },
    /// Several match.
    #[error("`{reference}` matches several decisions:\n{}{}", listed(matches), way_out(*share_number))]
    Ambiguous {
        /// What was asked for.
        reference: String,
        /// The names of all that match.
        matches: Vec<String>,
        /// Whether they have one number, so that nothing can refer to one of them.
        share_number: bool,
    },
}

fn way_out(share_number: bool) -> &'static str {
    match share_number {
        true => "\nrun `adr renumber` first to give each its own number",
        false => "",
    }
}

fn near_matches(near: &[String]) -> String {
    if near.is_empty() {
        return "; `adr list` shows all decisions".to_owned();
    }
    format!("; did you mean one of these?\n{}", listed(near))
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("  {name}"))
        .collect::<Vec<_>>()
        .join("\n")
}
