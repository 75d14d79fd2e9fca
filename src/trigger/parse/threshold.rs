//! Parses the right side of a comparison: the operator, the literal and an optional `for`.

use crate::config::is_metric_name;
use crate::quantity::{
    Amount, Text, Value, not_a_value, number_meant, parse_duration, parse_number, parse_value,
    quoted,
};
use crate::source::Span;
use crate::trigger::error::{Fault, TriggerError};
use crate::trigger::expression::{Hold, Literal, Operator, Subject};
use crate::trigger::token::{Kind, Token};

use super::words::{
    EXAMPLE, THRESHOLD, hold_error, is_keyword, shortened, starts_literal, syntax, unescaped,
    without_spaces,
};
use super::{Parser, Result};

fn ends_word(c: char) -> bool {
    c.is_whitespace() || c == ')'
}

impl<'s> Parser<'s> {
    pub(super) fn operator(&mut self) -> Result<Operator> {
        let Some(token) = self.eat(Kind::Operator) else {
            let message = "a comparison is missing here";
            return Err(TriggerError::new(
                Fault::NoComparison,
                self.here(),
                message,
                EXAMPLE,
            ));
        };
        let known = Operator::ALL
            .into_iter()
            .find(|known| known.symbol() == token.text);
        known.ok_or_else(|| {
            let meant = match token.text {
                "==" | "===" | "~" | "=~" => "=",
                "=>" | "≥" => ">=",
                "=<" | "≤" => "<=",
                "<>" | "≠" | "!" | "!~" | "!==" => "!=",
                _ => "",
            };
            let help = match meant {
                "" => "comparisons are `>`, `>=`, `<`, `<=`, `=` and `!=`".to_owned(),
                meant => format!("write `{meant}`"),
            };
            let message = format!("`{}` is not a comparison", shortened(token.text));
            syntax(token.span, message, help)
        })
    }

    pub(super) fn threshold(&mut self, subject: &Subject) -> Result<Literal> {
        let no_threshold = |span, message: String, help: String| {
            Err(TriggerError::new(Fault::NoThreshold, span, message, help))
        };
        let Some(token) = self.peek().cloned() else {
            let message = "the threshold is missing".to_owned();
            return no_threshold(self.here(), message, THRESHOLD.to_owned());
        };
        let word = self.word_at(token.span.start);
        let parsed = parse_value(word);
        let rest = self.text.get(token.span.start..).unwrap_or_default();
        if let Some(written) = number_in_another_notation(rest, word, parsed.is_ok()) {
            let error = not_a_value(written);
            return Err(TriggerError::of_quantity(error, token.span.start));
        }
        if token.kind == Kind::Word && starts_literal(token.text) {
            // `10*b` is refused as `10 * b` is.
            if let Some(times) = token.text.find('*') {
                self.split(self.at, times);
            }
            let (text, span) = self.literal_text();
            let value = if text == word {
                parsed
            } else {
                parse_value(text)
            };
            let value = value.map_err(|error| TriggerError::of_quantity(error, span.start))?;
            return Ok(Literal {
                text: canonical(text, &value),
                value,
                span,
            });
        }
        let is_equality = self.is_after_equality();
        if token.kind == Kind::Quoted && is_equality {
            return self.text_literal(token);
        }
        let found = shortened(token.text);
        let help = match token.kind {
            Kind::Quoted => {
                "write a number without quotes; a text is compared with `=` or `!=`".to_owned()
            }
            Kind::Operator => "write the comparison without a space in it".to_owned(),
            Kind::Word if is_metric_name(token.text) && self.ends_condition(self.at + 1) => {
                format!("{THRESHOLD}; to compare two metrics, write `{subject} / {found} > 1`")
            }
            _ => match token.text.strip_prefix(['v', 'V']).map(parse_value) {
                Some(Ok(_)) => "write a version without `v`".to_owned(),
                _ if is_equality && token.kind == Kind::Word => {
                    format!("{THRESHOLD}; a text is in quotes: `{}`", quoted(&found))
                }
                _ => THRESHOLD.to_owned(),
            },
        };
        no_threshold(token.span, format!("`{found}` is not a threshold"), help)
    }

    /// Whether the operator before the threshold asks for equality.
    fn is_after_equality(&self) -> bool {
        let operator = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        operator.is_some_and(|token| matches!(token.text, "=" | "!="))
    }

