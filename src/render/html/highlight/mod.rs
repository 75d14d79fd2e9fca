//! Syntax highlighting: comments, strings, numbers, keywords, names. It is lexical, without a grammar, in a
//! single pass and in linear time for any input: ten thousand records are highlighted in a fraction of a
//! second.

mod languages;

use super::super::escape::escape_into;
use languages::Language;

/// The CSS classes of token kinds.
const COMMENT: &str = "hc";
const STRING: &str = "hs";
const NUMBER: &str = "hn";
const KEYWORD: &str = "hk";
const FUNCTION: &str = "hf";
const TYPE: &str = "ht";

/// `text` in `language` as safe HTML; without highlighting if the language is unknown.
pub fn highlighted(language: &str, text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    match languages::named(language) {
        Some(language) => Reader {
            language,
            text,
            at: 0,
            html: &mut html,
        }
        .read(),
        None if language.eq_ignore_ascii_case("diff") || language.eq_ignore_ascii_case("patch") => {
            changes(&mut html, text);
        }
        None => escape_into(&mut html, text),
    }
    html
}

/// Highlights a diff, line by line.
fn changes(html: &mut String, text: &str) {
    for line in text.split_inclusive('\n') {
        let class = match line.as_bytes().first() {
            Some(b'+') => Some(STRING),
            Some(b'-') => Some(KEYWORD),
            Some(b'@') => Some(FUNCTION),
            _ => None,
        };
        push(html, class, line);
    }
}

fn push(html: &mut String, class: Option<&str>, text: &str) {
    let Some(class) = class else {
        return escape_into(html, text);
    };
    html.push_str("<span class=\"");
    html.push_str(class);
    html.push_str("\">");
    escape_into(html, text);
    html.push_str("</span>");
}

struct Reader<'r> {
    language: &'static Language,
    text: &'r str,
    at: usize,
    html: &'r mut String,
}

impl<'r> Reader<'r> {
    fn read(mut self) {
        let mut plain = 0;
        while let Some(first) = self.rest().chars().next() {
            let found = self.token(first);
            let (class, length) = match found {
                Some((class, length)) => (class, length),
                None => {
                    self.at += first.len_utf8();
                    continue;
                }
            };
            push(self.html, None, &self.text[plain..self.at]);
            let end = self.at + length;
            push(self.html, class, &self.text[self.at..end]);
            self.at = end;
            plain = end;
        }
        push(self.html, None, &self.text[plain..]);
    }

    fn rest(&self) -> &'r str {
        &self.text[self.at..]
    }

    /// The class and length of the token at this position; `None` if the character has no meaning.
    fn token(&self, first: char) -> Option<(Option<&'static str>, usize)> {
        if let Some(length) = self.comment() {
            return Some((Some(COMMENT), length));
        }
        if let Some(length) = self.string(first) {
            let class = if self.is_key(length) { TYPE } else { STRING };
            return Some((Some(class), length));
        }
        if first.is_ascii_digit() {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
            return Some((Some(NUMBER), self.run(is_part)));
        }
        if first.is_alphabetic() || matches!(first, '_' | '$') {
            let length = self
                .run(|c| c.is_alphanumeric() || matches!(c, '_' | '$') || self.language.is_part(c));
            return Some((self.name(length), length));
        }
        None
    }

    fn comment(&self) -> Option<usize> {
        let rest = self.rest();
        if let Some((open, close)) = self.language.block_comment
            && let Some(inside) = rest.strip_prefix(open)
        {
            let end = inside.find(close).map(|at| open.len() + at + close.len());
            return Some(end.unwrap_or(rest.len()));
        }
        let opens = self.language.line_comments.iter();
        let mut opens = opens.filter(|open| rest.starts_with(**open));
        let open = opens.next()?;
        // `$#` and `a#b` do not start a comment in a shell.
        let before = self.text[..self.at].chars().next_back();
        let is_apart = before.is_none_or(char::is_whitespace);
        (*open != "#" || is_apart).then(|| rest.find('\n').unwrap_or(rest.len()))
    }

    fn string(&self, first: char) -> Option<usize> {
        let rest = self.rest();
        if let Some(long) = self
            .language
            .long_strings
            .iter()
            .find(|long| rest.starts_with(**long))
        {
            let inside = &rest[long.len()..];
            let end = inside.find(long).map(|at| at + 2 * long.len());
            return Some(end.unwrap_or(rest.len()));
        }
        if !self.language.quotes.contains(first) {
            return (first == '\'' && self.language.has_characters).then(|| character(rest))?;
        }
        let spans_lines = first == '`';
        let mut characters = rest.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => {
                    characters.next();
                }
                '\n' if !spans_lines => return Some(at),
                c if c == first => return Some(at + 1),
                _ => {}
            }
        }
        Some(rest.len())
    }

    fn name(&self, length: usize) -> Option<&'static str> {
        let name = &self.rest()[..length];
        if self.is_key(length) {
            return Some(TYPE);
        }
        if self.language.is_keyword(name) {
            return Some(KEYWORD);
        }
        let after = &self.rest()[length..];
        if after.starts_with('(') || after.starts_with("!(") {
            return Some(FUNCTION);
        }
        let is_type = self.language.has_types && name.starts_with(char::is_uppercase);
        is_type.then_some(TYPE)
    }

    /// Whether the next `length` bytes are a key.
    fn is_key(&self, length: usize) -> bool {
        let after = self.rest()[length..].trim_start_matches(' ');
        self.language.key.is_some_and(|key| after.starts_with(key))
    }

    fn run(&self, is_part: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|c| !is_part(c)).unwrap_or(rest.len())
    }
}

