//! A trigger's condition: parse, print, evaluate. Pure: values come in, a verdict goes out.
//! Where values come from is `metric`'s matter, what a log's verdicts add up to is `check`'s.

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
