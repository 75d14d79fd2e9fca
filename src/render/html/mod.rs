//! The log as a static site. It works from `file://`, is complete without its one script, and keeps to the policy
//! `default-src 'self'`. Records are untrusted: nothing in them becomes markup.

mod accent;
mod badge;
mod data;
mod diagram;
mod feed;
mod files;
mod highlight;
mod pages;
mod prose;
mod svg;
mod theme;
mod url;
mod view;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::entry::{self, Entry};
use super::output::OutputError;
use super::{DEFAULT_TITLE, Sink, Site, text};
use crate::check::Check;
use crate::config;
use crate::log::Log;
use crate::quantity::Sprint;
use crate::record::Record;
use crate::store::History;
use crate::trigger::Declarations;
use crate::trigger::value::Values;
use diagram::Diagrams;
use files::Files;
use pages::Pages;
use prose::{Links, Press};
use theme::Theme;
use view::{Lineages, Sources, Verdicts};

pub use files::ReadFile;
pub use theme::{FILES, ThemeError};

/// The file of the feed.
const FEED: &str = "feed.xml";
/// The file of the data.
const DATA: &str = "decisions.json";

/// The badge.
const BADGE: &str = "badge.svg";
/// What the data looks like.
const SCHEMA: &str = "decisions.schema.json";

/// The files of every site, beside the pages of records.
const OWN: [&str; 8] = [
    pages::INDEX,
    pages::BOARD,
    pages::GRAPH,
    DATA,
    SCHEMA,
    BADGE,
    theme::STYLESHEET,
    theme::SCRIPT,
];

/// Why a site could not be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A template does not parse, or names what is not there.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The feed could not be written.
    #[error("cannot write the feed: {0}")]
    Feed(#[from] atom_syndication::Error),
    /// The data could not be written.
    #[error("cannot write decisions.json: {0}")]
    Data(#[from] serde_json::Error),
    /// The sink does not take it.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// What a site is made of.
pub struct Input<'i> {
    /// The records.
    pub log: &'i Log,
    /// The log's folder below the repository's root, `/` between its parts; empty where it is the root.
    pub folder: &'i str,
    /// `[site]`.
    pub settings: &'i config::Site,
    /// How the triggers of the decisions in force stand.
    pub check: &'i Check,
    /// The values by which they stand, with those of before.
    pub values: &'i Values,
    /// What is declared of them.
    pub declarations: &'i Declarations,
    /// How long a sprint is.
    pub sprint: Sprint,
    /// The day of which the pages speak.
    pub today: NaiveDate,
    /// Who wrote the records, and when.
    pub history: &'i History,
    /// Reads a file that a record links to.
    pub read_file: &'i ReadFile<'i>,
    /// Is told of each page that is done.
    pub tick: &'i (dyn Fn() + Sync),
    /// What was rendered of the same log with the same settings, values and templates before.
    pub previous: Option<Previous<'i>>,
}

/// An earlier site, whose pages are taken again where nothing that they show has changed.
#[derive(Clone, Copy)]
pub struct Previous<'i> {
    /// Its files.
    pub site: &'i Site,
    /// Whether a record is as it was then.
    pub is_same: &'i (dyn Fn(&Record) -> bool + Sync),
}

impl Previous<'_> {
    /// Whether all that pages show of other records is as it was: their titles, days and states, and their edges.
    fn has(&self, data: &[u8], graph: &[u8]) -> bool {
        let is = |name: &str, now: &[u8]| self.site.get(name).is_some_and(|then| then == now);
        is(DATA, data) && is(pages::GRAPH, graph)
    }

    /// The page of a record that is as it was.
    fn page(&self, record: &Record, file: &str) -> Option<Vec<u8>> {
        let page = self.site.get(file)?;
        (self.is_same)(record).then(|| page.clone())
    }
}

/// A site in memory, and what could not be shown in it as it was meant.
#[derive(Debug)]
pub struct Rendered {
    /// The files.
    pub site: Site,
    /// A line each, opening with the path of the record inside the log.
    pub warnings: Vec<String>,
}

/// Renders a log into memory, as [`render`] does.
///
/// # Errors
/// Where a template does not parse, or names what is not there.
pub fn in_memory(
    input: &Input<'_>,
    override_of: impl Fn(&str) -> Option<String>,
) -> Result<Rendered, RenderError> {
    let site = Mutex::new(Site::new());
    let warnings = render(input, override_of, &site)?;
    Ok(Rendered {
        site: site.into_inner().unwrap_or_else(PoisonError::into_inner),
        warnings,
    })
}

