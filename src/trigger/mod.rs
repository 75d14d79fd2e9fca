//! The condition of a trigger: parsing, printing, evaluating. Pure: values in, a verdict out.
//! Where values come from is up to `metric`, and how the verdicts of a log are combined is up to `check`.

mod aggregate;
mod around;
mod compare;
mod declared;
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
mod samples;
mod token;
pub mod value;

pub use declared::{Declarations, Declared};
pub use error::{Fault, TriggerError};
pub use evaluate::{Scope, evaluate};
pub use explain::{Comparison, Example, Explanation, explain};
pub use expression::Expr;
pub use facts::{Facts, Fate, Moment, Past, Supplied, Track};
pub use outcome::{Evidence, Outcome, State};
pub use parse::parse;

#[cfg(test)]
mod tests;
