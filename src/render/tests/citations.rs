use super::super::html;
use super::html::{TestInput, UNCHECKED, in_memory, page, render, render_with, site_with_files};
use super::*;
use crate::config;

const OTHER: &str =
    "```toml\nstatus = \"accepted\"\ndate = 2026-03-02\n```\n\n# Keep \"it\" <b>simple</b>\n";

/// The page of record 1 with `prose`, beside a record 5 that is in force.
fn beside(prose: &str) -> String {
    let text = format!("{FRONT}# T\n\n{prose}\n");
    page(
        &render(&log(&[("0001-t.md", &text), ("0005-simple.md", OTHER)])),
        "0001-t.html",
    )
}

const LINK: &str = "<a class=\"mention\" href=\"0005-simple.html\" title=\"Keep &quot;it&quot; simple\">ADR-0005</a>";

#[test]
fn a_mention_is_a_link_wherever_prose_is() {
    for (prose, expected) in [
        ("See ADR-0005.", format!("<p>See {LINK}.</p>")),
        ("*ADR-0005*", format!("<em>{LINK}</em>")),
        ("~~(ADR-0005)~~", format!("<del>({LINK})</del>")),
        (
            "## Why ADR-0005",
            format!("<h2 id=\"why-adr-0005\">Why {LINK} <a class=\"anchor\""),
        ),
        ("|a|\n|-|\n|ADR-0005|", format!("<td>{LINK}</td>")),
        ("> ADR-0005", format!("<p>{LINK}</p>")),
        (
            "x[^1]\n\n[^1]: ADR-0005",
            format!("<p>{LINK} <a href=\"#fnref-1\""),
        ),
        (
            "<details><summary>More</summary>ADR-0005</details>",
            LINK.to_owned(),
        ),
        ("<kbd>ADR-0005</kbd>", format!("<kbd>{LINK}</kbd>")),
    ] {
        let page = beside(prose);
        assert!(page.contains(&expected), "{prose}: {page}");
    }
}

#[test]
fn what_is_code_or_a_link_or_no_mention_stays_as_it_is() {
    for prose in [
        "`ADR-0005`",
        "    ADR-0005",
        "```\nADR-0005\n```",
        "[ADR-0005](https://example.com/)",
        "[**ADR-0005**](0001-t.md)",
        "<a href=\"https://example.com\">ADR-0005</a>",
        "![ADR-0005](https://example.com/x.png)",
        "<!-- ADR-0005 -->",
        "ADR-0001, ADR-00005, ADR-0006, ADR-5.md, ADR 5, https://example.com/ADR-0005",
    ] {
        let page = beside(prose);
        assert!(!page.contains("class=\"mention\""), "{prose}: {page}");
    }
}

#[test]
fn a_link_of_a_script_stays_text_beside_a_mention() {
    let page =
        beside("[x](javascript:alert(1)) ADR-0005 <a href=\"javascript:alert(1)\">ADR-0005</a>");
    assert!(!page.contains("javascript:alert(1)\""), "{page}");
    assert_eq!(page.matches(LINK).count(), 2, "{page}");
}

#[test]
fn a_superseded_decision_is_struck_through_and_followed_by_its_successor() {
    let old = "```toml\nstatus = \"superseded\"\nsuperseded_by = 9\n```\n\n# Old\n";
    let new =
        "```toml\nstatus = \"accepted\"\nsupersedes = [5]\n```\n\n# New\n\nReplaces ADR-0005.\n";
    let citing = format!("{FRONT}# T\n\n## See ADR-0005\n\nADR-0005: why\n");
    let files = [
        ("0001-t.md", citing.as_str()),
        ("0005-old.md", old),
        ("0009-new.md", new),
    ];
    let site = render(&log(&files));
    let struck = "<a class=\"mention\" href=\"0005-old.html\" title=\"Old (superseded)\"><s>ADR-0005</s></a>";
    let successor = " → <a class=\"mention\" href=\"0009-new.html\" title=\"New\">0009</a>";
    let page_of = |name| page(&site, name);
    let one = page_of("0001-t.html");
    assert!(
        one.contains(&format!("<p>{struck}{successor}: why</p>")),
        "{one}"
    );
    assert!(one.contains("<h2 id=\"see-adr-0005\">"), "{one}");
    let nine = page_of("0009-new.html");
    assert!(nine.contains(&format!("Replaces {struck}.")), "{nine}");
}

#[test]
fn a_page_lists_the_records_that_cite_it_and_are_not_linked_to_it() {
    let citing = format!("{FRONT}# By number\n\nADR-0005, ADR-0005, `ADR-0003`.\n");
    let linking = format!("{FRONT}# By link\n\n[x](../adr/0005-old.md#y)\n");
    let old = "```toml\nstatus = \"superseded\"\nsuperseded_by = 9\n```\n\n# Old\n\nADR-0005\n";
    let new =
        "```toml\nstatus = \"accepted\"\nsupersedes = [5]\n```\n\n# New\n\nReplaces ADR-0005.\n";
    let site = render(&log(&[
        ("0001-a.md", &citing),
        ("0003-b.md", &linking),
        ("0005-old.md", old),
        ("0009-new.md", new),
    ]));
    let old = page(&site, "0005-old.html");
    let expected = "<div class=\"cited-by\"><dt>Cited by</dt>\
                    <dd><a href=\"0001-a.html\">ADR-0001: By number</a></dd>\
                    <dd><a href=\"0003-b.html\">ADR-0003: By link</a></dd></div>";
    assert!(old.replace('\n', "").contains(expected), "{old}");
    for name in ["0001-a.html", "0003-b.html", "0009-new.html"] {
        assert!(!page(&site, name).contains("Cited by"), "{name}");
    }
}

