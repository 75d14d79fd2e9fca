//! Parses the left side of a comparison: `today`, a metric with its labels, a function of a metric, a quotient, a change.

use crate::trigger::error::{Fault, TriggerError};
use crate::trigger::expression::{Function, Matcher, Metric, Operand, Since, Subject};
use crate::trigger::token::{Kind, Token};

use super::words::{
    EXAMPLE, LABELS, QUOTIENT, SINCE, function_named, is_keyword, is_label, metric_name, shortened,
    starts_literal, syntax, unescaped,
};
use super::{Parser, Result};

/// A metric or a function of one, whose name has not been checked.
struct Written<'s> {
    word: Token<'s>,
    function: Option<Function>,
    metric: Token<'s>,
    matchers: Vec<Matcher>,
}

impl Written<'_> {
    fn text(&self) -> String {
        match self.function {
            Some(_) => format!("{}({})", self.word.text, self.metric.text),
            None => self.word.text.to_owned(),
        }
    }

    fn operand(self) -> Result<Operand> {
        Ok(Operand {
            function: self.function,
            metric: Metric {
                name: metric_name(&self.metric)?,
                matchers: self.matchers.into(),
                span: self.metric.span,
            },
        })
    }
}

impl<'s> Parser<'s> {
    pub(super) fn subject(&mut self) -> Result<Subject> {
        let word = self.subject_word()?;
        if word.text == "today" {
            self.expect_comparison(&word, || "today >= 2027-03-01".to_owned())?;
            return Ok(Subject::Today(word.span));
        }
        if word.text == "change" && self.is_at_open() {
            return self.change(&word);
        }
        let above = self.written(word)?;
        if !self.eat_slash() {
            // Names are checked only once the rest has been parsed, to tell prose from a misspelt condition.
            self.expect_comparison(&above.word, || format!("{} > 20", above.text()))?;
            return Ok(Subject::Metric(above.operand()?));
        }
        let below = self.divisor(&above)?;
        let example = || format!("{} / {} > 10", above.text(), below.text());
        self.expect_comparison(&below.word, example)?;
        Ok(Subject::Quotient {
            above: above.operand()?,
            below: Box::new(below.operand()?),
        })
    }

    fn divisor(&mut self, above: &Written<'_>) -> Result<Written<'s>> {
        let is_number = |next: &&Token<'_>| starts_literal(next.text);
        if let Some(number) = self.peek().filter(is_number) {
            let message = format!(
                "a metric is divided by a metric, not by `{}`",
                shortened(number.text)
            );
            let help = "leave the number out, and multiply the threshold by it";
            return Err(syntax(number.span.clone(), message, help));
        }
        let word = self.subject_word()?;
        let below = self.written(word)?;
        if self.peek().is_some_and(|next| next.text.starts_with('/')) {
            let message = "a quotient has two sides";
            return Err(syntax(self.here(), message, QUOTIENT));
        }
        if above.text() == below.text() && above.matchers == below.matchers {
            let span = above.word.span.start..self.end_of_previous();
            let message = format!(
                "`{}` is divided by itself, which is always 1",
                shortened(&above.text())
            );
            return Err(syntax(span, message, QUOTIENT));
        }
        Ok(below)
    }

    /// The rest of `change(… over 90d)` or `change(… since decision)`.
    fn change(&mut self, change: &Token<'s>) -> Result<Subject> {
        self.at += 1;
        let word = self.subject_word()?;
        let of = self.written(word)?;
        let name = of.text();
        let is_word =
            |token: Option<&Token<'_>>, text| token.is_some_and(|token| token.text == text);
        let since = if is_word(self.peek(), "over") {
            Since::Over(Box::new(self.duration("over")?))
        } else if is_word(self.peek(), "since") && is_word(self.tokens.get(self.at + 1), "decision")
        {
            self.at += 2;
            Since::Decision(None)
        } else {
            let message = format!(
                "`change` does not say since when `{}` has changed",
                shortened(&name)
            );
            return Err(syntax(self.here(), message, SINCE));
        };
        self.close_function(change, &of.metric)?;
        self.expect_comparison(change, || format!("change({name} …) > 50%"))?;
        Ok(Subject::Change {
            of: of.operand()?,
            since,
        })
    }

    /// The rest of what begins with `word`: a metric with its labels, or a function of one.
    fn written(&mut self, word: Token<'s>) -> Result<Written<'s>> {
        let (function, metric) = match self.is_at_open() {
            false => (None, word.clone()),
            true => {
                let function = function_named(&word)?;
                self.at += 1;
                (Some(function), self.subject_word()?)
            }
        };
        let matchers = self.matchers()?;
        if function.is_some() {
            self.close_function(&word, &metric)?;
        }
        if metric.text == "today" {
            let message = "a metric is expected here, but `today` is not one";
            return Err(syntax(metric.span, message, "write `today >= 2027-03-01`"));
        }
        Ok(Written {
            word,
            function,
            metric,
            matchers,
        })
    }

    fn is_at_open(&self) -> bool {
        self.peek().is_some_and(|next| next.kind == Kind::Open)
    }

    /// Takes a `/`, which may be written without a space behind it.
    fn eat_slash(&mut self) -> bool {
        let at = self.at;
        let is_slash = |token: &&Token<'_>| token.kind == Kind::Word && token.text.starts_with('/');
        if self.peek().filter(is_slash).is_none() {
            return false;
        }
        self.split(at, 1);
        self.at += 1;
        true
    }

    /// Makes two tokens of the one at `at`, if it is longer than `length` bytes.
    pub(super) fn split(&mut self, at: usize, length: usize) {
        let Some(token) = self.tokens.get_mut(at) else {
            return;
        };
        let Some((first, rest)) = token.text.split_at_checked(length) else {
            return;
        };
        let middle = token.span.start + length;
        let rest = Token {
            kind: token.kind,
            text: rest,
            span: middle..token.span.end,
        };
        if !first.is_empty() && !rest.text.is_empty() {
            token.text = first;
            token.span.end = middle;
            self.tokens.insert(at + 1, rest);
        }
    }

    /// The first word of a subject: a metric, a function or `today`.
    fn subject_word(&mut self) -> Result<Token<'s>> {
        let slash = self.peek().and_then(|token| token.text.find('/'));
        if let Some(slash) =
            slash.filter(|_| self.peek().is_some_and(|token| token.kind == Kind::Word))
        {
            self.split(self.at, slash);
        }
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
    fn expect_comparison(
        &self,
        subject: &Token<'s>,
        example: impl FnOnce() -> String,
    ) -> Result<()> {
        let next = self.peek();
        if next.is_some_and(|next| next.kind == Kind::Operator) {
            return Ok(());
        }
        let is_prose = next.is_some_and(|next| !starts_literal(next.text));
        let help = if is_prose || metric_name(subject).is_err() {
            EXAMPLE.to_owned()
        } else {
            format!("write a comparison, such as `{}`", shortened(&example()))
        };
        let name = shortened(subject.text);
        let (span, message) = match next {
            Some(token) => {
                let found = shortened(token.text);
                let message = format!("`{name}` is followed by `{found}`, not by a comparison");
                (token.span.clone(), message)
            }
            None => (
                subject.span.clone(),
                format!("`{name}` is not compared with anything"),
            ),
        };
        Err(TriggerError::new(Fault::NoComparison, span, message, help))
    }
}
