//! One decision: its TOML record, its prose, and edits that change only the bytes they must.
//! Which other records there are is `log`'s matter; whether it is any good is `lint`'s.

mod alternative;
mod amended;
mod body;
mod conflict;
mod consequence;
pub mod draft;
pub mod edit;
mod entry;
pub mod file_name;
pub mod front;
mod guard;
mod headings;
mod layout;
pub mod link;
mod listing;
pub mod mention;
mod option_name;
pub mod outline;
pub(crate) mod prose;
pub mod repoint;
mod schema;
mod section;
mod split;
mod status;
mod table;
pub mod title;
mod toml_string;

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use comrak::{Arena, Node};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};

pub use alternative::Alternative;
pub use amended::Amendment;
pub use body::{Body, Paragraph, Section};
pub use consequence::Side;
pub use front::{Front, Link, LinkKind, Revisit, Waiver};
pub use guard::{Demand, Guard};
pub use layout::Layout;
use link::Anchors;
pub use schema::schema;
pub use section::SectionKind;
pub use split::split_trigger;
pub use status::Status;
pub use title::Title;
pub use toml_string::place_within;

/// The rule under which every fault of a record's form is reported.
pub const INVALID_RECORD: &str = "invalid-record";

/// The name of the format that this program writes.
pub const OWN_FORMAT: &str = "adr";

/// One file of the log, as far as it could be read.
#[derive(Debug)]
pub struct Record {
    /// The file.
    pub source: Arc<Source>,
    /// The number its file name carries.
    pub number: Option<u32>,
    /// What is known of the decision beside its prose: by the TOML record on top, or by another tool's conventions.
    /// `None` where there is nothing that anybody understands.
    pub front: Option<Box<Front>>,
    /// Where the front was found: [`OWN_FORMAT`] for the TOML record, else another tool's format.
    pub format: Option<&'static str>,
    /// The TOML record's place in the file.
    pub layout: Option<Layout>,
    /// The place of YAML front matter, without its delimiters, in a file without a TOML record.
    pub yaml: Option<Span>,
    /// What is wrong in the TOML record, each under [`INVALID_RECORD`].
    pub faults: Vec<Diagnostic>,
    is_unread: bool,
    body_start: usize,
    is_head: bool,
    title: OnceLock<Option<Title>>,
    body: OnceLock<Box<Body>>,
    anchors: OnceLock<Anchors>,
}

impl Record {
    /// Reads one file's text. Never fails: what is wrong is in [`Record::faults`].
    pub fn parse(source: Arc<Source>) -> Self {
        let mut faults = Vec::new();
        let mut front = None;
        let mut layout = None;
        let mut yaml = None;
        let mut body_start = 0;
        let mut is_unread = false;
        if let Some(at) = source.invalid_utf8_at() {
            let fault = Diagnostic::error(
                INVALID_RECORD,
                &source,
                at..at + 1,
                "the file is not valid UTF-8 from here on",
            );
            faults.push(fault.with_help("save it as UTF-8"));
        } else {
            layout = layout::find(source.text());
            if let Some(layout) = &layout {
                body_start = layout.body_start;
            } else if let Some((block, end)) = layout::find_yaml(source.text()) {
                yaml = Some(block);
                body_start = end;
            }
            faults.extend(conflict::find(&source, body_start));
            is_unread = !faults.is_empty();
            let read = |layout| match is_unread {
                true => Front::default(),
                false => front::read(&source, layout, &mut faults),
            };
            front = layout.as_ref().map(read).map(Box::new);
        }
        Self {
            number: file_name::number_at(source.path()),
            format: layout.as_ref().map(|_| OWN_FORMAT),
            source,
            front,
            layout,
            yaml,
            faults,
            is_unread,
            body_start,
            is_head: false,
            title: OnceLock::new(),
            body: OnceLock::new(),
            anchors: OnceLock::new(),
        }
    }

    /// This record without the prose below its title, for a log that is too large to be kept whole. One with a fault
    /// stays as it is, since the fault shows its text.
    #[must_use]
    pub fn into_head(mut self) -> Self {
        if self.faults.is_empty() {
            let title = self.heading().map_or(0, |title| title.span.end);
            let end = title.max(self.body_start);
            let head = self.source.text().get(..end).unwrap_or_default();
            self.source = Arc::new(Source::new(self.source.path(), head));
            self.body = OnceLock::new();
            if let Some(front) = &mut self.front {
                front.shrink_to_fit();
            }
            self.is_head = true;
        }
        self
    }

