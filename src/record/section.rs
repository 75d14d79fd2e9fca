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

    const HEADINGS: [(&'static str, Self); 27] = [
        ("context", Self::Context),
        ("context and problem statement", Self::Context),
        ("problem statement", Self::Context),
        ("problem", Self::Context),
        ("background", Self::Context),
        ("motivation", Self::Context),
        ("issue", Self::Context),
        ("decision", Self::Decision),
        ("decision outcome", Self::Decision),
        ("consequences", Self::Consequences),
        ("consequence", Self::Consequences),
        ("implications", Self::Consequences),
        ("positive consequences", Self::Consequences),
        ("negative consequences", Self::Consequences),
        ("alternatives rejected", Self::Alternatives),
        ("rejected alternatives", Self::Alternatives),
        ("alternatives considered", Self::Alternatives),
        ("considered alternatives", Self::Alternatives),
        ("alternatives", Self::Alternatives),
        ("considered options", Self::Alternatives),
        ("options considered", Self::Alternatives),
        ("rejected options", Self::Alternatives),
        ("options", Self::Alternatives),
        ("revisit when", Self::Revisit),
        ("revisit if", Self::Revisit),
        ("revisit", Self::Revisit),
        ("when to revisit", Self::Revisit),
    ];

    /// What a section under `heading` is for.
    pub fn of(heading: &str) -> Self {
        let plain = heading.trim_end_matches(':').to_lowercase();
        let found = Self::HEADINGS.iter().find(|(name, _)| *name == plain);
        match found {
            Some((_, kind)) => *kind,
            None if names_options(&plain) => Self::Alternatives,
            None => Self::Other,
        }
    }
}

/// Whether a heading such as *Alternative options considered for the queue* speaks of what could have been chosen.
fn names_options(heading: &str) -> bool {
    const WEIGHED: [&str; 8] = [
        "considered",
        "rejected",
        "evaluated",
        "available",
        "possible",
        "potential",
        "other",
        "discarded",
    ];
    has_word(heading, &["alternatives"])
        || has_word(
            heading,
            &["options", "alternative", "approaches", "solutions"],
        ) && has_word(heading, &WEIGHED)
}

/// Whether everything under `heading` was turned down, so that each entry owes its reason.
pub(super) fn is_of_rejected(heading: &str) -> bool {
    const REJECTED: [&str; 4] = ["rejected", "discarded", "dismissed", "declined"];
    has_word(&heading.to_lowercase(), &REJECTED)
}

/// Whether the section under `heading` weighs options that another one lists, as MADR has it.
pub(super) fn is_weighing(heading: &str) -> bool {
    const WEIGHING: [&str; 3] = [
        "pros and cons of the options",
        "pros and cons",
        "options in detail",
    ];
    let heading = heading.trim_end_matches(':').to_lowercase();
    WEIGHING.contains(&heading.as_str())
}

fn has_word(text: &str, wanted: &[&str]) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| wanted.contains(&word))
}
