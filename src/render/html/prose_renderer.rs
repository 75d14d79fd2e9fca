//! Renders the prose of all records, ahead of their pages: each is parsed once, for its page and for all that is known of it
//! elsewhere.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::super::text;
use super::files::Files;
use super::pages::Pages;
use super::prose::{self, Links, Prose, ProseTools};
use super::view::{self, Verdicts};
use super::{Input, url};
use crate::record::Record;

/// What prose is rendered with.
pub struct ProseRenderer<'e> {
    /// The input for rendering.
    pub input: &'e Input<'e>,
    /// Where each record's page is.
    pub pages: &'e Pages,
    /// The verdicts on each record's triggers.
    pub verdicts: &'e Verdicts<'e>,
    /// The files that the records link to.
    pub files: &'e Files<'e>,
    /// The tools for rendering it.
    pub tools: &'e ProseTools<'e>,
}

impl ProseRenderer<'_> {
    /// The prose of every record by its position, apart from those that are unchanged since an earlier rendering.
    pub fn all(&self) -> Vec<Option<Prose>> {
        let is_same = |record| {
            let previous = self.input.previous.as_ref();
            previous.is_some_and(|previous| (previous.is_same)(record))
        };
        let records = self.input.log.records.par_iter().enumerate();
        let rendered = records.map(|(position, record)| {
            let prose = (!is_same(record)).then(|| self.of(position, record));
            (self.input.tick)();
            prose
        });
        rendered.collect()
    }

    /// The prose of the record at `position`.
    pub fn of(&self, position: usize, record: &Record) -> Prose {
        let path = self.pages.path(position);
        let edit_url = self.input.settings.edit_url.as_deref();
        let refused = RefCell::new(BTreeSet::new());
        let links = Links {
            page: &|link| self.linked_page(record, link),
            file: &|link| {
                self.files.href(path, link).unwrap_or_else(|refusal| {
                    let warning = format!("`{link}` is not copied: {refusal}");
                    refused.borrow_mut().insert(warning);
                    None
                })
            },
            forge: &|link| self.files.on_forge(edit_url?, path, link),
            mentioned: &|mention| view::mentioned(self.input.log, self.pages, position, mention),
        };
        let triggers = self.verdicts.triggers(position).iter();
        let taken = triggers.map(|trigger| trigger.anchor.as_str()).collect();
        let prose = prose::html(record, &links, self.tools, &taken);
        // Pages about all records list them: here they are looked for on all cores.
        record.body().alternatives();
        let warnings = refused.take().into_iter().chain(prose.warnings);
        Prose {
            warnings: warnings
                .map(|why| text::one_line(&format!("{path}: {why}")))
                .collect(),
            ..prose
        }
    }

    /// The URL of the page of the record that `link` refers to, with its anchor.
    fn linked_page(&self, record: &Record, link: &str) -> Option<String> {
        if url::kind(link) != url::Kind::Relative || link.starts_with('#') {
            return None;
        }
        let linked = self.input.log.linked(record, link)?;
        let page = self.pages.href(linked.record?);
        let fragment = linked.destination.fragment;
        Some(fragment.map_or_else(|| page.clone(), |anchor| format!("{page}#{anchor}")))
    }
}