    /// Whether it is without the prose below its title.
    pub fn is_head(&self) -> bool {
        self.is_head
    }

    /// The record in `source`, of which this one is the head.
    #[must_use]
    pub fn whole(&self, source: Arc<Source>) -> Self {
        if !source.text().starts_with(self.source.text()) {
            return Self::parse(source);
        }
        Self {
            source,
            number: self.number,
            front: self.front.clone(),
            format: self.format,
            layout: self.layout.clone(),
            yaml: self.yaml.clone(),
            faults: Vec::new(),
            is_unread: self.is_unread,
            body_start: self.body_start,
            is_head: false,
            title: self.title.clone(),
            body: OnceLock::new(),
            anchors: OnceLock::new(),
        }
    }

    /// The H1, read without parsing the whole body where its first line is one.
    pub fn heading(&self) -> Option<&Title> {
        self.title
            .get_or_init(|| {
                title::plain_first_heading(&self.source, self.body_start)
                    .or_else(|| self.body().title.clone())
            })
            .as_ref()
    }

    /// The title without its number.
    pub fn title(&self) -> Option<&str> {
        self.heading().map(|heading| heading.text.as_str())
    }

    /// The prose, parsed on first use and kept.
    pub fn body(&self) -> &Body {
        self.body.get_or_init(|| Box::new(self.read_body()))
    }

    /// The prose, if it has been parsed and kept.
    pub fn kept_body(&self) -> Option<&Body> {
        self.body.get().map(|body| &**body)
    }

    /// The prose, parsed anew.
    pub fn read_body(&self) -> Body {
        let arena = Arena::new();
        self.body_of(prose::parse(&arena, self.prose()))
    }

    /// The tree of the prose, from which [`Record::body`] is read too, unless it has been.
    pub(crate) fn tree<'a>(&self, arena: &'a Arena<'a>) -> Node<'a> {
        let tree = prose::parse(arena, self.prose());
        self.body.get_or_init(|| Box::new(self.body_of(tree)));
        tree
    }

    fn body_of(&self, tree: Node<'_>) -> Body {
        Body::of(tree, &self.source, self.body_start)
    }

    /// The places in it that a link can name, found on first use.
    pub fn anchors(&self) -> &Anchors {
        self.anchors.get_or_init(|| Anchors::of(self))
    }

    /// The Markdown below the TOML record.
    pub fn prose(&self) -> &str {
        self.source
            .text()
            .get(self.body_start..)
            .unwrap_or_default()
    }

    /// Where the prose starts, in bytes.
    pub fn prose_start(&self) -> usize {
        self.body_start
    }

    /// Whether it opens with a TOML record.
    pub fn is_ours(&self) -> bool {
        self.layout.is_some()
    }

    /// Whether the fields of its TOML record could be looked at: the fence is closed, and nothing in the file, such as
    /// a merge conflict, kept it from being read.
    pub fn is_legible(&self) -> bool {
        self.layout.as_ref().is_none_or(|layout| layout.closed) && !self.is_unread
    }

    /// Gives a title to a record whose prose has none.
    pub fn set_title(&mut self, title: Title) {
        self.title = OnceLock::from(Some(title));
    }

    /// The status, where the record has one.
    pub fn status(&self) -> Option<Status> {
        Some(self.front.as_ref()?.status.as_ref()?.value)
    }

    /// The day it was decided, where the record has one.
    pub fn date(&self) -> Option<NaiveDate> {
        Some(self.front.as_ref()?.date.as_ref()?.value)
    }

    /// The globs of the files that it is about.
    pub fn affects(&self) -> &[Spanned<String>] {
        self.front.as_ref().map_or(&[], |front| &front.affects)
    }

    /// What the code must not do while it is in force.
    pub fn guards(&self) -> &[Guard] {
        self.front.as_ref().map_or(&[], |front| &front.guards)
    }

    /// `ADR-0007`; the path of a record without a number.
    pub fn short_name(&self) -> String {
        let number = self.number.map(reference);
        number.unwrap_or_else(|| self.source.shown_path())
    }

    /// `ADR-0007: Title`, or what there is of it.
    pub fn name(&self) -> String {
        let title = self.title().unwrap_or("(no title)");
        match self.number {
            Some(number) => format!("{}: {title}", reference(number)),
            None => title.to_owned(),
        }
    }
}

/// How prose and messages name record `number`: `ADR-0007`.
pub fn reference(number: u32) -> String {
    format!("ADR-{number:04}")
}

#[cfg(test)]
mod tests;