    fn text_literal(&mut self, token: Token<'s>) -> Result<Literal> {
        self.at += 1;
        let text = unescaped(&token)?;
        let Some(value) = Text::parse(&text).filter(|value| value.as_str() == text) else {
            let (message, help) = match text.trim() {
                "" => (
                    "the text is empty, which no value is",
                    "write the text, such as `\"MIT\"`",
                ),
                _ => (
                    "no value has white space or quotes around it",
                    "write the text without them",
                ),
            };
            return Err(TriggerError::new(
                Fault::NoThreshold,
                token.span,
                message,
                help,
            ));
        };
        Ok(Literal {
            text: quoted(&text),
            value: Value::Text(value),
            span: token.span,
        })
    }

    /// The text at `start`, up to a space or a parenthesis.
    fn word_at(&self, start: usize) -> &'s str {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split(ends_word).next().unwrap_or_default()
    }

    pub(super) fn hold(&mut self) -> Result<Option<Hold>> {
        let is_for = |token: &Token<'_>| token.kind == Kind::Word && token.text == "for";
        if !self.peek().is_some_and(is_for) {
            return Ok(None);
        }
        self.duration("for").map(Some)
    }

    /// The duration behind `keyword`, which is the next token.
    pub(super) fn duration(&mut self, keyword: &str) -> Result<Hold> {
        self.at += 1;
        let starts = |token: &Token<'_>| token.kind == Kind::Word && !is_keyword(token.text);
        if !self.peek().is_some_and(starts) {
            let message = format!("a duration is missing after `{keyword}`");
            return Err(syntax(
                self.here(),
                message,
                format!("write one, such as `{keyword} 2w`"),
            ));
        }
        let (text, span) = self.literal_text();
        let duration = parse_duration(text).map_err(|error| hold_error(text, &span, error))?;
        if duration.is_zero() {
            return Err(syntax(
                span,
                format!("`{keyword}` needs a duration longer than zero"),
                match keyword {
                    "for" => "write a longer duration, or remove `for`",
                    _ => "write a longer duration",
                },
            ));
        }
        Ok(Hold {
            text: without_spaces(text),
            duration,
            span,
        })
    }

    /// Whether the condition is over before the token at `at`.
    fn ends_condition(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| {
            matches!(token.kind, Kind::Close) || token.kind == Kind::Word && is_keyword(token.text)
        })
    }

    /// The words that form one literal, such as `20`, `MB` and `/s`, and their span.
    fn literal_text(&mut self) -> (&'s str, Span) {
        let start = self.here().start;
        self.at += 1;
        while self.next_belongs_to_literal(start) {
            self.at += 1;
        }
        let span = start..self.end_of_previous();
        (self.text.get(span.clone()).unwrap_or_default(), span)
    }

    fn next_belongs_to_literal(&self, start: usize) -> bool {
        let Some(next) = self.peek().filter(|next| next.kind == Kind::Word) else {
            return false;
        };
        let so_far = self.text.get(start..self.end_of_previous());
        let so_far = so_far.unwrap_or_default();
        let starts_condition = self.tokens.get(self.at + 1).is_some_and(|token| {
            matches!(token.kind, Kind::Operator | Kind::Open | Kind::OpenBrace)
        });
        let is_unit = !is_keyword(next.text)
            && !next.text.starts_with('*')
            && !starts_literal(next.text)
            && !starts_condition;
        next.text.starts_with(['/', '%'])
            || is_unit && (so_far.ends_with('/') || parse_number(so_far).is_ok())
    }
}

/// `text` up to the second space if it starts with a number in another notation: `1,000`, `1 000`, `10k`, `0x15`.
/// Its first word is `one`, and `is_value` tells whether that is a value.
fn number_in_another_notation<'t>(text: &'t str, one: &'t str, is_value: bool) -> Option<&'t str> {
    let behind = text.get(one.len()..)?;
    let is_digit = |c: char| c.is_ascii_digit();
    if is_value && !behind.trim_start().starts_with(is_digit) {
        return None;
    }
    let is_spaced = |two: &&str| one.len() <= 3 && number_meant(two).is_some();
    let space = behind.chars().next().map_or(0, char::len_utf8);
    let next = behind.get(space..)?.split(ends_word).next()?;
    let two = text.get(..one.len() + space + next.len());
    let is_number = number_meant(one).is_some() || one.contains(',');
    two.filter(is_spaced)
        .or((is_number && !is_value).then_some(one))
}

/// The literal as written, with a space before a unit of a team's own and no other.
fn canonical(text: &str, value: &Value) -> String {
    let text = without_spaces(text);
    match value {
        Value::Amount(Amount { unit, .. }) if unit.own().is_some() => {
            let number = text.strip_suffix(&unit.to_string());
            number.map_or_else(|| text.clone(), |number| unit.with(number))
        }
        _ => text,
    }
}
