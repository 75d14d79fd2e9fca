//! The Theil–Sen estimator: the median of the slopes between all pairs of values, which is robust against
//! outliers (H. Theil 1950, P. K. Sen 1968), with Sen's 95 % confidence interval of the slope.

use std::fmt;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Dot, Threshold};

/// The minimum number of values for a forecast.
const MIN_VALUES: usize = 5;
/// The minimum period for a forecast, in days.
const MIN_DAYS: f64 = 28.0;
/// The maximum number of values used; a longer history is sampled evenly.
const MAX_VALUES: usize = 500;
/// Nothing is predicted beyond this, in days.
const MAX_DAYS: f64 = 3650.0;
/// The two-sided 95 % quantile of the normal distribution.
const QUANTILE: f64 = 1.96;
const SECONDS_A_DAY: f64 = 86_400.0;

/// A straight line through values, with the interval of its slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// The median slope, in the values' unit per day.
    pub slope: f64,
    /// The lower bound of the 95 % interval.
    pub least: f64,
    /// The upper bound of the 95 % interval.
    pub greatest: f64,
    middle: DateTime<Utc>,
    level: f64,
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFew {
    /// The number of values.
    pub values: usize,
    /// The days between the first and the last.
    pub days: i64,
}

/// When a line crosses a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// The newest value is already past it.
    Past,
    /// Between two dates, depending on the slope within its interval.
    Between(NaiveDate, NaiveDate),
    /// On this date at the earliest, perhaps never.
    NotBefore(NaiveDate),
    /// Not within ten years.
    NotInSight,
}

impl fmt::Display for Crossing {
    /// In words: as months where days would be falsely precise.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHARP: i64 = 45;
        match self {
            Self::Past => f.write_str("already crossed"),
            Self::NotInSight => f.write_str("no crossing in sight"),
            Self::NotBefore(day) => write!(f, "not before {}", day.format("%Y-%m")),
            Self::Between(from, to) if from == to => write!(f, "crosses on {from}"),
            Self::Between(from, to) if (*to - *from).num_days() <= SHARP => {
                write!(f, "crosses between {from} and {to}")
            }
            Self::Between(from, to) => {
                let (from, to) = (from.format("%Y-%m"), to.format("%Y-%m"));
                write!(f, "crosses between {from} and {to}")
            }
        }
    }
}

impl Forecast {
    /// The line through `dots`, in chronological order.
    ///
    /// # Errors
    /// If there are fewer than five, or they span less than four weeks.
    pub fn of(dots: &[Dot]) -> Result<Self, TooFew> {
        let (Some(first), Some(last)) = (dots.first(), dots.last()) else {
            return Err(TooFew { values: 0, days: 0 });
        };
        if dots.len() < MIN_VALUES || days(first.at, last.at) < MIN_DAYS {
            let days = (last.at - first.at).num_days();
            let values = dots.len();
            return Err(TooFew { values, days });
        }
        let dots: Vec<(f64, f64)> = dots
            .iter()
            .step_by(dots.len().div_ceil(MAX_VALUES))
            .map(|dot| (days(first.at, dot.at), dot.value))
            .collect();
        let mut slopes = slopes(&dots);
        let slope = median(&mut slopes);
        let (least, greatest) = interval(&slopes, dots.len());
        let middle = median(&mut dots.iter().map(|dot| dot.0).collect::<Vec<_>>());
        let mut rests: Vec<f64> = dots.iter().map(|dot| dot.1 - slope * dot.0).collect();
        Ok(Self {
            slope,
            least,
            greatest,
            middle: later(first.at, middle),
            level: median(&mut rests) + slope * middle,
        })
    }

    /// The value of the line at `at`.
    pub fn value_at(&self, at: DateTime<Utc>) -> f64 {
        self.level + self.slope * days(self.middle, at)
    }

    /// The interval of values at `at`, lower bound first.
    pub fn range_at(&self, at: DateTime<Utc>) -> (f64, f64) {
        let days = days(self.middle, at);
        let (one, other) = (self.least * days, self.greatest * days);
        (self.level + one.min(other), self.level + one.max(other))
    }

    /// When the line crosses `threshold`, given that the newest value, `last`, has not; `None` if it is not
    /// crossed by rising or falling.
    pub(super) fn crossing(&self, threshold: &Threshold, last: &Dot) -> Option<Crossing> {
        let rises = threshold.rises()?;
        let (steepest, flattest) = match rises {
            true => (self.greatest, self.least),
            false => (self.least, self.greatest),
        };
        let day = |slope: f64| {
            let is_towards = if rises { slope > 0.0 } else { slope < 0.0 };
            let days_until = (threshold.value - self.level) / slope;
            let ahead = days_until - days(self.middle, last.at);
            (is_towards && ahead <= MAX_DAYS)
                .then(|| later(self.middle, days_until).max(last.at).date_naive())
        };
        Some(match (day(steepest), day(flattest)) {
            (None, _) => Crossing::NotInSight,
            (Some(earliest), None) => Crossing::NotBefore(earliest),
            (Some(earliest), Some(latest)) => Crossing::Between(earliest, latest),
        })
    }
}

/// The slopes between all pairs of distinct times, or a slope of zero if there are none.
fn slopes(dots: &[(f64, f64)]) -> Vec<f64> {
    let mut slopes = Vec::with_capacity(dots.len() * dots.len() / 2);
    for (index, from) in dots.iter().enumerate() {
        let later = dots.iter().skip(index + 1).filter(|to| to.0 > from.0);
        slopes.extend(later.map(|to| (to.1 - from.1) / (to.0 - from.0)));
    }
    slopes.sort_by(f64::total_cmp);
    slopes
}

/// The 95 % interval of the slope for `sorted` slopes between `values` values, by ranks from Kendall's
/// variance.
fn interval(sorted: &[f64], values: usize) -> (f64, f64) {
    let (pairs, values) = (sorted.len() as f64, values as f64);
    let spread = QUANTILE * (values * (values - 1.0) * (2.0 * values + 5.0) / 18.0).sqrt();
    // Ranks start at one: the lower one is M1 and the upper one M2 + 1 in Sen's notation.
    let lower = (((pairs - spread) / 2.0).floor() - 1.0).max(0.0) as usize;
    let upper = ((pairs + spread) / 2.0).ceil() as usize;
    let last = sorted.len().saturating_sub(1);
    let at = |position: usize| sorted.get(position.min(last)).copied().unwrap_or(0.0);
    (at(lower), at(upper))
}

/// The median of `numbers`, sorted in place; 0 if empty.
fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0.0);
    match numbers.len() {
        0 => 0.0,
        length if length.is_multiple_of(2) => f64::midpoint(at(middle - 1), at(middle)),
        _ => at(middle),
    }
}

fn days(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_milliseconds() as f64 / 1000.0 / SECONDS_A_DAY
}

/// `from` plus `days`, or `from` itself if out of range.
fn later(from: DateTime<Utc>, days: f64) -> DateTime<Utc> {
    let seconds = (days * SECONDS_A_DAY).round();
    let delta = TimeDelta::try_seconds(seconds as i64);
    delta
        .and_then(|delta| from.checked_add_signed(delta))
        .unwrap_or(from)
}