/// Renders a log into `sink`. `override_of` gives the log's own text for one of [`FILES`], where it has one. Returns what
/// could not be shown as it was meant, a line each, opening with the path of the record inside the log.
///
/// # Errors
/// Where a template does not parse, or names what is not there; and what `sink` says.
pub fn render(
    input: &Input<'_>,
    override_of: impl Fn(&str) -> Option<String>,
    sink: &impl Sink,
) -> Result<Vec<String>, RenderError> {
    let theme = Theme::new(override_of)?;
    let pages = Pages::of(input.log);
    let files = Files::new(input.folder, input.read_file);
    let verdicts = Verdicts::new(input);
    let mut warnings = Vec::new();
    let site = site(input, &files, &verdicts, &mut warnings);
    let lineages = Lineages::of(input.log);
    let sources = Sources {
        input,
        pages: &pages,
        lineages: &lineages,
        verdicts: &verdicts,
        site: &site,
    };
    let press = Press {
        diagrams: &Diagrams::default(),
    };
    let feed = site.feed;
    sink.expect(&mut pages.files().chain(OWN).chain(feed))?;
    // Everything else asks for what stands in the bodies.
    input.log.records.par_iter().for_each(|record| {
        record.body();
    });
    let (data, graph) = rayon::join(
        || data::decisions(&sources),
        || theme.page(theme::GRAPH, &view::graph(sources)),
    );
    let (data, graph) = (data?, bytes(graph?));
    let previous = input
        .previous
        .filter(|previous| previous.has(&data, &graph));
    sink.put(DATA, data)?;
    sink.put(pages::GRAPH, graph)?;
    let record_pages = || {
        let records = input.log.records.par_iter().enumerate();
        let found = records.map(|(position, record)| {
            let file = pages.file(position);
            let known = previous.and_then(|previous| previous.page(record, file));
            let (page, found) = match known {
                Some(page) => (page, Vec::new()),
                None => record_page(sources, &files, &press, &theme, position, record)?,
            };
            sink.put(file, page)?;
            (input.tick)();
            Ok(found)
        });
        found.collect::<Result<Vec<_>, RenderError>>()
    };
    let index = || {
        let entries: Vec<Entry<'_>> = entry::entries(input.log);
        let page = theme.page(theme::INDEX, &view::index(sources, &entries))?;
        Ok::<_, RenderError>(sink.put(pages::INDEX, bytes(page))?)
    };
    let board = || {
        let page = theme.page(theme::BOARD, &view::board(sources))?;
        Ok::<_, RenderError>(sink.put(pages::BOARD, bytes(page))?)
    };
    let feed = || match input.settings.url.as_ref() {
        Some(base) => Ok::<_, RenderError>(sink.put(FEED, feed::feed(&sources, base)?)?),
        None => Ok(()),
    };
    let (found, ((index, board), feed)) = rayon::join(record_pages, || {
        rayon::join(|| rayon::join(index, board), feed)
    });
    index.and(board).and(feed)?;
    warnings.extend(found?.into_iter().flatten());
    let watched = input.check.decisions.len();
    let badge = badge::badge(sources.site.due, watched);
    sink.put(BADGE, badge.into_bytes())?;
    let schema = include_str!("../../../templates/site/decisions.schema.json");
    sink.put(SCHEMA, schema.into())?;
    for (name, mut text) in theme.assets {
        if let (theme::STYLESHEET, Some(accent)) = (name, input.settings.accent) {
            text.push_str(&accent::rules(accent));
        }
        sink.put(name, text.into_bytes())?;
    }
    let mut copies: BTreeMap<String, Vec<u8>> = files.into_copies().collect();
    // What pages that were taken again link to.
    let before = previous.iter().flat_map(|previous| previous.site);
    for (name, bytes) in before.filter(|(name, _)| files::is_copy(name)) {
        copies.entry(name.clone()).or_insert_with(|| bytes.clone());
    }
    sink.expect(&mut copies.keys().map(String::as_str))?;
    for (name, bytes) in copies {
        sink.put(&name, bytes)?;
    }
    Ok(warnings)
}

/// What every page says.
fn site<'s>(
    input: &Input<'s>,
    files: &Files<'_>,
    verdicts: &Verdicts<'_>,
    warnings: &mut Vec<String>,
) -> view::Site<'s> {
    let settings = input.settings;
    let logo = settings.logo.as_deref().and_then(|path| {
        let href = files
            .href(config::FILE_NAME, path)
            .filter(|href| files::is_image(href));
        if href.is_none() {
            let why = "the logo is no picture inside the repository";
            warnings.push(format!("{}: {why}", config::FILE_NAME));
        }
        href
    });
    view::Site {
        title: settings.title.as_deref().unwrap_or(DEFAULT_TITLE),
        logo,
        footer: settings.footer.as_deref(),
        today: input.today,
        due: verdicts.due(),
        feed: settings.url.as_ref().map(|_| FEED),
    }
}

/// A record's page, and what could not be shown in it.
fn record_page(
    sources: Sources<'_>,
    files: &Files<'_>,
    press: &Press<'_>,
    theme: &Theme,
    position: usize,
    record: &Record,
) -> Result<(Vec<u8>, Vec<String>), ThemeError> {
    let pages = sources.pages;
    let path = pages.path(position);
    let links = Links {
        page: &|link| pages.rewritten(position, link),
        file: &|link| files.href(path, link),
    };
    let mut prose = prose::html(record, &links, press);
    let warnings = std::mem::take(&mut prose.warnings).into_iter();
    let warnings = warnings.map(|why| text::one_line(&format!("{path}: {why}")));
    let warnings = warnings.collect();
    let page = view::record(sources, position, record, prose);
    let html = theme.page(theme::RECORD, &page)?;
    Ok((bytes(html), warnings))
}

fn bytes(html: String) -> Vec<u8> {
    let cleaned = match text::printable(&html) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.unwrap_or(html).into_bytes()
}
