//! The meaning of conditions: the grammar, its errors, a table of states, and explanations.

mod explain;
mod grammar;
mod hold;
mod properties;
mod states;
