//! One site for several logs: each log's own site in a folder of its name, below an index, a board, a search and data of
//! all of them.

use super::super::Sink;
use super::super::output::OutputError;
use super::citations::Citations;
use super::diagram::Diagrams;
use super::files::Files;
use super::prose::ProseTools;
use super::prose_renderer::ProseRenderer;
use super::renderer::{BADGE, COMMON, DATA, Renderer, SCHEMA, bytes, put_listings};
use super::theme::{self, Theme};
use super::view::{self, Logs, Site, Sources};
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
        let prose = ProseRenderer {
            input,
            pages: &prepared.pages,
            verdicts: &prepared.verdicts,
            files: &files,
            tools: &ProseTools {
                diagrams: &Diagrams::default(),
            },
        };
        let rendered = prose.all();
        let citations = Citations::of(input.log);
        let mut own_warnings = Vec::new();
        let mut site = super::site(input, &files, &prepared.verdicts, &mut own_warnings);
        site.all_logs = Some("../index.html");
        let renderer = Renderer {
            sources: Sources {
                input,
                pages: &prepared.pages,
                lineages: &prepared.lineages,
                citations: &citations,
                verdicts: &prepared.verdicts,
                site: &site,
            },
            theme: &theme,
            files: &files,
            prose: &prose,
            sink: &Folder {
                name: member.name,
                sink,
            },
        };
        own_warnings.extend(renderer.publish(rendered)?);
        let qualified = own_warnings
            .into_iter()
            .map(|warning| format!("{}/{warning}", member.name));
        warnings.extend(qualified);
        sites.push((prepared, citations, site));
    }
    let Some(today) = members.first().map(|member| member.input.today) else {
        return Ok(warnings);
    };
    let whole = Site {
        title: title.unwrap_or(DEFAULT_TITLE),
        logo: None,
        footer: None,
        today,
        due: sites.iter().map(|(.., site)| site.due).sum(),
        feed: None,
        reviews: sites.iter().find_map(|(.., site)| site.reviews),
        all_logs: None,
        has_graph: false,
    };
    let logs: Vec<_> = members
        .iter()
        .zip(&sites)
        .map(|(member, (prepared, citations, site))| {
            let sources = Sources {
                input: &member.input,
                pages: &prepared.pages,
                lineages: &prepared.lineages,
                citations,
                verdicts: &prepared.verdicts,
                site,
            };
            (Some(member.name), sources)
        })
        .collect();
    put_whole(&whole, &logs, sink)?;
    Ok(warnings)
}

/// Writes the files about all logs.
fn put_whole(site: &Site<'_>, logs: &Logs<'_>, sink: &impl Sink) -> Result<(), RenderError> {
    let theme = Theme::new(|_| None)?;
    sink.expect(&mut COMMON.into_iter().chain(site.reviews))?;
    put_listings(site, logs, &theme, None, sink)?;
    sink.put(DATA, data::decisions_of_logs(site, logs)?)?;
    let schema = include_str!("../../../templates/site/decisions.schema.json");
    sink.put(SCHEMA, schema.into())?;
    let decisions = logs
        .iter()
        .map(|(_, sources)| sources.input.check.decisions.len())
        .sum();
    sink.put(BADGE, badge::badge(site.due, decisions).into_bytes())?;
    let not_found = theme.page(theme::NOT_FOUND, &view::not_found(site, None))?;
    sink.put(theme::NOT_FOUND, bytes(not_found))?;
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