#[test]
fn links_work_from_anywhere_in_the_repository() {
    let prose = "[a](../adr/0001-t.md#why) [b](/docs/adr/0001-t.md) ![c](/docs/img/p.png) ![d](../img/p.png) \
                 [e](/docs/gone.md) [f](../../README.md#use) [g](/src/main.rs) [h](../../.env)";
    let read = |path: &str| {
        let known = ["docs/img/p.png", "README.md", "src/main.rs"];
        known.contains(&path).then(|| b"x".to_vec())
    };
    let page_without = page(&site_with_files(prose, &read), "0001-t.html");
    for part in [
        "<a href=\"0001-t.html#why\">a</a> <a href=\"0001-t.html\">b</a>",
        "<img src=\"files/docs/img/p.png\" alt=\"c\" /> <img src=\"files/docs/img/p.png\" alt=\"d\" />",
        "e (<code>/docs/gone.md</code>) f (<code>../../README.md#use</code>)",
    ] {
        assert!(page_without.contains(part), "{part}: {page_without}");
    }
    let settings = config::Site {
        edit_url: Some("https://github.com/o/shop/edit/main/{path}".to_owned()),
        ..config::Site::default()
    };
    let text = format!("{FRONT}# T\n\n{prose}\n");
    let log = log(&[("0001-t.md", &text)]);
    let input = TestInput::default();
    let unchecked = UNCHECKED;
    let input = input.of(&log, &settings, &unchecked, &read);
    let page_with = page(&in_memory(&input, |_| None).unwrap(), "0001-t.html");
    for part in [
        "e (<code>/docs/gone.md</code>)",
        "<a href=\"https://github.com/o/shop/blob/main/README.md#use\">f</a>",
        "<a href=\"https://github.com/o/shop/blob/main/src/main.rs\">g</a>",
        "h (<code>../../.env</code>)",
    ] {
        assert!(page_with.contains(part), "{part}: {page_with}");
    }
}

#[test]
fn ten_thousand_citations_of_one_record_take_linear_time() {
    let time_of = |count: u32| {
        let name = |number: u32| format!("{number:05}-t.md");
        let text = format!(
            "{FRONT}# {}\n\n{}\n",
            "long ".repeat(100),
            "ADR-1 ".repeat(20)
        );
        let files: Vec<_> = (1..=count).map(name).collect();
        let files: Vec<_> = files
            .iter()
            .map(|name| (name.as_str(), text.as_str()))
            .collect();
        let log = log(&files);
        let start = std::time::Instant::now();
        let site = render_with(&log, &config::Site::default(), &UNCHECKED);
        let page = page(&site, "0001-t.html");
        assert_eq!(page.matches("<dd><a href=").count(), count as usize - 1);
        assert!(page.len() < 400 * count as usize + 20_000);
        start.elapsed().as_secs_f64()
    };
    let (few, many) = (time_of(1_000), time_of(10_000));
    assert!(many < 40.0 * few.max(0.05), "{few} s, then {many} s");
}

#[test]
fn a_page_is_rendered_again_when_what_it_shows_of_others_changes() {
    let record = |title: &str, status: &str, prose: &str| {
        format!("```toml\nstatus = \"{status}\"\ndate = 2026-03-02\n```\n\n# {title}\n\n{prose}\n")
    };
    let citing = record("Citing", "accepted", "ADR 5 and [more](0007-c.md)");
    let not_citing = record("Citing", "accepted", "Nothing and [more](0006-x.md)");
    let cited = record("ADR 5: Cited", "accepted", "x");
    let third = record("Third", "accepted", "y");
    let before = [
        ("0001-a.md", citing.as_str()),
        ("0005-b.md", cited.as_str()),
        ("0007-c.md", third.as_str()),
    ];
    let renamed = record("ADR 5: Renamed", "accepted", "x");
    let unnumbered = record("ADR-5: Cited", "accepted", "x");
    let deprecated = record("ADR 5: Cited", "deprecated", "x");
    for change in [
        ("0001-a.md", not_citing.as_str()),
        ("0005-b.md", renamed.as_str()),
        ("0005-b.md", unnumbered.as_str()),
        ("0005-b.md", deprecated.as_str()),
    ] {
        let after = before.map(|(name, text)| match name == change.0 {
            true => change,
            false => (name, text),
        });
        let (settings, unchecked, neutral) =
            (config::Site::default(), UNCHECKED, TestInput::default());
        let (old, new) = (log(&before), log(&after));
        let site = render(&old);
        let is_same = |record: &Record| {
            let then = old.record_at(record.source.path());
            then.is_some_and(|then| then.source.text() == record.source.text())
        };
        let input = html::Input {
            previous: Some(html::Previous {
                site: &site,
                is_same: &is_same,
            }),
            ..neutral.of(&new, &settings, &unchecked, &|_| None)
        };
        let again = in_memory(&input, |_| None).unwrap();
        assert!(again == render(&new), "{change:?}");
        assert!(again != site, "{change:?}");
    }
}
