//! The log as a static site. It works from `file://` and without its one script, and complies with the policy
//! `default-src 'self'`. Records are untrusted: nothing in them becomes markup.

mod accent;
mod badge;
mod calendar;
mod citations;
mod data;
mod diagram;
mod feed;
mod files;
mod fingerprint;
mod forge;
mod highlight;
mod logs;
mod pages;
mod prose;
mod prose_renderer;
mod renderer;
mod search_files;
mod svg;
mod theme;
mod url;
mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::output::{OutputError, Provenance};
use super::{DEFAULT_TITLE, Digest, Sink};
use crate::check::Check;
use crate::config;
use crate::log::Log;
use crate::quantity::Sprint;
use crate::store::History;
use crate::trigger::Declarations;
use crate::trigger::value::Values;
use citations::Citations;
use diagram::Diagrams;
use files::Files;
use pages::Pages;
use prose::ProseTools;
use prose_renderer::ProseRenderer;
use renderer::{FEED, REVIEWS, Renderer};
use theme::Theme;
use view::{Lineages, Sources, Verdicts};

pub use files::ReadFile;
pub use logs::{Member, render_logs};
pub use renderer::Previous;
pub use theme::{FILES, ThemeError};

/// Why a site could not be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A template cannot be parsed, or uses an unknown name.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The feed could not be written.
    #[error("cannot write the feed: {0}")]
    Feed(#[from] atom_syndication::Error),
    /// The data could not be written.
    #[error("cannot write decisions.json: {0}")]
    Data(#[from] serde_json::Error),
    /// The sink failed.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// The input for rendering a site.
pub struct Input<'i> {
    /// The records.
    pub log: &'i Log,
    /// The path of the log's folder in the repository, separated by `/`; empty if it is the root.
    pub folder: &'i str,
    /// `[site]`.
    pub settings: &'i config::Site,
    /// The verdicts on the decisions in force.
    pub check: &'i Check,
    /// The values used for the verdicts, with their history.
    pub values: &'i Values,
    /// The declarations of the metrics.
    pub declarations: &'i Declarations,
    /// The length of a sprint.
    pub sprint: Sprint,
    /// The date shown on the pages.
    pub today: NaiveDate,
    /// The authors and dates of the records.
    pub history: &'i History,
    /// How many places break the guards of the decisions in force, those that are allowed too.
    pub guards: &'i GuardCounts,
    /// Reads a file that a record links to.
    pub read_file: &'i ReadFile<'i>,
    /// Called [`STEPS`] times for each page.
    pub tick: &'i (dyn Fn() + Sync),
    /// An earlier rendering of the same log with the same settings, values and templates.
    pub previous: Option<Previous<'i>>,
}

/// The steps in which a record becomes a page: its prose is rendered, then the page around it.
pub const STEPS: usize = 2;

/// The number of places that break each guard, by its id; by the path of its record.
pub type GuardCounts = BTreeMap<PathBuf, BTreeMap<String, usize>>;

/// Renders a log into `sink`. `override_of` returns the log's own version of one of [`FILES`], if there is
/// one. Returns what could not be shown as intended, one line each, starting with the path of the record
/// inside the log.
///
/// # Errors
/// If a template cannot be parsed or uses an unknown name, or if `sink` fails.
pub fn render(
    input: &Input<'_>,
    override_of: impl Fn(&str) -> Option<String>,
    sink: &impl Sink,
) -> Result<Vec<String>, RenderError> {
    let theme = Theme::new(override_of)?;
    let Prepared {
        verdicts,
        pages,
        lineages,
    } = Prepared::of(input);
    let inputs = LazyLock::new(|| fingerprint::of(input, &theme, &pages, &verdicts));
    let linked = |path: &str| (input.read_file)(path).as_deref().map(Digest::of);
    if let Some(warnings) = sink.unchanged(&|| inputs.clone(), &linked) {
        return Ok(warnings);
    }
    let files = Files::new(input.folder, input.read_file);
    let mut warnings = Vec::new();
    let site = site(input, &files, &verdicts, &mut warnings);
    let prose = ProseRenderer {
        input,
        pages: &pages,
        verdicts: &verdicts,
        files: &files,
        tools: &ProseTools {
            diagrams: &Diagrams::default(),
        },
    };
    let rendered = prose.all();
    let renderer = Renderer {
        sources: Sources {
            input,
            pages: &pages,
            lineages: &lineages,
            citations: &Citations::of(input.log),
            verdicts: &verdicts,
            site: &site,
        },
        theme: &theme,
        files: &files,
        prose: &prose,
        sink,
    };
    warnings.extend(renderer.publish(rendered)?);
    sink.remember(&|| Provenance {
        inputs: inputs.clone(),
        linked: files.digests(),
        warnings: warnings.clone(),
    });
    Ok(warnings)
}

/// What has to be known of a log before any page of it is rendered.
struct Prepared<'i> {
    verdicts: Verdicts<'i>,
    pages: Pages,
    lineages: Lineages,
}

impl<'i> Prepared<'i> {
    fn of(input: &'i Input<'i>) -> Self {
        let (verdicts, (pages, lineages)) = rayon::join(
            || Verdicts::new(input),
            || rayon::join(|| Pages::of(input.log), || Lineages::of(input.log)),
        );
        Self {
            verdicts,
            pages,
            lineages,
        }
    }
}

/// The data shared by all pages.
fn site<'s>(
    input: &Input<'s>,
    files: &Files<'_>,
    verdicts: &Verdicts<'_>,
    warnings: &mut Vec<String>,
) -> view::Site<'s> {
    let settings = input.settings;
    let logo = settings.logo.as_deref().and_then(|path| {
        let copied = files.href(config::FILE_NAME, path);
        let why = match copied {
            Ok(Some(href)) if files::is_image(&href) => return Some(href),
            Ok(_) => "the logo is not an image in the repository".to_owned(),
            Err(refusal) => format!("the logo is not copied: {refusal}"),
        };
        warnings.push(format!("{}: {why}", config::FILE_NAME));
        None
    });
    view::Site {
        title: settings.title.as_deref().unwrap_or(DEFAULT_TITLE),
        logo,
        footer: settings.footer.as_deref(),
        today: input.today,
        due: verdicts.due(),
        feed: settings.url.as_ref().map(|_| FEED),
        reviews: calendar::has_days(input.log, verdicts).then_some(REVIEWS),
        all_logs: None,
        has_graph: true,
    }
}
