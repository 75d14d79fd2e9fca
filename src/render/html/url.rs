//! The URLs allowed on a page: an allow-list, since a list of the dangerous ones is never complete.

/// The kind of a URL in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Another site, over http or https.
    Web,
    /// An e-mail address.
    Mail,
    /// A location relative to this page, or inside it.
    Relative,
    /// Anything else, which no page may contain.
    Refused,
}

/// The kind of `url` (with entities decoded, as returned by a Markdown parser) as browsers interpret it: they
/// ignore case, tabs, line feeds and leading control characters, and treat `\` as `/` (WHATWG URL, basic URL
/// parser).
pub fn kind(url: &str) -> Kind {
    let seen: String = url
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .map(|c| {
            if c == '\\' {
                '/'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    let opening = seen.split(['/', '?', '#']).next().unwrap_or_default();
    if seen.starts_with("//") || has_encoded_colon(opening) {
        return Kind::Refused;
    }
    let Some((scheme, _)) = opening.split_once(':') else {
        return Kind::Relative;
    };
    match scheme {
        "http" | "https" if seen[scheme.len()..].starts_with("://") => Kind::Web,
        "mailto" => Kind::Mail,
        _ => Kind::Refused,
    }
}

/// Whether there is an entity in place of a scheme: decoding it once more could produce a colon.
fn has_encoded_colon(opening: &str) -> bool {
    let mut entities = opening.split('&').skip(1);
    opening.ends_with('&') || entities.any(|entity| entity.contains(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_schemes_and_relative_urls_pass() {
        for (url, expected) in [
            ("https://example.com/a:b", Kind::Web),
            ("HTTP://EXAMPLE.COM", Kind::Web),
            ("mailto:team@example.com", Kind::Mail),
            ("0007-x.md#why", Kind::Relative),
            ("../a/b.md", Kind::Relative),
            ("#anchor:colon", Kind::Relative),
            ("?q=a:b", Kind::Relative),
            ("./a:b.md", Kind::Relative),
            ("r&d.md", Kind::Relative),
            ("", Kind::Relative),
            ("javascript:alert(1)", Kind::Refused),
            ("JaVaScRiPt:alert(1)", Kind::Refused),
            ("java\tscript:alert(1)", Kind::Refused),
            ("\u{1} javascript:alert(1)", Kind::Refused),
            ("javascript&colon;alert(1)", Kind::Refused),
            ("javascript&#58alert(1)", Kind::Refused),
            ("&#106;avascript:alert(1)", Kind::Refused),
            ("vbscript:x", Kind::Refused),
            ("data:text/html,x", Kind::Refused),
            ("data:image/svg+xml,x", Kind::Refused),
            ("blob:https://example.com/1", Kind::Refused),
            ("filesystem:https://example.com/1", Kind::Refused),
            ("file:///etc/passwd", Kind::Refused),
            ("//example.com/x", Kind::Refused),
            ("\\\\example.com\\x", Kind::Refused),
            ("/\\example.com", Kind::Refused),
            ("c:\\x", Kind::Refused),
            ("https:example.com", Kind::Refused),
            (":x", Kind::Refused),
        ] {
            assert_eq!(kind(url), expected, "{url:?}");
        }
    }
}
