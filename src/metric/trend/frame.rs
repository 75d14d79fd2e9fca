//! The axis ranges of a plot: wide enough for all values, the thresholds, and part of the forecast.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Crossing, Trend};

/// The bounds of a plot; `from < to` and `low < high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The time of the oldest value.
    pub from: DateTime<Utc>,
    /// The time of the newest value.
    pub now: DateTime<Utc>,
    /// The end of the time axis; the newest value's time if there is no forecast.
    pub to: DateTime<Utc>,
    /// The lowest value.
    pub low: f64,
    /// The highest value.
    pub high: f64,
    /// The distance between the tick values of the axis: 1, 2 or 5 times a power of ten.
    pub step: f64,
}

/// The maximum number of steps on the axis.
const STEPS: f64 = 4.0;

impl Frame {
    /// The frame around `trend`. It extends forecasts by a third of the observed time, or by all of it if
    /// they cross a threshold by then.
    pub fn of(trend: &Trend) -> Self {
        let dots = || trend.lines.iter().flat_map(|line| &line.dots);
        let from = dots().map(|dot| dot.at).min().unwrap_or_default();
        let now = dots().map(|dot| dot.at).max().unwrap_or_default();
        let span = (now - from).max(TimeDelta::days(1));
        let to = match trend.lines.iter().any(|line| line.forecast.is_ok()) {
            true => ahead(trend, now, span),
            false => from
                .checked_add_signed(span)
                .map_or(now, |end| end.max(now)),
        };
        let forecasts = trend.lines.iter().filter_map(|line| line.forecast.ok());
        let values = dots().map(|dot| dot.value);
        let thresholds = trend.thresholds.iter().map(|threshold| threshold.value);
        let predicted = forecasts.map(|forecast| forecast.value_at(to));
        let all: Vec<f64> = values.chain(thresholds).chain(predicted).collect();
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let is_near_zero = least >= 0.0 && least <= most / 2.0;
        let least = if is_near_zero { 0.0 } else { least };
        let step = step((most - least) / STEPS, most);
        let low = (least / step).floor() * step;
        let high = (most / step).ceil() * step;
        Self {
            from,
            now,
            to,
            low,
            high: if high > low { high } else { low + step },
            step,
        }
    }

    /// The tick values of the axis, from the lowest to the highest.
    pub fn ticks(&self) -> impl Iterator<Item = f64> {
        let (low, step) = (self.low, self.step);
        let steps = ((self.high - low) / step).round().clamp(1.0, STEPS + 2.0) as u32;
        (0..=steps).map(move |tick| low + f64::from(tick) * step)
    }

    /// The position of `at` between the left edge, 0, and the right one, 1.
    pub fn across(&self, at: DateTime<Utc>) -> f64 {
        let millis = |from: DateTime<Utc>, to: DateTime<Utc>| (to - from).num_milliseconds() as f64;
        millis(self.from, at) / millis(self.from, self.to).max(1.0)
    }

    /// The position of `value` between the lower edge, 0, and the upper one, 1, clamped to the edges.
    pub fn up(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

fn ahead(trend: &Trend, now: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    let crossings = trend.lines.iter().flat_map(|line| trend.crossings(line));
    let latest = crossings.filter_map(|(_, crossing)| match crossing? {
        Crossing::Between(_, day) => Some(day.and_time(chrono::NaiveTime::MIN).and_utc()),
        _ => None,
    });
    // Dates have a maximum, and a file may contain any.
    let later = |by: TimeDelta| now.checked_add_signed(by).unwrap_or(now);
    let (soon, farthest) = (later(span / 3), later(span));
    latest
        .filter(|day| *day <= farthest)
        .max()
        .map_or(soon, |day| soon.max(day))
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least `wanted`; chosen by the size of `value`
/// if `wanted` is zero.
fn step(wanted: f64, value: f64) -> f64 {
    let wanted = match wanted > 0.0 {
        true => wanted,
        false if value == 0.0 => 1.0,
        false => value.abs() / STEPS,
    };
    let power = 10_f64.powf(wanted.log10().floor());
    let factors = [1.0, 2.0, 5.0, 10.0].into_iter();
    let steps = factors.map(|factor| factor * power);
    steps
        .filter(|step| *step >= wanted)
        .fold(10.0 * power, f64::min)
}
