//! The states of triggers on pages.

use super::html::{TestInput, in_memory, page, render_with};
use super::*;
use crate::check::{Check, DecisionInput, check};
use crate::config;
use crate::quantity::parse_value;
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Scope};

/// The verdicts on the shop's first decision, with one value.
pub fn checked_shop(writes: &str) -> Check {
    let mut values = Values::default();
    let series = Series {
        labels: Labels::from([("<b>".to_owned(), "\"x\"".to_owned())]),
        value: Ok(parse_value(writes).unwrap()),
        at: Some("2026-11-20T08:00:00Z".parse().unwrap()),
        source: "<i>".into(),
    };
    let reading = Reading {
        series: vec![series],
        ..Reading::default()
    };
    values.supply("orders.writes", reading);
    checked(&values)
}

fn checked(values: &Values) -> Check {
    checked_log(&shop(), 1, values)
}

/// The verdicts on the first `most` decisions of `log`.
pub fn checked_log(log: &Log, most: usize, values: &Values) -> Check {
    let inputs = log.records.iter().take(most).map(DecisionInput::of);
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        latest: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Default::default(),
        declarations: &Declarations::default(),
    };
    check(inputs.collect(), values, &scope)
}

#[test]
fn triggers_show_their_state() {
    let check = checked_shop("3600/s");
    let site = render_with(&shop(), &config::Site::default(), &check);
    let record = page(&site, "0001-keep-orders-in-one-postgresql-primary.html");
    let board = page(&site, "board.html");
    for part in [
        "<strong>3600&#x2f;s</strong> against 4000&#x2f;s (10 % headroom)",
        "aria-label=\"10 % headroom\"",
        "<rect class=\"bar-gone\" width=\"72.0\"",
        "<span>&lt;b&gt; &quot;x&quot;</span>",
        "<span>from &lt;i&gt;</span>",
        "measured <time datetime=\"2026-11-20\">2026-11-20</time>, 2 days ago",
        "<span class=\"cause\">no-value</span>",
    ] {
        assert!(record.contains(part), "{part} is not in {record}");
        assert!(board.contains(part), "{part} is not in {board}");
    }
    let unknown = "<td class=\"t-unknown\">No value yet<td>2024-03-04";
    assert!(page(&site, "index.html").contains(unknown));
    let unwatched = page(&site, "0006-send-order-events-through-an-outbox-table.html");
    assert!(unwatched.contains("These are not evaluated"));
}

#[test]
fn the_current_value_is_in_the_plot_with_earlier_ones() {
    let of = |value: &str, at: Option<&str>| Series {
        labels: Labels::new(),
        value: Ok(parse_value(value).unwrap()),
        at: at.map(|at| at.parse().unwrap()),
        source: "here".into(),
    };
    let plotted = |history: Vec<Series>| {
        let mut values = Values::default();
        let series = vec![of("1300/s", None)];
        let reading = Reading {
            series,
            history,
            ..Reading::default()
        };
        values.supply("orders.writes", reading);
        let check = checked(&values);
        let input = TestInput {
            values,
            ..TestInput::default()
        };
        let (log, settings) = (shop(), config::Site::default());
        let input = input.of(&log, &settings, &check, &|_| None);
        let site = in_memory(&input, |_| None).unwrap();
        page(&site, "0001-keep-orders-in-one-postgresql-primary.html")
    };
    let earlier = of("800/s", Some("2026-11-01T00:00:00Z"));
    let later = of("900/s", Some("2026-11-22T18:00:00Z"));
    assert!(!plotted(Vec::new()).contains("<figure class=\"trend\">"));
    for history in [vec![earlier.clone()], vec![earlier, later]] {
        let page = plotted(history);
        assert!(page.contains("<figure class=\"trend\">"), "{page}");
    }
}
