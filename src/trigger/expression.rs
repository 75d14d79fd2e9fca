//! A condition as a syntax tree, with the span of each part. It prints as canonical text, which parses back
//! to an equal tree.

use std::fmt;
use std::time::Duration;

use crate::quantity::Value;
use crate::source::Span;

use super::value::Labels;

/// A condition or several joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// One comparison.
    Condition(Condition),
    /// True when every part is.
    And(Vec<Expr>),
    /// True when a part is.
    Or(Vec<Expr>),
}

/// `subject op literal [for duration]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What is compared.
    pub subject: Subject,
    /// How.
    pub operator: Operator,
    /// With what.
    pub threshold: Literal,
    /// How long it must have been so.
    pub hold: Option<Hold>,
    /// The bytes of the whole condition.
    pub span: Span,
}

/// The left side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The day of the evaluation.
    Today(Span),
    /// A metric, or a function of its series.
    Metric {
        /// How several series become one verdict.
        function: Option<Function>,
        /// The series meant.
        metric: Metric,
    },
}

/// A metric's name, and which of its series are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Lower-case parts with dots between.
    pub name: String,
    /// All of these must hold of a series' labels.
    pub matchers: Vec<Matcher>,
    /// The bytes of the name.
    pub span: Span,
}

/// `label="text"` or `label!="text"`; a label that a series lacks is the empty text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// The label's name.
    pub label: String,
    /// Whether it must equal the text, or differ.
    pub equal: bool,
    /// The text.
    pub text: String,
}

/// What makes one verdict of several series.
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
    /// The least of them does.
    Min,
    /// The greatest of them does.
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
    /// What was written, without spaces.
    pub text: String,
    /// What it is when nothing is known of the metric.
    pub value: Value,
    /// Where it was written.
    pub span: Span,
}

/// `for 2w`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// What was written behind `for`, without spaces.
    pub text: String,
    /// How long that is; never zero.
    pub duration: Duration,
    /// Where it was written.
    pub span: Span,
}

impl Expr {
    /// Every comparison in it, from left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::Condition(condition) => vec![condition],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::conditions).collect(),
        }
    }

    /// Every metric in it, from left to right.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        let subjects = self.conditions().into_iter().map(|found| &found.subject);
        subjects.filter_map(Subject::metric)
    }
}

impl Subject {
    /// The metric that is compared; `None` of the day.
    pub fn metric(&self) -> Option<&Metric> {
        match self {
            Self::Metric { metric, .. } => Some(metric),
            Self::Today(_) => None,
        }
    }
}

impl Metric {
    /// Whether a series with these labels is meant.
    pub fn selects(&self, labels: &Labels) -> bool {
        self.matchers.iter().all(|matcher| {
            let text = labels.get(&matcher.label).map_or("", String::as_str);
            (text == matcher.text) == matcher.equal
        })
    }
}

impl Function {
    /// Every function there is.
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
    /// Every operator there is.
    pub const ALL: [Self; 6] = [
        Self::Above,
        Self::AtLeast,
        Self::Below,
        Self::AtMost,
        Self::Equal,
        Self::Unequal,
    ];

    /// How it is written.
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
