//! What holds across modules: the order of the layers, the sessions of the documentation, the whole
//! way of a decision; and that no kill, fault or race harms a log.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod crash;
mod fixture;
mod identity;
mod layers;
mod numbers;
mod race;
mod renumber;
mod sequences;
mod sessions;
