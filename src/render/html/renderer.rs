//! Renders the pages of a site one by one and passes each on.

use std::borrow::Cow;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::super::output::OutputError;
use super::super::{Sink, Site, text};
use super::files::{self, Files};
use super::pages::{BOARD, GRAPH, INDEX, REJECTED};
use super::prose::Prose;
use super::prose_renderer::ProseRenderer;
use super::theme::{self, Theme, ThemeError};
use super::view::{self, Listing, Sources};
use super::{RenderError, accent, badge, calendar, data, feed, search_files};
use crate::record::Record;

/// The file name of the feed.
pub const FEED: &str = "feed.xml";
/// The file name of the calendar.
pub const REVIEWS: &str = "reviews.ics";
/// The file name of the data.
pub const DATA: &str = "decisions.json";
/// The file name of the data's schema.
pub const SCHEMA: &str = "decisions.schema.json";
/// The file name of the badge.
pub const BADGE: &str = "badge.svg";

/// The files of every site, of one log or of several, apart from the pages of records.
pub const COMMON: [&str; 13] = [
    INDEX,
    BOARD,
    REJECTED,
    DATA,
    SCHEMA,
    BADGE,
    search_files::INDEX,
    search_files::REASONS,
    theme::STYLESHEET,
    theme::SCRIPT,
    theme::SEARCH,
    theme::COPY,
    theme::NOT_FOUND,
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
    /// Renders prose.
    pub prose: &'e ProseRenderer<'e>,
    /// The destination of the files.
    pub sink: &'e S,
}

impl<S: Sink> Renderer<'_, S> {
    /// Renders every page, with the prose in `rendered`, as far as it is there. Returns warnings about what could not be shown
    /// as intended.
    pub fn publish(&self, rendered: Vec<Option<Prose>>) -> Result<Vec<String>, RenderError> {
        self.expect()?;
        let Some(previous) = self.sources.input.previous else {
            let (warnings, overviews) = rayon::join(
                || self.pages(rendered, None),
                || self.put_overviews(self.overviews()?),
            );
            overviews?;
            return warnings;
        };
        let overviews = self.overviews()?;
        let previous = Some(previous).filter(|previous| previous.has(&overviews));
        self.put_overviews(overviews)?;
        self.pages(rendered, previous)
    }

    fn expect(&self) -> Result<(), OutputError> {
        let pages = self.sources.pages.files();
        let own = COMMON.into_iter().chain([GRAPH]);
        let site = self.sources.site;
        let mut expected = pages.chain(own).chain(site.feed).chain(site.reviews);
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
    fn pages(
        &self,
        rendered: Vec<Option<Prose>>,
        previous: Option<Previous<'_>>,
    ) -> Result<Vec<String>, RenderError> {
        let (warnings, (listings, feed)) = rayon::join(
            || self.record_pages(rendered, previous),
            || rayon::join(|| self.listings(previous), || self.feed()),
        );
        listings.and(feed)?;
        self.own_files()?;
        let warnings = warnings?;
        self.copies(previous)?;
        Ok(warnings)
    }

    /// Renders the pages of records, and returns the warnings about them.
    fn record_pages(
        &self,
        rendered: Vec<Option<Prose>>,
        previous: Option<Previous<'_>>,
    ) -> Result<Vec<String>, RenderError> {
        let records = self.sources.input.log.records.par_iter().enumerate();
        let warnings = records.zip(rendered).map(|((position, record), prose)| {
            let file = self.sources.pages.file(position);
            let known = previous.and_then(|previous| previous.page(record, file));
            let (page, warnings) = match known {
                Some(page) => (page, Vec::new()),
                None => {
                    let prose = prose.unwrap_or_else(|| self.prose.of(position, record));
                    self.record_page(position, record, prose)?
                }
            };
            self.sink.put(file, page)?;
            (self.sources.input.tick)();
            Ok(warnings)
        });
        let warnings: Result<Vec<_>, RenderError> = warnings.collect();
        Ok(warnings?.into_iter().flatten().collect())
    }

    fn record_page(
        &self,
        position: usize,
        record: &Record,
        mut prose: Prose,
    ) -> Result<(Vec<u8>, Vec<String>), ThemeError> {
        let warnings = std::mem::take(&mut prose.warnings);
        let view = view::record(self.sources, position, record, prose);
        let page = self.theme.page(theme::RECORD, &view)?;
        Ok((bytes(page), warnings))
    }

    /// Renders the pages about all records.
    fn listings(&self, previous: Option<Previous<'_>>) -> Result<(), RenderError> {
        let logs = [(None, self.sources)];
        let earlier = previous.map(|previous| previous.site);
        put_listings(self.sources.site, &logs, self.theme, earlier, self.sink)
    }

    fn feed(&self) -> Result<(), RenderError> {
        let Some(base) = &self.sources.input.settings.url else {
            return Ok(());
        };
        let feed = feed::feed(&self.sources, base)?;
        Ok(self.sink.put(FEED, feed)?)
    }

    /// Writes the files that are not generated from records.
    fn own_files(&self) -> Result<(), RenderError> {
        let input = self.sources.input;
        let not_found = view::not_found(self.sources.site, input.settings.url.as_deref());
        let not_found = self.theme.page(theme::NOT_FOUND, &not_found)?;
        self.sink.put(theme::NOT_FOUND, bytes(not_found))?;
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

/// Renders the pages about all records of `logs`, and what they search in. `earlier` is a site with the same decisions,
/// alternatives and verdicts.
pub fn put_listings(
    site: &view::Site<'_>,
    logs: &view::Logs<'_>,
    theme: &Theme,
    earlier: Option<&Site>,
    sink: &impl Sink,
) -> Result<(), RenderError> {
    let listing = Listing::of(logs);
    let put = |name, html| -> Result<(), RenderError> { Ok(sink.put(name, bytes(html))?) };
    let reused = |name| earlier.and_then(|earlier| earlier.get(name)).cloned();
    let index = || {
        put(
            INDEX,
            theme.page(theme::INDEX, &view::index(site, &listing))?,
        )
    };
    let board = || {
        put(
            BOARD,
            theme.page(theme::BOARD, &view::board(site, &listing))?,
        )
    };
    let rejected = || match reused(REJECTED) {
        Some(page) => Ok(sink.put(REJECTED, page)?),
        None => {
            let options = view::options(&listing);
            let view = view::rejected(site, &listing, &options);
            put(REJECTED, theme.page(theme::REJECTED, &view)?)
        }
    };
    let reviews = || match site.reviews {
        Some(name) => sink.put(name, calendar::calendar(site, &listing)),
        None => Ok(()),
    };
    let search = || -> Result<(), RenderError> {
        let reasons = match reused(search_files::REASONS) {
            Some(reasons) => reasons,
            None => search_files::reasons(&listing)?,
        };
        sink.put(search_files::REASONS, reasons)?;
        Ok(sink.put(search_files::INDEX, search_files::index(&listing)?)?)
    };
    let ((index, board), (rejected, search)) = rayon::join(
        || rayon::join(index, board),
        || rayon::join(rejected, search),
    );
    reviews()?;
    index.and(board).and(rejected).and(search)
}

pub fn bytes(html: String) -> Vec<u8> {
    let cleaned = match text::printable(&html) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.unwrap_or(html).into_bytes()
}
