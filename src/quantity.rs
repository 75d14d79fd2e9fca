//! Exact numbers, units, durations, rates and versions: what a trigger compares.
//! No binary floats: decimals in, decimals out, comparison without rounding.

use std::cmp::Ordering;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What a metric's value or a trigger's threshold is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number with its unit.
    Amount(Amount),
    /// A version such as `18.10` or `18.0.0-rc1`.
    Version(Version),
    /// A day.
    Date(NaiveDate),
}

/// A number with its unit, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The number in front of the unit.
    pub number: Decimal,
    /// The unit it was written in.
    pub unit: Unit,
}

/// A unit, or a unit per period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// What is counted.
    pub base: Base,
    /// Per how much time, where it is a rate.
    pub per: Option<Period>,
}

/// What a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// A plain number.
    One,
}

/// The time a rate is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// One second.
    Second,
}

/// A dotted version with an optional pre-release; compared part by part as numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(String);

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.0.cmp(&other.0))
    }
}
