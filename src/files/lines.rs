//! Patterns of lines.

use grep_matcher::Matcher;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};

use crate::source::Span;

/// The most memory that a compiled pattern may take.
const MAX_SIZE: usize = 8 * 1024 * 1024;

/// A regular expression, in the syntax of the `regex` crate, that is compared with one line at a time: `^` and `$` match at
/// the ends of a line, and no match goes beyond one.
#[derive(Debug)]
pub struct LinePattern(RegexMatcher);

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead.
    pub help: &'static str,
    /// The bytes of the pattern that are wrong.
    pub part: Span,
}

impl LinePattern {
    /// Reads `pattern`.
    ///
    /// # Errors
    /// If it is not a regular expression, is too large, or matches an empty line, and so every line.
    pub fn new(pattern: &str) -> Result<Self, PatternError> {
        let error = |message: String, help| PatternError {
            message,
            help,
            part: 0..pattern.len(),
        };
        if let Err(found) = regex_syntax::parse(pattern) {
            let (message, part) = syntax_error(&found);
            return Err(PatternError {
                part: part.unwrap_or(0..pattern.len()),
                ..error(
                    message,
                    "write a regular expression as the regex crate reads it",
                )
            });
        }
        let built = RegexMatcherBuilder::new()
            .multi_line(true)
            .crlf(true)
            .line_terminator(Some(b'\n'))
            .size_limit(MAX_SIZE)
            .build(pattern);
        let matcher = built.map_err(|found| match found.to_string() {
            message if message.contains("size limit") => error(
                "the pattern is too large".to_owned(),
                "use fewer alternatives and smaller repetitions",
            ),
            message => error(message, "write a pattern for a single line"),
        })?;
        match matcher.is_match(b"") {
            Ok(true) => Err(error(
                "the pattern matches an empty line, and so every line".to_owned(),
                "write what must be in the line",
            )),
            _ => Ok(Self(matcher)),
        }
    }

    /// The matches in `text`, at most one for each line.
    pub fn lines<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.0.find_at(text.as_bytes(), at).ok()??;
            let end_of_line = memchr::memchr(b'\n', text.as_bytes().get(found.start()..)?);
            let end = end_of_line.map_or(text.len(), |length| found.start() + length);
            at = end + 1;
            Some(found.start()..found.end().min(end))
        })
        .fuse()
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes()).unwrap_or(false)
    }
}

/// What is wrong with a pattern, and where.
fn syntax_error(error: &regex_syntax::Error) -> (String, Option<Span>) {
    match error {
        regex_syntax::Error::Parse(error) => {
            let span = error.span();
            (
                error.kind().to_string(),
                Some(span.start.offset..span.end.offset),
            )
        }
        regex_syntax::Error::Translate(error) => {
            let span = error.span();
            (
                error.kind().to_string(),
                Some(span.start.offset..span.end.offset),
            )
        }
        other => (other.to_string(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_matches_by_itself() {
        let text = "use crate::infra;\r\n  use crate::infra::x; // use crate::infra\nend";
        for (pattern, expected) in [
            (
                "use crate::infra",
                vec!["use crate::infra", "use crate::infra"],
            ),
            ("^use", vec!["use"]),
            (";$", vec![";"]),
            ("^end$", vec!["end"]),
            (r";\s+use", vec![]),
            (r"x; \s*//", vec!["x; //"]),
        ] {
            let pattern = LinePattern::new(pattern).unwrap();
            let found: Vec<_> = pattern.lines(text).map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{pattern:?}");
        }
    }

    #[test]
    fn an_invalid_pattern_says_what_is_wrong_and_where() {
        let many = (0..10_000)
            .map(|n| format!("a{n}b{{40}}"))
            .collect::<Vec<_>>()
            .join("|");
        for (pattern, message, part) in [
            ("use (crate", "unclosed group", 4..5),
            (
                "a{5,2}",
                "invalid repetition count range, the start must be <= the end",
                1..6,
            ),
            (
                "é[z-a]",
                "invalid character class range, the start must be <= the end",
                3..6,
            ),
            (
                "x*",
                "the pattern matches an empty line, and so every line",
                0..2,
            ),
            ("(?:a{1000}){1000}", "the pattern is too large", 0..17),
            (&many, "the pattern is too large", 0..many.len()),
        ] {
            let error = LinePattern::new(pattern).unwrap_err();
            assert_eq!(
                (error.message.as_str(), error.part),
                (message, part),
                "{message}"
            );
        }
        assert!(LinePattern::new("a\nb").is_err());
    }
}