/// The length of a character literal; `None` if the quote starts something else, such as a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let escaped = inside.strip_prefix('\\');
    let end = match escaped {
        Some(after) => after.get(1..)?.find('\'')? + 2,
        None => inside.chars().next()?.len_utf8(),
    };
    (end < 12 && inside[end..].starts_with('\'')).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::languages::LANGUAGES;
    use super::*;

    #[test]
    fn each_token_has_its_class() {
        for (language, text, html) in [
            (
                "rust",
                "let a = f(1);",
                "<span class=\"hk\">let</span> a = <span class=\"hf\">f</span>(<span class=\"hn\">1</span>);",
            ),
            ("rust", "&'a str", "&amp;&#39;a str"),
            (
                "rust",
                "'x' '\\n'",
                "<span class=\"hs\">&#39;x&#39;</span> <span class=\"hs\">&#39;\\n&#39;</span>",
            ),
            (
                "js",
                "`a\nb` // c",
                "<span class=\"hs\">`a\nb`</span> <span class=\"hc\">// c</span>",
            ),
            (
                "py",
                "\"\"\"a\n\"b\"\"\" # c",
                "<span class=\"hs\">&quot;&quot;&quot;a\n&quot;b&quot;&quot;&quot;</span> <span class=\"hc\"># c</span>",
            ),
            (
                "sh",
                "echo $# \"a\\\"b\"",
                "<span class=\"hk\">echo</span> $# <span class=\"hs\">&quot;a\\&quot;b&quot;</span>",
            ),
            (
                "sql",
                "select X -- y",
                "<span class=\"hk\">select</span> X <span class=\"hc\">-- y</span>",
            ),
            (
                "json",
                "{\"a\": null}",
                "{<span class=\"ht\">&quot;a&quot;</span>: <span class=\"hk\">null</span>}",
            ),
            (
                "toml",
                "a-b = \"c\"",
                "<span class=\"ht\">a-b</span> = <span class=\"hs\">&quot;c&quot;</span>",
            ),
            ("diff", "+a\n b", "<span class=\"hs\">+a\n</span> b"),
            ("nothing", "let <b>", "let &lt;b&gt;"),
        ] {
            assert_eq!(highlighted(language, text), html, "{language}: {text}");
        }
    }

    #[test]
    fn unclosed_tokens_end_with_the_line_or_the_text() {
        for text in ["/* a", "\"a", "'", "'\\", "\"\\", "r\"", "`é"] {
            for language in LANGUAGES {
                let html = highlighted(language.names[0], text);
                let mut plain = String::new();
                escape_into(&mut plain, text);
                let words = html
                    .split('<')
                    .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
                assert_eq!(words.collect::<String>(), plain, "{:?}", language.names);
            }
        }
    }
}
