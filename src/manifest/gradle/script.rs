//! Build scripts in Groovy and Kotlin. A script is a program; what it writes out is read, what it computes is not.

use super::{ManifestError, Package, apart, coordinates};

/// What is read of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    /// A string without its quotes.
    Text(&'t str),
    Sign(char),
}

/// The blocks in which coordinates are dependencies; the second one is of a plugin of Spring.
const BLOCKS: [&str; 2] = ["dependencies", "dependencyManagement"];

pub(super) fn read(text: &str) -> Result<Vec<Package>, ManifestError> {
    let tokens: Vec<_> = Tokens { rest: text }.collect();
    let mut found = Vec::new();
    let mut blocks = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        let (before, after) = (&tokens[..position], &tokens[position..]);
        let is_inside = blocks.last() == Some(&true);
        match token {
            Token::Sign('{') => blocks.push(is_inside || opens_dependencies(before)),
            Token::Sign('}') => _ = blocks.pop(),
            _ if is_inside => found.extend(package_at(text, before, after)),
            _ => {}
        }
    }
    Ok(found)
}

fn opens_dependencies(before: &[Token<'_>]) -> bool {
    match before.last() {
        Some(Token::Word(word)) => {
            let name = word.rsplit('.').next().unwrap_or(word);
            BLOCKS.contains(&name)
        }
        _ => false,
    }
}

fn package_at(text: &str, before: &[Token<'_>], after: &[Token<'_>]) -> Option<Package> {
    match *after {
        [Token::Text(written), ..] if !names_project(before) => {
            Some(Package::named_in(text, coordinates(written)?))
        }
        [
            Token::Word("group"),
            Token::Sign(':' | '='),
            Token::Text(group),
            Token::Sign(','),
            Token::Word("name"),
            Token::Sign(':' | '='),
            Token::Text(name),
            ..,
        ] if !group.contains('$') && !name.contains('$') => {
            Some(apart(group, Package::named_in(text, name)))
        }
        _ => None,
    }
}

/// Whether what follows is the path of another project of the build, not a package.
fn names_project(before: &[Token<'_>]) -> bool {
    matches!(
        before,
        [
            ..,
            Token::Word("project" | "path"),
            Token::Sign('(' | ':' | '=')
        ]
    )
}

/// The tokens of a script, without comments.
struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            self.rest = self.rest.trim_start();
            let first = self.rest.chars().next()?;
            if self.rest.starts_with("//") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.take("/*".len());
                self.take(self.rest.find("*/").unwrap_or(self.rest.len()));
                self.rest = self.rest.strip_prefix("*/").unwrap_or(self.rest);
            } else if first == '"' || first == '\'' {
                return Some(Token::Text(self.string(first)));
            } else if is_word(first) {
                let end = self.rest.find(|character| !is_word(character));
                return Some(Token::Word(self.take(end.unwrap_or(self.rest.len()))));
            } else {
                self.take(first.len_utf8());
                return Some(Token::Sign(first));
            }
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || "_$.".contains(character)
}

impl<'t> Tokens<'t> {
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Takes a string in single or triple quotes; one that is not closed ends with its line.
    fn string(&mut self, quote: char) -> &'t str {
        let triple: String = [quote; 3].iter().collect();
        if let Some(rest) = self.rest.strip_prefix(&triple) {
            let (content, rest) = rest.split_once(&triple).unwrap_or((rest, ""));
            self.rest = rest;
            return content;
        }
        self.take(quote.len_utf8());
        let content = self.take(end_of_string(self.rest, quote));
        if self.rest.starts_with(quote) {
            self.take(quote.len_utf8());
        }
        content
    }
}

/// Where the string ends that `rest` is in. A `${…}` in double quotes can hold quotes of its own.
fn end_of_string(rest: &str, quote: char) -> usize {
    let mut depth = 0_usize;
    let mut previous = ' ';
    for (at, character) in rest.char_indices() {
        match character {
            '\n' => return at,
            _ if previous == '\\' => {
                previous = ' ';
                continue;
            }
            '{' if depth > 0 || (quote == '"' && previous == '$') => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            character if character == quote && depth == 0 => return at,
            _ => {}
        }
        previous = character;
    }
    rest.len()
}
