//! The recipes of `docs/measuring.md` against a Prometheus that scrapes the series they query.

use chrono::Utc;

use super::real::{page, prometheus, wait_for};
use super::{check, log_with_settings};

/// The series after this many requests: counters grow, each module at its own rate.
fn series(requests: u32) -> String {
    let (billing, orders) = (f64::from(requests) * 0.47, f64::from(requests) * 0.12);
    let (fast, all) = (requests * 98, requests * 100);
    let pushed = Utc::now().timestamp();
    format!(
        "kafka_consumergroup_lag{{consumergroup=\"mail\",partition=\"0\"}} 1200
kafka_consumer_consumer_fetch_manager_metrics_records_lag_max{{client_id=\"mail-1\"}} 1200
orders_seconds_bucket{{le=\"0.1\"}} {fast}
orders_seconds_bucket{{le=\"0.5\"}} {all}
orders_seconds_bucket{{le=\"+Inf\"}} {all}
db_cpu_seconds_total{{module=\"billing\"}} {billing}
db_cpu_seconds_total{{module=\"orders\"}} {orders}
schema_tables{{job=\"sizes\"}} 412
push_time_seconds{{job=\"sizes\"}} {pushed}
"
    )
}

/// The expected result of the recipe for each series, whatever the threshold, as a prefix.
const RESULTS: [(&str, &str, &str); 5] = [
    (
        "kafka_consumergroup_lag",
        "any(kafka.lag) > 1000",
        "fired - 1200",
    ),
    (
        "kafka_consumer_consumer_fetch_manager_metrics_records_lag_max",
        "any(kafka.lag) > 1000",
        "fired - 1200",
    ),
    (
        "orders_seconds_bucket",
        "orders.latency.p99 > 200ms",
        "fired - 0.3",
    ),
    (
        "db_cpu_seconds_total",
        "any(db.cpu.share) > 40%",
        "fired - 79.",
    ),
    ("schema_tables", "schema.tables > 400", "fired - 412"),
];

#[test]
fn every_recipe_gives_the_documented_value() {
    let guide = std::fs::read_to_string("docs/measuring.md").unwrap();
    let recipes: Vec<(&str, &str)> = guide
        .split("```toml recipe=")
        .skip(1)
        .map(|rest| rest.split_once("```").unwrap().0.split_once('\n').unwrap())
        .collect();
    let names: Vec<_> = recipes.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, RESULTS.map(|(name, ..)| name));
    let (page, _served) = page(series);
    let server = prometheus(&[page.to_string()]);
    for ((name, settings), (_, when, expected)) in recipes.into_iter().zip(RESULTS) {
        let log = log_with_settings(
            when,
            &format!("{settings}\n[metrics.\"team.size\"]\nunit = \"count\"\n"),
        );
        let mut state = String::new();
        wait_for(name, || {
            state = check(&log, &server.url).1;
            state.starts_with(expected)
        });
    }
    println!("{} recipes measured what they say", RESULTS.len());
}
