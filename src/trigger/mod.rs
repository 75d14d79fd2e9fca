//! The condition of a trigger: parsing, printing, evaluating. Pure: values in, a verdict out.
//! Where values come from is up to `metric`, and how the verdicts of a log are combined is up to `check`.

mod aggregate;
mod around;
mod compare;
mod declared;
mod derived;
mod error;
mod evaluate;
mod explain;
pub mod expression;
mod facts;
mod fit;
mod hold;
mod labels;
mod outcome;
mod parse;
mod past;
mod reach;
mod replay;
mod samples;
mod since;
mod threshold;
mod token;
pub mod value;

pub use declared::{Declarations, Declared};
pub use derived::computed;
pub use error::{Fault, TriggerError};
pub use evaluate::{Scope, evaluate};
pub use explain::{Comparison, Example, Explanation, explain};
pub use expression::Expr;
pub use facts::{Facts, Fate, Moment, Past, Supplied, Track};
pub use outcome::{Evidence, Outcome, Part, State};
pub use parse::parse;
pub use past::{end_of, known_at, start_of};
pub use replay::{Span, first_of, replay};
pub use samples::MAX_AGE;
pub use since::true_since;
pub use threshold::{NoPlace, check_threshold, with_threshold};

#[cfg(test)]
mod tests;
