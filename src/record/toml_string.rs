//! Maps a byte in the value of a TOML string to its bytes in the source (TOML 1.1, section "String").

use crate::source::{Source, Span, Spanned};

/// The bytes of `source` that wrote the bytes `part` of `string`'s value. An empty part gives the empty
/// place in front of what follows it; the whole string stands in where the two do not belong together.
pub fn place_within(source: &Source, string: &Spanned<String>, part: &Span) -> Span {
    let written = source.slice(&string.span);
    let found = pieces(written).and_then(|pieces| within(&pieces, &string.value, part));
    found.map_or_else(
        || string.span.clone(),
        |place| string.span.start + place.start..string.span.start + place.end,
    )
}

/// A character of the value, and the bytes that wrote it; the last one is the closing quote.
struct Piece {
    character: Option<char>,
    written: Span,
}

fn within(pieces: &[Piece], value: &str, part: &Span) -> Option<Span> {
    let decoded: String = pieces.iter().filter_map(|piece| piece.character).collect();
    if decoded != value {
        return None;
    }
    let mut end_of_value = 0;
    let mut start = None;
    let mut end = None;
    for piece in pieces {
        if start.is_none() && end_of_value >= part.start {
            start = Some(piece.written.start);
        }
        if end_of_value < part.end {
            end = Some(piece.written.end);
        }
        end_of_value += piece.character.map_or(0, char::len_utf8);
    }
    let start = start?;
    Some(start..end.filter(|_| !part.is_empty()).unwrap_or(start).max(start))
}

/// The characters that `written`, quotes included, stands for; `None` where it is no TOML string.
fn pieces(written: &str) -> Option<Vec<Piece>> {
    let quotes = ["'''", "\"\"\"", "'", "\""];
    let quote = quotes
        .iter()
        .find(|quote| written.len() >= 2 * quote.len() && written.starts_with(**quote))?;
    let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut rest = inner;
    if quote.len() == 3 {
        let newline = ["\n", "\r\n"].iter().find_map(|end| rest.strip_prefix(end));
        rest = newline.unwrap_or(rest);
    }
    let has_escapes = quote.starts_with('"');
    let end = written.len() - quote.len();
    let mut pieces = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (character, length) = match first {
            '\\' if has_escapes => escape(rest)?,
            plain => (Some(plain), plain.len_utf8()),
        };
        let start = end - rest.len();
        let written = start..start + length;
        if character.is_some() {
            pieces.push(Piece { character, written });
        }
        rest = rest.get(length..)?;
    }
    let written = end..end;
    let character = None;
    pieces.push(Piece { character, written });
    Some(pieces)
}

/// The character that the escape at the start of `text` stands for, and the escape's length. A line
/// ending escapes itself and the white space after it, and stands for nothing.
fn escape(text: &str) -> Option<(Option<char>, usize)> {
    let mark = text.get(1..)?.chars().next()?;
    let character = match mark {
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        '"' | '\\' => mark,
        'x' => return code_point(text, 2),
        'u' => return code_point(text, 4),
        'U' => return code_point(text, 8),
        _ => {
            let next = text.get(1..)?.trim_start_matches([' ', '\t', '\r', '\n']);
            return Some((None, text.len() - next.len()));
        }
    };
    Some((Some(character), 2))
}

fn code_point(text: &str, digits: usize) -> Option<(Option<char>, usize)> {
    let end = 2 + digits;
    let number = u32::from_str_radix(text.get(2..end)?, 16).ok()?;
    Some((Some(char::from_u32(number)?), end))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::record::Record;

    /// What the source has where the value of `when` has `needle`.
    fn written(toml: &str, needle: &str) -> String {
        let text = format!("```toml\n[[revisit]]\nwhen = {toml}\n```\n");
        let record = Record::parse(Arc::new(Source::new("0001-x.md", text)));
        let when = &record.front.as_ref().unwrap().revisit[0].when;
        let start = when.value.find(needle).unwrap();
        let place = place_within(&record.source, when, &(start..start + needle.len()));
        record.source.slice(&place).to_owned()
    }

    #[test]
    fn a_part_of_a_value_is_found_in_every_kind_of_string() {
        for (toml, needle, expected) in [
            (r"'a > 5 parsecs'", "parsecs", "parsecs"),
            (r"'größe > 5 parsecs'", "5 p", "5 p"),
            (r#""a{b=\"c\"} > 5 x""#, "5 x", "5 x"),
            (r#""a{b=\"c\"} > 5 x""#, "\"c\"", r#"\"c\""#),
            (r#""\u0061\x62\U00000063 > 5""#, "b", r"\x62"),
            ("\"\"\"\n  a > \\\n   5 x\"\"\"", "5 x", "5 x"),
            ("\"\"\"a > 5 x\"\"\"", "5 x", "5 x"),
            ("'''\r\na\r\n > 5 x'''", "5 x", "5 x"),
            ("'''a > 5 ''x'''", "''x", "''x"),
        ] {
            assert_eq!(written(toml, needle), expected, "{toml}");
        }
    }

    #[test]
    fn an_empty_part_is_the_place_before_what_follows() {
        for (toml, at, expected) in [("'a >'", 3, 4), ("\"\\u0061 >\"", 1, 7), ("''", 0, 1)] {
            let source = Source::new("x", toml);
            let table: toml::Table = format!("x = {toml}").parse().unwrap();
            let value = table["x"].as_str().unwrap().to_owned();
            let string = Spanned {
                value,
                span: 0..toml.len(),
            };
            let place = place_within(&source, &string, &(at..at));
            assert_eq!(place, expected..expected, "{toml}");
        }
    }

    #[test]
    fn what_does_not_belong_together_gives_the_whole_string() {
        let source = Source::new("x", "'a > 5'");
        let string = Spanned {
            value: "another".to_owned(),
            span: 0..7,
        };
        assert_eq!(place_within(&source, &string, &(0..3)), 0..7);
        for broken in ["", "'", "\"\\", "\"\\u00\"", "\"\\", "é"] {
            assert!(pieces(broken).is_none(), "{broken:?}");
        }
    }
}
