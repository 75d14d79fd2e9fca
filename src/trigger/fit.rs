//! Whether the unit of a threshold is compatible with the metric it is compared to.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::quantity::{
    DeclaredUnit, Division, OwnUnit, Unit, Value, Version, how_to_declare, undeclared_unit,
};
use crate::source::Span;

use super::declared::Declarations;
use super::error::{Fault, TriggerError};
use super::expression::{Condition, Function, Literal, Metric, Operand, Subject};

impl Literal {
    /// The threshold read in `unit`, where `18.10` may be a version. It may still not be compatible.
    pub fn read_in(&self, unit: DeclaredUnit) -> Value {
        let is_day = matches!(self.value, Value::Date(_));
        match Version::parse(&self.text) {
            Some(version) if unit == DeclaredUnit::Version && !is_day => Value::Version(version),
            _ => self.value.clone(),
        }
    }
}

/// Checks for faults that do not depend on the metric.
pub(super) fn check_by_itself(condition: &Condition) -> Result<(), TriggerError> {
    let threshold = &condition.threshold;
    let is_day = matches!(threshold.value, Value::Date(_));
    let is_amount = threshold.value.unit().is_some();
    let (message, help) = match &condition.subject {
        Subject::Today(_) if !is_day => (
            "`today` must be compared with a date",
            "write a date, such as `2027-03-01`",
        ),
        Subject::Metric(Operand {
            function: Some(Function::Count),
            ..
        }) if !threshold.value.is_bare() => (
            "`count` gives a plain number",
            "write a number without a unit",
        ),
        Subject::Metric(Operand {
            function: Some(Function::Sum | Function::Avg),
            ..
        }) if matches!(threshold.value, Value::Version(_) | Value::Date(_)) => (
            "versions and dates cannot be added up",
            "use `any`, `all`, `min` or `max`",
        ),
        Subject::Metric(Operand {
            function: Some(Function::Sum | Function::Avg | Function::Min | Function::Max),
            ..
        }) if matches!(threshold.value, Value::Text(_)) => (
            "texts have no sum, mean, minimum or maximum",
            "use `any` or `all`",
        ),
        Subject::Quotient { .. } if !is_amount => (
            "only numbers can be divided",
            "write a number with its unit, such as `10` or `0.5ms`",
        ),
        Subject::Quotient { above, below } => return check_quantifiers(above, below),
        Subject::Change { .. } => return check_share(threshold),
        _ => return Ok(()),
    };
    let span = threshold.span.clone();
    Err(TriggerError::new(Fault::UnitMismatch, span, message, help))
}

fn check_quantifiers(above: &Operand, below: &Operand) -> Result<(), TriggerError> {
    match (above.quantifier(), below.quantifier()) {
        (Some(asked), Some(other)) if asked != other => Err(TriggerError::new(
            Fault::Syntax,
            above.metric.span.start..below.metric.span.end,
            format!("`{}` cannot be divided by `{}`", asked.name(), other.name()),
            "write `any` on both sides, or `all`, or combine the series of one with `sum`, `avg`, `min` or `max`",
        )),
        _ => Ok(()),
    }
}

/// A change is a share of what it was before.
fn check_share(threshold: &Literal) -> Result<(), TriggerError> {
    let (fault, message, help) = match &threshold.value {
        value if value.unit() == Some(Unit::PERCENT) => return Ok(()),
        Value::Amount(amount) if threshold.value.is_bare() => (
            Fault::AmbiguousRatio,
            format!(
                "a change is a share, and `{}` could be a fraction or a percentage",
                threshold.text
            ),
            format!("write `{}`", percentage(amount.number, &threshold.text)),
        ),
        _ => (
            Fault::UnitMismatch,
            format!(
                "a change is a share, which `{}` does not fit",
                threshold.text
            ),
            "write a percentage, such as `50%`, or `100%` for what has doubled".to_owned(),
        ),
    };
    Err(TriggerError::new(
        fault,
        threshold.span.clone(),
        message,
        help,
    ))
}

/// Checks `condition` against what is declared of its metrics.
pub(super) fn check_declared(
    condition: &Condition,
    declarations: &Declarations,
) -> Result<(), TriggerError> {
    let unit = |operand: &Operand| match operand.function {
        Some(Function::Count) => Some(DeclaredUnit::COUNT),
        _ => declarations.unit(&operand.metric.name),
    };
    match &condition.subject {
        Subject::Today(_) => Ok(()),
        Subject::Metric(operand) => match declarations.unit(&operand.metric.name) {
            Some(unit) => check_in_unit(condition, operand, unit),
            None => check_without_unit(condition),
        },
        Subject::Quotient { above, below } => match (unit(above), unit(below)) {
            (Some(of_above), Some(of_below)) => {
                check_division(condition, (above, of_above), (below, of_below))
            }
            _ => Ok(()),
        },
        Subject::Change { of, .. } => match unit(of) {
            Some(unit) if unit.unit().is_none() => Err(not_a_number(of, unit)),
            _ => Ok(()),
        },
    }
}

fn check_division(
    condition: &Condition,
    (above, of_above): (&Operand, DeclaredUnit),
    (below, of_below): (&Operand, DeclaredUnit),
) -> Result<(), TriggerError> {
    let above_unit = of_above
        .unit()
        .ok_or_else(|| not_a_number(above, of_above))?;
    let below_unit = of_below
        .unit()
        .ok_or_else(|| not_a_number(below, of_below))?;
    let span = above.metric.span.start..below.metric.span.end;
    let Some(division) = Division::of(above_unit, below_unit) else {
        return Err(TriggerError::new(
            Fault::UnitMismatch,
            span,
            format!("no unit stands for {of_above} divided by {of_below}"),
            "divide by a metric of the same dimension, or by one without a unit",
        ));
    };
    let threshold = &condition.threshold;
    let fits = DeclaredUnit::Amount(division.quotient).fits(&threshold.value);
    let is_share =
        division.quotient == Unit::COUNT && threshold.value.unit() == Some(Unit::PERCENT);
    if fits || is_share {
        return Ok(());
    }
    let quotient = format!("{} / {}", above.metric.name, below.metric.name);
    Err(misfit(
        threshold,
        DeclaredUnit::Amount(division.quotient),
        &quotient,
    ))
}

