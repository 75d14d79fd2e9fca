//! Diagrams and formulas in records, everyday ones and malicious ones.

use std::time::Instant;

use super::html::{page_of, warnings_of};

fn mermaid(diagram: &str) -> String {
    format!("```mermaid\n{diagram}\n```")
}

/// The drawing of `diagram`, which must be one.
fn drawn(diagram: &str) -> String {
    let page = page_of(&mermaid(diagram));
    let (_, figure) = page
        .split_once("<figure class=\"diagram")
        .unwrap_or_else(|| panic!("{diagram}: {:?}", warnings_of(&mermaid(diagram), &|_| None)));
    figure.split("</figure>").next().unwrap().to_owned()
}

/// Why `diagram` is shown as code.
fn refused(diagram: &str) -> String {
    let page = page_of(&mermaid(diagram));
    assert!(page.contains("<code class=\"language-mermaid\">"), "{page}");
    let warnings = warnings_of(&mermaid(diagram), &|_| None);
    let why = warnings.last().unwrap();
    let (_, why) = why.split_once("a diagram is shown as code: ").unwrap();
    why.to_owned()
}

#[test]
fn everyday_diagrams_are_drawn() {
    for (diagram, part) in [
        (
            "sequenceDiagram\n participant A\n A->>B: hi\n A->>+B: again",
            ">again<",
        ),
        (
            "sequenceDiagram\n participant A\n create participant C\n A->>C: new\n destroy C\n A-)B: late",
            ">late<",
        ),
        (
            "sequenceDiagram\n A-->B: see x->>y",
            ">see x-\u{2060}&gt;&gt;y<",
        ),
        (
            "flowchart LR\n A[\"10000000 rows\"] --> B",
            ">10000000 rows<",
        ),
        ("flowchart LR\n A -->|\"x\"| B", ">x<"),
        (
            "flowchart LR\n A@{ shape: cyl, label: \"The DB\" } --> B",
            ">The DB<",
        ),
        ("flowchart LR\n A@{\n shape: odd\n } --> B", ">A<"),
        (
            "classDiagram\n class A {\n <<interface>>\n +go() void\n }",
            "&lt;&lt;interface&gt;&gt;",
        ),
        ("erDiagram\n A {\n uuid id PK\n }", ">id: uuid<"),
        (
            "gantt\n dateFormat YYYYMMDD\n One :a, 20260101, 20260109\n Two :after a, 2d",
            ">2026-01-01<",
        ),
        (
            "gantt\n dateFormat DD/MM/YYYY\n One :31/01/2026, 5d",
            ">2026-01-31<",
        ),
    ] {
        let drawing = drawn(diagram);
        assert!(drawing.contains(part), "{part} is not in {drawing}");
    }
}

#[test]
fn a_span_of_dates_is_as_long_as_it_says() {
    let bar = |task: &str| {
        let long = "Long :2026-01-01, 100d";
        let drawing = drawn(&format!("gantt\n section s\n {long}\n x :{task}"));
        let (_, last) = drawing.rsplit_once("rx=\"3\"").unwrap();
        let (before, _) = drawing.split_at(drawing.len() - last.len());
        let width = before.rsplit("width=\"").next().unwrap();
        width.split('"').next().unwrap().to_owned()
    };
    assert_eq!(bar("2026-01-01, 2026-02-10"), bar("2026-01-01, 40d"));
    assert_ne!(bar("2026-01-01, 2026-02-10"), bar("2026-01-01, 3d"));
}

#[test]
fn what_would_be_drawn_wrongly_is_shown_as_code() {
    for (diagram, why) in [
        ("zenuml\n A->B.method()", "`zenuml` is not supported"),
        ("radar-beta\n axis a, b", "`radar-beta` is not supported"),
        (
            "sequenceDiagram\n A-xB: lost",
            "the arrow `-x` is not supported",
        ),
        (
            "gantt\n dateFormat X\n One :1, 2",
            "dates in the format `X` are not supported",
        ),
        (
            "gantt\n excludes weekends\n One :2d",
            "`excludes` is not supported",
        ),
        ("gantt\n One :2026-01-01, 30m", "`30m` is not supported"),
        ("gantt\n One :after a b, 3d", "`after a b` is not supported"),
        (
            "block-beta\n columns 99999999\n a b",
            "it has more than 64 columns",
        ),
        ("block-beta\n a:99999999", "it has more than 64 columns"),
    ] {
        assert_eq!(refused(diagram), why, "{diagram}");
    }
}

