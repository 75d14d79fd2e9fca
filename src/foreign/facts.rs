//! Everything that formats find in one record, and the questions that are asked of it.

use super::meta::{Fact, Key, Sheet, is_blank, is_placeholder};
use super::{ALL, Format, loose, relation, yaml};
use crate::record::Record;
use crate::source::Spanned;

/// Everything that formats find in one record.
pub struct Facts<'r> {
    pub sheet: Sheet<'r>,
    found: Vec<(&'static str, Vec<Fact>)>,
}

impl<'r> Facts<'r> {
    /// What formats find in `record`.
    pub fn of_record(record: &'r Record) -> Self {
        let sheet = Sheet::of(record);
        let of_format = |format: &&Format| (format.name, (format.facts)(&sheet));
        let found = ALL.iter().map(of_format).collect();
        Self { sheet, found }
    }

    /// Those that stand in the file, and not in its name, with the names of their formats.
    pub fn in_file(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        let found = self.found.iter();
        let in_file = found.filter(|(name, _)| *name != loose::FORMAT.name);
        in_file.flat_map(|(name, facts)| facts.iter().map(move |fact| (*name, fact)))
    }

    /// The facts of `key`, from the first format that has any.
    pub fn of(&self, key: Key) -> Vec<&Fact> {
        let of_format = |(_, facts): &'_ (_, Vec<Fact>)| facts.iter().any(|fact| fact.key == key);
        let first = self.found.iter().find(|found| of_format(found));
        let facts = first.into_iter().flat_map(|(_, facts)| facts);
        facts.filter(|fact| fact.key == key).collect()
    }

    /// The format by which the status is written, or, without one, anything else; else the one that the record's sections
    /// or its name suggest.
    pub fn format(&self) -> Option<&'static str> {
        let mut in_file = self.in_file();
        let by_status = in_file.find(|(_, fact)| fact.key == Key::Status);
        let by_fact = by_status.or_else(|| self.in_file().next());
        let is_dated = self.found.iter().any(|(_, facts)| !facts.is_empty());
        let is_loose = is_dated || self.sheet.record.number.is_some() || self.sheet.has_sections();
        let by_sections = self.sheet.has_madr_sections();
        by_fact
            .map(|(name, _)| name)
            .or_else(|| by_sections.then_some(yaml::FORMAT.name))
            .or_else(|| is_loose.then_some(loose::FORMAT.name))
    }

    /// All values of `key`.
    pub fn values(&self, key: Key) -> Vec<String> {
        let facts = self.of(key).into_iter();
        facts.flat_map(|fact| fact.values.iter().cloned()).collect()
    }

    /// The value of `key` as written, where somebody wrote one.
    pub fn written(&self, key: Key) -> Option<Spanned<String>> {
        let facts = self.of(key).into_iter();
        let mut texts = facts.map(|fact| Spanned {
            value: fact.text(),
            span: fact.span.clone(),
        });
        texts.find(|text| !is_blank(&text.value) && !is_placeholder(&text.value))
    }

    /// The numbers that `fact` names, of a key whose values are records.
    pub fn numbers(&self, fact: &Fact, resolve: relation::Resolve<'_>) -> Vec<u32> {
        let written = self.sheet.source.slice(&fact.span);
        let (_, value) = written.split_once([':', '：']).unwrap_or(("", written));
        let numbers = relation::numbers(value, resolve);
        match numbers.is_empty() {
            true => relation::numbers(&fact.text(), resolve),
            false => numbers,
        }
    }
}
