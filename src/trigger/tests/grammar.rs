use proptest::prelude::*;

use crate::trigger::{Fault, parse};

#[test]
fn conditions_print_as_canonical_text() {
    let written_and_printed = [
        ("any(db.cpu.share) > 40%", ""),
        ("team.size > 20", ""),
        ("deploy.contention > 3/sprint", ""),
        ("any(kafka.consumer.group.lag) > 1000", ""),
        ("api.latency.p99 > 500ms", ""),
        ("any(projection.lag) > 5s for 1h", ""),
        ("users.concurrent.peak >= 500", ""),
        ("today >= 2027-01-01", ""),
        ("dependency.tokio >= 2", ""),
        ("orders.writes > 4000/s", ""),
        ("orders.latency.p99 > 200ms for 2w", ""),
        ("a < -5% and b != 9e4 and c = 20MB/s", ""),
        ("(a > 1 and b > 2) or c <= 18.0.0-rc.1", ""),
        ("a{m=\"x\\\"\\\\\\n\", n!=\"\"} > 1", ""),
        ("any_thing.is-2 > 1", ""),
        ("reads.rate / writes.rate > 10", ""),
        ("any(errors) / any(requests{env=\"prod\"}) > 1% for 2w", ""),
        ("reads/ writes>10", "reads / writes > 10"),
        ("sum(a)/max(b) > 10", "sum(a) / max(b) > 10"),
        ("change(a over 90d) > 50%", ""),
        (
            "change ( sum(a) over 3 w ) >= 100 % for 2w",
            "change(sum(a) over 3w) >= 100% for 2w",
        ),
        ("change(a since decision) > 50%", ""),
        ("change > 1 and over / since > 1", ""),
        ("count > 1 or today.load > 1", ""),
        ("a>20 MB / s for 2 w", "a > 20MB/s for 2w"),
        ("team.size > 20 engineers", ""),
        (
            "licence = \"MIT\" or any(state) != \"in \\\"review\\\"\\n(2)\" for 2w",
            "",
        ),
        (
            "a>0.02EUR and b<5 EUR / month for 2w",
            "a > 0.02 EUR and b < 5 EUR/month for 2w",
        ),
        ("  ((a >1))  ", "a > 1"),
        ("(a>1)and(b>2)", "a > 1 and b > 2"),
        (
            "sum ( a { m = \"x\",n!=\"y\" } )\n<=\t40 %",
            "sum(a{m=\"x\", n!=\"y\"}) <= 40%",
        ),
    ];
    for (written, printed) in written_and_printed {
        let expr = parse(written).unwrap_or_else(|error| panic!("{written}: {error}"));
        let printed = if printed.is_empty() { written } else { printed };
        assert_eq!(expr.to_string(), printed);
    }
}

