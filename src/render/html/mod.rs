//! The log as a static site: an index, a page a record, one stylesheet. It works from `file://`, without
//! a script, and under the policy `default-src 'self'`. Records are untrusted: nothing in them becomes markup.

mod pages;
mod prose;
mod theme;
mod url;
mod view;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::entry::{self, Entry};
use super::{DEFAULT_TITLE, Site, text};
use crate::config;
use crate::log::Log;
use pages::Pages;
use theme::Theme;

pub use theme::{FILES, ThemeError};

/// Renders `log` with its `[site]` settings. `override_of` gives the log's own text for one of [`FILES`],
/// where it has one.
///
/// # Errors
/// Where a template does not parse, or names what is not there.
pub fn render(
    log: &Log,
    settings: &config::Site,
    override_of: impl Fn(&str) -> Option<String>,
) -> Result<Site, ThemeError> {
    let theme = Theme::new(override_of)?;
    let pages = Pages::of(log);
    let site = view::Site {
        title: settings.title.as_deref().unwrap_or(DEFAULT_TITLE),
    };
    let entries = entry::entries(log);
    let rendered: Result<Vec<_>, ThemeError> = entries
        .par_iter()
        .filter_map(|listed| match *listed {
            Entry::Record(position, record) => Some((position, record)),
            Entry::Unreadable(..) => None,
        })
        .map(|(position, record)| {
            let page = view::record(log, &pages, position, record, &site);
            let html = theme.page(theme::RECORD, &page)?;
            Ok((pages.file(position).to_owned(), bytes(&html)))
        })
        .collect();
    let mut files: Site = rendered?.into_iter().collect();
    let index = view::index(log, &pages, &entries, &site);
    let html = theme.page(theme::INDEX, &index)?;
    files.insert(pages::INDEX.to_owned(), bytes(&html));
    files.insert(theme::STYLESHEET.to_owned(), theme.stylesheet);
    Ok(files)
}

fn bytes(html: &str) -> Vec<u8> {
    text::printable(html).into_owned().into_bytes()
}
