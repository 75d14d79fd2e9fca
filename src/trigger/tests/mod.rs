//! What conditions mean: the grammar, its errors, and a table of states.

mod grammar;
mod states;
