//! The purpose of a section, determined from its heading.

use rustc_hash::FxHashMap;

use super::headings;

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// What made a decision necessary.
    Context,
    /// What was decided.
    Decision,
    /// What follows from it.
    Consequences,
    /// What was not chosen.
    Alternatives,
    /// What would re-open it.
    Revisit,
    /// Anything else.
    Other,
}

impl SectionKind {
    /// The sections that every record has, in their order, each with the heading we write.
    pub const REQUIRED: [(Self, &'static str); 5] = [
        (Self::Context, "Context"),
        (Self::Decision, "Decision"),
        (Self::Consequences, "Consequences"),
        (Self::Alternatives, "Alternatives Rejected"),
        (Self::Revisit, "Revisit When"),
    ];

    /// What a section under `heading` is for.
    pub fn of(heading: &str) -> Self {
        let heading = heading.to_lowercase();
        let options = || names_options(&heading).then_some(Self::Alternatives);
        headings::kind_of(&heading)
            .or_else(options)
            .unwrap_or(Self::Other)
    }
}

/// Whether `list`, of names with `|` between them, has `name`.
pub(super) fn has(list: &str, name: &str) -> bool {
    let mut known = list.as_bytes().split(|byte| *byte == b'|');
    known.any(|known| known == name.as_bytes())
}

/// What each name means, in lists of names with `|` between them.
pub(super) fn meanings<T: Copy>(lists: &[(T, &'static str)]) -> FxHashMap<&'static str, T> {
    let lists = lists.iter();
    let names = lists.flat_map(|(meaning, list)| list.split('|').map(|name| (name, *meaning)));
    names.collect()
}

/// Whether a heading such as *Alternative options considered for the queue* speaks of what could have been chosen.
fn names_options(heading: &str) -> bool {
    let (mut has_options, mut are_weighed) = (false, false);
    for word in heading.split(|c: char| !c.is_alphanumeric()) {
        match word {
            "alternatives" => return true,
            "options" | "alternative" | "approaches" | "solutions" => has_options = true,
            "considered" | "rejected" | "evaluated" | "available" => are_weighed = true,
            "possible" | "potential" | "other" | "discarded" => are_weighed = true,
            _ => {}
        }
    }
    has_options && are_weighed
}

/// Whether the section under `heading` compares options that another one lists, as in MADR.
pub(super) fn is_weighing(heading: &str) -> bool {
    let heading = heading.trim_end_matches(':').to_lowercase();
    has(
        "pros and cons of the options|pros and cons|options in detail",
        &heading,
    )
}
