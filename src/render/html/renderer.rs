//! Renders the pages of a site one by one and passes each on.

use std::borrow::Cow;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::super::entry::{self, Entry};
use super::super::output::OutputError;
use super::super::{Sink, Site, text};
use super::files::{self, Files};
use super::pages::{BOARD, GRAPH, INDEX};
use super::prose::{self, Links, ProseTools};
use super::theme::{self, Theme, ThemeError};
use super::view::{self, Sources};
use super::{RenderError, accent, badge, data, feed};
use crate::log::Log;
use crate::record::Record;
use crate::search;

/// The file name of the feed.
pub const FEED: &str = "feed.xml";
/// The file name of the data.
pub const DATA: &str = "decisions.json";
/// The file name of the data's schema.
pub const SCHEMA: &str = "decisions.schema.json";
/// The file name of the badge.
pub const BADGE: &str = "badge.svg";
/// The file name of the search index.
pub const SEARCH_INDEX: &str = "search-index.js";

/// The files of every site, apart from the pages of records.
const OWN: [&str; 10] = [
    INDEX,
    BOARD,
    GRAPH,
    DATA,
    SCHEMA,
    BADGE,
    SEARCH_INDEX,
    theme::STYLESHEET,
    theme::SCRIPT,
    theme::SEARCH,
];

/// An earlier site, whose pages are reused if nothing shown on them has changed.
#[derive(Clone, Copy)]
pub struct Previous<'i> {
    /// Its files.
    pub site: &'i Site,
    /// Whether a record is unchanged since then.
    pub is_same: &'i (dyn Fn(&Record) -> bool + Sync),
}

impl Previous<'_> {
    fn has(&self, overviews: &Overviews) -> bool {
        let is = |name: &str, now: &[u8]| self.site.get(name).is_some_and(|then| then == now);
        is(DATA, &overviews.data) && is(GRAPH, &overviews.graph)
    }

    /// The earlier page of an unchanged record.
    fn page(&self, record: &Record, file: &str) -> Option<Vec<u8>> {
        let page = self.site.get(file)?;
        (self.is_same)(record).then(|| page.clone())
    }
}

/// Everything that pages show about other records: titles, dates, states and links.
struct Overviews {
    data: Vec<u8>,
    graph: Vec<u8>,
}

/// A site of which everything is known except its pages.
pub struct Renderer<'e, S> {
    /// The data for the pages.
    pub sources: Sources<'e>,
    /// The templates.
    pub theme: &'e Theme,
    /// The files that its records link to.
    pub files: &'e Files<'e>,
    /// The tools for rendering prose.
    pub tools: &'e ProseTools<'e>,
    /// The destination of the files.
    pub sink: &'e S,
}

