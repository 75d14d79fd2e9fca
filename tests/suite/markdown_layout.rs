//! `show --format markdown`: headings, labels and their order match the published layout.

use crate::sandbox::Sandbox;

const RECORD: &str = r#"+++
status = "superseded"
date = 2026-03-02
deciders = ["mara@example.com", "team-orders"]
superseded_by = 12

[[revisit]]
id = "writes"
when = 'orders.writes > 4000/s'
note = "one primary has headroom to about 6000/s"
+++

# ADR-0007: Keep orders in one PostgreSQL primary

## Revisit When

Writes come near what one primary can take.

## Alternatives Rejected

- **DynamoDB:** no multi-row transaction.

## Consequences

**Gains:**

- One transaction covers stock, payment and order.

**Costs:**

- Writes scale only as far as one machine does.

## Decision

One primary.

## Context

Orders and stock change together.
"#;

const SHOWN: &str = "\
# ADR-0007: Keep orders in one PostgreSQL primary

**Status:** Superseded   **Date:** 2026-03-02   **Deciders:** mara@example.com, team-orders

## Context

Orders and stock change together.

## Decision

One primary.

## Consequences

**Gains:**

- One transaction covers stock, payment and order.

**Costs:**

- Writes scale only as far as one machine does.

## Alternatives Rejected

- **DynamoDB:** no multi-row transaction.

## Revisit When

Writes come near what one primary can take.

- `orders.writes > 4000/s`: one primary has headroom to about 6000/s

> **Superseded by ADR-0012**
";

#[test]
fn a_record_is_shown_in_the_published_order() {
    let log = Sandbox::empty();
    log.write("docs/adr/0007-keep-orders.md", RECORD);
    let shown = log
        .adr(["show", "7", "--format", "markdown"])
        .expect_code(0);
    assert_eq!(shown.stdout, SHOWN);
}

#[test]
fn a_record_in_force_ends_with_its_conditions() {
    let log = Sandbox::empty();
    let accepted = RECORD
        .replace("superseded_by = 12\n", "")
        .replace("superseded", "accepted");
    log.write("docs/adr/0007-keep-orders.md", accepted);
    let shown = log.adr(["show", "7"]).expect_code(0);
    let expected = SHOWN.replace("Superseded   ", "Accepted   ");
    assert_eq!(
        shown.stdout,
        expected.replace("\n> **Superseded by ADR-0012**\n", "")
    );
}
