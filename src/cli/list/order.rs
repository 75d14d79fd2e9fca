//! The order of a list. It is stable, and what has no value for the key comes last in either direction.

use std::cmp::Ordering;

use clap::ValueEnum;

use crate::record::Record;

/// The key to sort by.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Key {
    Number,
    Date,
    Title,
    Status,
}

/// Sorts `records` by `key`.
pub fn sort(records: &mut Vec<&Record>, key: Key, is_reversed: bool) {
    match key {
        // This is the log's order.
        Key::Number if !is_reversed => {}
        Key::Number => sort_by(records, is_reversed, |record| record.number),
        Key::Date => sort_by(records, is_reversed, Record::date),
        Key::Title => sort_by(records, is_reversed, |record| {
            record.title().map(str::to_lowercase)
        }),
        Key::Status => sort_by(records, is_reversed, Record::status),
    }
}

fn sort_by<K: Ord>(
    records: &mut Vec<&Record>,
    is_reversed: bool,
    key: impl Fn(&Record) -> Option<K>,
) {
    let keyed = records.drain(..).map(|record| (key(record), record));
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if is_reversed => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    records.extend(keyed.into_iter().map(|(_, record)| record));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    /// The numbers of records with these dates, numbered from 1, in order of their dates.
    fn by_date(dates: &[&str], is_reversed: bool) -> Vec<Option<u32>> {
        let record = |(at, date): (usize, &&str)| {
            let text = format!("```toml\nstatus = \"accepted\"\n{date}\n```\n\n# T\n");
            let source = Source::new(format!("{:04}-t.md", at + 1), text);
            Record::parse(Arc::new(source))
        };
        let records: Vec<_> = dates.iter().enumerate().map(record).collect();
        let mut sorted = records.iter().collect();
        sort(&mut sorted, Key::Date, is_reversed);
        sorted.iter().map(|record| record.number).collect()
    }

    #[test]
    fn records_without_the_key_come_last_and_equal_ones_keep_their_order() {
        let dates = [
            "",
            "date = 2026-02-01",
            "date = 2026-01-01",
            "",
            "date = 2026-02-01",
        ];
        assert_eq!(by_date(&dates, false), [3, 2, 5, 1, 4].map(Some));
        assert_eq!(by_date(&dates, true), [2, 5, 3, 1, 4].map(Some));
    }
}