impl<S: Sink> Renderer<'_, S> {
    /// Renders every page. Returns warnings about what could not be shown as intended.
    pub fn publish(&self) -> Result<Vec<String>, RenderError> {
        // Everything below needs the bodies.
        let read_bodies = || {
            let records = self.sources.input.log.records.par_iter();
            records.for_each(|record| {
                record.body();
            });
        };
        let (expected, ()) = rayon::join(|| self.expect(), read_bodies);
        expected?;
        let Some(previous) = self.sources.input.previous else {
            let (warnings, overviews) = rayon::join(
                || self.pages(None),
                || self.put_overviews(self.overviews()?),
            );
            overviews?;
            return warnings;
        };
        let overviews = self.overviews()?;
        let previous = Some(previous).filter(|previous| previous.has(&overviews));
        self.put_overviews(overviews)?;
        self.pages(previous)
    }

    fn expect(&self) -> Result<(), OutputError> {
        let pages = self.sources.pages.files();
        let mut expected = pages.chain(OWN).chain(self.sources.site.feed);
        self.sink.expect(&mut expected)
    }

    fn overviews(&self) -> Result<Overviews, RenderError> {
        let (data, graph) = rayon::join(
            || data::decisions(&self.sources),
            || self.theme.page(theme::GRAPH, &view::graph(self.sources)),
        );
        Ok(Overviews {
            data: data?,
            graph: bytes(graph?),
        })
    }

    fn put_overviews(&self, overviews: Overviews) -> Result<(), RenderError> {
        self.sink.put(DATA, overviews.data)?;
        Ok(self.sink.put(GRAPH, overviews.graph)?)
    }

    /// Renders everything except the overviews.
    fn pages(&self, previous: Option<Previous<'_>>) -> Result<Vec<String>, RenderError> {
        let (warnings, ((index, board), (feed, search))) = rayon::join(
            || self.record_pages(previous),
            || {
                rayon::join(
                    || rayon::join(|| self.index(), || self.board()),
                    || rayon::join(|| self.feed(), || self.search_index()),
                )
            },
        );
        index.and(board).and(feed).and(search)?;
        self.own_files()?;
        let warnings = warnings?;
        self.copies(previous)?;
        Ok(warnings)
    }

    fn record_pages(&self, previous: Option<Previous<'_>>) -> Result<Vec<String>, RenderError> {
        let records = self.sources.input.log.records.par_iter().enumerate();
        let warnings = records.map(|(position, record)| {
            let file = self.sources.pages.file(position);
            let known = previous.and_then(|previous| previous.page(record, file));
            let (page, warnings) = match known {
                Some(page) => (page, Vec::new()),
                None => self.record_page(position, record)?,
            };
            self.sink.put(file, page)?;
            (self.sources.input.tick)();
            Ok(warnings)
        });
        let warnings: Result<Vec<_>, RenderError> = warnings.collect();
        Ok(warnings?.into_iter().flatten().collect())
    }

    /// Renders a record's page, and returns the warnings about it.
    fn record_page(
        &self,
        position: usize,
        record: &Record,
    ) -> Result<(Vec<u8>, Vec<String>), ThemeError> {
        let pages = self.sources.pages;
        let path = pages.path(position);
        let links = Links {
            page: &|link| pages.resolve_link(position, link),
            file: &|link| self.files.href(path, link),
        };
        let mut prose = prose::html(record, &links, self.tools);
        let warnings = std::mem::take(&mut prose.warnings).into_iter();
        let warnings = warnings.map(|why| text::one_line(&format!("{path}: {why}")));
        let warnings = warnings.collect();
        let view = view::record(self.sources, position, record, prose);
        let page = self.theme.page(theme::RECORD, &view)?;
        Ok((bytes(page), warnings))
    }

    fn index(&self) -> Result<(), RenderError> {
        let entries: Vec<Entry<'_>> = entry::entries(self.sources.input.log);
        let view = view::index(self.sources, &entries);
        let page = self.theme.page(theme::INDEX, &view)?;
        Ok(self.sink.put(INDEX, bytes(page))?)
    }

    fn board(&self) -> Result<(), RenderError> {
        let page = self.theme.page(theme::BOARD, &view::board(self.sources))?;
        Ok(self.sink.put(BOARD, bytes(page))?)
    }

    /// Writes which words the records have, by their rows in the index.
    fn search_index(&self) -> Result<(), RenderError> {
        let script = search_index([self.sources.input.log]);
        Ok(self.sink.put(SEARCH_INDEX, script)?)
    }

    fn feed(&self) -> Result<(), RenderError> {
        let Some(base) = &self.sources.input.settings.url else {
            return Ok(());
        };
        let feed = feed::feed(&self.sources, base)?;
        Ok(self.sink.put(FEED, feed)?)
    }

    /// Writes the files that are not generated from pages.
    fn own_files(&self) -> Result<(), RenderError> {
        let input = self.sources.input;
        let badge = badge::badge(self.sources.site.due, input.check.decisions.len());
        self.sink.put(BADGE, badge.into_bytes())?;
        let schema = include_str!("../../../templates/site/decisions.schema.json");
        self.sink.put(SCHEMA, schema.into())?;
        for (name, text) in &self.theme.assets {
            let mut text = text.clone();
            if let (theme::STYLESHEET, Some(accent)) = (*name, input.settings.accent) {
                text.push_str(&accent::rules(accent));
            }
            self.sink.put(name, text.into_bytes())?;
        }
        Ok(())
    }

    /// Copies the files that records link to, including those linked from reused pages.
    fn copies(&self, previous: Option<Previous<'_>>) -> Result<(), RenderError> {
        let mut copies = self.files.take_copies();
        let before = previous.iter().flat_map(|previous| previous.site);
        for (name, bytes) in before.filter(|(name, _)| files::is_copy(name)) {
            copies.entry(name.clone()).or_insert_with(|| bytes.clone());
        }
        self.sink.expect(&mut copies.keys().map(String::as_str))?;
        for (name, bytes) in copies {
            self.sink.put(&name, bytes)?;
        }
        Ok(())
    }
}

/// The script that holds which words the records of `logs` have, by their rows in the index.
pub fn search_index<'l>(logs: impl IntoIterator<Item = &'l Log>) -> Vec<u8> {
    let entries = logs.into_iter().flat_map(entry::entries);
    let entries: Vec<Entry<'_>> = entries.collect();
    let texts = entries.into_iter().map(|entry| match entry {
        Entry::Record(_, record) => record.body().whole_text(),
        Entry::Unreadable(..) => "",
    });
    let index = search::Index::of(&texts.collect::<Vec<_>>());
    let content = serde_json::json!({ "words": index.encode(), "stop": search::STOP_WORDS });
    format!("globalThis.adrSearchIndex = {content};\n").into_bytes()
}

pub fn bytes(html: String) -> Vec<u8> {
    let cleaned = match text::printable(&html) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.unwrap_or(html).into_bytes()
}
