//! All units: what each measures, and how many of the smallest unit of its kind it holds.

use std::collections::BTreeSet;
use std::fmt;

use super::error::{QuantityError, QuantityErrorKind};
use super::own::{self, OwnUnit};
use super::spelling;

/// A unit, or a unit per period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unit {
    /// What is counted.
    pub base: Base,
    /// The period, for a rate.
    pub per: Option<Period>,
}

/// The base of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each name is the unit's own")]
pub enum Base {
    One,
    Percent,
    Nanosecond,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Byte,
    Kilobyte,
    Megabyte,
    Gigabyte,
    Terabyte,
    Kibibyte,
    Mebibyte,
    Gibibyte,
    Tebibyte,
    /// A unit of a team's own.
    Own(OwnUnit),
}

/// The period of a rate. A month is 30 days; the settings define the length of a sprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each name is the period's own")]
pub enum Period {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Sprint,
    Month,
}

/// What two units must share to be comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dimension {
    kind: DimensionKind,
    is_rate: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum DimensionKind {
    Number,
    Share,
    Time,
    Size,
    Own(OwnUnit),
}

const MINUTE: u64 = 60 * 1_000_000_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// All built-in base units, each with its symbol, what it measures, and its size in the smallest unit of that quantity
/// (1, 1 %, 1 ns, 1 B).
const BASES: [(Base, &str, DimensionKind, u64); 19] = [
    (Base::One, "", DimensionKind::Number, 1),
    (Base::Percent, "%", DimensionKind::Share, 1),
    (Base::Nanosecond, "ns", DimensionKind::Time, 1),
    (Base::Microsecond, "us", DimensionKind::Time, 1_000),
    (Base::Millisecond, "ms", DimensionKind::Time, 1_000_000),
    (Base::Second, "s", DimensionKind::Time, 1_000_000_000),
    (Base::Minute, "min", DimensionKind::Time, MINUTE),
    (Base::Hour, "h", DimensionKind::Time, HOUR),
    (Base::Day, "d", DimensionKind::Time, DAY),
    (Base::Week, "w", DimensionKind::Time, 7 * DAY),
    (Base::Byte, "B", DimensionKind::Size, 1),
    (Base::Kilobyte, "kB", DimensionKind::Size, 1_000),
    (Base::Megabyte, "MB", DimensionKind::Size, 1_000_000),
    (Base::Gigabyte, "GB", DimensionKind::Size, 1_000_000_000),
    (Base::Terabyte, "TB", DimensionKind::Size, 1_000_000_000_000),
    (Base::Kibibyte, "KiB", DimensionKind::Size, 1 << 10),
    (Base::Mebibyte, "MiB", DimensionKind::Size, 1 << 20),
    (Base::Gibibyte, "GiB", DimensionKind::Size, 1 << 30),
    (Base::Tebibyte, "TiB", DimensionKind::Size, 1 << 40),
];

/// All periods, each with its symbol and its seconds; `None` for the sprint, which the settings define.
const PERIODS: [(Period, &str, Option<u64>); 7] = [
    (Period::Second, "s", Some(1)),
    (Period::Minute, "min", Some(60)),
    (Period::Hour, "h", Some(3_600)),
    (Period::Day, "day", Some(86_400)),
    (Period::Week, "week", Some(7 * 86_400)),
    (Period::Sprint, "sprint", None),
    (Period::Month, "month", Some(30 * 86_400)),
];

impl Base {
    fn row(self) -> (&'static str, DimensionKind, u64) {
        if let Self::Own(own) = self {
            return ("", DimensionKind::Own(own), 1);
        }
        BASES
            .iter()
            .find(|(base, ..)| *base == self)
            .map_or(("", DimensionKind::Number, 1), |row| (row.1, row.2, row.3))
    }

    /// Its symbol after a number; empty for a plain number.
    pub fn symbol(&self) -> &str {
        match self {
            Self::Own(own) => own.as_str(),
            built_in => built_in.row().0,
        }
    }

    /// Its size in the smallest unit of its dimension: 1, 1 %, 1 ns, 1 B; 1 for a unit of a team's own.
    pub fn size(self) -> u64 {
        self.row().2
    }

    /// Parses the symbol of a built-in unit, or the word of a unit of a team's own.
    fn parse(text: &str) -> Result<Self, QuantityError> {
        let built_in = BASES.iter().find(|(_, symbol, ..)| *symbol == text);
        if let Some((base, ..)) = built_in {
            return Ok(*base);
        }
        match own::is_word(text) && spelling::built_in_meant(text, symbols()).is_none() {
            true => OwnUnit::parse(text).map(Self::Own),
            false => Err(unknown_base(text)),
        }
    }
}

impl Period {
    fn row(self) -> (&'static str, Option<u64>) {
        PERIODS
            .iter()
            .find(|(period, ..)| *period == self)
            .map_or(("", None), |row| (row.1, row.2))
    }

    /// Its symbol after the slash.
    pub fn symbol(self) -> &'static str {
        self.row().0
    }

    /// Its length in seconds; `None` for a sprint.
    pub fn seconds(self) -> Option<u64> {
        self.row().1
    }
}

