//! `[site]`: the name of the rendered site, where it is published, and its accent colour.

use crate::fields::{Fields, Reader};
use crate::source::Spanned;

/// The settings of the rendered site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Site {
    /// Its title, if set.
    pub title: Option<String>,
    /// The path of its logo relative to the log's folder, with `/` as separator, as in a URL.
    pub logo: Option<String>,
    /// The colour of links and of focused elements.
    pub accent: Option<Colour>,
    /// A line in the footer of every page.
    pub footer: Option<String>,
    /// Where it is published, with a trailing `/`. Feeds need it, because their links are absolute.
    pub url: Option<String>,
    /// The URL for editing a record: the record's path in the repository replaces `{path}`, or is appended.
    pub edit_url: Option<String>,
}

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Parses a colour `#rrggbb` or `#rgb` (CSS Color 4, §5.2, without transparency).
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits: Vec<u8> = digits
            .chars()
            .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, s, g, h, b, c] => Some(Self([r * 16 + s, g * 16 + h, b * 16 + c])),
            _ => None,
        }
    }
}

pub(super) fn read(reader: &mut Reader, mut fields: Fields<'_>) -> Site {
    let mut text = |key| fields.text(reader, key);
    let (title, logo, accent) = (text("title"), text("logo"), text("accent"));
    let (footer, url, edit_url) = (text("footer"), text("url"), text("edit_url"));
    fields.finish(reader);
    Site {
        title: title.map(|title| title.value),
        logo: logo.and_then(|logo| relative(reader, logo)),
        accent: accent.and_then(|accent| {
            let colour = Colour::parse(&accent.value);
            if colour.is_none() {
                let message = format!("`{}` is not a colour", accent.value);
                reader.fault(accent.span, message).help =
                    Some("write it as \"#0b5aa8\"".to_owned());
            }
            colour
        }),
        footer: footer.map(|footer| footer.value),
        url: url
            .and_then(|url| web(reader, "url", url))
            .map(|url| url.trim_end_matches('/').to_owned() + "/"),
        edit_url: edit_url.and_then(|url| web(reader, "edit_url", url)),
    }
}

fn relative(reader: &mut Reader, path: Spanned<String>) -> Option<String> {
    if path.value.is_empty() || path.value.starts_with('/') || path.value.contains(['\\', ':']) {
        let fault = reader.fault(path.span, "`logo` must be a path relative to this file");
        fault.help = Some("write logo = \"img/logo.svg\"".to_owned());
        return None;
    }
    Some(path.value)
}

fn web(reader: &mut Reader, key: &str, url: Spanned<String>) -> Option<String> {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.value.strip_prefix(scheme));
    let is_plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '|');
    if rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain)) {
        return Some(url.value);
    }
    let message = format!("`{key}` must be a URL");
    reader.fault(url.span, message).help =
        Some("start it with https://, and percent-encode characters outside ASCII".to_owned());
    None
}
