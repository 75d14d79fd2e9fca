//! Code in colours: the scopes of syntect's grammars as a few short classes, which the stylesheet gives their
//! colours in light and dark.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::super::escape::{escape_into, escaped};

/// Longer blocks stay plain: nobody reads them for their colours.
const LONGEST_BLOCK: usize = 16 * 1024;
/// Longer lines too: a grammar's patterns may take a time quadratic in the length of a line.
const LONGEST_LINE: usize = 400;
/// So many bytes of coloured blocks are kept, for those that stand in many records.
const KEPT: usize = 16 * 1024 * 1024;

/// The class of whatever a scope opens with; the first that fits.
const CLASSES: [(&str, &str); 13] = [
    ("comment", "hc"),
    ("string", "hs"),
    ("constant.numeric", "hn"),
    ("constant.character.escape", "hn"),
    ("constant", "hn"),
    ("keyword.operator", "ho"),
    ("keyword", "hk"),
    ("storage", "hk"),
    ("entity.name.tag", "hk"),
    ("entity.other.attribute-name", "ht"),
    ("entity.name", "hf"),
    ("support", "ht"),
    ("variable.function", "hf"),
];

/// Colours code. The grammars are read when the first block asks for one, and each block is coloured once.
#[derive(Default)]
pub struct Highlighter {
    grammars: OnceLock<Grammars>,
    done: Mutex<Done>,
}

struct Grammars {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

#[derive(Default)]
struct Done {
    blocks: HashMap<(String, String), Arc<str>>,
    bytes: usize,
}

impl Highlighter {
    /// `text`, written in `language`, as HTML that is safe as it is.
    pub fn html(&self, language: &str, text: &str) -> Arc<str> {
        let is_plain = language.is_empty()
            || text.len() > LONGEST_BLOCK
            || text.lines().any(|line| line.len() > LONGEST_LINE);
        if is_plain {
            return escaped(text).into();
        }
        let grammars = self.grammars.get_or_init(Grammars::load);
        let Some(syntax) = grammars.syntax(language) else {
            return escaped(text).into();
        };
        let key = (syntax.name.clone(), text.to_owned());
        if let Some(html) = self.done().blocks.get(&key) {
            return Arc::clone(html);
        }
        let html = grammars.coloured(syntax, text);
        let html: Arc<str> = html.unwrap_or_else(|| escaped(text)).into();
        let mut done = self.done();
        if done.bytes < KEPT {
            done.bytes += html.len() + text.len();
            done.blocks.insert(key, Arc::clone(&html));
        }
        html
    }

    fn done(&self) -> std::sync::MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Grammars {
    fn load() -> Self {
        let classes = CLASSES.iter();
        Self {
            syntaxes: SyntaxSet::load_defaults_newlines(),
            classes: classes
                .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class)))
                .collect(),
        }
    }

    fn syntax(&self, language: &str) -> Option<&SyntaxReference> {
        let known = match language.to_ascii_lowercase().as_str() {
            "shell" | "console" | "zsh" => "bash".to_owned(),
            "typescript" | "ts" | "jsx" | "tsx" => "js".to_owned(),
            "jsonc" | "json5" => "json".to_owned(),
            "kotlin" => "java".to_owned(),
            other => other.to_owned(),
        };
        let found = self.syntaxes.find_syntax_by_token(&known)?;
        (found.name != "Plain Text").then_some(found)
    }

    /// `None` where a grammar gives up on the text.
    fn coloured(&self, syntax: &SyntaxReference, text: &str) -> Option<String> {
        let mut state = ParseState::new(syntax);
        let mut scopes = ScopeStack::new();
        let mut spans = Spans::default();
        for line in LinesWithEndings::from(text) {
            let mut from = 0;
            for (at, change) in state.parse_line(line, &self.syntaxes).ok()? {
                spans.push(self.class(&scopes), line.get(from..at)?);
                from = at;
                scopes.apply(&change).ok()?;
            }
            spans.push(self.class(&scopes), line.get(from..)?);
        }
        Some(spans.finish())
    }

    fn class(&self, scopes: &ScopeStack) -> Option<&'static str> {
        let classes = |scope: &Scope| {
            let mut fitting = self.classes.iter();
            fitting.find_map(|(prefix, class)| prefix.is_prefix_of(*scope).then_some(*class))
        };
        scopes.as_slice().iter().rev().find_map(classes)
    }
}

/// Stretches of one class each, as few as can be.
#[derive(Default)]
struct Spans {
    html: String,
    open: Option<&'static str>,
}

impl Spans {
    fn push(&mut self, class: Option<&'static str>, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = if text.trim().is_empty() {
            self.open
        } else {
            class
        };
        if class != self.open {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        escape_into(&mut self.html, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}
