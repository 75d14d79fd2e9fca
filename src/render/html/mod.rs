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

use chrono::NaiveDate;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::entry::{self, Entry};
use super::{DEFAULT_TITLE, Site, text};
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

/// A site, and what could not be shown in it as it was meant.
#[derive(Debug)]
pub struct Rendered {
    /// The files.
    pub site: Site,
    /// A line each, opening with the path of the record inside the log.
    pub warnings: Vec<String>,
}

/// Renders a log. `override_of` gives the log's own text for one of [`FILES`], where it has one.
///
/// # Errors
/// Where a template does not parse, or names what is not there.
pub fn render(
    input: &Input<'_>,
    override_of: impl Fn(&str) -> Option<String>,
) -> Result<Rendered, RenderError> {
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
    let positions: Vec<_> = input.log.records.iter().enumerate().collect();
    let rendered: Vec<_> = positions
        .par_iter()
        .map(|(position, record)| {
            let file = pages.file(*position);
            let known = previous.and_then(|previous| previous.page(record, file));
            let page = match known {
                Some(page) => Ok((file.to_owned(), page, Vec::new())),
                None => record_page(sources, &files, &press, &theme, *position, record),
            };
            (input.tick)();
            page
        })
        .collect::<Result<_, ThemeError>>()?;
    let mut site = Site::new();
    for (name, html, found) in rendered {
        site.insert(name, html);
        warnings.extend(found);
    }
    let (index, (board, feed)) = rayon::join(
        || {
            let entries: Vec<Entry<'_>> = entry::entries(input.log);
            theme.page(theme::INDEX, &view::index(sources, &entries))
        },
        || {
            rayon::join(
                || theme.page(theme::BOARD, &view::board(sources)),
                || {
                    let base = input.settings.url.as_ref()?;
                    Some(feed::feed(&sources, base))
                },
            )
        },
    );
    site.insert(pages::INDEX.to_owned(), bytes(index?));
    site.insert(pages::BOARD.to_owned(), bytes(board?));
    site.insert(pages::GRAPH.to_owned(), graph);
    let watched = input.check.decisions.len();
    let badge = badge::badge(sources.site.due, watched);
    site.insert("badge.svg".to_owned(), badge.into_bytes());
    site.insert(DATA.to_owned(), data);
    let schema = include_str!("../../../templates/site/decisions.schema.json");
    site.insert("decisions.schema.json".to_owned(), schema.into());
    if let Some(feed) = feed {
        site.insert(FEED.to_owned(), feed?);
    }
    for (name, mut text) in theme.assets {
        if let (theme::STYLESHEET, Some(accent)) = (name, input.settings.accent) {
            text.push_str(&accent::rules(accent));
        }
        site.insert(name.to_owned(), text.into_bytes());
    }
    site.extend(files.into_copies());
    // What pages that were taken again link to.
    for (name, bytes) in previous.iter().flat_map(|previous| previous.site) {
        site.entry(name.clone()).or_insert_with(|| bytes.clone());
    }
    Ok(Rendered { site, warnings })
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

/// The name of a record's page, its bytes, and what could not be shown in it.
fn record_page(
    sources: Sources<'_>,
    files: &Files<'_>,
    press: &Press<'_>,
    theme: &Theme,
    position: usize,
    record: &Record,
) -> Result<(String, Vec<u8>, Vec<String>), ThemeError> {
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
    Ok((pages.file(position).to_owned(), bytes(html), warnings))
}

fn bytes(html: String) -> Vec<u8> {
    let cleaned = match text::printable(&html) {
        Cow::Borrowed(_) => None,
        Cow::Owned(cleaned) => Some(cleaned),
    };
    cleaned.unwrap_or(html).into_bytes()
}
