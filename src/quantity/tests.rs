use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn value(text: &str) -> Value {
    parse_value(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn order(left: &str, right: &str) -> Result<Ordering, Incomparable> {
    value(left).compare(&value(right), Sprint::default())
}

#[test]
fn values_print_as_canonical_text() {
    let written_and_shown = [
        ("47%", "47%"),
        ("180ms", "180ms"),
        ("20MB/s", "20MB/s"),
        ("-5%", "-5%"),
        ("9e4", "90000"),
        ("1.50e-1s", "0.15s"),
        ("3/sprint", "3/sprint"),
        ("18.10", "18.1"),
        ("18.10.0", "18.10.0"),
        ("18-rc1", "18-rc1"),
        ("1.2.3+build.5", "1.2.3+build.5"),
        ("2027-01-01", "2027-01-01"),
        (" 20 MB / s ", "20MB/s"),
        ("0.02EUR", "0.02 EUR"),
        ("21 engineers", "21 engineers"),
        ("5 EUR / month", "5 EUR/month"),
        ("3 m²", "3 m²"),
        ("0e999999999999999999999", "0"),
        ("1.0000000000000000000000000000000000000000", "1"),
        (
            "79228162514264337593543950335B",
            "79228162514264337593543950335B",
        ),
    ];
    for (written, shown) in written_and_shown {
        assert_eq!(value(written).to_string(), shown);
    }
}

#[test]
fn errors_have_a_location_and_a_help() {
    use QuantityErrorKind::{NonFinite, NotAValue, OutOfRange, UnknownUnit};
    let faults = [
        ("5m", UnknownUnit, 1..2, "`min`"),
        ("5KB", UnknownUnit, 1..3, "`kB`"),
        (" 5 Kb", UnknownUnit, 3..5, "`kB`"),
        ("5mib", UnknownUnit, 1..4, "`MiB`"),
        ("5µs", UnknownUnit, 1..4, "`us`"),
        ("5hours", UnknownUnit, 1..6, "`h`"),
        ("5 Mins", UnknownUnit, 2..6, "`min`"),
        ("5 secnds", UnknownUnit, 2..8, "`s`"),
        ("5 megabytes", UnknownUnit, 2..11, "`MB`"),
        ("5 percent", UnknownUnit, 2..9, "`%`"),
        ("5 two words", UnknownUnit, 2..11, "leave it out"),
        ("5 and", UnknownUnit, 2..5, "another word"),
        ("5 count", UnknownUnit, 2..7, "leave it out"),
        ("5 a-b", UnknownUnit, 2..5, "leave it out"),
        ("5 E2E", UnknownUnit, 2..5, "another word"),
        (
            "5 abcdefghijklmnopqrstuvwxy",
            UnknownUnit,
            2..27,
            "shorter word",
        ),
        ("3 per week", UnknownUnit, 2..10, "`3/week`"),
        ("5/sprnt", UnknownUnit, 2..7, "`/sprint`"),
        ("5B/d", UnknownUnit, 3..4, "`/day`"),
        ("5/m", UnknownUnit, 2..3, "`/month`"),
        ("5%/day", UnknownUnit, 1..6, "`%`"),
        ("1e400", OutOfRange, 0..5, "28 digits"),
        ("1e-400", OutOfRange, 0..6, "28 digits"),
        ("1e99999999999999999999999", OutOfRange, 0..25, "28 digits"),
        ("NaN", NonFinite, 0..3, "write a number"),
        ("-Inf", NonFinite, 0..4, "write a number"),
        ("2027-02-30", NotAValue, 0..10, "2027-01-31"),
        ("2027-1-1", NotAValue, 0..8, "2027-01-31"),
        (".5", NotAValue, 0..2, "0.5"),
        ("1_000", NotAValue, 0..5, "write `1000`"),
        ("1,000", NotAValue, 0..5, "write `1000`"),
        ("1 000 000.5", NotAValue, 0..11, "write `1000000.5`"),
        ("-1'000", NotAValue, 0..6, "write `-1000`"),
        ("1,00", NotAValue, 0..4, "without separators"),
        ("1.5k", NotAValue, 0..4, "write `1500`"),
        ("+21", NotAValue, 0..3, "write `21`"),
        ("0x15", NotAValue, 0..4, "write `21`"),
        ("€120", NotAValue, 0..6, "write `120`"),
        ("3x", NotAValue, 0..2, "write `3`"),
        ("21.", NotAValue, 0..3, "write `21`"),
        ("many", NotAValue, 0..4, "write a number"),
        ("", NotAValue, 0..0, "40%"),
    ];
    for (text, kind, span, help) in faults {
        let error = parse_value(text).expect_err(text);
        assert_eq!((error.kind, error.span.clone()), (kind, span), "{text}");
        assert!(error.help.contains(help), "{text}: {}", error.help);
    }
}

#[test]
fn comparison_is_exact_across_units() {
    let pairs = [
        ("1000ms", "1s", Ordering::Equal),
        ("1w", "168h", Ordering::Equal),
        ("1KiB", "1024B", Ordering::Equal),
        ("1MB", "1MiB", Ordering::Less),
        ("3/sprint", "1.5/week", Ordering::Equal),
        ("1/month", "1/sprint", Ordering::Less),
        ("60/min", "1/s", Ordering::Equal),
        ("0.1%", "0.10%", Ordering::Equal),
        ("0.0000000000000000000000000001TiB", "0B", Ordering::Greater),
        (
            "79228162514264337593543950335TiB",
            "79228162514264337593543950334TiB",
            Ordering::Greater,
        ),
        ("18.2.0", "18.10.0", Ordering::Less),
        ("18-rc1", "18.0.0", Ordering::Less),
        ("5 EUR/day", "150 EUR/month", Ordering::Equal),
        ("2026-12-31", "2027-01-01", Ordering::Less),
    ];
    for (left, right, expected) in pairs {
        assert_eq!(order(left, right), Ok(expected), "{left} and {right}");
    }
}

#[test]
fn different_dimensions_are_not_comparable() {
    use Incomparable::{MissingUnit, UnitMismatch};
    let pairs = [
        ("5", "5ms", MissingUnit),
        ("40%", "0.4", MissingUnit),
        ("5/s", "5", MissingUnit),
        ("18.0.0", "18", MissingUnit),
        ("5ms", "5B", UnitMismatch),
        ("5B", "5B/s", UnitMismatch),
        ("18.0.0", "18%", UnitMismatch),
        ("2027-01-01", "2027", UnitMismatch),
        ("5 EUR", "5", MissingUnit),
        ("5 EUR", "5 USD", UnitMismatch),
        ("5 EUR", "5 EUR/day", UnitMismatch),
    ];
    for (left, right, expected) in pairs {
        assert_eq!(order(left, right), Err(expected), "{left} and {right}");
    }
}

#[test]
fn versions_follow_semver_precedence() {
    let ascending = [
        "0.9",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "18.2",
        "18.10",
        "99999999999999999999999999999999999999999.1",
    ];
    let versions = ascending.map(|text| Version::parse(text).unwrap());
    assert!(versions.is_sorted_by(|left, right| left < right));
    assert_eq!(Version::parse("18"), Version::parse("18.0.0+build"));
    for none in ["", "1.", "v1", "1.x", "1.0-", "1.0-a..b", "1.0+"] {
        assert_eq!(Version::parse(none), None, "{none}");
    }
}

#[test]
fn a_plain_number_is_read_in_the_declared_unit() {
    let readings = [
        ("ratio", "0.47", "47%"),
        ("ratio", "1", "100%"),
        ("ratio", "47%", "47%"),
        ("percent", "47", "47%"),
        ("%", "0.5", "0.5%"),
        ("ms", "180", "180ms"),
        ("ms", "2s", "2s"),
        ("/sprint", "3", "3/sprint"),
        ("count", "6", "6"),
        ("version", "18.10", "18.10"),
        ("version", "2", "2"),
        ("date", "2027-01-01", "2027-01-01"),
        ("engineers", "21", "21 engineers"),
        ("EUR/month", "5", "5 EUR/month"),
        ("users", "5 users", "5 users"),
        ("text", "MIT", "\"MIT\""),
        ("text", "5", "\"5\""),
    ];
    for (unit, text, shown) in readings {
        let unit = DeclaredUnit::parse(unit).unwrap();
        let value = unit.parse_value(text).unwrap();
        assert_eq!(value.to_string(), shown);
        assert!(unit.fits(&value));
        assert_eq!(DeclaredUnit::parse(&unit.to_string()), Ok(unit));
    }
}

#[test]
fn an_unknown_declared_unit_gets_a_suggestion() {
    for (text, help) in [
        ("", "`count`"),
        ("percents", "`percent`"),
        ("ration", "`ratio`"),
        ("KB", "`kB`"),
        ("seconds", "`s`"),
        ("hours", "`h`"),
        ("Ms", "`ms`"),
        ("Count", "`count`"),
        ("counts", "`count`"),
        ("2fa", "leave it out"),
        ("two words", "leave it out"),
        ("since", "another word"),
        ("Text", "`text`"),
        ("k", "another word"),
        ("abcdefghijklmnopqrstuvwxy", "shorter word"),
    ] {
        let error = DeclaredUnit::parse(text).expect_err(text);
        assert!(error.help.contains(help), "{text}: {}", error.help);
    }
}

#[test]
fn a_word_that_is_merely_similar_to_a_built_in_unit_is_one_of_a_team_s_own() {
    for word in [
        "users",
        "usd",
        "GBP",
        "devs",
        "tests",
        "persons",
        "countries",
        "a_24_byte_word_exactly_a",
    ] {
        let unit = DeclaredUnit::parse(word).map(|unit| unit.to_string());
        assert_eq!(unit.as_deref(), Ok(word));
    }
}

#[test]
fn an_undeclared_unit_gets_a_suggestion_and_a_way_to_declare_it() {
    let own = |word: &str| Unit::parse(word).unwrap().own().unwrap();
    let declared = BTreeSet::from([own("EUR"), own("engineers")]);
    let help = |word: &str, declare| undeclared_unit(own(word), 0, &declared, declare).help;
    assert_eq!(help("eur", None), "did you mean `EUR`?");
    assert_eq!(help("enginers", None), "did you mean `engineers`?");
    assert!(help("lightyears", None).ends_with("TiB, EUR, engineers"));
    assert_eq!(
        help("lightyears", Some("say so")),
        "leave it out, or say so"
    );
    assert_eq!(
        help("engineer", Some("say so")),
        "did you mean `engineers`? To use a unit of your own, say so"
    );
}

#[test]
fn a_text_has_no_quotes_around_it_and_is_shown_safely_on_one_short_line() {
    let shown = |text: &str| Text::parse(text).map(|text| text.to_string());
    for (text, expected) in [
        ("MIT", "\"MIT\""),
        ("  \" in review \"\n", "\"in review\""),
        ("\"\"twice\"\"", "\"twice\""),
        ("a \"b\" \\c", "\"a \\\"b\\\" \\\\c\""),
        ("a\nb\u{1b}[31m\u{202e}c", "\"a\\nb\u{fffd}[31m\u{fffd}c\""),
        ("\"", "\"\\\"\""),
    ] {
        assert_eq!(shown(text).as_deref(), Some(expected), "{text:?}");
    }
    for empty in ["", " \n", "\"\"", "\" \""] {
        assert_eq!(Text::parse(empty), None, "{empty:?}");
    }
    let long = "ü\n".repeat(500_000);
    assert_eq!(shown(&long).map(|text| text.chars().count()), Some(93));
}

#[test]
fn texts_are_equal_or_not_and_compare_with_nothing_else() {
    let text = |text: &str| DeclaredUnit::Text.parse_value(text).unwrap();
    let sprint = Sprint::default();
    let is_equal = |left: &Value, right: &Value| left.compare(right, sprint).map(Ordering::is_eq);
    assert_eq!(is_equal(&text("MIT"), &text(" MIT ")), Ok(true));
    assert_eq!(is_equal(&text("MIT"), &text("mit")), Ok(false));
    assert_eq!(is_equal(&text("5"), &text("5.0")), Ok(false));
    for other in ["5", "5%", "1.2.3", "2027-01-01"] {
        let mismatch = Err(Incomparable::UnitMismatch);
        assert_eq!(is_equal(&text(other), &value(other)), mismatch);
        assert_eq!(is_equal(&value(other), &text(other)), mismatch);
    }
    assert!(DeclaredUnit::Text.parse_value(" ").is_err());
}

#[test]
fn durations_are_exact_and_not_negative() {
    let seconds = |text| parse_duration(text).map(|length| length.as_secs_f64());
    assert_eq!(seconds("2w"), Ok(1_209_600.0));
    assert_eq!(seconds("1.5h"), Ok(5_400.0));
    assert_eq!(seconds("0d"), Ok(0.0));
    for text in [
        "-1d",
        "5",
        "5%",
        "5/h",
        "5 EUR",
        "0.5ns",
        "9e27w",
        "2027-01-01",
        "",
    ] {
        assert!(parse_duration(text).is_err(), "{text}");
    }
    assert!(Sprint::parse("0d").is_err());
}

#[test]
fn the_settings_define_the_length_of_a_sprint() {
    let week = Sprint::parse("7d").unwrap();
    let rate = value("3/sprint");
    assert_eq!(rate.compare(&value("3/week"), week), Ok(Ordering::Equal));
}

#[test]
fn computed_amounts_show_rounded_to_twelve_places() {
    let text = |text: &str, number| {
        let Value::Amount(amount) = value(text) else {
            panic!("{text} is no amount")
        };
        let sprint = Sprint::default();
        amount
            .exact(sprint)
            .over(number)
            .text_in(amount.unit, sprint)
    };
    assert_eq!(text("94%", 2), "47%");
    assert_eq!(text("2ms", 3), "0.666666666667ms");
    assert_eq!(text("-1/sprint", 8), "-0.125/sprint");
}

fn any_unit() -> impl Strategy<Value = String> {
    let base = prop::sample::select(vec![
        "",
        "%",
        "ns",
        "min",
        "w",
        "B",
        "kB",
        "TiB",
        "EUR",
        "engineers",
        "m²",
    ]);
    let period = prop::sample::select(vec!["", "/s", "/min", "/day", "/sprint", "/month"]);
    (base, period).prop_map(|(base, period)| match base {
        "%" => base.to_owned(),
        _ => format!("{base}{period}"),
    })
}

proptest! {
    #[test]
    fn amounts_round_trip_through_text(
        mantissa in -(1_i128 << 95)..(1_i128 << 95),
        scale in 0_u32..=28,
        unit in any_unit(),
    ) {
        let number = Decimal::try_from_i128_with_scale(mantissa, scale).unwrap();
        let amount = Value::Amount(Amount::new(number, Unit::parse(&unit).unwrap()));
        prop_assert_eq!(parse_value(&amount.to_string()), Ok(amount));
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in ".{0,40}", digits in "[-0-9.eE%/a-zµ +]{0,20}") {
        for text in [text, digits] {
            for error in [parse_value(&text).err(), parse_duration(&text).err()].into_iter().flatten() {
                prop_assert!(text.get(error.span.clone()).is_some(), "{:?} of {:?}", error.span, text);
            }
            let _ = DeclaredUnit::parse(&text);
            let _ = Value::version(&text);
        }
    }
}

#[test]
fn a_value_is_small() {
    // There are as many as a metric has series, several times over.
    assert!(size_of::<Value>() <= 32, "{}", size_of::<Value>());
}
