//! The purpose of a section, determined from its heading.

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
        let plain = heading.trim_end_matches(':').to_lowercase();
        match plain.as_str() {
            "context" | "context and problem statement" | "problem statement" | "problem" => {
                Self::Context
            }
            "background" | "motivation" | "issue" | "rationale" | "why" => Self::Context,
            "decision" | "decision outcome" | "what" => Self::Decision,
            "consequences" | "consequence" | "implications" => Self::Consequences,
            "positive consequences" | "negative consequences" => Self::Consequences,
            "considered options" | "options considered" | "options" => Self::Alternatives,
            "revisit when" | "revisit if" | "revisit" | "when to revisit" => Self::Revisit,
            _ if names_options(&plain) => Self::Alternatives,
            _ => headings::kind_of(&plain).unwrap_or(Self::Other),
        }
    }
}

/// Whether `list`, of names with `|` between them, has `name`.
pub(super) fn has(list: &str, name: &str) -> bool {
    let mut known = list.as_bytes().split(|byte| *byte == b'|');
    known.any(|known| known == name.as_bytes())
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

/// Whether everything under `heading` was rejected, so that each entry needs a reason.
pub(super) fn is_of_rejected(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    has_word(&heading, "rejected|discarded|dismissed|declined")
        || headings::is_of_rejected(&heading)
}

/// Whether the section under `heading` compares options that another one lists, as in MADR.
pub(super) fn is_weighing(heading: &str) -> bool {
    let heading = heading.trim_end_matches(':').to_lowercase();
    has(
        "pros and cons of the options|pros and cons|options in detail",
        &heading,
    )
}

fn has_word(text: &str, wanted: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| has(wanted, word))
}