#[test]
fn every_error_has_a_name_a_location_and_a_help() {
    use Fault::*;
    let faults = [
        ("", NoComparison, "", "team.size > 20"),
        ("team.size", NoComparison, "team.size", "`team.size > 20`"),
        (
            "any(team.size)",
            NoComparison,
            "any",
            "`any(team.size) > 20`",
        ),
        ("when the team grows", NoComparison, "the", "team.size > 20"),
        ("team.size 20", NoComparison, "20", "`team.size > 20`"),
        ("Too slow", NoComparison, "slow", "team.size > 20"),
        ("team.size >", NoThreshold, "", "number with its unit"),
        (
            "team.size > many",
            NoThreshold,
            "many",
            "number with its unit",
        ),
        ("a > b.c", NoThreshold, "b.c", "write `a / b.c > 1`"),
        ("sum(a) > b or c > 1", NoThreshold, "b", "`sum(a) / b > 1`"),
        ("a > expected by now", NoThreshold, "expected", "or a date"),
        ("a > NaN", NoThreshold, "NaN", "number with its unit"),
        ("a > \"40%\"", NoThreshold, "\"40%\"", "without quotes"),
        ("a > = 4", NoThreshold, "=", "without a space"),
        ("a > \"MIT\"", NoThreshold, "\"MIT\"", "with `=` or `!=`"),
        ("a = MIT", NoThreshold, "MIT", "in quotes: `\"MIT\"`"),
        ("a = \"\"", NoThreshold, "\"\"", "write the text"),
        ("a = \" MIT\"", NoThreshold, "\" MIT\"", "without them"),
        ("a = \"MIT", NoThreshold, "\"MIT", "number with its unit"),
        ("a = \"\\q\"", Syntax, "\"\\q\"", "backslash"),
        ("today = \"MIT\"", UnitMismatch, "\"MIT\"", "2027-03-01"),
        (
            "count(a) = \"MIT\"",
            UnitMismatch,
            "\"MIT\"",
            "without a unit",
        ),
        (
            "sum(a) = \"MIT\"",
            UnitMismatch,
            "\"MIT\"",
            "`any` or `all`",
        ),
        (
            "min(a) = \"MIT\"",
            UnitMismatch,
            "\"MIT\"",
            "`any` or `all`",
        ),
        ("a > v1.2.3", NoThreshold, "v1.2.3", "without `v`"),
        ("a > 1_000", NoThreshold, "1_000", "write `1000`"),
        ("a > 1 000 and b > 2", NoThreshold, "1 000", "write `1000`"),
        ("a > 1,000", NoThreshold, "1,000", "write `1000`"),
        ("a > 1.000,5", NoThreshold, "1.000,5", "without separators"),
        ("a > 10k", NoThreshold, "10k", "write `10000`"),
        (
            "today > 2027-02-30",
            NoThreshold,
            "2027-02-30",
            "2027-01-31",
        ),
        ("a > 5m", UnknownUnit, "m", "`min`"),
        ("a > 5 KB", UnknownUnit, "KB", "`kB`"),
        ("a > 5 hours", UnknownUnit, "hours", "`h`"),
        ("a > 5 count", UnknownUnit, "count", "leave it out"),
        ("a > 5 for 2 moons", UnknownUnit, "moons", "leave it out"),
        ("a > 5/sprnt and b > 2", UnknownUnit, "sprnt", "`/sprint`"),
        ("a > 5 for 2 weeks", UnknownUnit, "weeks", "`w`"),
        ("a > 5 for 2m", UnknownUnit, "m", "`min`"),
        ("a > 5 for 2", MissingUnit, "2", "2w"),
        ("a > 5 for 2%", UnitMismatch, "2%", "2w"),
        ("today > 5", UnitMismatch, "5", "2027-03-01"),
        ("count(a) > 5%", UnitMismatch, "5%", "without a unit"),
        ("sum(a) > 2027-01-01", UnitMismatch, "2027-01-01", "`max`"),
        ("Team.Size > 20", MetricCase, "Team.Size", "`team.size`"),
        ("any(Team) > 20", MetricCase, "Team", "`team`"),
        (
            "a > 1 and b > 1 or c > 1",
            MixedAndOr,
            "or",
            "(a and b) or c",
        ),
        (
            "a > 1 or (b > 1 or c > 1 and d > 1)",
            MixedAndOr,
            "and",
            "(b or c)",
        ),
        ("a == 1", Syntax, "==", "`=`"),
        ("a => 1", Syntax, "=>", "`>=`"),
        ("a ≥ 1", Syntax, "≥", "`>=`"),
        ("a <> 1", Syntax, "<>", "`!=`"),
        ("a >>> 1", Syntax, ">>>", "comparisons are"),
        ("20 < team.size", Syntax, "20", "metric first"),
        ("a > 1 AND b > 1", Syntax, "AND", "`and`"),
        ("a > 1 && b > 1", Syntax, "&&", "`and`"),
        ("a > 1 b > 1", Syntax, "b", "`and` or `or`"),
        ("a > 1 and", Syntax, "", "team.size > 20"),
        ("a > 1)", Syntax, ")", "remove it"),
        ("(a > 1", Syntax, "(", "add a `)`"),
        ("(a > 1 \"", Syntax, "\"", "join conditions"),
        ("a..b > 1", Syntax, "a..b", "joined by dots"),
        ("2a > 1", Syntax, "2a", "metric first"),
        ("größe > 1", Syntax, "größe", "lower-case"),
        ("any(a > 1)", Syntax, ">", "`any(a) > …`"),
        ("any(sum(a)) > 1", Syntax, "(", "write `any("),
        ("any(a > 1", Syntax, ">", "`any(a) > …`"),
        ("any(a", Syntax, "any(a", "`any(a)`"),
        ("anny(a) > 1", Syntax, "anny", "`any`"),
        ("any(today) > 2027-01-01", Syntax, "today", "today >="),
        ("p99(a) > 1", Syntax, "p99", "functions are"),
        ("rate(a[5m]) > 1", Syntax, "rate", "query in adr.toml"),
        (
            "max_over_time(a[1d]) > 1",
            Syntax,
            "max_over_time",
            "query in adr.toml",
        ),
        ("a > 10 * b", Syntax, "*", "`a / b > 10`"),
        ("a > 10 *b.c", Syntax, "*b.c", "`a / b.c > 10`"),
        ("a > 10*b", Syntax, "*b", "`a / b > 10`"),
        ("a / a > 1", Syntax, "a / a", "a / b > 10"),
        ("a/b/c > 1", Syntax, "/c", "a query"),
        ("a / 5 > 1", Syntax, "5", "multiply the threshold"),
        ("a / b", NoComparison, "b", "`a / b > 10`"),
        (
            "read/write ratio is high",
            NoComparison,
            "ratio",
            "team.size > 20",
        ),
        ("a / B > 1", MetricCase, "B", "`b`"),
        ("any(a) / all(b) > 1", Syntax, "a) / all(b", "on both sides"),
        ("a / b > 1.2.3", UnitMismatch, "1.2.3", "its unit"),
        ("change(a) > 50%", Syntax, ")", "over 90d"),
        ("change(a over) > 50%", Syntax, ")", "over 2w"),
        ("change(a over 0d) > 50%", Syntax, "0d", "longer"),
        ("change(a over 90) > 50%", MissingUnit, "90", "2w"),
        ("change(a over 90d > 50%", Syntax, ">", "change(a) > …"),
        (
            "change(a over 90d)",
            NoComparison,
            "change",
            "change(a …) > 50%",
        ),
        (
            "change(a since 2026-01-01) > 5%",
            Syntax,
            "since",
            "since decision",
        ),
        ("change(a over 90d) > 50", AmbiguousRatio, "50", "`50%`"),
        ("change(a over 90d) > 0.5", AmbiguousRatio, "0.5", "`50%`"),
        (
            "change(a over 90d) > 5ms",
            UnitMismatch,
            "5ms",
            "percentage",
        ),
        ("a{} > 1", Syntax, "}", "labels as"),
        ("a{b} > 1", Syntax, "}", "labels as"),
        ("a{b=~\"x\"} > 1", Syntax, "=~", "labels as"),
        ("a{b=x} > 1", Syntax, "x", "labels as"),
        ("a{b=\"x\" c=\"y\"} > 1", Syntax, "c", "labels as"),
        ("a{b=\"x\"", Syntax, "{", "labels as"),
        ("a{b=\"x", Syntax, "\"x", "labels as"),
        ("a{b=\"\\q\"} > 1", Syntax, "\"\\q\"", "backslash"),
        ("a > 1 for", Syntax, "", "for 2w"),
        (
            "a > 1 for 0d",
            Syntax,
            "0d",
            "write a longer duration, or remove `for`",
        ),
        ("a > 1 for ever", Syntax, "ever", "for 2w"),
        ("a > 1e400", Syntax, "1e400", "28 digits"),
    ];
    for (text, fault, place, help) in faults {
        let error = parse(text).expect_err(text);
        assert_eq!(
            (error.fault, &text[error.span.clone()]),
            (fault, place),
            "{text}: {error}"
        );
        assert!(error.help.contains(help), "{text}: {}", error.help);
    }
}

