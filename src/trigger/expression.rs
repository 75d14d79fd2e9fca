//! A condition as a syntax tree, with the span of each part. It prints as canonical text, which parses back
//! to an equal tree.

use std::fmt;
use std::time::Duration;

use crate::quantity::Value;
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
    /// The right side.
    pub threshold: Literal,
    /// How long the comparison must have been true.
    pub hold: Option<Hold>,
    /// The bytes of the whole condition.
    pub span: Span,
}

/// The left side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The date of the evaluation.
    Today(Span),
    /// A metric, or a function of its series.
    Metric {
        /// The function that combines several series.
        function: Option<Function>,
        /// The selected series.
        metric: Metric,
    },
}

/// A metric's name, and the selection of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Dot-separated lower-case parts.
    pub name: String,
    /// Conditions on a series' labels, all of which must hold.
    pub matchers: Vec<Matcher>,
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
    /// The source text, without spaces.
    pub text: String,
    /// Its value if nothing is known about the metric.
    pub value: Value,
    /// Its location.
    pub span: Span,
}

/// `for 2w`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The source text after `for`, without spaces.
    pub text: String,
    /// The duration; never zero.
    pub duration: Duration,
    /// Its location.
    pub span: Span,
}

impl Expr {
    /// All comparisons, from left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::Condition(condition) => vec![condition],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::conditions).collect(),
        }
    }

    /// All metrics, from left to right.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        let subjects = self.conditions().into_iter().map(|found| &found.subject);
        subjects.filter_map(Subject::metric)
    }
}

impl Subject {
    /// The compared metric; `None` for `today`.
    pub fn metric(&self) -> Option<&Metric> {
        match self {
            Self::Metric { metric, .. } => Some(metric),
            Self::Today(_) => None,
        }
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
            Self::Metric {
                function: None,
                metric,
            } => metric.fmt(f),
            Self::Metric {
                function: Some(function),
                metric,
            } => write!(f, "{}({metric})", function.name()),
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
        let text = self.text.replace('\\', r"\\");
        let text = text.replace('"', r#"\""#).replace('\n', r"\n");
        write!(f, "{}{operator}\"{text}\"", self.label)
    }
}
