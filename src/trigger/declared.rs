//! The metric declarations from the settings, as far as conditions need them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rust_decimal::Decimal;

use crate::quantity::{DeclaredUnit, OwnUnit};

use super::error::TriggerError;
use super::expression::Expr;
use super::fit;
use super::value::Labels;

/// The declaration of one metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// Its unit; a number without a unit is read in it.
    pub unit: Option<DeclaredUnit>,
    /// The minimum and maximum possible value, as plain numbers in the unit. For a ratio, 0 to 1.
    pub range: Option<(Decimal, Decimal)>,
    /// The age beyond which a value is stale; 90 days by default.
    pub max_age: Option<Duration>,
    /// How far apart two observations may be for a `for` to hold between them; by default, the duration of
    /// the `for`.
    pub max_gap: Option<Duration>,
    /// The labels of the required series.
    pub series: Vec<Labels>,
    /// The minimum number of series.
    pub min_series: Option<usize>,
}

impl Declared {
    /// A metric in `unit` with no other declarations.
    pub fn of(unit: DeclaredUnit) -> Self {
        Self {
            unit: Some(unit),
            ..Self::default()
        }
    }
}

/// All declared metrics, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declarations {
    metrics: BTreeMap<String, Declared>,
}

impl Declarations {
    /// The declaration of `metric`.
    pub fn get(&self, metric: &str) -> Option<&Declared> {
        self.metrics.get(metric)
    }

    /// The unit of `metric`: the declared one, or a version for `dependency.*`.
    pub fn unit(&self, metric: &str) -> Option<DeclaredUnit> {
        let declared = self.get(metric).and_then(|declared| declared.unit);
        declared.or_else(|| DeclaredUnit::of_name(metric))
    }

    /// The units of a team's own that metrics are declared in.
    pub(super) fn own_units(&self) -> BTreeSet<OwnUnit> {
        let units = self.metrics.values().filter_map(|declared| declared.unit);
        units.filter_map(DeclaredUnit::own).collect()
    }

    /// These declarations, and those in `defaults` of metrics that are not declared here.
    #[must_use]
    pub fn with_defaults(mut self, defaults: &Self) -> Self {
        for (metric, declared) in &defaults.metrics {
            let known = self.metrics.entry(metric.clone());
            known.or_insert_with(|| declared.clone());
        }
        self
    }

    /// Checks every threshold of `expr` against the unit of its metric.
    ///
    /// # Errors
    /// The first one that does not fit: `unknown-unit`, `unit-mismatch`, `missing-unit` or `ambiguous-ratio`.
    pub fn check(&self, expr: &Expr) -> Result<(), TriggerError> {
        let mut conditions = expr.conditions();
        conditions.try_for_each(|condition| {
            fit::check_own_unit(condition, self)?;
            fit::check_declared(condition, self)
        })
    }
}

impl FromIterator<(String, Declared)> for Declarations {
    fn from_iter<I: IntoIterator<Item = (String, Declared)>>(metrics: I) -> Self {
        Self {
            metrics: metrics.into_iter().collect(),
        }
    }
}
