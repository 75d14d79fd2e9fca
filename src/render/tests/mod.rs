//! Tests of every format, on the shop's log and on malicious records.

mod answers;
mod blocks;
mod citations;
mod data;
mod drawings;
mod elements;
mod graph_page;
mod hostile;
mod hostile_elements;
mod html;
mod layout;
mod markdown;
mod output;
mod plot;
mod reviews;
mod states;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::log::Log;
use crate::record::Record;
use crate::source::Source;
use crate::store::Place;

const FRONT: &str = "```toml\nstatus = \"accepted\"\ndate = 2026-03-02\n```\n\n";

fn place(dir: impl Into<PathBuf>) -> Place {
    Place {
        dir: dir.into(),
        root: PathBuf::from("no-such-repository"),
    }
}

fn shop() -> Log {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop/docs/adr");
    Log::load(place(folder)).unwrap()
}

fn record(name: &str, text: &str) -> Record {
    Record::parse(Arc::new(Source::new(format!("docs/adr/{name}"), text)))
}

fn log(files: &[(&str, &str)]) -> Log {
    let records = files.iter().map(|(name, text)| record(name, text));
    Log::of(place("docs/adr"), records.collect())
}
