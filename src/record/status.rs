//! Where a decision stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a decision stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Proposed, but not yet decided.
    Proposed,
    /// Decided and in force.
    Accepted,
    /// Proposed, but turned down.
    Rejected,
    /// No longer in force, and not replaced.
    Deprecated,
    /// Replaced by another decision.
    Superseded,
}

impl Status {
    /// Every status, in the order of a decision's life.
    pub const ALL: [Self; 5] = [
        Self::Proposed,
        Self::Accepted,
        Self::Rejected,
        Self::Deprecated,
        Self::Superseded,
    ];

    /// The word in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Deprecated => "deprecated",
            Self::Superseded => "superseded",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}
