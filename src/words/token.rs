//! Splits prose into words, numbers and marks, each with its place. Never fails, and takes linear time.

use rust_decimal::Decimal;

use crate::source::Span;

/// A word, a number or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// As it is written.
    pub text: &'t str,
    /// In lower case, with a straight apostrophe.
    pub word: String,
    /// Its place.
    pub span: Span,
    /// Its value, if it is a number in digits.
    pub number: Option<Decimal>,
    /// Whether no space separates it from the token before.
    pub is_glued: bool,
}

/// The word of a token that ends a sentence, an item of a list or a paragraph.
pub(super) const END: &str = "\n";

/// The tokens of `text`. Marks of Markdown count as spaces.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut is_glued = false;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let length = length_of_token(rest, first);
        let written = rest.get(..length).unwrap_or_default();
        at += length;
        if let Some(word) = word_of(written, first, rest.get(length..).unwrap_or_default()) {
            tokens.push(Token {
                text: written,
                number: number(written),
                word,
                span: at - length..at,
                is_glued,
            });
            is_glued = true;
        } else {
            is_glued = false;
        }
    }
    tokens
}

/// How many bytes of `rest` are one token; `first` is its first character.
fn length_of_token(rest: &str, first: char) -> usize {
    let comparison = rest.len() - rest.trim_start_matches(['<', '>', '=']).len();
    match first {
        '0'..='9' => length_of_number(rest),
        _ if first.is_alphabetic() => length_of_word(rest),
        _ => comparison.max(first.len_utf8()),
    }
}

/// The length of the digits at the start of `text`, with single separators between them. A hyphen belongs to a date, and
/// otherwise separates the ends of a range.
fn length_of_number(text: &str) -> usize {
    const DATE: usize = "2027-03-01".len();
    let date = text.get(..DATE);
    if date.is_some_and(|date| date.parse::<chrono::NaiveDate>().is_ok()) {
        return DATE;
    }
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let is_separator = matches!(character, '.' | ',' | '_' | '\'')
            && next.is_some_and(|next| next.is_ascii_digit());
        if character.is_ascii_digit() {
            length = at + 1;
        } else if !is_separator {
            break;
        }
    }
    length
}

/// The length of the word at the start of `text`: letters and digits, joined by single marks.
fn length_of_word(text: &str) -> usize {
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let joins = matches!(character, '-' | '_' | '.' | '\'' | '’' | '&')
            && next.is_some_and(char::is_alphanumeric);
        if !character.is_alphanumeric() && !joins {
            break;
        }
        length = at + character.len_utf8();
    }
    length
}

/// The word of the token `written`; `None` if it only separates others.
fn word_of(written: &str, first: char, rest: &str) -> Option<String> {
    match first {
        '\n' => ends_paragraph(rest).then(|| END.to_owned()),
        ';' => Some(END.to_owned()),
        '.' | '?' | '!' => rest
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
            .then(|| END.to_owned()),
        '*' | '`' | '"' | '“' | '”' | '[' | ']' | '#' | '~' | '\'' | '’' | '‘' | '_' => {
            None
        }
        _ if first.is_whitespace() || first.is_control() => None,
        _ => Some(written.to_lowercase().replace('’', "'")),
    }
}

/// Whether what follows a line break starts a paragraph or an item of a list.
fn ends_paragraph(rest: &str) -> bool {
    let line = rest.trim_start_matches([' ', '\t', '\r']);
    let behind_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = behind_digits.len() < line.len() && behind_digits.starts_with(['.', ')']);
    line.is_empty() || is_numbered || line.starts_with(['\n', '-', '*', '+', '#', '|', '>'])
}

/// The number in `written`: `5,000`, `99.9`, `10_000`.
fn number(written: &str) -> Option<Decimal> {
    if !written.starts_with(|first: char| first.is_ascii_digit()) || written.contains('-') {
        return None;
    }
    let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
    let mut groups = whole.split([',', '_', '\'']);
    let first = groups.next().unwrap_or_default();
    let is_grouped = groups.clone().next().is_none() || first.len() <= 3;
    // 5.000 is five thousand where a comma separates decimals.
    let is_clear = fraction != "000" && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_grouped || !is_clear || groups.any(|group| group.len() != 3) {
        return None;
    }
    let digits: String = written
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn numbers_are_separated_from_their_units_and_from_each_other() {
        assert_eq!(
            words("p99 > 1,500ms, 99.9% or 5-10k"),
            [
                "p99", ">", "1,500", "ms", ",", "99.9", "%", "or", "5", "-", "10", "k"
            ]
        );
        assert_eq!(words("on 2027-03-01."), ["on", "2027-03-01", END]);
    }

    #[test]
    fn only_a_blank_line_or_an_item_ends_what_is_wrapped() {
        assert_eq!(
            words("one\ntwo\n- three\n\n4. five"),
            ["one", "two", END, "-", "three", END, END, "4", END, "five"]
        );
    }

    #[test]
    fn a_number_with_an_unclear_separator_has_no_value() {
        let value = |text| tokens(text).first().and_then(|token| token.number);
        assert_eq!(value("10_000"), Some(Decimal::from(10_000)));
        for unclear in ["5.000", "1,00", "3.0.1", "2027-03-01"] {
            assert_eq!(value(unclear), None, "{unclear}");
        }
    }
}
