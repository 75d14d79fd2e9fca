//! What holds across modules: the order of the layers, the sessions of the documentation, the whole
//! way of a decision.

mod layers;
mod sessions;
