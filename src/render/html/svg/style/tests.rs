use super::*;

fn sheet(css: &str) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::default();
    sheet.add(css)?;
    Ok(sheet)
}

/// What `css` declares for `<rect id="i" class="a b" style="…">`.
fn declared(css: &str, style: &str) -> String {
    let declared = sheet(css).unwrap();
    let attributes = [("id", "i"), ("class", "a b"), ("style", style)];
    let declared = declared.declarations("rect", &Attributes::of(&attributes));
    let last = |property: &str| {
        let last = declared.iter().rfind(|known| known.property == property);
        last.map(|known| known.value.clone())
    };
    last("fill").unwrap_or_default()
}

#[test]
fn the_more_specific_and_then_the_later_rule_wins() {
    for (css, style, expected) in [
        ("rect{fill:red}", "", "red"),
        ("rect{fill:red}*{fill:blue}", "", "red"),
        ("rect{fill:red}.a{fill:blue}rect{fill:lime}", "", "blue"),
        (".b{fill:red}.a{fill:blue}", "", "blue"),
        (".a{fill:red}.b{fill:blue}", "", "blue"),
        (".a{fill:red;fill:blue}", "", "blue"),
        ("#i{fill:red}.a{fill:blue}", "", "red"),
        (".a,#i,text{fill:red}", "", "red"),
        ("#i{fill:red}", "fill:blue", "blue"),
        ("#i{fill:red!important}", "fill:blue", "red"),
        (".a{fill:red ! important}.a{fill:blue}", "", "red"),
        ("#i{fill:red!important}", "fill:blue !important", "blue"),
        (".c{fill:red}#j{fill:red}text{fill:red}", "", ""),
        (":root{fill:red}.a:hover{fill:red}", "", ""),
        ("", "FILL : red ; stroke:blue", "red"),
        (
            "/* a { */ .a /* b */{ /* ; */ fill: red/* ; */; }",
            "",
            "red",
        ),
    ] {
        assert_eq!(declared(css, style), expected, "{css} {style}");
    }
}

#[test]
fn rules_for_other_media_and_broken_ones_are_left_out() {
    for css in [
        "@media print{.a{fill:red}}",
        "@import url(http://x/a.css);",
        "@font-face{font-family:x;src:url(http://x)}",
        "@keyframes a{from{fill:red}}",
        ".a{position:fixed;background:url(http://x);width:1px}",
        ".a{fill:red",
        ".a fill:red}",
        "}}}}",
        "<!-- .a -->",
    ] {
        assert!(matches!(declared(css, "").as_str(), "" | "red"), "{css}");
    }
    assert_eq!(
        declared("@media print{.a{fill:blue}}.a{fill:red}", ""),
        "red"
    );
    assert_eq!(declared("@import 'x';.a{fill:red}", ""), "red");
}

#[test]
fn other_selectors_are_refused() {
    for selector in [
        ".a .b",
        "g>rect",
        "rect.a",
        "[x]",
        "rect:not(.a)",
        ".a::before",
    ] {
        let refused = sheet(&format!("{selector}{{fill:red}}")).unwrap_err();
        assert_eq!(refused, Refusal::Selector(selector.to_owned()));
        assert!(sheet(&format!("{selector}{{cursor:pointer}}")).is_ok());
    }
}

#[test]
fn the_parts_of_a_font_are_properties() {
    for (value, expected) in [
        (
            "12px Arial",
            vec![("font-size", "12px"), ("font-family", "Arial")],
        ),
        (
            "italic bold 1.5em/2 'A B', serif",
            vec![
                ("font-style", "italic"),
                ("font-weight", "bold"),
                ("font-size", "1.5em"),
                ("font-family", "'A B', serif"),
            ],
        ),
        (
            "600 .9em x",
            vec![
                ("font-weight", "600"),
                ("font-size", ".9em"),
                ("font-family", "x"),
            ],
        ),
        ("inherit", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(font(value), expected, "{value}");
    }
}

#[test]
fn a_large_sheet_takes_linear_time() {
    let started = std::time::Instant::now();
    let many = ".a{fill:red}".repeat(10_000);
    assert_eq!(declared(&many, ""), "red");
    let list = format!("{}.a{{fill:red;stroke:blue}}", ".b,".repeat(40_000));
    assert!(sheet(&list).is_ok());
    assert_eq!(sheet(&list.repeat(2)).unwrap_err(), Refusal::TooLarge);
    let deep = format!(".a{}", "{".repeat(500_000));
    assert!(sheet(&deep).is_ok());
    assert!(sheet(&".a{(".repeat(100_000)).is_ok());
    assert!(started.elapsed().as_secs() < 5);
}
