//! The file name of each record's page.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::super::{entry, text};
use crate::log::Log;
use crate::record::{Record, file_name};

/// The page that lists all others.
pub const INDEX: &str = "index.html";
/// The page with all triggers by state.
pub const BOARD: &str = "board.html";
/// The page with the decision graph.
pub const GRAPH: &str = "graph.html";

/// The page with all rejected options.
pub const REJECTED: &str = "rejected.html";

/// Names not used for a record's page: they are, or will be, pages of the site itself.
const RESERVED: [&str; 5] = ["index", "board", "graph", "rejected", "404"];

/// The pages of a log's records, indexed like [`Log::records`].
#[derive(Debug)]
pub struct Pages {
    files: Vec<String>,
    paths: Vec<String>,
    by_number: BTreeMap<u32, usize>,
}

impl Pages {
    /// Assigns the name of every page: `NNNN-slug.html`, or the slug of the file name if it has no number.
    /// Duplicates get `-2`, `-3` … in the log's order.
    pub fn of(log: &Log) -> Self {
        let mut taken: BTreeSet<String> = RESERVED.map(str::to_owned).into();
        let records = log.records.par_iter();
        let (stems, paths): (Vec<_>, Vec<_>) = records
            .map(|record| (stem(record), entry::path_in_log(log, record.source.path())))
            .unzip();
        let stems = stems.into_iter().map(|stem| free(stem, &mut taken));
        let files = stems.map(|stem| format!("{stem}.html")).collect();
        let mut by_number = BTreeMap::new();
        for (position, record) in log.records.iter().enumerate() {
            if let Some(number) = record.number {
                by_number.entry(number).or_insert(position);
            }
        }
        Self {
            files,
            paths,
            by_number,
        }
    }

    /// The file of each page.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The file of the page of the record at `position`.
    pub fn file(&self, position: usize) -> &str {
        self.files.get(position).map_or(INDEX, String::as_str)
    }

    /// The path inside the log of the record at `position`.
    pub fn path(&self, position: usize) -> &str {
        self.paths.get(position).map_or("", String::as_str)
    }

    /// The URL of the page of the record at `position`.
    pub fn href(&self, position: usize) -> String {
        text::percent_encoded(self.file(position))
    }

    /// The URL of the page of record `number`.
    pub fn href_of(&self, number: u32) -> Option<String> {
        let position = self.by_number.get(&number)?;
        Some(self.href(*position))
    }

    /// The anchor of the record at `position` in a page about several records.
    pub fn anchor(&self, position: usize, number: Option<u32>) -> String {
        match number.filter(|number| self.by_number.get(number) == Some(&position)) {
            Some(number) => format!("adr-{number:04}"),
            None => format!("adr-record-{}", position + 1),
        }
    }
}

fn stem(record: &Record) -> String {
    let name = record.source.path().file_stem().unwrap_or_default();
    let name = name.to_string_lossy();
    let Some(number) = record.number else {
        return file_name::slug(&name).unwrap_or_else(|| "record".to_owned());
    };
    let prefix = name.chars().take_while(|c| !c.is_ascii_digit()).count();
    let rest = name
        .chars()
        .skip(prefix)
        .skip_while(char::is_ascii_digit)
        .collect::<String>();
    match file_name::slug(&rest) {
        Some(slug) => format!("{number:04}-{slug}"),
        None => format!("{number:04}"),
    }
}

fn free(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let mut name = wanted.clone();
    let mut copies = 1_usize;
    while !taken.insert(name.clone()) {
        copies += 1;
        name = format!("{wanted}-{copies}");
    }
    name
}
