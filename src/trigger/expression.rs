//! A condition as a syntax tree, with the span of each part. It prints as canonical text, which parses back
//! to an equal tree.

use std::fmt;
use std::time::Duration;

use chrono::NaiveDate;

use crate::quantity::{Value, quoted};
use crate::source::Span;

use super::value::Labels;

/// A condition, or several joined ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// One comparison.
    Condition(Condition),
    /// True if every part is.
    And(Vec<Expr>),
    /// True if any part is.
    Or(Vec<Expr>),
}

/// `subject op literal [for duration]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The left side.
    pub subject: Subject,
    /// The comparison operator.
    pub operator: Operator,
    /// The right side; boxed, since it is large.
    pub threshold: Box<Literal>,
    /// How long the comparison must have been true; boxed, since few conditions have it.
    pub hold: Option<Box<Hold>>,
    /// The bytes of the whole condition.
    pub span: Span,
}

/// The left side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The date of the evaluation.
    Today(Span),
    /// A metric, or a function of its series.
    Metric(Operand),
    /// One divided by another: `reads.rate / writes.rate`.
    Quotient {
        /// The dividend.
        above: Operand,
        /// The divisor.
        below: Box<Operand>,
    },
    /// How much a metric has grown, as a share of what it was: `change(orders.writes over 90d)`.
    Change {
        /// The metric.
        of: Operand,
        /// Since when.
        since: Since,
    },
}

/// A metric, or a function of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// The function that combines several series.
    pub function: Option<Function>,
    /// The selected series.
    pub metric: Metric,
}

/// The time with which a metric is compared to see its change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// `over 90d`: that long before the evaluation.
    Over(Box<Hold>),
    /// `since decision`: the end of the day of the decision; `None` as long as that day is not known.
    Decision(Option<NaiveDate>),
}

/// A metric's name, and the selection of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Dot-separated lower-case parts.
    pub name: String,
    /// Conditions on a series' labels, all of which must hold.
    pub matchers: Box<[Matcher]>,
    /// The bytes of the name.
    pub span: Span,
}

/// `label="text"` or `label!="text"`; a missing label equals the empty string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// The label's name.
    pub label: String,
    /// Whether the label must equal the text, or differ from it.
    pub equal: bool,
    /// The text.
    pub text: String,
}

/// A function that combines several series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// At least one series satisfies the comparison.
    Any,
    /// Every series does.
    All,
    /// Their sum does.
    Sum,
    /// Their mean does.
    Avg,
    /// Their minimum does.
    Min,
    /// Their maximum does.
    Max,
    /// Their number does.
    Count,
}

/// How subject and threshold are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
}

/// A threshold as written. The text is kept because `18.10` may turn out to be a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// The source text, without spaces; a text in quotes.
    pub text: String,
    /// Its value if nothing is known about the metric.
    pub value: Value,
    /// Its location.
    pub span: Span,
}

/// `for 2w`, or `over 90d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The source text after the keyword, without spaces.
    pub text: String,
    /// The duration; never zero.
    pub duration: Duration,
    /// Its location.
    pub span: Span,
}

impl Expr {
    /// All comparisons, from left to right.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let (only, joined) = match self {
            Self::Condition(condition) => (Some(condition), Vec::new()),
            Self::And(parts) | Self::Or(parts) => {
                (None, parts.iter().flat_map(Self::conditions).collect())
            }
        };
        only.into_iter().chain(joined)
    }

    /// All metrics, from left to right.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        let subjects = self.conditions().map(|found| &found.subject);
        subjects.flat_map(Subject::metrics)
    }
}

impl Subject {
    /// What is compared, from left to right: none for `today`.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        let (first, second) = match self {
            Self::Today(_) => (None, None),
            Self::Metric(of) | Self::Change { of, .. } => (Some(of), None),
            Self::Quotient { above, below } => (Some(above), Some(below.as_ref())),
        };
        first.into_iter().chain(second)
    }

    /// The compared metrics: none for `today`.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.operands().map(|operand| &operand.metric)
    }

    /// Whether each series has a verdict of its own.
    pub fn is_by_series(&self) -> bool {
        self.operands()
            .any(|operand| operand.quantifier().is_some())
    }
}

impl Operand {
    /// The function, if it asks about each series rather than combining all of them.
    pub fn quantifier(&self) -> Option<Function> {
        let asks = |function: &Function| matches!(function, Function::Any | Function::All);
        self.function.filter(asks)
    }
}

impl Metric {
    /// Whether a series with these labels is selected.
    pub fn selects(&self, labels: &Labels) -> bool {
        self.matchers.iter().all(|matcher| {
            let text = labels.get(&matcher.label).unwrap_or_default();
            (text == matcher.text) == matcher.equal
        })
    }
}

impl Function {
    /// All functions.
    pub const ALL: [Self; 7] = [
        Self::Any,
        Self::All,
        Self::Sum,
        Self::Avg,
        Self::Min,
        Self::Max,
        Self::Count,
    ];

    /// Its name in a condition.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Count => "count",
        }
    }
}

impl Operator {
    /// All operators.
    pub const ALL: [Self; 6] = [
        Self::Above,
        Self::AtLeast,
        Self::Below,
        Self::AtMost,
        Self::Equal,
        Self::Unequal,
    ];

    /// Its symbol.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::Unequal => "!=",
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, joiner) = match self {
            Self::Condition(condition) => return condition.fmt(f),
            Self::And(parts) => (parts, " and "),
            Self::Or(parts) => (parts, " or "),
        };
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                f.write_str(joiner)?;
            }
            match part {
                Self::Condition(condition) => condition.fmt(f)?,
                joined => write!(f, "({joined})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = self.operator.symbol();
        write!(f, "{} {operator} {}", self.subject, self.threshold.text)?;
        match &self.hold {
            Some(hold) => write!(f, " for {}", hold.text),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today(_) => f.write_str("today"),
            Self::Metric(operand) => operand.fmt(f),
            Self::Quotient { above, below } => write!(f, "{above} / {below}"),
            Self::Change { of, since } => match since {
                Since::Over(window) => write!(f, "change({of} over {})", window.text),
                Since::Decision(_) => write!(f, "change({of} since decision)"),
            },
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            None => self.metric.fmt(f),
            Some(function) => write!(f, "{}({})", function.name(), self.metric),
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if self.matchers.is_empty() {
            return Ok(());
        }
        let matchers: Vec<String> = self.matchers.iter().map(ToString::to_string).collect();
        write!(f, "{{{}}}", matchers.join(", "))
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = if self.equal { "=" } else { "!=" };
        write!(f, "{}{operator}{}", self.label, quoted(&self.text))
    }
}
