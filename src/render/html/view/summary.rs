//! What a decision says in one sentence, for search engines and for previews of links to its page.

use super::super::super::text;
use crate::record::{Record, SectionKind};

/// The maximum length in characters; what is longer is cut off by those who show it.
const MAX_CHARACTERS: usize = 200;
/// A shorter sentence is followed by the next one: it may be an abbreviation.
const MIN_CHARACTERS: usize = 24;

/// The first sentence of the decision, without markup.
pub fn first_sentence(record: &Record) -> Option<String> {
    let body = record.body();
    let decision = body.section(SectionKind::Decision)?;
    let mut paragraphs = body.paragraphs(decision);
    let opening =
        paragraphs.find(|paragraph| !paragraph.is_heading && !paragraph.text.is_empty())?;
    let opening = text::one_line(opening.text);
    let sentence = opening.get(..end_of_sentence(&opening))?;
    Some(text::shortened(sentence, MAX_CHARACTERS).into_owned())
}

fn end_of_sentence(text: &str) -> usize {
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        length += 1;
        let next = characters.peek().map(|(_, next)| *next);
        let is_end = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => length >= MIN_CHARACTERS && next == Some(' '),
            _ => false,
        };
        if is_end || length > MAX_CHARACTERS {
            return at + c.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    fn of(prose: &str) -> Option<String> {
        let text = format!("# T\n\n## Context\n\nWhy.\n\n## Decision\n\n{prose}\n");
        first_sentence(&Record::parse(Arc::new(Source::new("0001-t.md", text))))
    }

    #[test]
    fn a_summary_is_the_first_sentence_of_the_decision() {
        for (prose, expected) in [
            (
                "We keep *orders* in [one place](x.md). It is simple.",
                "We keep orders in one place.",
            ),
            (
                "Yes. We keep orders in one place. It is simple.",
                "Yes. We keep orders in one place.",
            ),
            ("### How\n\n- one item of a list\n", "one item of a list"),
            ("订单留在一处。很简单。", "订单留在一处。"),
            ("PostgreSQL 17.2 is used", "PostgreSQL 17.2 is used"),
            ("\"><script>alert(1)</script>", "\">alert(1)"),
        ] {
            assert_eq!(of(prose).as_deref(), Some(expected));
        }
        assert_eq!(of(""), None);
        let long = of(&"word ".repeat(100_000)).unwrap();
        assert_eq!(long.chars().count(), MAX_CHARACTERS);
    }
}
