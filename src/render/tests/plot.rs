use chrono::{DateTime, TimeDelta, Utc};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::metric::trend::{Trend, Watcher};
use crate::quantity::{Sprint, parse_value};
use crate::render::plot;
use crate::trigger::parse;
use crate::trigger::value::{Labels, Reading, Series};

/// A series for `module` with one value per week, `values` in all.
fn trend(module: &str, values: i32) -> Trend {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let history = (0..values).map(|week| Series {
        labels: Labels::from([("module".to_owned(), module.to_owned())]),
        value: Ok(parse_value(&format!("{}%", 10 + week % 50)).unwrap()),
        at: Some(start + TimeDelta::weeks(week.into())),
        source: "".into(),
    });
    let reading = Reading {
        history: history.collect(),
        ..Reading::default()
    };
    let watcher = [Watcher {
        decision: "7".to_owned(),
        trigger: "cpu".to_owned(),
        expr: parse("any(x) > 40%").unwrap(),
    }];
    Trend::of("x", &reading, None, &watcher, Sprint::default()).unwrap()
}

/// The names of the elements of `svg`, which must be well-formed.
fn elements(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(String::from_utf8(tag.name().as_ref().to_vec()).unwrap());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn a_plot_has_a_line_a_threshold_and_a_forecast() {
    let svg = plot::standalone(&trend("billing", 10));
    for part in [
        "plot-line",
        "plot-mark",
        "plot-fit",
        "plot-band",
        "&gt; 40%",
    ] {
        assert!(svg.contains(part), "{part} in {svg}");
    }
    assert_eq!(
        elements(&svg)
            .iter()
            .filter(|name| *name == "circle")
            .count(),
        10
    );
    let few = plot::standalone(&trend("billing", 3));
    assert!(!few.contains("class=\"plot-band\""), "{few}");
}

#[test]
fn a_plot_of_many_values_stays_small() {
    assert!(plot::in_page(&trend("billing", 20_000)).len() < 6000);
}

#[test]
fn labels_are_escaped_in_a_plot() {
    let hostile = "</text><script>alert(1)</script>\" onload=\"alert(1)";
    let svg = plot::in_page(&trend(hostile, 10));
    let allowed = ["svg", "path", "text", "circle", "g"];
    let elements = elements(&svg);
    assert!(
        elements.iter().all(|name| allowed.contains(&name.as_str())),
        "{svg}"
    );
    assert!(!svg.contains("\" onload"), "{svg}");
}

#[test]
fn a_single_value_can_be_plotted() {
    assert!(elements(&plot::standalone(&trend("billing", 1))).contains(&"circle".to_owned()));
}
