//! Texts as values, such as a licence or the state of a ticket. They are equal or not, and nothing else.

use std::fmt;

use crate::source::printable;

/// A text that is not empty, without white space around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(String);

/// The number of characters shown of a long text.
const SHOWN: usize = 60;

impl Text {
    /// The text in `text`, without white space and pairs of double quotes around it; `None` if nothing is left.
    pub fn parse(text: &str) -> Option<Self> {
        let mut text = text.trim();
        while let Some(inside) = unquoted(text) {
            text = inside.trim();
        }
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In double quotes on one line; shortened if it is long, so only a short one parses back to an equal text.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", self.0.get(..end).unwrap_or_default()),
            None => self.0.clone(),
        };
        f.write_str(&printable(&quoted(&shown)))
    }
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// `text` in double quotes as in a condition, with `"`, `\` and line breaks escaped.
pub fn quoted(text: &str) -> String {
    let text = text.replace('\\', r"\\");
    let text = text.replace('"', r#"\""#).replace('\n', r"\n");
    format!("\"{text}\"")
}
