//! Splits a condition's text into words and symbols, each with its span. Never fails: anything unknown
//! becomes a word or a stray symbol, for which the parser reports the error.

use crate::source::Span;

/// One word or symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub kind: Kind,
    pub text: &'s str,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword, or a number with its unit: a run of non-symbol characters.
    Word,
    /// A string in double quotes, including the quotes.
    Quoted,
    /// An unclosed double quote and everything after it.
    Unclosed,
    /// A run of comparison signs.
    Operator,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `,`
    Comma,
    /// Anything else.
    Stray,
}

/// The tokens of `text` in order, without the spaces between them.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(USUAL_NUMBER);
    let mut rest = text.trim_start_matches(SPACES);
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let (kind, length) = token(rest, first);
        let (token, behind) = rest.split_at(length);
        tokens.push(Token {
            kind,
            text: token,
            span: start..start + length,
        });
        rest = behind.trim_start_matches(SPACES);
    }
    tokens
}

/// Most conditions have no more tokens than these.
const USUAL_NUMBER: usize = 8;

/// What stands between tokens.
pub(super) const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// The kind and the length in bytes of the token at the start of `text`, whose `first` character is no space.
fn token(text: &str, first: char) -> (Kind, usize) {
    let kind = match first {
        '"' => {
            return match quoted(text) {
                Some(length) => (Kind::Quoted, length),
                None => (Kind::Unclosed, text.len()),
            };
        }
        '(' => Kind::Open,
        ')' => Kind::Close,
        '{' => Kind::OpenBrace,
        '}' => Kind::CloseBrace,
        ',' => Kind::Comma,
        _ if is_word(first) => return (Kind::Word, word(text)),
        _ if is_operator(first) => return (Kind::Operator, run(text, is_operator)),
        _ => Kind::Stray,
    };
    (kind, first.len_utf8())
}

/// The length of the characters at the start of `text` that belong to one token.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    let mut characters = text.char_indices();
    let end = characters.find(|(_, character)| !belongs(*character));
    end.map_or(text.len(), |(end, _)| end)
}

/// The length of the word at the start of `text`.
fn word(text: &str) -> usize {
    let is_plain = |byte: &u8| WORD_BYTES[usize::from(*byte)];
    let plain = text.bytes().take_while(is_plain).count();
    match text.as_bytes().get(plain) {
        Some(behind) if !behind.is_ascii() => run(text, is_word),
        _ => plain,
    }
}

/// Whether each byte is an ASCII character of a word.
const WORD_BYTES: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte = 0;
    while byte < bytes.len() {
        bytes[byte] = is_ascii_word(byte as u8);
        byte += 1;
    }
    bytes
};

/// The length of the string that `text` starts with, up to a quote that no backslash escapes.
fn quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map(|end| end + 2)
}

const fn is_operator(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '~' | '≥' | '≤' | '≠')
}

fn is_word(character: char) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => is_ascii_word(byte),
        _ => !is_operator(character) && !character.is_whitespace() && !character.is_control(),
    }
}

const fn is_ascii_word(byte: u8) -> bool {
    match byte {
        b'(' | b')' | b'{' | b'}' | b',' | b'"' | b'\'' | b'`' => false,
        _ => byte.is_ascii_graphic() && !is_operator(byte as char),
    }
}
