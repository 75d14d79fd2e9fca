use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::quantity::parse_value;
use crate::trigger::parse;
use crate::trigger::value::Series;

fn day(text: &str) -> DateTime<Utc> {
    let day: NaiveDate = text.parse().unwrap();
    day.and_time(NaiveTime::MIN).and_utc()
}

fn series(labels: &[(&str, &str)], at: DateTime<Utc>, value: &str) -> Series {
    let pairs = labels.iter();
    Series {
        labels: pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        value: Ok(parse_value(value).unwrap()),
        at: Some(at),
        source: "observe".into(),
    }
}

/// One value per week from the first of January.
fn weekly(values: &[&str]) -> Vec<Series> {
    let weeks = values.iter().zip(0..);
    weeks
        .map(|(value, week)| series(&[], day("2026-01-01") + TimeDelta::weeks(week), value))
        .collect()
}

fn trend(history: Vec<Series>, conditions: &[&str]) -> Result<Trend, NoTrend> {
    let reading = Reading {
        history,
        ..Reading::default()
    };
    let watchers: Vec<Watcher> = conditions
        .iter()
        .map(|when| Watcher {
            decision: "1".to_owned(),
            trigger: (*when).to_owned(),
            expr: parse(when).unwrap(),
        })
        .collect();
    Trend::of("x", &reading, None, &watchers, Sprint::default())
}

fn crossings(trend: &Trend) -> Vec<String> {
    let lines = trend.lines.iter();
    lines
        .flat_map(|line| {
            let crossings = trend.crossings(line);
            crossings.map(|(of, crossing)| format!("{} {}: {crossing:?}", line.name(), of.text))
        })
        .collect()
}

#[test]
fn the_median_slope_is_robust_against_an_outlier() {
    let trend = trend(weekly(&["10", "17", "24", "900", "38", "45"]), &[]).unwrap();
    let forecast = trend.lines[0].forecast.unwrap();
    assert_eq!(forecast.slope, 1.0);
    assert!(forecast.least < 1.0 && forecast.greatest > 1.0);
    assert_eq!(forecast.value_at(day("2026-01-01")), 10.0);
}

#[test]
fn values_on_a_line_have_one_slope_and_cross_on_one_day() {
    let trend = trend(
        weekly(&["0", "7", "14", "21", "28"]),
        &["x > 40", "x > 20", "x < 1", "x = 40", "x >= 90000"],
    )
    .unwrap();
    let forecast = trend.lines[0].forecast.unwrap();
    assert_eq!(
        (forecast.least, forecast.slope, forecast.greatest),
        (1.0, 1.0, 1.0)
    );
    assert_eq!(
        crossings(&trend),
        [
            " 40: Some(Between(2026-02-10, 2026-02-10))",
            " 20: Some(Past)",
            " 1: Some(NotInSight)",
            " 40: None",
            " 90000: Some(NotInSight)",
        ]
    );
}

#[test]
fn a_falling_metric_crosses_from_above() {
    let falling = trend(weekly(&["90", "80", "70", "60", "50"]), &["x < 40"]).unwrap();
    assert_eq!(
        crossings(&falling),
        [" 40: Some(Between(2026-02-05, 2026-02-05))"]
    );
}

#[test]
fn a_crossing_has_no_latest_date_if_the_slope_may_be_zero() {
    let values = ["10", "12", "9", "13", "10", "14", "11", "13"];
    let unsure = trend(weekly(&values), &["x > 15"]).unwrap();
    let [crossing] = crossings(&unsure).try_into().unwrap();
    assert!(crossing.starts_with(" 15: Some(NotBefore("), "{crossing}");
}

#[test]
fn a_forecast_needs_five_values_over_four_weeks() {
    let few = |values: &[&str]| trend(weekly(values), &[]).unwrap().lines[0].forecast;
    assert_eq!(
        few(&["1", "2", "3", "4"]),
        Err(TooFew {
            values: 4,
            days: 21
        })
    );
    assert!(few(&["1", "2", "3", "4", "5"]).is_ok());
    let hours = (0..10).map(|hour| series(&[], day("2026-01-01") + TimeDelta::hours(hour), "1"));
    let soon = trend(hours.collect(), &[]).unwrap();
    assert_eq!(
        soon.lines[0].forecast,
        Err(TooFew {
            values: 10,
            days: 0
        })
    );
}

#[test]
fn sampling_many_values_preserves_the_slope() {
    let hours = (0..20_000).map(|hour| {
        let at = day("2020-01-01") + TimeDelta::hours(hour);
        series(&[], at, &hour.to_string())
    });
    let trend = trend(hours.collect(), &[]).unwrap();
    assert_eq!(trend.lines[0].forecast.unwrap().slope, 24.0);
}

