//! The meaning of conditions: the grammar, its errors, a table of states, and explanations.

mod explain;
mod fit;
mod grammar;
mod hold;
mod properties;
mod replay;
mod since;
mod states;
mod threshold;
