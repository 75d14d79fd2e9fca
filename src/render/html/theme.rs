//! The site's templates and stylesheet: embedded, and each can be overridden by the log's own file of the
//! same name.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::super::Digest;
use crate::record::draft;

/// The stylesheet, copied into the site unchanged.
pub const STYLESHEET: &str = "style.css";
/// The script of the index: filtering and sorting.
pub const SCRIPT: &str = "filter.js";
/// The script of every page: search.
pub const SEARCH: &str = "search.js";
/// The script that copies code blocks.
pub const COPY: &str = "copy.js";
/// The page for addresses that are not there.
pub const NOT_FOUND: &str = "404.html";
/// The page that lists the records.
pub const INDEX: &str = "index.html";
/// The page of one record.
pub const RECORD: &str = "record.html";
/// The page with all triggers by state.
pub const BOARD: &str = "board.html";
/// The page with all rejected options.
pub const REJECTED: &str = "rejected.html";
/// The page with the decision graph.
pub const GRAPH: &str = "graph.html";

/// All files of the theme, by the name under which a log's `templates/` folder can override them.
pub const FILES: [(&str, &str); 13] = [
    (
        "base.html",
        include_str!("../../../templates/site/base.html"),
    ),
    (
        "trigger.html",
        include_str!("../../../templates/site/trigger.html"),
    ),
    (INDEX, include_str!("../../../templates/site/index.html")),
    (RECORD, include_str!("../../../templates/site/record.html")),
    (BOARD, include_str!("../../../templates/site/board.html")),
    (
        "tripwire.html",
        include_str!("../../../templates/site/tripwire.html"),
    ),
    (
        REJECTED,
        include_str!("../../../templates/site/rejected.html"),
    ),
    (GRAPH, include_str!("../../../templates/site/graph.html")),
    (NOT_FOUND, include_str!("../../../templates/site/404.html")),
    (COPY, include_str!("../../../templates/site/copy.js")),
    (SCRIPT, include_str!("../../../templates/site/filter.js")),
    (SEARCH, include_str!("../../../templates/site/search.js")),
    (
        STYLESHEET,
        include_str!("../../../templates/site/style.css"),
    ),
];

/// A template of the site that cannot be used; the message contains the file and the line.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the template: {0}")]
pub struct ThemeError(minijinja::Error);

impl From<minijinja::Error> for ThemeError {
    fn from(error: minijinja::Error) -> Self {
        Self(error)
    }
}

/// Compiled templates.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    /// The stylesheet and the scripts, which are copied into the site unchanged.
    pub assets: Vec<(&'static str, String)>,
    /// The digest of every template and asset.
    pub digest: Digest,
}

impl Theme {
    /// The theme with the files that `override_of` returns in place of the embedded ones.
    pub fn new(override_of: impl Fn(&str) -> Option<String>) -> Result<Self, ThemeError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(draft::whole_line_tags()?);
        let mut assets = Vec::new();
        let texts = FILES.map(|(name, embedded)| {
            let text = override_of(name).unwrap_or_else(|| embedded.to_owned());
            (name, text)
        });
        let digest = Digest::of(&texts);
        for (name, text) in texts {
            if [STYLESHEET, SCRIPT, SEARCH, COPY].contains(&name) {
                assets.push((name, text));
            } else {
                environment.add_template_owned(name, text)?;
            }
        }
        Ok(Self {
            environment,
            assets,
            digest,
        })
    }

    /// Renders template `name` with `view`. Values are escaped for HTML.
    pub fn page(&self, name: &str, view: &impl Serialize) -> Result<String, ThemeError> {
        let template = self.environment.get_template(name)?;
        Ok(template.render(Serde(view))?)
    }
}
