//! Parses the left side of a comparison: `today`, a metric with its labels, a function of a metric.

use crate::trigger::error::{Fault, TriggerError};
use crate::trigger::expression::{Matcher, Metric, Subject};
use crate::trigger::token::{Kind, Token};

use super::words::{
    EXAMPLE, LABELS, function_named, is_keyword, is_label, metric_name, shortened, starts_literal,
    syntax, unescaped,
};
use super::{Parser, Result};

impl<'s> Parser<'s> {
    pub(super) fn subject(&mut self) -> Result<Subject> {
        let word = self.subject_word()?;
        if word.text == "today" {
            self.expect_comparison(&word, "today >= 2027-03-01")?;
            return Ok(Subject::Today(word.span));
        }
        let called = self.peek().is_some_and(|next| next.kind == Kind::Open);
        if !called {
            let matchers = self.matchers()?;
            self.expect_comparison(&word, &format!("{} > 20", word.text))?;
            return Ok(Subject::Metric {
                function: None,
                metric: metric(&word, matchers)?,
            });
        }
        let function = function_named(&word)?;
        self.at += 1;
        let inner = self.subject_word()?;
        let matchers = self.matchers()?;
        self.close_function(&word, &inner)?;
        self.expect_comparison(&word, &format!("{}({}) > 20", word.text, inner.text))?;
        if inner.text == "today" {
            let message = format!("`{}` takes a metric, but `today` is not one", word.text);
            return Err(syntax(inner.span, message, "write `today >= 2027-03-01`"));
        }
        Ok(Subject::Metric {
            function: Some(function),
            metric: metric(&inner, matchers)?,
        })
    }

    /// The first word of a subject: a metric, a function or `today`.
    fn subject_word(&mut self) -> Result<Token<'s>> {
        let Some(token) = self.peek().cloned() else {
            let (fault, message) = match self.at {
                0 => (Fault::NoComparison, "the condition is empty"),
                _ => (Fault::Syntax, "a condition is missing here"),
            };
            return Err(TriggerError::new(fault, self.here(), message, EXAMPLE));
        };
        self.at += 1;
        let is_literal = token.kind == Kind::Word && starts_literal(token.text);
        if token.kind == Kind::Word && !is_literal && !is_keyword(token.text) {
            return Ok(token);
        }
        let found = shortened(token.text);
        let message = format!("expected a metric, found `{found}`");
        let help = if is_literal {
            "put the metric first: `team.size > 20`"
        } else {
            EXAMPLE
        };
        Err(syntax(token.span, message, help))
    }

    fn close_function(&mut self, function: &Token<'s>, inner: &Token<'s>) -> Result<()> {
        let (name, metric) = (function.text, shortened(inner.text));
        match self.peek() {
            Some(token) if token.kind == Kind::Close => {
                self.at += 1;
                Ok(())
            }
            Some(token) if token.kind == Kind::Operator => Err(syntax(
                token.span.clone(),
                format!("the comparison is inside `{name}( )`"),
                format!("write `{name}({metric}) {} …`", token.text),
            )),
            Some(token) if token.kind == Kind::Open => Err(syntax(
                token.span.clone(),
                format!("`{name}` takes a metric, not another function"),
                format!("write `{name}(team.size)`"),
            )),
            Some(token) => Err(syntax(
                token.span.clone(),
                format!("unexpected `{}` inside `{name}( )`", shortened(token.text)),
                format!("write `{name}({metric})`"),
            )),
            None => Err(syntax(
                function.span.start..inner.span.end,
                format!("the `(` of `{name}` is not closed"),
                format!("write `{name}({metric})`"),
            )),
        }
    }

    fn matchers(&mut self) -> Result<Vec<Matcher>> {
        let Some(open) = self.eat(Kind::OpenBrace) else {
            return Ok(Vec::new());
        };
        let mut matchers = Vec::new();
        loop {
            matchers.push(self.matcher()?);
            match self.peek().map(|token| token.kind) {
                Some(Kind::Comma) => self.at += 1,
                Some(Kind::CloseBrace) => {
                    self.at += 1;
                    return Ok(matchers);
                }
                Some(_) => return Err(syntax(self.here(), "a `,` or `}` is missing here", LABELS)),
                None => return Err(syntax(open.span, "this `{` is not closed", LABELS)),
            }
        }
    }

    fn matcher(&mut self) -> Result<Matcher> {
        let label = match self.eat(Kind::Word) {
            Some(word) if is_label(word.text) => word.text.to_owned(),
            Some(word) => {
                let message = format!("`{}` is not a label", shortened(word.text));
                return Err(syntax(word.span, message, LABELS));
            }
            None => return Err(syntax(self.here(), "a label is missing here", LABELS)),
        };
        let equal = match self.peek().map(|token| (token.kind, token.text)) {
            Some((Kind::Operator, "=")) => true,
            Some((Kind::Operator, "!=")) => false,
            _ => {
                let message = "labels are matched with `=` or `!=`";
                return Err(syntax(self.here(), message, LABELS));
            }
        };
        self.at += 1;
        let Some(quoted) = self.eat(Kind::Quoted) else {
            let message = "a label value must be in double quotes";
            return Err(syntax(self.here(), message, LABELS));
        };
        let text = unescaped(&quoted)?;
        Ok(Matcher { label, equal, text })
    }

    /// Reports an error unless a comparison follows, to distinguish prose from a misspelt condition.
    fn expect_comparison(&self, subject: &Token<'s>, example: &str) -> Result<()> {
        let next = self.peek();
        let is_prose = next.is_some_and(|next| !starts_literal(next.text));
        let help = if is_prose || metric_name(subject).is_err() {
            EXAMPLE.to_owned()
        } else {
            format!("write a comparison, such as `{}`", shortened(example))
        };
        let no_comparison = |span, message| {
            let fault = Fault::NoComparison;
            Err(TriggerError::new(fault, span, message, help))
        };
        let name = shortened(subject.text);
        match next {
            Some(token) if token.kind == Kind::Operator => Ok(()),
            Some(token) => {
                let found = shortened(token.text);
                let message = format!("`{name}` is followed by `{found}`, not by a comparison");
                no_comparison(token.span.clone(), message)
            }
            None => no_comparison(
                subject.span.clone(),
                format!("`{name}` is not compared with anything"),
            ),
        }
    }
}

/// The metric named by `word`; the name is checked only once the rest has been parsed.
fn metric(word: &Token<'_>, matchers: Vec<Matcher>) -> Result<Metric> {
    Ok(Metric {
        name: metric_name(word)?,
        matchers,
        span: word.span.clone(),
    })
}
