// A log that shows what the shop's does not: every status, every kind of Markdown, long words, broken records.

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitaen'.repeat(4);

export const RICH = {
  'adr.toml': '[site]\ntitle = "Everything at once"\n',
  '0001-everything.md': `\`\`\`toml
status = "deprecated"
date = 2026-02-03
deciders = ["${LONG}", "mara@example.com"]
tags = ["${LONG}", "storage"]
affects = ["src/${LONG}/**"]
links = [{ kind = "relates", to = 2 }, { kind = "refines", to = 99 }]

[[revisit]]
id = "${LONG}"
when = 'a.metric.with.a.very.long.name.that.nobody.would.type.twice{module="${LONG}"} > 4000/s for 2w'
note = "${LONG}"
snoozed_until = 2027-01-01
snooze_reason = "waiting for the new figures"

[[revisit]]
when = "today >= 2027-01-01"
\`\`\`

# ADR-0001: Everything that prose may hold, ${LONG}

## Context

A [record](0002-plain.md), a [plan](../plans/next%20year.pdf), a [page elsewhere](https://example.com/a),
[mail](mailto:mara@example.com), ![a picture](img/a.png), ![one elsewhere](https://example.com/b.png), \`${LONG}\`
and ~~struck~~ text with a footnote[^1]. <https://example.com/${LONG}>

> A quotation.
>
> > In a quotation.
>
> | a table | in a quotation |
> |---|---|
> | a table that is wider | than any telephone there is |

1. one
   - two
     1. three
2. four

- [ ] open
- [x] done

| Left | Middle | Right |
|:-----|:------:|------:|
| a table that is far wider than a telephone | with a second column full of words | 1,000,000 |
| \`${LONG}\` | | 2 |

\`\`\`rust
fn a_line_of_code_that_is_wider_than_any_telephone() -> Result<(), Box<dyn std::error::Error + Send + Sync>> { Ok(()) }
\`\`\`

    indented code

---

### A deep heading

<details><summary>Folded, and ${LONG}</summary>

- <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <mark>marked</mark>,<br>a break, :tada:
- <a href="https://example.com/${LONG}">a link</a>, <img src="img/a.png" alt="no picture" width="4000">

  <details open><summary>Folded in a list</summary>

  | a table | in an element |
  |---|---|
  | a table that is wider | than any telephone there is |

  </details>

</details>

<!-- Not for readers. -->

<table><tr><td>no element that works</td></tr></table>

## Decision

${LONG}

## Consequences

### Positive

- It works.

### Negative

- It costs.

## Alternatives Rejected

### ${LONG}

It is too long.

- **In a list:** too short.

## Revisit When

Never.

[^1]: With a note.
`,
  '0002-plain.md': '```toml\nstatus = "rejected"\ndate = 2026-02-04\ndeciders = ["mara@example.com"]\nlinks = [{ kind = "relates", to = 1 }]\n```\n\n# ADR-0002: Plain\n\nOnly a word.\n',
  '0003-broken.md': '```toml\nstatus = "acepted"\ndate = 2026-13-40\n```\n\n# Broken\n\nText.\n',
  '0004-no-record.md': '# 4. No record\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nOld.\n',
  '0005-superseded.md': '```toml\nstatus = "superseded"\ndate = 2026-02-05\ndeciders = ["mara@example.com"]\nsuperseded_by = 77\n```\n\n# ADR-0005: Superseded by nothing that is here\n',
  '0006-folder.md': null,
};
