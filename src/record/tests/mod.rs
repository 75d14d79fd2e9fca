mod alternatives;

use super::*;

const EXAMPLE: &str = "```toml
status = \"accepted\"
date = 2026-03-02
deciders = [\"mara@example.com\", \"team-orders\"]

[[revisit]]
id = \"writes\"
when = 'orders.writes > 4000/s'
note = \"headroom\"

[[revisit]]
when = 'orders.latency.p99 > 200ms for 2w'

[allow]
compound-trigger = \"one condition\"
```

# ADR-0007: Keep orders in one `PostgreSQL` primary

## Context

Orders change together.

```
## Not a section
```

## Consequences

**Gains:**

- One transaction covers *all*.

**Costs:**

- Writes scale only as far as one machine does.
- Bad, because it is one machine.

## Alternatives Rejected

- **Shard by customer:** doubles the work,
  for a load we reach in 2029.
- DynamoDB: no multi-row transaction.
- Nothing said
";

fn record(text: &str) -> Record {
    Record::parse(Arc::new(Source::new("docs/adr/0007-x.md", text)))
}

fn named(body: &Body) -> Vec<(&str, Option<&str>)> {
    body.alternatives()
        .iter()
        .map(|a| (a.name.as_str(), a.why_rejected.as_deref()))
        .collect()
}

#[test]
fn a_record_is_read_whole() {
    let record = record(EXAMPLE);
    assert!(record.faults.is_empty(), "{:?}", record.faults);
    assert_eq!(record.number, Some(7));
    assert_eq!(
        record.title(),
        Some("Keep orders in one PostgreSQL primary")
    );
    assert_eq!(record.status(), Some(Status::Accepted));
    let front = record.front.as_ref().unwrap();
    let ids: Vec<_> = front
        .revisit
        .iter()
        .map(|trigger| trigger.id.as_str())
        .collect();
    assert_eq!(ids, ["writes", "b"]);
    assert_eq!(
        record.source.slice(&front.revisit[0].when.span),
        "'orders.writes > 4000/s'"
    );
    assert_eq!(
        record.source.slice(&front.allow[0].rule.span),
        "compound-trigger"
    );
    let body = record.body();
    assert_eq!(body.gains().len(), 1);
    assert_eq!(body.gains()[0].value, "One transaction covers all.");
    assert_eq!(body.costs().len(), 2);
    assert_eq!(
        named(body),
        [
            (
                "Shard by customer",
                Some("doubles the work, for a load we reach in 2029.")
            ),
            ("DynamoDB", Some("no multi-row transaction.")),
            ("Nothing said", None),
        ]
    );
}

#[test]
fn a_heading_inside_a_code_fence_is_no_section() {
    let record = record(EXAMPLE);
    let headings: Vec<_> = record
        .body()
        .sections
        .iter()
        .map(|s| s.heading.as_str())
        .collect();
    assert_eq!(
        headings,
        ["Context", "Consequences", "Alternatives Rejected"]
    );
    let context = record.body().section(SectionKind::Context).unwrap();
    assert!(
        record
            .source
            .slice(&context.content)
            .contains("## Not a section")
    );
}

#[test]
fn alternatives_are_read_from_headings_and_paragraphs() {
    let headings = "# T\n\n## Considered Options\n\n### Kafka\n\nNeeds 3 brokers.\n\n- and people\n\n### SQS\n";
    assert_eq!(
        named(record(headings).body()),
        [
            ("Kafka", Some("Needs 3 brokers. and people")),
            ("SQS", None)
        ]
    );
    let paragraphs = "# T\n\n## Alternatives\n\nWe looked at these.\n\n**Kafka** needs 3 brokers.\n\nAnd people.\n\n*SQS*:\n\n- no order\n";
    assert_eq!(
        named(record(paragraphs).body()),
        [
            ("Kafka", Some("needs 3 brokers. And people.")),
            ("SQS", Some("no order"))
        ]
    );
}

#[test]
fn alternatives_inside_html_or_a_fence_are_none() {
    let text =
        "# T\n\n## Alternatives\n\n<!--\n- **Kafka:** why\n-->\n\n```\n- **SQS:** why\n```\n";
    assert!(record(text).body().alternatives().is_empty());
}

#[test]
fn what_a_page_shows_otherwise_is_read_as_it_is_written() {
    let record = record(
        "# T

## Context

> [!NOTE] At peak
> It costs $x^2$ :tada: or $5, see $HOME/$USER and $`y`$.

## Alternatives Rejected

> [!WARNING]
> - **DynamoDB:** no multi-row transaction.
",
    );
    let body = record.body();
    let context = body
        .section(SectionKind::Context)
        .map(|section| body.text(section));
    assert_eq!(
        context,
        Some("At peak It costs $x^2$ :tada: or $5, see $HOME/$USER and $`y`$.")
    );
    let kinds = body.outline().blocks(&body.outline().all());
    let quotes = kinds.filter(|block| block.kind == outline::Kind::Quote);
    assert_eq!(quotes.count(), 2);
    let dynamo = ("DynamoDB", Some("no multi-row transaction."));
    assert_eq!(named(body), [dynamo]);
}

#[test]
fn a_summary_and_what_it_opens_are_apart() {
    let details = record("<details><summary>More</summary>ADR-0005</details>");
    assert_eq!(details.body().whole_text(), "More ADR-0005");
    assert_eq!(details.body().mentions().count(), 1);
}

#[test]
fn titles_lose_their_number_however_it_is_written() {
    for (heading, number, title) in [
        ("ADR-0007: Keep it", Some(7), "Keep it"),
        ("ADR 7 - Keep it", Some(7), "Keep it"),
        ("adr-7. Keep it", Some(7), "Keep it"),
        ("7. Keep it", Some(7), "Keep it"),
        ("2 phase commit", None, "2 phase commit"),
        ("ADR-0007: -x", Some(7), "-x"),
        ("ADR-0007: : a", Some(7), ": a"),
        ("ADR 7 Keep it", Some(7), "Keep it"),
        ("2.5 seconds", None, "2.5 seconds"),
        ("Keep 7. of it", None, "Keep 7. of it"),
        ("Use C\\#", None, "Use C#"),
        ("Use `a_b` <b>now</b>", None, "Use a_b now"),
    ] {
        let record = record(&format!("\n# {heading}\n\ntext\n"));
        let found = record.heading().unwrap();
        assert_eq!(
            (found.number, found.text.as_str()),
            (number, title),
            "{heading}"
        );
        assert_eq!(Some(found), record.body().title.as_ref(), "{heading}");
    }
}

#[test]
fn every_fault_of_a_record_is_found() {
    let text = "+++\nstatus = \"acepted\"\ndate = 2026-13-45\ndecider = [\"x\"]\n[[revisit]]\nid = \"a\"\nwhen = 'a > 1'\n[[revisit]]\nid = \"a\"\n[[revisit]]\nid = 'a'\nwhen = 'b > 1'\n+++\n";
    let record = record(text);
    let messages: Vec<_> = record
        .faults
        .iter()
        .map(|fault| fault.message.as_str())
        .collect();
    assert!(messages.len() >= 4, "{messages:?}");
    assert!(messages.contains(&"`acepted` is not a status"));
    assert!(messages.contains(&"unknown key `decider`"));
    assert!(messages.contains(&"two triggers have the id `a`"));
}

#[test]
fn a_heading_text_reads_back_as_its_title() {
    for title in [
        "Use C #",
        "a <b> & *c* [d](e)",
        "1. first",
        "#",
        "- x",
        "&amp; \\ end",
        "snake_case_name",
        "a\u{a0}b *",
    ] {
        let markdown = title::heading_text(title);
        let record = record(&format!("# {markdown}\n"));
        assert_eq!(
            record.body().title.as_ref().map(|t| t.text.clone()),
            Some(body_title(title)),
            "{markdown}"
        );
    }
}

fn body_title(title: &str) -> String {
    title
        .strip_prefix("1. ")
        .unwrap_or(title)
        .replace('\u{a0}', " ")
}