#[test]
fn nesting_is_limited_and_length_is_not() {
    let nested = |depth: usize| format!("{}a > 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(64)).is_ok());
    let error = parse(&nested(65)).expect_err("too deep");
    assert_eq!((error.fault, error.span), (Fault::Syntax, 64..65));
    assert!(parse(&"(".repeat(1_000_000)).is_err());

    let long = vec!["any(a{b=\"c\"}) > 1.5kB for 2w"; 20_000].join(" or ");
    assert_eq!(
        parse(&long).map(|expr| expr.conditions().count()),
        Ok(20_000)
    );
    for piece in ["\"\\", "\"", "9", "a.", "and ", "{b=\"", "-1 "] {
        assert!(parse(&format!("a > {}", piece.repeat(100_000))).is_err());
    }
}

fn condition_text() -> impl Strategy<Value = String> {
    let name = "[a-z][a-z0-9_-]{0,3}(\\.[a-z][a-z0-9_-]{0,3}){1,2}";
    let matchers = prop::collection::vec(
        ("[a-z_]{1,3}", prop::bool::ANY, "[a-zü \\\\\"\n{}]{0,4}"),
        0..3,
    );
    let function = prop::sample::select(vec!["", "any", "all", "min", "max"]);
    let operator = prop::sample::select(vec![">", ">=", "<", "<=", "=", "!="]);
    let literal = prop::sample::select(vec![
        "40%",
        "-5%",
        "9e4",
        "20MB/s",
        "3/sprint",
        "18.10",
        "18.0.0-rc1",
        "2027-01-01",
        "0.5",
        "1e-3h",
        "20 engineers",
        "5 EUR/month",
    ]);
    let hold = prop::sample::select(vec!["", " for 2w", " for 1.5h"]);
    (function, name, matchers, operator, literal, hold).prop_map(
        |(function, name, matchers, operator, literal, hold)| {
            let matchers: Vec<String> = matchers
                .iter()
                .map(|(label, equal, text)| {
                    let text = text
                        .replace('\\', "\\\\")
                        .replace('"', "\\\"")
                        .replace('\n', "\\n");
                    format!("{label}{}\"{text}\"", if *equal { "=" } else { "!=" })
                })
                .collect();
            let matchers = if matchers.is_empty() {
                String::new()
            } else {
                format!("{{{}}}", matchers.join(", "))
            };
            let metric = format!("{name}{matchers}");
            let subject = if function.is_empty() {
                metric
            } else {
                format!("{function}({metric})")
            };
            format!("{subject} {operator} {literal}{hold}")
        },
    )
}

/// Canonical texts of several joined parts, with nested ones in parentheses.
fn expression_text() -> impl Strategy<Value = String> {
    let leaf = condition_text().prop_map(|text| (false, text));
    let joined = leaf.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(inner, 2..4), prop::bool::ANY).prop_map(|(parts, and)| {
            let parts: Vec<String> = parts
                .into_iter()
                .map(|(joined, text)| if joined { format!("({text})") } else { text })
                .collect();
            (true, parts.join(if and { " and " } else { " or " }))
        })
    });
    joined.prop_map(|(_, text)| text)
}

proptest! {
    #[test]
    fn expressions_round_trip_through_text(text in expression_text()) {
        let expr = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(expr.to_string(), text);
        prop_assert_eq!(parse(&expr.to_string()), Ok(expr));
    }

    #[test]
    fn no_text_makes_the_parser_panic(
        text in ".{0,60}",
        marks in "(any|a\\.b|Team|today|for|and|or|[(){}<>=!\",\\\\/%.-]|5|ms|ü|\"x\"| ){0,14}",
    ) {
        for text in [text, marks] {
            if let Err(error) = parse(&text) {
                prop_assert!(text.get(error.span.clone()).is_some());
                prop_assert!(!error.message.is_empty() && !error.help.is_empty());
            }
        }
    }
}
