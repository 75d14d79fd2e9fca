//! What a section is for, by its heading.

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

    const HEADINGS: [(Self, &'static str); 5] = [
        (
            Self::Context,
            "context|context and problem statement|problem statement|problem|background|motivation|issue",
        ),
        (Self::Decision, "decision|decision outcome"),
        (
            Self::Consequences,
            "consequences|consequence|implications|positive consequences|negative consequences",
        ),
        (
            Self::Alternatives,
            "considered options|options considered|options",
        ),
        (
            Self::Revisit,
            "revisit when|revisit if|revisit|when to revisit",
        ),
    ];

    /// What a section under `heading` is for.
    pub fn of(heading: &str) -> Self {
        let plain = heading.trim_end_matches(':').to_lowercase();
        let is_known = |(_, names): &&(_, &str)| has(names, &plain);
        match Self::HEADINGS.iter().find(is_known) {
            Some((kind, _)) => *kind,
            None if names_options(&plain) => Self::Alternatives,
            None => Self::Other,
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
    const WEIGHED: &str =
        "considered|rejected|evaluated|available|possible|potential|other|discarded";
    has_word(heading, "alternatives")
        || has_word(heading, "options|alternative|approaches|solutions")
            && has_word(heading, WEIGHED)
}

/// Whether everything under `heading` was turned down, so that each entry owes its reason.
pub(super) fn is_of_rejected(heading: &str) -> bool {
    has_word(
        &heading.to_lowercase(),
        "rejected|discarded|dismissed|declined",
    )
}

/// Whether the section under `heading` weighs options that another one lists, as MADR has it.
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
