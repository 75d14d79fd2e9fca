//! A time axis from today on, and where dates and forecasts are on it.

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use super::ahead::Ahead;

/// The axis. Places on it are percentages of its length.
#[derive(Debug, Serialize)]
pub struct Horizon {
    #[serde(skip)]
    today: NaiveDate,
    #[serde(skip)]
    end: NaiveDate,
    ticks: Vec<Tick>,
}

/// The beginning of a year, a quarter or a month on the axis.
#[derive(Debug, Serialize)]
struct Tick {
    at: f64,
    label: String,
}

/// A date or a forecast on the axis.
#[derive(Debug, Serialize)]
pub struct Span {
    from: f64,
    width: f64,
}

/// The axis is this long at least, and at most.
const MIN_MONTHS: u32 = 6;
const MAX_MONTHS: u32 = 36;

impl Horizon {
    /// An axis from `today` on that holds the first day of each of `all`, or three years of them; `None` if there is none.
    pub fn of<'a>(today: NaiveDate, all: impl Iterator<Item = &'a Ahead>) -> Option<Self> {
        let last = all.filter_map(|ahead| ahead.from).max()?;
        let least = today.checked_add_months(Months::new(MIN_MONTHS))?;
        let most = today.checked_add_months(Months::new(MAX_MONTHS))?;
        let end = last
            .checked_add_months(Months::new(1))
            .unwrap_or(most)
            .clamp(least, most);
        let mut axis = Self {
            today,
            end,
            ticks: Vec::new(),
        };
        axis.ticks = axis.ticks();
        Some(axis)
    }

    /// Where `ahead` is on the axis.
    pub fn span(&self, ahead: &Ahead) -> Option<Span> {
        let from = ahead.from?;
        let to = ahead.to.unwrap_or(NaiveDate::MAX);
        let (start, end) = (self.place(from), self.place(to));
        Some(Span {
            from: start,
            width: ((end - start) * 10.0).round() / 10.0,
        })
    }

    /// The place of `day`, from 0 to 100.
    fn place(&self, day: NaiveDate) -> f64 {
        let days = (day.min(self.end) - self.today).num_days().max(0) as f64;
        let length = (self.end - self.today).num_days().max(1) as f64;
        (days / length * 1000.0).round() / 10.0
    }

    fn ticks(&self) -> Vec<Tick> {
        let months = (self.end - self.today).num_days() / 30;
        let every = match months {
            ..=8 => 1,
            9..=20 => 3,
            _ => 6,
        };
        let first = self.today.with_day(1);
        let starts = (1..).map_while(|month| first?.checked_add_months(Months::new(month)));
        let starts = starts.take_while(|day| *day < self.end);
        let marked = starts.filter(|day| day.month0() % every == 0);
        marked
            .map(|day| Tick {
                at: self.place(day),
                label: day.format("%Y-%m").to_string(),
            })
            .collect()
    }
}
