//! Takes the keys of one table, and reports those that nothing asked for.

use chrono::NaiveDate;

use super::{Fields, Raw, Reader};
use crate::diagnostic::did_you_mean;
use crate::source::Spanned;

impl<'i> Fields<'i> {
    /// Whether `key` is present and not yet taken.
    pub fn contains(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Takes `key`, whatever its type.
    pub fn take(&mut self, reader: &Reader, key: &'static str) -> Option<Raw<'i>> {
        self.known.push(key);
        let value = self.table.remove(key)?;
        self.present.push(key);
        Some(reader.raw(value))
    }

    /// Takes `key` as a string.
    pub fn text(&mut self, reader: &mut Reader, key: &'static str) -> Option<Spanned<String>> {
        let raw = self.take(reader, key)?;
        reader.text(key, raw)
    }

    /// Takes `key` as a number.
    pub fn number(&mut self, reader: &mut Reader, key: &'static str) -> Option<Spanned<u32>> {
        let raw = self.take(reader, key)?;
        reader.number(key, raw)
    }

    /// Takes `key` as true or false.
    pub fn boolean(&mut self, reader: &mut Reader, key: &'static str) -> Option<Spanned<bool>> {
        let raw = self.take(reader, key)?;
        reader.boolean(key, raw)
    }

    /// Takes `key` as a date.
    pub fn date(&mut self, reader: &mut Reader, key: &'static str) -> Option<Spanned<NaiveDate>> {
        let raw = self.take(reader, key)?;
        reader.date(key, raw)
    }

    /// Takes `key` as a list of strings; `None` if it is absent.
    pub fn texts(
        &mut self,
        reader: &mut Reader,
        key: &'static str,
    ) -> Option<Vec<Spanned<String>>> {
        let raw = self.take(reader, key)?;
        let items = reader.elements(key, raw)?;
        Some(
            items
                .into_iter()
                .filter_map(|item| reader.text(key, item))
                .collect(),
        )
    }

    /// Takes `key` as a list of numbers; `None` if it is absent.
    pub fn numbers(&mut self, reader: &mut Reader, key: &'static str) -> Option<Vec<Spanned<u32>>> {
        let raw = self.take(reader, key)?;
        let items = reader.elements(key, raw)?;
        Some(
            items
                .into_iter()
                .filter_map(|item| reader.number(key, item))
                .collect(),
        )
    }

    /// Takes `key` as a table.
    pub fn fields(&mut self, reader: &mut Reader, key: &'static str) -> Option<Fields<'i>> {
        let raw = self.take(reader, key)?;
        reader.fields(key, raw)
    }

    /// Takes `key` as a list of tables; empty if it is absent.
    pub fn tables(&mut self, reader: &mut Reader, key: &'static str) -> Vec<Fields<'i>> {
        let Some(raw) = self.take(reader, key) else {
            return Vec::new();
        };
        let items = reader.elements(key, raw).unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| reader.fields(key, item))
            .collect()
    }

    /// Takes all remaining keys in document order, for tables whose keys are names.
    pub fn rest(&mut self, reader: &Reader) -> Vec<(Spanned<String>, Raw<'i>)> {
        let mut entries: Vec<_> = std::mem::take(&mut self.table)
            .into_iter()
            .map(|(key, value)| {
                let span = reader.base + key.span().start..reader.base + key.span().end;
                let key = Spanned {
                    value: key.into_inner().into_owned(),
                    span,
                };
                (key, reader.raw(value))
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// Reports every remaining key as unknown, with the known key it resembles.
    pub fn finish(mut self, reader: &mut Reader) {
        let unknown = self.rest(reader);
        let meant = |key: &Spanned<String>| did_you_mean(&key.value, self.known.iter().copied());
        let all_meant: Vec<_> = unknown.iter().filter_map(|(key, _)| meant(key)).collect();
        for (key, value) in &unknown {
            let message = format!("unknown key `{}`", key.value);
            let meant = meant(key);
            let help = meant.map_or_else(
                || format!("valid keys are {}", listed(&self.known)),
                |known| format!("did you mean `{known}`?"),
            );
            let is_free = |meant: &&str| {
                let given = self.present.iter().chain(&all_meant);
                given.filter(|key| *key == meant).count() == 1
            };
            let fix = meant
                .filter(is_free)
                .and_then(|meant| reader.rename(key, value, meant));
            let fault = reader.fault(key.span.clone(), message);
            fault.help = Some(help);
            fault.fix = fix;
        }
    }
}

fn listed(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