#[test]
fn functions_of_all_series_are_lines_of_their_own() {
    let at = day("2026-01-01");
    let history = vec![
        series(&[("m", "a")], at, "10%"),
        series(&[("m", "b")], at, "30%"),
        series(&[("m", "a")], at + TimeDelta::days(1), "20%"),
    ];
    let conditions = [
        "sum(x) > 30%",
        "avg(x) > 30%",
        "any(x{m=\"b\"}) > 25%",
        "count(x) > 9",
    ];
    let trend = trend(history, &conditions).unwrap();
    let names: Vec<_> = trend.lines.iter().map(Line::name).collect();
    assert_eq!(names, ["m=a", "m=b", "sum", "avg"]);
    assert_eq!(trend.lines[2].dots.len(), 1);
    assert_eq!(trend.lines[3].last.value, 20.0);
    assert_eq!(
        crossings(&trend),
        [
            "m=b 25%: Some(Past)",
            "sum 30%: Some(Past)",
            "avg 30%: None"
        ]
    );
}

#[test]
fn other_units_are_converted_and_other_dimensions_are_left_out() {
    let at = day("2026-01-01");
    let history = vec![
        series(&[], at, "1500ms"),
        series(&[], at + TimeDelta::days(1), "7kB"),
        series(&[], at + TimeDelta::days(2), "2s"),
    ];
    let trend = trend(history, &["x > 1min"]).unwrap();
    let values: Vec<_> = trend.lines[0].dots.iter().map(|dot| dot.value).collect();
    assert_eq!(values, [1.5, 2.0]);
    assert_eq!(trend.thresholds[0].value, 60.0);
}

#[test]
fn versions_and_missing_values_have_no_trend() {
    let version = Series {
        value: Ok(Value::version("18.2").unwrap()),
        ..series(&[], day("2026-01-01"), "1")
    };
    assert_eq!(trend(vec![version], &[]), Err(NoTrend::NoAmounts));
    assert_eq!(trend(Vec::new(), &[]), Err(NoTrend::NoValues));
}

#[test]
fn a_frame_has_margins_and_round_tick_values() {
    let ticks = |values: &[&str]| -> Vec<f64> {
        let trend = trend(weekly(values), &[]).unwrap();
        Frame::of(&trend).ticks().collect()
    };
    assert_eq!(ticks(&["3", "17"]), [0.0, 5.0, 10.0, 15.0, 20.0]);
    assert_eq!(ticks(&["995", "1000"]), [994.0, 996.0, 998.0, 1000.0]);
    assert_eq!(ticks(&["0", "0"]), [0.0, 1.0]);
    assert_eq!(ticks(&["-8", "-8"]), [-8.0, -6.0]);
    let one = trend(weekly(&["7"]), &[]).unwrap();
    let frame = Frame::of(&one);
    assert!(frame.from < frame.to && frame.low < frame.high);
}

#[test]
fn numbers_are_rounded_to_significant_digits() {
    for (value, shown) in [
        (0.0, "0"),
        (-0.000_000_000_000_1, "0"),
        (14.0, "14"),
        (0.123_456, "0.1235"),
        (123_456.7, "123457"),
        (99.995, "100"),
        (-2.5, "-2.5"),
        (f64::NAN, "0"),
    ] {
        assert_eq!(rounded(value, 4), shown, "{value}");
    }
}

#[test]
fn plain_numbers_are_in_the_declared_unit() {
    let at = day("2026-01-01");
    let reading = Reading {
        history: vec![series(&[], at, "0.47")],
        ..Reading::default()
    };
    let ratio = Some(DeclaredUnit::RATIO);
    let trend = Trend::of("x", &reading, ratio, &[], Sprint::default()).unwrap();
    assert_eq!(trend.lines[0].last.value, 47.0);
    assert_eq!(trend.shown(47.0), "47%");
}

proptest! {
    /// Any times and values in a file can be plotted and forecast.
    #[test]
    fn any_values_can_be_plotted(
        values in vec((-8_334_601_228_800_000_i64..8_210_266_876_800_000, any::<i64>(), 0_u32..28), 1..12),
        threshold in any::<i64>(),
    ) {
        let history = values.into_iter().map(|(millis, number, scale)| Series {
            value: Ok(Value::Amount(Amount::new(Decimal::new(number, scale), Unit::COUNT))),
            ..series(&[], DateTime::from_timestamp_millis(millis).unwrap(), "0")
        });
        let trend = trend(history.collect(), &[&format!("x > {threshold}")]).unwrap();
        let frame = Frame::of(&trend);
        prop_assert!(frame.from < frame.to && frame.low < frame.high);
        prop_assert!(frame.ticks().count() <= 8);
        prop_assert!((0.0..=1.0).contains(&frame.across(frame.now)));
        for (_, crossing) in trend.crossings(&trend.lines[0]) {
            prop_assert!(crossing.is_none_or(|crossing| !crossing.to_string().is_empty()));
        }
    }
}
