//! Parses conditions by this grammar:
//!
//! ```ebnf
//! expr   = term {"and" term} | term {"or" term} ;
//! term   = "(" expr ")" | cond ;
//! cond   = value op literal ["for" duration] ;
//! value  = operand ["/" operand] | "change" "(" operand ("over" duration | "since" "decision") ")" ;
//! operand= metric | func "(" metric ")" ;
//! metric = name ["{" label ("="|"!=") STRING {"," …} "}"] ;
//! ```
//!
//! The parser is recursive descent, so that each error can say what was expected.

mod subject;
mod threshold;
mod words;

use crate::source::Span;

use super::error::{Fault, TriggerError};
use super::expression::{Condition, Expr, Literal, Operator, Subject};
use super::fit;
use super::token::{Kind, Token, tokens};
use words::{shortened, syntax, unexpected_behind_condition};

type Result<T> = std::result::Result<T, TriggerError>;

/// The maximum nesting of parentheses; far more than a reader can follow.
const MAX_DEPTH: usize = 64;

/// Parses the condition in `text`.
///
/// # Errors
/// The first error, with its span in `text` and a suggested fix. Whether units fit a declared metric is
/// checked by [`super::Declarations::check`].
pub fn parse(text: &str) -> Result<Expr> {
    let mut parser = Parser {
        text,
        tokens: tokens(text),
        at: 0,
        depth: 0,
    };
    let expr = parser.expr()?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(unexpected_behind_condition(token)),
    }
}

struct Parser<'s> {
    text: &'s str,
    tokens: Vec<Token<'s>>,
    at: usize,
    depth: usize,
}

/// How the parts of an expression are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joiner {
    And,
    Or,
}

impl<'s> Parser<'s> {
    fn expr(&mut self) -> Result<Expr> {
        let first = self.term()?;
        let Some(joiner) = self.joiner() else {
            return Ok(first);
        };
        let mut parts = vec![first];
        while let Some(next) = self.joiner() {
            if next != joiner {
                return Err(self.mixed());
            }
            self.at += 1;
            parts.push(self.term()?);
        }
        Ok(match joiner {
            Joiner::And => Expr::And(parts),
            Joiner::Or => Expr::Or(parts),
        })
    }

    fn term(&mut self) -> Result<Expr> {
        let Some(open) = self.eat(Kind::Open) else {
            return self.condition().map(Expr::Condition);
        };
        if self.depth == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} nested parentheses");
            return Err(syntax(
                open.span,
                message,
                "remove the ones around single conditions",
            ));
        }
        self.depth += 1;
        let expr = self.expr()?;
        self.depth -= 1;
        match self.peek() {
            Some(token) if token.kind == Kind::Close => self.at += 1,
            Some(token) => return Err(unexpected_behind_condition(token)),
            None => return Err(syntax(open.span, "this `(` is not closed", "add a `)`")),
        }
        Ok(expr)
    }

    fn condition(&mut self) -> Result<Condition> {
        let start = self.here().start;
        let subject = self.subject()?;
        let operator = self.operator()?;
        let threshold = Box::new(self.threshold(&subject)?);
        self.refuse_product(&subject, operator, &threshold)?;
        let hold = self.hold()?.map(Box::new);
        let condition = Condition {
            subject,
            operator,
            threshold,
            hold,
            span: start..self.end_of_previous(),
        };
        fit::check_by_itself(&condition)?;
        Ok(condition)
    }

    /// Reports `a > 10 * b`, which is a quotient.
    fn refuse_product(
        &self,
        subject: &Subject,
        operator: Operator,
        threshold: &Literal,
    ) -> Result<()> {
        let is_times = |token: &&Token<'_>| token.text.starts_with('*');
        let Some(times) = self.peek().filter(is_times) else {
            return Ok(());
        };
        let behind = match times.text.trim_start_matches('*') {
            "" => self.tokens.get(self.at + 1).map_or("b", |next| next.text),
            metric => metric,
        };
        let (operator, factor) = (operator.symbol(), &threshold.text);
        let help = format!(
            "divide: `{subject} / {} {operator} {factor}`",
            shortened(behind)
        );
        let message = "a threshold is not multiplied";
        Err(syntax(times.span.clone(), message, help))
    }

    fn joiner(&self) -> Option<Joiner> {
        match self.peek().filter(|token| token.kind == Kind::Word)?.text {
            "and" => Some(Joiner::And),
            "or" => Some(Joiner::Or),
            _ => None,
        }
    }

    fn mixed(&self) -> TriggerError {
        TriggerError::new(
            Fault::MixedAndOr,
            self.here(),
            "`and` and `or` are mixed without parentheses",
            "write `(a and b) or c`, or `a and (b or c)`",
        )
    }

    fn peek(&self) -> Option<&Token<'s>> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, kind: Kind) -> Option<Token<'s>> {
        let token = self.peek().filter(|token| token.kind == kind)?.clone();
        self.at += 1;
        Some(token)
    }

    /// The span of the next token, or the empty one at the end of the text.
    fn here(&self) -> Span {
        let end = self.text.len();
        self.peek().map_or(end..end, |token| token.span.clone())
    }

    fn end_of_previous(&self) -> usize {
        let previous = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        previous.map_or(0, |token| token.span.end)
    }
}
