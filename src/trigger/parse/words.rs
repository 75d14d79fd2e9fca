//! What words can be, and messages shared by several errors.

use crate::config::is_metric_name;
use crate::diagnostic::did_you_mean;
use crate::quantity::{QuantityError, QuantityErrorKind, parse_value};
use crate::source::Span;
use crate::trigger::error::{Fault, TriggerError};
use crate::trigger::expression::Function;
use crate::trigger::token::{SPACES, Token};

use super::Result;

pub(super) const EXAMPLE: &str = "write `metric > threshold`, such as `team.size > 20`";
pub(super) const THRESHOLD: &str =
    "write a number with its unit (`40%`, `500ms`, `3/sprint`), a version or a date";
pub(super) const QUOTIENT: &str =
    "write `a / b > 10`; more than that belongs in a query, or in what supplies the value";
pub(super) const SINCE: &str =
    "write `change(orders.writes over 90d) > 50%`, or `change(orders.writes since decision) > 50%`";
pub(super) const DURATION: &str = "write a duration, such as `for 2w`";
pub(super) const LABELS: &str = "write labels as `{module=\"billing\", env!=\"test\"}`";

pub(super) fn syntax(
    span: Span,
    message: impl Into<String>,
    help: impl Into<String>,
) -> TriggerError {
    TriggerError::new(Fault::Syntax, span, message, help)
}

/// The error for a token after the end of a condition.
pub(super) fn unexpected_behind_condition(token: &Token<'_>) -> TriggerError {
    let found = shortened(token.text);
    let help = match token.text.to_ascii_lowercase().as_str() {
        "and" | "&&" | "&" | "," => "write `and`",
        "or" | "||" | "|" => "write `or`",
        "for" => "each condition takes one `for`",
        ")" => "remove it, or add the `(` that it closes",
        _ => "join conditions with `and` or `or`",
    };
    syntax(
        token.span.clone(),
        format!("unexpected `{found}` after a condition"),
        help,
    )
}

/// A metric name: dot-separated parts of `[a-z][a-z0-9_-]*`.
pub(super) fn metric_name(word: &Token<'_>) -> Result<String> {
    if is_metric_name(word.text) {
        return Ok(word.text.to_owned());
    }
    let name = shortened(word.text);
    let lower = word.text.to_lowercase();
    if is_metric_name(&lower) {
        return Err(TriggerError::new(
            Fault::MetricCase,
            word.span.clone(),
            format!("the metric `{name}` is not in lower case"),
            format!("write `{}`", shortened(&lower)),
        ));
    }
    Err(syntax(
        word.span.clone(),
        format!("`{name}` is not a metric name"),
        "names are lower-case parts joined by dots, such as `api.latency.p99`",
    ))
}

pub(super) fn function_named(word: &Token<'_>) -> Result<Function> {
    let known = Function::ALL
        .into_iter()
        .find(|known| known.name() == word.text);
    known.ok_or_else(|| {
        if is_of_promql(word.text) {
            let message = format!("`{}` is a function of PromQL", word.text);
            let help = "declare a metric with that query in adr.toml, as `source = { prometheus = \"prod\", query = \"…\" }`, and compare it here";
            return syntax(word.span.clone(), message, help);
        }
        let names = Function::ALL.map(Function::name);
        let help = match did_you_mean(&word.text.to_lowercase(), names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("functions are {}", names.join(", ")),
        };
        let message = format!("unknown function `{}`", shortened(word.text));
        syntax(word.span.clone(), message, help)
    })
}

fn is_of_promql(function: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "absent",
        "bottomk",
        "delta",
        "deriv",
        "histogram_quantile",
        "idelta",
        "increase",
        "irate",
        "predict_linear",
        "quantile",
        "rate",
        "round",
        "stddev",
        "topk",
    ];
    function.ends_with("_over_time") || OTHERS.contains(&function)
}

pub(super) fn is_label(text: &str) -> bool {
    let starts = |first: char| first.is_ascii_alphabetic() || first == '_';
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.starts_with(starts) && text.bytes().all(allowed)
}

/// Whether the word joins conditions, in this grammar or in another language's.
pub(super) fn is_keyword(word: &str) -> bool {
    let keywords = ["and", "or", "for", "&&", "||", "&", "|"];
    keywords
        .iter()
        .any(|keyword| keyword.eq_ignore_ascii_case(word))
}

pub(super) fn starts_literal(word: &str) -> bool {
    let unsigned = word.trim_start_matches(['-', '+', '.']);
    unsigned.starts_with(|first: char| first.is_ascii_digit())
}

/// The text between the quotes, with `\"`, `\\` and `\n` unescaped.
pub(super) fn unescaped(quoted: &Token<'_>) -> Result<String> {
    let inside = quoted
        .text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let mut characters = inside.unwrap_or_default().chars();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some(escaped @ ('"' | '\\')) => text.push(escaped),
            _ => {
                let message = "a backslash must be followed by `\"`, `\\` or `n`";
                return Err(syntax(
                    quoted.span.clone(),
                    message,
                    "write `\\\\` for a backslash",
                ));
            }
        }
    }
    Ok(text)
}

/// The error for the invalid duration `text` after `for`.
pub(super) fn hold_error(text: &str, span: &Span, error: QuantityError) -> TriggerError {
    let is_bare = parse_value(text).is_ok_and(|value| value.is_bare());
    let wrong_unit = error.kind == QuantityErrorKind::WrongUnit;
    let not_a_value = error.kind == QuantityErrorKind::NotAValue;
    let mut error = TriggerError::of_quantity(error, span.start);
    if wrong_unit && is_bare {
        error.fault = Fault::MissingUnit;
    } else if not_a_value {
        error.fault = Fault::Syntax;
        error.help = DURATION.to_owned();
    }
    error
}

pub(super) fn without_spaces(text: &str) -> String {
    match text.contains(SPACES) {
        true => text.split(SPACES).collect(),
        false => text.to_owned(),
    }
}

/// The text truncated to fit into a message.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
