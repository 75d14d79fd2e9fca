//! The files of a log: where it is, what is in it, and the one place that writes to it.
//! What the files mean is `record`'s and `log`'s matter.
//!
//! Readers share the log's lock through [`Reading`], a [`Transaction`] has it alone; either first
//! completes or drops what an interrupted run left. So nobody ever sees a part of a change.

mod branches;
mod change;
mod changed;
mod disk;
mod error;
mod find;
mod git;
mod history;
mod journal;
mod landing;
mod lock;
mod names;
mod new_folder;
mod observations;
mod read;
mod reading;
mod recover;
mod step;
mod transaction;
mod tree;
mod versions;

pub use branches::{BranchError, highest_on_branches};
pub use change::Change;
pub use changed::{Changed, ChangedError};
pub use error::StoreError;
pub use find::{KNOWN_FOLDERS, POINTER, Place, find, repository_root};
pub use git::git;
pub use history::{FileHistory, History};
pub use landing::{landing_order, names_on};
pub use lock::{Access, Event, hold};
pub use observations::{OBSERVATIONS, observations};
pub use read::{Contents, Unreadable, read, read_again, read_file};
pub use reading::Reading;
pub use transaction::{Transaction, make_folder};
pub use tree::Tree;
pub use versions::{Differing, Extent, differing, staged_contents, tracked};

#[cfg(test)]
mod tests;
