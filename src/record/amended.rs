//! `[[amended]]`: corrections of an accepted record, on record.

use chrono::NaiveDate;

use crate::fields::{Fields, Reader};
use crate::source::{Span, Spanned};

/// A correction of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The day.
    pub date: Spanned<NaiveDate>,
    /// Why the record was changed.
    pub reason: Spanned<String>,
    /// The whole `[[amended]]` table.
    pub span: Span,
}

/// Reads the amendments under `amended`.
pub(super) fn read(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Amendment> {
    let tables = fields.tables(reader, "amended").into_iter();
    tables
        .filter_map(|table| read_amendment(reader, table))
        .collect()
}

fn read_amendment(reader: &mut Reader, mut fields: Fields<'_>) -> Option<Amendment> {
    let is_whole = fields.contains("date") && fields.contains("reason");
    let date = fields.date(reader, "date");
    let reason = fields.text(reader, "reason");
    let span = fields.span.clone();
    fields.finish(reader);
    if !is_whole {
        reader
            .fault(span.clone(), "an amendment needs `date` and `reason`")
            .help = Some("say on which day the record was changed, and why".to_owned());
    }
    let (date, reason) = (date?, reason?);
    if reason.value.trim().is_empty() {
        reader
            .fault(reason.span.clone(), "an amendment needs a reason")
            .help = Some("say why the record was changed".to_owned());
    }
    Some(Amendment { date, reason, span })
}
