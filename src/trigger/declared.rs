//! The metric declarations from the settings, as far as conditions need them.

use std::collections::BTreeMap;
use std::time::Duration;

use rust_decimal::Decimal;

use crate::quantity::DeclaredUnit;

use super::error::TriggerError;
use super::expression::{Expr, Subject};
use super::fit;
use super::value::Labels;

/// What is declared of one metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// What it is measured in; a bare value is read in it.
    pub unit: Option<DeclaredUnit>,
    /// Least and greatest possible value, as bare numbers of the unit. A ratio's is 0 to 1.
    pub range: Option<(Decimal, Decimal)>,
    /// The age beyond which a value is stale; 90 days where nothing is said.
    pub max_age: Option<Duration>,
    /// How far apart two observations may be for a `for` to hold between them; as far as it is long, where
    /// nothing is said.
    pub max_gap: Option<Duration>,
    /// The labels of the series that must be there.
    pub series: Vec<Labels>,
    /// How many series there must be.
    pub min_series: Option<usize>,
}

impl Declared {
    /// A metric of `unit` of which nothing else is said.
    pub fn of(unit: DeclaredUnit) -> Self {
        Self {
            unit: Some(unit),
            ..Self::default()
        }
    }
}

/// Every declared metric, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declarations {
    metrics: BTreeMap<String, Declared>,
}

impl Declarations {
    /// What is declared of `metric`.
    pub fn get(&self, metric: &str) -> Option<&Declared> {
        self.metrics.get(metric)
    }

    /// The unit of `metric`: the declared one, or a version for all of `dependency.*`.
    pub fn unit(&self, metric: &str) -> Option<DeclaredUnit> {
        let declared = self.get(metric).and_then(|declared| declared.unit);
        declared.or_else(|| DeclaredUnit::of_name(metric))
    }

    /// Looks at every threshold of `expr` in the unit of its metric.
    ///
    /// # Errors
    /// The first one that does not fit: `unit-mismatch`, `missing-unit` or `ambiguous-ratio`.
    pub fn check(&self, expr: &Expr) -> Result<(), TriggerError> {
        for condition in expr.conditions() {
            if let Subject::Metric { metric, .. } = &condition.subject {
                match self.unit(&metric.name) {
                    Some(unit) => fit::check_in_unit(condition, unit)?,
                    None => fit::check_without_unit(condition)?,
                }
            }
        }
        Ok(())
    }
}

impl FromIterator<(String, Declared)> for Declarations {
    fn from_iter<I: IntoIterator<Item = (String, Declared)>>(metrics: I) -> Self {
        Self {
            metrics: metrics.into_iter().collect(),
        }
    }
}