#[test]
fn a_diagram_with_colours_of_its_own_has_a_light_background() {
    for (diagram, is_light) in [
        ("flowchart LR\n A --> B", false),
        ("flowchart LR\n A --> B\n style A fill:#fcc", true),
        ("pie\n \"a\" : 1\n \"b\" : 2", true),
        ("timeline\n 2020 : a\n 2021 : b", false),
        ("quadrantChart\n quadrant-1 Do\n a: [0.3, 0.6]", false),
        (
            "C4Context\n Person(a, \"A\")\n System_Ext(b, \"B\")\n Rel(a, b, \"c\")",
            false,
        ),
        ("stateDiagram-v2\n state A {\n B --> C\n }", false),
        ("gantt\n section s\n One :crit, 2026-01-01, 5d", false),
        ("mindmap\n root((a))\n  b\n  c", false),
        ("gitGraph\n commit\n branch b\n commit tag: \"t\"", false),
    ] {
        let drawing = drawn(diagram);
        assert_eq!(drawing.starts_with(" light\""), is_light, "{drawing}");
    }
}

#[test]
fn hostile_diagrams_neither_crash_nor_take_long() {
    let started = Instant::now();
    for diagram in [
        format!("flowchart LR\n {}", "A@{".repeat(2_000)),
        format!("flowchart LR\n {}", "A@{}".repeat(1_500)),
        format!("flowchart LR\n A@{{label: \"{}", "}".repeat(5_000)),
        format!("sequenceDiagram\n {}", "create ".repeat(1_000)),
        format!("sequenceDiagram\n A->>B:{}", "->".repeat(3_000)),
        format!("gantt\n dateFormat {}", "Y".repeat(5_000)),
        format!("gantt\n a:{}", "2026-01-01,".repeat(600)),
        "gantt\n a: 99999999-12-31, 1d\n b: -262143-01-01, 262142-12-31".to_owned(),
        format!("gantt\n a: {}d", "9".repeat(5_000)),
        format!("pie\n \"a\" : {}", "9".repeat(5_000)),
        format!("sequenceDiagram\n autonumber {}\n A->>B: x", u64::MAX),
        "erDiagram\n A {\n \u{a0} \u{a0}\n }\n".to_owned(),
        "C4Context\n Person(a, \"A\", \"\")\n UpdateLayoutConfig(\"99999999\", \"99999999\")"
            .to_owned(),
        "---\n---\n---\nzenuml".to_owned(),
    ] {
        page_of(&mermaid(&diagram));
    }
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn formulas_are_shown_as_mathml() {
    for (prose, part) in [
        (
            "Takes $O(n_a \\cdot n_b)$ steps.",
            "<msub><mi>n</mi><mi>a</mi></msub>",
        ),
        ("$$a_1 * b_1 * c$$", "<math display=\"block\">"),
        ("```math\na < b\n```", "<mo>&lt;</mo>"),
        ("$`a_b`$", "<msub>"),
        ("## On $n^2$", "<msup>"),
        ("|a|\n|-|\n|$x^2$|", "<td><math"),
        (
            "$\\unknown_a * b_c * d$",
            "<code>$\\unknown_a * b_c * d$</code>",
        ),
        (
            "```math\n\\unknown\n```",
            "<code class=\"language-math\">\\unknown",
        ),
    ] {
        let page = page_of(prose);
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let warnings = warnings_of("$\\unknown$", &|_| None);
    assert_eq!(
        warnings.last().unwrap(),
        "0001-t.md: a formula is shown as code: unknown primitive command found"
    );
}

#[test]
fn dollars_in_prose_are_no_formulas() {
    for (prose, expected) in [
        (
            "It costs $5 to $10 per month.",
            "It costs $5 to $10 per month.",
        ),
        (
            "**$5** or **$10**",
            "<strong>$5</strong> or <strong>$10</strong>",
        ),
        ("US$5, US$6 and $7/$8.", "US$5, US$6 and $7/$8."),
        (
            "Set $HOME/$USER and ${A}/${B}.",
            "Set $HOME/$USER and ${A}/${B}.",
        ),
        ("`$a$`", "<code>$a$</code>"),
        ("\\$a\\$", "$a$"),
    ] {
        let page = page_of(prose);
        assert!(page.contains(expected), "{expected} is not in {page}");
        assert!(!page.contains("<math"), "{page}");
    }
}

#[test]
fn many_dollars_take_linear_time() {
    let started = Instant::now();
    for part in ["$`a ", "$a ", "$$ ", "$", "$a$ "] {
        let page = page_of(&part.repeat(100_000 / part.len()));
        assert!(!page.contains("<math"));
    }
    assert!(started.elapsed().as_secs() < 20);
}
