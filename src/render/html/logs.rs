//! One site for several logs: each log's own site in a folder of its name, below an index, a board, a search and data of
//! all of them.

use super::super::Sink;
use super::super::output::OutputError;
use super::diagram::Diagrams;
use super::files::Files;
use super::pages::{BOARD, INDEX};
use super::prose::ProseTools;
use super::renderer::{BADGE, DATA, Renderer, SCHEMA, SEARCH_INDEX, bytes, search_index};
use super::theme::{self, Theme};
use super::view::{self, Site, Sources};
use super::{DEFAULT_TITLE, Input, Prepared, RenderError, badge, data};

/// One of several logs.
pub struct Member<'i> {
    /// The name by which its decisions are qualified, which is also the name of its folder in the site.
    pub name: &'i str,
    /// Its input.
    pub input: Input<'i>,
    /// The log's own version of one of [`FILES`](super::FILES), if there is one.
    pub override_of: &'i (dyn Fn(&str) -> Option<String> + Sync),
}

/// The files of the whole site, apart from those of each log.
const OWN: [&str; 8] = [
    INDEX,
    BOARD,
    DATA,
    SCHEMA,
    BADGE,
    SEARCH_INDEX,
    theme::STYLESHEET,
    theme::SCRIPT,
];

/// Renders the site of `members` into `sink`, with `title` on the pages about all of them. Returns what could not be shown
/// as intended, one line each.
///
/// # Errors
/// If a template cannot be parsed or uses an unknown name, or if `sink` fails.
pub fn render_logs(
    members: &[Member<'_>],
    title: Option<&str>,
    sink: &impl Sink,
) -> Result<Vec<String>, RenderError> {
    let mut warnings = Vec::new();
    let mut sites = Vec::new();
    for member in members {
        let input = &member.input;
        let theme = Theme::new(member.override_of)?;
        let prepared = Prepared::of(input);
        let files = Files::new(input.folder, input.read_file);
        let mut own_warnings = Vec::new();
        let mut site = super::site(input, &files, &prepared.verdicts, &mut own_warnings);
        site.all_logs = Some("../index.html");
        let renderer = Renderer {
            sources: Sources {
                input,
                pages: &prepared.pages,
                lineages: &prepared.lineages,
                verdicts: &prepared.verdicts,
                site: &site,
            },
            theme: &theme,
            files: &files,
            tools: &ProseTools {
                diagrams: &Diagrams::default(),
            },
            sink: &Folder {
                name: member.name,
                sink,
            },
        };
        own_warnings.extend(renderer.publish()?);
        let qualified = own_warnings
            .into_iter()
            .map(|warning| format!("{}/{warning}", member.name));
        warnings.extend(qualified);
        sites.push((prepared, site));
    }
    let Some(today) = members.first().map(|member| member.input.today) else {
        return Ok(warnings);
    };
    let whole = Site {
        title: title.unwrap_or(DEFAULT_TITLE),
        logo: None,
        footer: None,
        today,
        due: sites.iter().map(|(_, site)| site.due).sum(),
        feed: None,
        all_logs: None,
        has_graph: false,
    };
    let logs: Vec<(&str, Sources<'_>)> = members
        .iter()
        .zip(&sites)
        .map(|(member, (prepared, site))| {
            let sources = Sources {
                input: &member.input,
                pages: &prepared.pages,
                lineages: &prepared.lineages,
                verdicts: &prepared.verdicts,
                site,
            };
            (member.name, sources)
        })
        .collect();
    put_whole(&whole, &logs, sink)?;
    Ok(warnings)
}

/// Writes the files about all logs.
fn put_whole(
    site: &Site<'_>,
    logs: &[(&str, Sources<'_>)],
    sink: &impl Sink,
) -> Result<(), RenderError> {
    let theme = Theme::new(|_| None)?;
    sink.expect(&mut OWN.into_iter().chain([theme::SEARCH]))?;
    let index = theme.page(theme::INDEX, &view::index_of_logs(site, logs))?;
    sink.put(INDEX, bytes(index))?;
    let board = theme.page(theme::BOARD, &view::board_of_logs(site, logs))?;
    sink.put(BOARD, bytes(board))?;
    let named: Vec<_> = logs
        .iter()
        .map(|(name, sources)| (Some(*name), *sources))
        .collect();
    sink.put(DATA, data::decisions_of_logs(site, &named)?)?;
    let schema = include_str!("../../../templates/site/decisions.schema.json");
    sink.put(SCHEMA, schema.into())?;
    let decisions = logs
        .iter()
        .map(|(_, sources)| sources.input.check.decisions.len())
        .sum();
    sink.put(BADGE, badge::badge(site.due, decisions).into_bytes())?;
    sink.put(
        SEARCH_INDEX,
        search_index(logs.iter().map(|(_, sources)| sources.input.log)),
    )?;
    for (name, text) in &theme.assets {
        sink.put(name, text.clone().into_bytes())?;
    }
    Ok(())
}

/// A folder of a site.
struct Folder<'s, S> {
    name: &'s str,
    sink: &'s S,
}

impl<S> Folder<'_, S> {
    fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.name)
    }
}

impl<S: Sink> Sink for Folder<'_, S> {
    fn expect(&self, names: &mut dyn Iterator<Item = &str>) -> Result<(), OutputError> {
        let paths: Vec<String> = names.map(|name| self.path(name)).collect();
        self.sink.expect(&mut paths.iter().map(String::as_str))
    }

    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), OutputError> {
        self.sink.put(&self.path(name), bytes)
    }
}
