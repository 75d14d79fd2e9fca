//! Units of a team's own, such as `EUR` or `engineers`: each is a dimension by itself.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use super::error::{QuantityError, QuantityErrorKind};
use super::spelling::number_meant;

/// A unit of a team's own: a word of letters, digits and `_` that begins with a letter.
///
/// It is the position of the word in a table, so that a value stays small: there can be 100,000 in one reading.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnUnit(u32);

/// Every word so far. They are kept until the process ends, and are few: those of settings and conditions.
static WORDS: RwLock<Words> = RwLock::new(Words {
    texts: Vec::new(),
    places: BTreeMap::new(),
});

struct Words {
    texts: Vec<&'static str>,
    places: BTreeMap<&'static str, u32>,
}

/// The maximum length of its word.
const MAX_BYTES: usize = 24;

/// Words that mean something else after a number or in a declaration.
const RESERVED: [&str; 12] = [
    "count", "ratio", "percent", "version", "date", "text", "and", "or", "for", "over", "since",
    "per",
];

impl OwnUnit {
    /// Parses the word of a unit. Whether it misspells a built-in one is checked by [`super::Unit::parse`].
    ///
    /// # Errors
    /// [`QuantityErrorKind::UnknownUnit`], with what is wrong with the word.
    pub(super) fn parse(text: &str) -> Result<Self, QuantityError> {
        let lower = text.to_lowercase();
        if RESERVED.contains(&lower.as_str()) {
            let message = format!("`{text}` is a reserved word, not a unit");
            return Err(invalid(
                text,
                message,
                "leave it out, or write another word",
            ));
        }
        if !is_word(text) {
            return Err(invalid(text, format!("unknown unit `{text}`"), SHAPE));
        }
        if reads_as_number(text) {
            let message =
                format!("the unit `{text}` would be read as part of the number before it");
            return Err(invalid(text, message, "write another word"));
        }
        if text.len() > MAX_BYTES {
            let message = format!("a unit has at most {MAX_BYTES} bytes");
            return Err(invalid(text, message, "write a shorter word"));
        }
        Ok(Self::of(text))
    }

    fn of(word: &str) -> Self {
        let known = WORDS.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = known.places.get(word) {
            return Self(*place);
        }
        drop(known);
        let mut words = WORDS.write().unwrap_or_else(PoisonError::into_inner);
        let Words { texts, places } = &mut *words;
        if let Some(place) = places.get(word) {
            return Self(*place);
        }
        let text: &'static str = Box::leak(word.to_owned().into_boxed_str());
        let place = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        texts.push(text);
        places.insert(text, place);
        Self(place)
    }

    /// The word.
    pub fn as_str(&self) -> &'static str {
        let words = WORDS.read().unwrap_or_else(PoisonError::into_inner);
        let place = usize::try_from(self.0).unwrap_or(usize::MAX);
        words.texts.get(place).copied().unwrap_or_default()
    }
}

/// By their words.
impl Ord for OwnUnit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for OwnUnit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for OwnUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for OwnUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const SHAPE: &str =
    "a unit of your own is a word of letters, digits and `_`, such as `EUR` or `engineers`";

/// Whether `text` has the form of a unit of one's own, of any length.
pub(super) fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a number in front of `text` would be another number: `5e3`, `5k`, `3x`.
fn reads_as_number(text: &str) -> bool {
    let behind_e = text.strip_prefix(['e', 'E']);
    behind_e.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || number_meant(&format!("1{text}")).is_some()
}

fn invalid(text: &str, message: String, help: &str) -> QuantityError {
    QuantityError::new(QuantityErrorKind::UnknownUnit, 0..text.len(), message, help)
}
