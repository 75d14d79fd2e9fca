//! Whole decisions from flags alone: the example of the design to the letter, and others without lint
//! findings.

use crate::sandbox::Sandbox;

const EXAMPLE: &str = r#"```toml
status = "accepted"
date = 2026-03-02
deciders = ["mara@example.com", "team-orders"]
tags = ["storage"]
affects = ["src/orders/**"]

[[revisit]]
id = "writes"
when = 'orders.writes > 4000/s'
note = "one primary has headroom to about 6000/s"

[[revisit]]
id = "latency"
when = 'orders.latency.p99 > 200ms for 2w'
```

# ADR-0007: Keep orders in one PostgreSQL primary

## Context

Orders, stock and payments change together about 900 times a second at peak, and six people run them.

## Decision

All three stay in one PostgreSQL 17 primary with two read replicas, behind the `orders` module's interface.

## Consequences

**Gains:**

- One transaction covers stock, payment and order.

**Costs:**

- Writes scale only as far as one machine does.

## Alternatives Rejected

- **Shard by customer:** doubles the migration work for a load we reach in 2029 at the present growth.
- **DynamoDB:** no multi-row transaction across the stock and payment tables.

## Revisit When

Writes come near what one primary can take, or the slowest orders get slow.
"#;

#[rustfmt::skip]
const EXAMPLE_FLAGS: &[&str] = &[
    "--date", "2026-03-02",
    "--decider", "mara@example.com", "--decider", "team-orders",
    "--tag", "storage",
    "--affects", "src/orders/**",
    "--context", "Orders, stock and payments change together about 900 times a second at peak, and six people run them.",
    "--decision", "All three stay in one PostgreSQL 17 primary with two read replicas, behind the `orders` module's interface.",
    "--gain", "One transaction covers stock, payment and order.",
    "--cost", "Writes scale only as far as one machine does.",
    "--alternative", "Shard by customer: doubles the migration work for a load we reach in 2029 at the present growth.",
    "--alternative", "DynamoDB: no multi-row transaction across the stock and payment tables.",
    "--revisit", "writes: orders.writes > 4000/s -- one primary has headroom to about 6000/s",
    "--revisit", "latency: orders.latency.p99 > 200ms for 2w",
    "--revisit-when", "Writes come near what one primary can take, or the slowest orders get slow.",
];

#[rustfmt::skip]
const OTHERS: &[&[&str]] = &[
    &[
        "Ship parcels with one carrier",
        "--context", "Of three carriers, the wrong one gets 4 % of the parcels.\n\nTwo people correct that by hand.",
        "--decision", "Every parcel goes with one carrier:\n\n```text\nlabel -> carrier\n```",
        "--gain", "One interface to maintain.", "--gain", "A discount of 11 %.",
        "--cost", "A strike of that carrier stops us.",
        "--alternative", "Two carriers: choosing between them is what goes wrong.",
        "--revisit", "contract: today >= 2027-10-01 -- the contract ends with that year",
    ],
    &[
        "Prüfe \"Preise\" in 東京 & \\Köln #1: jetzt",
        "--status", "proposed", "--tag", "it's \"quoted\"", "--decider", "Zoë \\ O'Neil",
        "--context", "1 of 20 prices is wrong.", "--decision", "- One check at 6:00.\n- One at 18:00.",
        "--gain", "Wrong prices last 12 h at most.",
        "--cost", "2 h of work a day.",
        "--alternative", "Checks [by machine](https://shop.example.com): 3 of 4 wrong prices look right.",
        "--revisit", r#"all(price.errors{city="東京"}) < 0.1% -- it's "rare" then"#,
    ],
    &[
        "Keep the search client at its third version",
        "--link", "relates:5", "--link", "refines:3",
        "--context", "Version 4 renames 31 of the 40 calls that we make.",
        "--decision", "The client stays at 3.x until 5.0 is out.",
        "--gain", "No work this year.", "--cost", "Security fixes end in 2028.",
        "--alternative", "Upgrade now: 31 calls, about three weeks.",
        "--revisit", "dependency.opensearch >= 5",
        "--revisit", "(today >= 2028-01-01 and team.size > 12) or search.latency.p99 > 0.4s",
    ],
];

#[test]
fn the_example_of_the_design_is_written_exactly_from_flags() {
    let shop = Sandbox::shop();
    let title = [
        "new",
        "Keep",
        "orders",
        "in",
        "one",
        "PostgreSQL",
        "primary",
    ];
    let ran = shop.adr(title.iter().chain(EXAMPLE_FLAGS)).expect_code(0);
    let path = "docs/adr/0007-keep-orders-in-one-postgresql-primary.md";
    assert_eq!(ran.stdout, format!("{path}\n"));
    assert_eq!(ran.stderr, "");
    assert_eq!(shop.read(path), EXAMPLE);
    shop.adr(["lint"]).expect_code(0);
}

#[test]
fn records_written_from_flags_have_no_findings() {
    let shop = Sandbox::shop();
    for flags in OTHERS {
        let ran = shop.adr(["new"].iter().chain(*flags)).expect_code(0);
        assert_eq!(ran.stderr, "", "{flags:?}");
    }
    let found = shop.adr(["lint", "--format", "json"]).expect_code(0).json();
    assert_eq!(found["summary"]["error"], 0);
    assert_eq!(found["summary"]["warning"], 0);
    let listed = shop.adr(["list", "--format", "json"]).json();
    assert_eq!(listed[7]["title"], OTHERS[1][0].replace('`', ""));
    assert_eq!(listed[7]["deciders"][0], "Zoë \\ O'Neil");
    assert_eq!(listed[7]["revisit"][0]["note"], "it's \"rare\" then");
    assert_eq!(
        listed[7]["path"],
        "docs/adr/0008-prüfe-preise-in-東京-köln-1-jetzt.md"
    );
}
