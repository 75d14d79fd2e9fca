//! What holds across modules: the order of the layers, the sessions of the documentation, the whole
//! way of a decision.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod layers;
mod sandbox;
mod sessions;
