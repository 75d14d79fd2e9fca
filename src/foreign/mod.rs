//! Records in other tools' formats, read as they are: one file a format, all of them in [`ALL`]. Each format says where in
//! a file its metadata stands; what the words of it mean is the same for all.
//!
//! To add a format: a file with its `FORMAT`, a `mod` line and a line in [`ALL`].

mod bullets;
mod date;
mod facts;
mod lines;
mod loose;
mod meta;
mod migrate;
mod people;
mod relation;
mod role;
mod status;
mod table;
mod title;
mod view;
mod yaml;

use std::path::Path;
use std::sync::Arc;

use crate::record::Record;
use crate::source::Source;

pub use meta::{Fact, Key, Sheet};
pub use migrate::Migration;
pub use relation::{Resolve, Target, of_link as number_of_link};
pub use role::Role;

/// A way in which other tools write down a record's metadata.
#[derive(Debug)]
pub struct Format {
    /// Its name, as `format` in JSON has it.
    pub name: &'static str,
    /// Whose format it is, and where the metadata stands.
    pub summary: &'static str,
    /// The metadata in a record, in the order in which it stands there.
    pub facts: fn(&Sheet<'_>) -> Vec<Fact>,
}

/// Every format. Where two have something to say of one key, the first one counts.
pub const ALL: [&Format; 5] = [
    &yaml::FORMAT,
    &table::FORMAT,
    &bullets::FORMAT,
    &lines::FORMAT,
    &loose::FORMAT,
];

/// Reads one file of a log, in whichever format it is, and says what it is there for. `is_at_top` tells whether it lies
/// in the log's own folder.
pub fn parse(source: Arc<Source>, is_at_top: bool) -> (Record, Role) {
    let mut record = Record::parse(source);
    if record.is_ours() || !record.faults.is_empty() {
        let role = Role::of_own(&record, is_at_top);
        return (record, role);
    }
    view::complete(&mut record);
    let role = Role::of(&record, is_at_top);
    (record, role)
}

/// Whether `record` is a README or an index: the decision that its folder is there for.
pub fn stands_for_folder(record: &Record) -> bool {
    role::is_named_readme(record)
}

/// A title made of the name of the record's file at `path`, or of its folder's.
pub fn title_of_name(path: &Path) -> String {
    title::of_name(&title::own_name(path))
}

/// Whether `record` has metadata, or a number or a date in its name.
pub fn says_what_it_is(record: &Record) -> bool {
    let is_loose = record
        .format
        .is_none_or(|format| format == loose::FORMAT.name);
    !is_loose || record.number.is_some() || record.date().is_some()
}

#[cfg(test)]
mod tests;
