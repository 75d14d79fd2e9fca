//! The tag of a listed element. Only complete tags by CommonMark's grammar (6.6) count: browsers and comrak agree
//! on where those end.

use winnow::Parser as _;
use winnow::Result;
use winnow::ascii::{multispace0, multispace1};
use winnow::combinator::{alt, delimited, opt, repeat};
use winnow::token::{one_of, take_till, take_while};

use super::ELEMENTS;
use crate::source::floor_char_boundary;

/// A longer tag becomes text: parsing takes quadratic time in the number of attributes.
const MAX_LENGTH: usize = 2_048;

/// A tag as it was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'t> {
    pub text: &'t str,
    /// Its element's position in [`ELEMENTS`].
    pub element: usize,
    pub is_closing: bool,
}

impl<'t> Tag<'t> {
    /// The tag that `html` begins with, if its element is listed.
    pub fn at_start_of(html: &'t str) -> Option<Self> {
        let inside = html.strip_prefix('<')?;
        let is_closing = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(name.len());
        let is_named = |element: &str| element.eq_ignore_ascii_case(&name[..end]);
        let element = ELEMENTS.iter().position(|element| is_named(element))?;
        let mut rest = &html[..floor_char_boundary(html, MAX_LENGTH)];
        let text = alt((opening, closing)).parse_next(&mut rest).ok()?;
        Some(Self {
            text,
            element,
            is_closing,
        })
    }

    /// Whether its element has no content.
    pub fn is_void(&self) -> bool {
        matches!(ELEMENTS[self.element], "br" | "img")
    }

    /// Whether it is a line break.
    pub fn is_break(&self) -> bool {
        ELEMENTS[self.element] == "br" && !self.is_closing
    }
}

fn opening<'t>(input: &mut &'t str) -> Result<&'t str> {
    let attributes = repeat::<_, _, (), _, _>(0.., attribute);
    ('<', name, attributes, multispace0, opt('/'), '>')
        .take()
        .parse_next(input)
}

fn closing<'t>(input: &mut &'t str) -> Result<&'t str> {
    ("</", name, multispace0, '>').take().parse_next(input)
}

fn name<'t>(input: &mut &'t str) -> Result<&'t str> {
    take_while(1.., ('a'..='z', 'A'..='Z', '0'..='9', '-')).parse_next(input)
}

fn attribute<'t>(input: &mut &'t str) -> Result<&'t str> {
    let name = (
        one_of(('a'..='z', 'A'..='Z', '_', ':')),
        take_while(0.., ('a'..='z', 'A'..='Z', '0'..='9', '_', '.', ':', '-')),
    );
    let value = (multispace0, '=', multispace0, value);
    (multispace1, name, opt(value)).take().parse_next(input)
}

fn value<'t>(input: &mut &'t str) -> Result<&'t str> {
    let is_end = |c: char| c.is_ascii_whitespace() || "\"'=<>`".contains(c);
    alt((
        delimited('"', take_till(0.., '"'), '"'),
        delimited('\'', take_till(0.., '\''), '\''),
        take_till(1.., is_end),
    ))
    .parse_next(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_browsers_end_it() {
        for (html, tag) in [
            ("<br>x", "<br>"),
            ("<BR/>x", "<BR/>"),
            ("<br />x", "<br />"),
            ("</details >x", "</details >"),
            (
                "<a href='x>y' b=\"'>\" c=d e>x>",
                "<a href='x>y' b=\"'>\" c=d e>",
            ),
            ("<img\nsrc = x>", "<img\nsrc = x>"),
        ] {
            let found = Tag::at_start_of(html).map(|tag| tag.text);
            assert_eq!(found, Some(tag), "{html}");
        }
    }

    #[test]
    fn anything_that_parsers_read_differently_is_no_tag() {
        for html in [
            "<abbr>",
            "<a-b>",
            "<svg>",
            "< br>",
            "<br",
            "</br x>",
            "<//a>",
            "<a \"x>y\">",
            "<a href=\"x>",
            "<a href=x\"y>",
            "<a/b>",
            "<img/src=x>",
            "<a href=x=y>",
            "<a 'x'>",
            "<a\u{a0}href=x>",
        ] {
            assert_eq!(Tag::at_start_of(html), None, "{html}");
        }
        let long = format!("<a {}>", "b ".repeat(2_000));
        assert_eq!(Tag::at_start_of(&long), None);
    }
}
