//! What conditions mean: the grammar, its errors, a table of states, and what is told of them.

mod explain;
mod grammar;
mod hold;
mod properties;
mod states;
