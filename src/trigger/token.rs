//! Splits a condition's text into words and symbols, each with its span. Never fails: anything unknown
//! becomes a word or a stray symbol, for which the parser reports the error.

use winnow::Parser as _;
use winnow::ascii::multispace0;
use winnow::combinator::{alt, delimited, repeat};
use winnow::error::EmptyError;
use winnow::stream::LocatingSlice;
use winnow::token::{any, none_of, rest, take_while};

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

type Input<'s> = LocatingSlice<&'s str>;

/// The tokens of `text` in order, without the spaces between them.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let spaced = delimited(multispace0, token, multispace0);
    repeat(0.., spaced)
        .parse_next(&mut LocatingSlice::new(text))
        .unwrap_or_default()
}

fn token<'s>(input: &mut Input<'s>) -> Result<Token<'s>, EmptyError> {
    let kind = alt((
        take_while(1.., is_word).value(Kind::Word),
        take_while(1.., is_operator).value(Kind::Operator),
        quoted.value(Kind::Quoted),
        ('"', rest).value(Kind::Unclosed),
        any.map(mark),
    ));
    let ((kind, text), span) = kind.with_taken().with_span().parse_next(input)?;
    Ok(Token { kind, text, span })
}

fn mark(character: char) -> Kind {
    match character {
        '(' => Kind::Open,
        ')' => Kind::Close,
        '{' => Kind::OpenBrace,
        '}' => Kind::CloseBrace,
        ',' => Kind::Comma,
        _ => Kind::Stray,
    }
}

fn quoted(input: &mut Input<'_>) -> Result<(), EmptyError> {
    let escaped = ('\\', any).void();
    let plain = none_of(['"', '\\']).void();
    let inside = repeat::<_, _, (), _, _>(0.., alt((escaped, plain)));
    ('"', inside, '"').void().parse_next(input)
}

fn is_operator(character: char) -> bool {
    matches!(character, '<' | '>' | '=' | '!' | '~' | '≥' | '≤' | '≠')
}

fn is_word(character: char) -> bool {
    let is_mark = matches!(character, '(' | ')' | '{' | '}' | ',' | '"' | '\'' | '`');
    !is_mark && !is_operator(character) && !character.is_whitespace() && !character.is_control()
}