impl Unit {
    /// A plain number.
    pub const COUNT: Self = Self::of(Base::One);
    /// A ratio, in hundredths.
    pub const PERCENT: Self = Self::of(Base::Percent);

    /// `base` without a period.
    pub const fn of(base: Base) -> Self {
        Self { base, per: None }
    }

    /// What the unit measures.
    pub fn dimension(self) -> Dimension {
        Dimension {
            kind: self.base.row().1,
            is_rate: self.per.is_some(),
        }
    }

    /// Whether both measure the same, or the rate of the same.
    pub(super) fn measures_same(self, other: Self) -> bool {
        self.base.row().1 == other.base.row().1
    }

    /// Whether it measures a duration, as needed for `for` and ages.
    pub fn is_time(self) -> bool {
        let time = Self::of(Base::Second);
        self.dimension() == time.dimension()
    }

    /// The unit of a team's own that it counts.
    pub fn own(self) -> Option<OwnUnit> {
        match self.base {
            Base::Own(own) => Some(own),
            _ => None,
        }
    }

    /// `number` in this unit, as people write it: `47%`, `180ms`, `21 engineers`.
    pub fn with(self, number: impl fmt::Display) -> String {
        let space = if self.own().is_some() { " " } else { "" };
        format!("{number}{space}{self}")
    }

    /// Parses a unit such as `%`, `ms`, `MB/s` or `/sprint`; the empty string is a plain number. Any other word
    /// is a unit of a team's own, whether or not it is declared.
    ///
    /// # Errors
    /// [`QuantityErrorKind::UnknownUnit`], suggesting the unit that it probably misspells.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (base_text, period_text) = match text.split_once('/') {
            Some((base, period)) => (base.trim_end(), Some(period)),
            None => (text, None),
        };
        let base = Base::parse(base_text)?;
        let Some(period_text) = period_text else {
            return Ok(Self::of(base));
        };
        let symbol = period_text.trim();
        let start = text.len() - period_text.trim_start().len();
        let period = PERIODS
            .iter()
            .find(|(_, known, _)| *known == symbol)
            .map(|(period, ..)| *period)
            .ok_or_else(|| unknown_period(symbol).shifted(start))?;
        if base == Base::Percent {
            return Err(QuantityError::new(
                QuantityErrorKind::UnknownUnit,
                0..text.len(),
                "a percentage has no period",
                "write `%` alone",
            ));
        }
        Ok(Self {
            base,
            per: Some(period),
        })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.symbol())?;
        let Some(period) = self.per else {
            return Ok(());
        };
        f.write_str("/")?;
        f.write_str(period.symbol())
    }
}

/// The symbols of the built-in units, without that of a plain number, which is empty.
fn symbols() -> impl Iterator<Item = &'static str> + Clone {
    let symbols = BASES.iter().map(|(_, symbol, ..)| *symbol);
    symbols.filter(|symbol| !symbol.is_empty())
}

/// The symbol of a unit in another spelling, if it is unambiguous: `kB` for `KB`.
pub fn unit_meant(word: &str) -> Option<&'static str> {
    spelling::unit_meant(word, symbols())
}

/// The symbol of a period in another spelling, without `/`: `month` for `mon`.
pub fn period_meant(word: &str) -> Option<&'static str> {
    spelling::period_meant(word, PERIODS.iter().map(|(_, symbol, _)| *symbol))
}

/// The error for a `unit` of a team's own that is not among the `declared` ones, at byte `start` of a text;
/// `declare` says how to declare it, where it can be.
pub fn undeclared_unit(
    unit: OwnUnit,
    start: usize,
    declared: &BTreeSet<OwnUnit>,
    declare: Option<&str>,
) -> QuantityError {
    let word = unit.as_str();
    let declared = declared.iter().map(OwnUnit::as_str);
    let mut known: Vec<&str> = symbols().collect();
    let near = spelling::own_meant(word, &known, declared.clone());
    let help = match (near, declare) {
        (Some(near), Some(declare)) => {
            format!("did you mean `{near}`? To use a unit of your own, {declare}")
        }
        (Some(near), None) => format!("did you mean `{near}`?"),
        (None, Some(declare)) => format!("leave it out, or {declare}"),
        (None, None) => {
            known.extend(declared);
            format!("leave it out, or write a unit: {}", known.join(", "))
        }
    };
    QuantityError::new(
        QuantityErrorKind::UnknownUnit,
        start..start + word.len(),
        format!("unknown unit `{word}`"),
        help,
    )
}

fn unknown_base(text: &str) -> QuantityError {
    QuantityError::new(
        QuantityErrorKind::UnknownUnit,
        0..text.len(),
        format!("unknown unit `{text}`"),
        spelling::unit_help(text, symbols()),
    )
}

fn unknown_period(text: &str) -> QuantityError {
    QuantityError::new(
        QuantityErrorKind::UnknownUnit,
        0..text.len(),
        format!("unknown period `/{text}`"),
        spelling::period_help(text, PERIODS.iter().map(|(_, symbol, _)| *symbol)),
    )
}