fn not_a_number(operand: &Operand, unit: DeclaredUnit) -> TriggerError {
    TriggerError::new(
        Fault::UnitMismatch,
        operand.metric.span.clone(),
        format!(
            "`{}` is a {unit}, which is not a number",
            operand.metric.name
        ),
        "compare it by itself",
    )
}

/// Checks that the threshold of `condition` has a built-in unit, or one that is declared.
pub(super) fn check_own_unit(
    condition: &Condition,
    declarations: &Declarations,
) -> Result<(), TriggerError> {
    let threshold = &condition.threshold;
    let Value::Amount(amount) = &threshold.value else {
        return Ok(());
    };
    let Some(own) = amount.unit.own() else {
        return Ok(());
    };
    let declared = declarations.own_units();
    if declared.contains(&own) {
        return Ok(());
    }
    let counts = |metric: &&Metric| {
        let unit = declarations.unit(&metric.name);
        unit.is_none_or(|unit| unit == DeclaredUnit::COUNT)
    };
    let counted = condition.subject.metrics().find(counts);
    let declare = counted.map(|metric| how_to_declare(&metric.name, own));
    let error = undeclared_unit(own, 0, &declared, declare.as_deref());
    let span = unit_span(threshold, amount.unit, own);
    Err(TriggerError::new(
        Fault::UnknownUnit,
        span,
        error.message,
        error.help,
    ))
}

/// The place of a unit of a team's own, which ends the threshold; the whole threshold for a rate.
fn unit_span(threshold: &Literal, unit: Unit, own: OwnUnit) -> Span {
    let end = threshold.span.end;
    match unit.per {
        None => end.saturating_sub(own.as_str().len())..end,
        Some(_) => threshold.span.clone(),
    }
}

/// Checks a condition on a metric whose unit is unknown.
fn check_without_unit(condition: &Condition) -> Result<(), TriggerError> {
    let threshold = &condition.threshold;
    if let (Value::Text(_), Some(metric)) = (&threshold.value, condition.subject.metrics().next()) {
        return Err(TriggerError::new(
            Fault::UnitMismatch,
            threshold.span.clone(),
            format!("`{}` is not declared as a text", metric.name),
            format!(
                "{}, or compare it with a number",
                how_to_declare(&metric.name, DeclaredUnit::Text)
            ),
        ));
    }
    let is_month = |text: &str| format!("{text}-01").parse::<NaiveDate>().is_ok();
    if !threshold.text.contains('-') || !is_month(&threshold.text) {
        return Ok(());
    }
    let first = format!("{}-01", threshold.text);
    let message = format!("`{}` is a month, not a date", threshold.text);
    let help =
        format!("write a date, such as `{first}`, or declare the metric's unit as `version`");
    Err(TriggerError::new(
        Fault::UnitMismatch,
        threshold.span.clone(),
        message,
        help,
    ))
}

/// Checks a condition on a metric measured in `unit`.
fn check_in_unit(
    condition: &Condition,
    operand: &Operand,
    unit: DeclaredUnit,
) -> Result<(), TriggerError> {
    let Operand { function, metric } = operand;
    let adds = matches!(function, Some(Function::Sum | Function::Avg));
    if adds && unit.unit().is_none() {
        return Err(TriggerError::new(
            Fault::UnitMismatch,
            metric.span.clone(),
            format!("`{}` is a {unit}, which cannot be added up", metric.name),
            match unit {
                DeclaredUnit::Text => "use `any` or `all`",
                _ => "use `any`, `all`, `min` or `max`",
            },
        ));
    }
    let threshold = &condition.threshold;
    let counts = *function == Some(Function::Count);
    if counts || unit.fits(&threshold.read_in(unit)) {
        return Ok(());
    }
    Err(misfit(threshold, unit, &metric.name))
}

fn misfit(threshold: &Literal, unit: DeclaredUnit, metric: &str) -> TriggerError {
    let text = &threshold.text;
    let (fault, message, help) = match (&threshold.value, unit, unit.unit()) {
        (Value::Amount(amount), DeclaredUnit::RATIO, _) if threshold.value.is_bare() => (
            Fault::AmbiguousRatio,
            format!("`{metric}` is a ratio, so `{text}` could be a fraction or a percentage"),
            format!("write `{}`", percentage(amount.number, text)),
        ),
        (Value::Amount(_), _, Some(symbol)) if threshold.value.is_bare() => (
            Fault::MissingUnit,
            format!("`{metric}` is measured in `{symbol}`, but `{text}` has no unit"),
            format!("write `{}`, if that is what you mean", symbol.with(text)),
        ),
        _ => (
            Fault::UnitMismatch,
            format!("`{metric}` is declared as `{unit}`, which `{text}` does not fit"),
            format!("write a threshold such as `{}`", unit.example()),
        ),
    };
    TriggerError::new(fault, threshold.span.clone(), message, help)
}

/// The percentage most likely meant by a plain number compared with a ratio: a fraction up to 1, otherwise a
/// percentage.
fn percentage(number: Decimal, text: &str) -> String {
    match Value::ratio(number) {
        Some(share) if number.abs() <= Decimal::ONE => share.to_string(),
        _ => format!("{text}%"),
    }
}
