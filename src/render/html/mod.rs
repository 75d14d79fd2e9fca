//! The log as a static site. It works from `file://` and without its one script, and complies with the policy
//! `default-src 'self'`. Records are untrusted: nothing in them becomes markup.

mod accent;
mod badge;
mod data;
mod diagram;
mod edition;
mod feed;
mod files;
mod fingerprint;
mod highlight;
mod pages;
mod prose;
mod svg;
mod theme;
mod url;
mod view;

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::output::{MadeOf, OutputError};
use super::{DEFAULT_TITLE, Digest, Sink};
use crate::check::Check;
use crate::config;
use crate::log::Log;
use crate::quantity::Sprint;
use crate::store::History;
use crate::trigger::Declarations;
use crate::trigger::value::Values;
use diagram::Diagrams;
use edition::{Edition, FEED};
use files::Files;
use pages::Pages;
use prose::Press;
use theme::Theme;
use view::{Lineages, Sources, Verdicts};

pub use edition::Previous;
pub use files::ReadFile;
pub use theme::{FILES, ThemeError};

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
    let (verdicts, (pages, lineages)) = rayon::join(
        || Verdicts::new(input),
        || rayon::join(|| Pages::of(input.log), || Lineages::of(input.log)),
    );
    let inputs = LazyLock::new(|| fingerprint::of(input, &theme, &pages, &verdicts));
    let linked = |path: &str| (input.read_file)(path).as_deref().map(Digest::of);
    if let Some(told) = sink.unchanged(&|| inputs.clone(), &linked) {
        return Ok(told);
    }
    let files = Files::new(input.folder, input.read_file);
    let mut warnings = Vec::new();
    let site = site(input, &files, &verdicts, &mut warnings);
    let edition = Edition {
        sources: Sources {
            input,
            pages: &pages,
            lineages: &lineages,
            verdicts: &verdicts,
            site: &site,
        },
        theme: &theme,
        files: &files,
        press: &Press {
            diagrams: &Diagrams::default(),
        },
        sink,
    };
    warnings.extend(edition.publish()?);
    sink.remember(&|| MadeOf {
        inputs: inputs.clone(),
        linked: files.digests(),
        warnings: warnings.clone(),
    });
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
            let why = "the logo is not a picture inside the repository";
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
