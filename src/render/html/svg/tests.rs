use std::time::Instant;

use super::*;

const START: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\">";

fn plain(svg: &str) -> Result<String, Refusal> {
    sanitised(svg, "", &|_| None)
}

fn kept(inside: &str) -> Result<String, Refusal> {
    let colour = |colour: &str| (colour == "#123456").then_some("var(--ink)");
    let sanitised = sanitised(&format!("{START}{inside}</svg>"), "p-", &colour)?;
    let inside = sanitised.strip_prefix(START).unwrap();
    Ok(inside.strip_suffix("</svg>").unwrap().to_owned())
}

fn assert_kept(inside: &str, expected: &str) {
    assert_eq!(kept(inside).as_deref(), Ok(expected), "{inside}");
}

fn assert_refused(inside: &str, element: &str) {
    let refused = Refusal::Element(element.to_owned());
    assert_eq!(kept(inside), Err(refused), "{inside}");
}

#[test]
fn drawing_elements_are_kept() {
    for inside in [
        "<rect x=\"1\" width=\"2\" fill=\"#fff\"/>",
        "<g transform=\"translate(1,2)\"><text y=\"3\">a &lt; b</text></g>",
        "<clipPath clipPathUnits=\"objectBoundingBox\"/>",
        "<text xml:space=\"preserve\">a  b</text>",
    ] {
        assert_kept(inside, inside);
    }
    for (inside, expected) in [
        (
            "<marker id=\"a\"/><path marker-end=\"url(#a)\" stroke=\"#123456\"/>",
            "<marker id=\"p-a\"/><path marker-end=\"url(#p-a)\" stroke=\"var(--ink)\"/>",
        ),
        (
            "<text style=\"text-anchor: middle; fill: red\">a</text>",
            "<text text-anchor=\"middle\" fill=\"red\">a</text>",
        ),
        (
            "<radialGradient xlink:href=\"#a\"/><rect fill=\"url('#a') red\"/>",
            "<radialGradient href=\"#p-a\"/><rect fill=\"url(#p-a)\"/>",
        ),
        (
            "<text><a href=\"http://x\">a</a></text>",
            "<text><tspan>a</tspan></text>",
        ),
    ] {
        assert_kept(inside, expected);
    }
}

#[test]
fn elements_that_execute_or_restyle_are_removed() {
    for inside in [
        "<script>alert(1)</script>",
        "<style>*{background:url(http://x)}@import 'http://x';@font-face{src:url(http://x)}</style>",
        "<animate onbegin=\"x\"/>",
        "<set attributeName=\"href\" to=\"javascript:x\"/>",
        "<script><rect/><image/></script>",
        "<metadata><rect/></metadata>",
        "<!-- <script> --><?x y?>stray text",
    ] {
        assert_kept(inside, "");
    }
    for attribute in [
        "onload=\"x\"",
        "href=\"javascript:x\"",
        "href=\"#a\"",
        "xlink:href=\"http://x\"",
        "class=\"site-header\"",
        "fill=\"url(http://x)\"",
        "fill=\"URL( 'http://x' )\"",
        "fill=\"url(//x#a)\"",
        "fill=\"url(#a&quot;onload=x)\"",
        "fill=\"u&#114;l(//x)\"",
        "fill=\"\\75rl(//x)\"",
        "fill=\"light-dark(url(//x), red)\"",
        "marker-end=\"url(http://x#a)\"",
        "style=\"fill:url(http://x);position:fixed;background:red\"",
        "style=\"fill:u/**/rl(//x);fill:\\75 rl(//x)\"",
        "style=\"on\\6coad:x;onload:x;--a:url(//x);fill:image(//x)\"",
    ] {
        assert_kept(&format!("<rect {attribute}/>"), "<rect/>");
    }
    assert_kept("<linearGradient href=\"//x#a\"/>", "<linearGradient/>");
    assert_kept("<a href=\"javascript:x\"><rect/></a>", "<g><rect/></g>");
}

#[test]
fn drawings_that_would_lose_what_they_show_are_refused() {
    for (inside, element) in [
        ("<foreignObject><p>a</p></foreignObject>", "foreignObject"),
        ("<image href=\"http://x\"/>", "image"),
        ("<image href=\"data:image/png;base64,AA\"/>", "image"),
        ("<g><use href=\"http://x#a\"/></g>", "use"),
        (
            "<text><textPath href=\"#a\">b</textPath></text>",
            "textPath",
        ),
        ("<switch><foreignObject/></switch>", "foreignObject"),
        ("<switch><image/><foreignObject/></switch>", "image"),
    ] {
        assert_refused(inside, element);
    }
}

#[test]
fn of_a_switch_the_first_child_that_can_be_drawn_is_kept() {
    for (inside, expected) in [
        (
            "<switch><foreignObject><div>a<image/></div></foreignObject><text x=\"1\">a</text></switch>",
            "<g><text x=\"1\">a</text></g>",
        ),
        (
            "<switch x=\"1\"><script/><g><rect/><rect/></g><g><line/></g><image/></switch>",
            "<g x=\"1\"><g><rect/><rect/></g></g>",
        ),
        (
            "<switch><a href=\"x\"><text>a</text></a><text>b</text></switch>",
            "<g><g><text>a</text></g></g>",
        ),
        (
            "<switch><switch><foreignObject/><path/></switch><rect/></switch>",
            "<g><g><path/></g></g>",
        ),
        ("<switch/>", "<g/>"),
    ] {
        assert_kept(inside, expected);
    }
    let nested = |depth: usize| {
        let open = "<switch><foreignObject/>".repeat(depth);
        kept(&format!("{open}<path/>{}", "</switch>".repeat(depth)))
    };
    assert!(nested(60).is_ok_and(|kept| kept.contains("<path/>")));
    assert_eq!(nested(9_000), Err(Refusal::TooLarge));
}

#[test]
fn rules_become_attributes() {
    for (inside, expected) in [
        (
            "<style>.a{fill:red;stroke:#123456}</style><rect class=\"b a\"/><rect/>",
            "<rect fill=\"red\" stroke=\"var(--ink)\"/><rect/>",
        ),
        (
            "<rect class=\"a\" fill=\"blue\"/><style><![CDATA[.a{fill:red}]]></style>",
            "<rect fill=\"red\"/>",
        ),
        (
            "<style>text,#i{font:bold 9px x}</style><text fill=\"red\" style=\"fill:blue\">a</text>",
            "<text fill=\"blue\" font-weight=\"bold\" font-size=\"9px\" font-family=\"x\">a</text>",
        ),
        (
            "<rect fill=\"#fff\" style=\"fill: light-dark(rgb(1, 2, 3), var(--x, #000))\"/>",
            "<rect fill=\"rgb(1, 2, 3)\"/>",
        ),
        (
            "<style>.a{fill:url(http://x);stroke:url(#a)}</style><rect class=\"a\" fill=\"red\"/>",
            "<rect fill=\"red\" stroke=\"url(#p-a)\"/>",
        ),
        (
            "<style>.a{display:none}a{fill:red}</style><a class=\"a\"><rect/></a>",
            "<g fill=\"red\" display=\"none\"><rect/></g>",
        ),
    ] {
        assert_kept(inside, expected);
    }
    let refused = kept("<style>.a .b{fill:red}</style>");
    assert_eq!(refused, Err(Refusal::Selector(".a .b".to_owned())));
}

#[test]
fn no_attribute_is_written_twice() {
    let inside = "<rect fill=\"red\" class=\"a\" style=\"fill:blue;fill:lime\" id=\"i\"/>";
    let kept = kept(&format!("<style>.a,rect,#i{{fill:red}}</style>{inside}")).unwrap();
    assert_eq!(kept, "<rect id=\"p-i\" fill=\"lime\"/>");
}

#[test]
fn invalid_drawings_are_refused() {
    for svg in [
        "",
        "text",
        "<html><svg/></html>",
        "<svg><g></svg>",
        "<svg/><svg/>",
        "<svg>&unknown;</svg>",
        "<svg><style>",
        "<style/><svg/>",
        "</svg>",
    ] {
        assert_eq!(plain(svg), Err(Refusal::Malformed), "{svg}");
    }
    let deep = format!("<svg>{}{}</svg>", "<g>".repeat(999), "</g>".repeat(999));
    assert_eq!(plain(&deep), Err(Refusal::TooLarge));
}

#[test]
fn bombs_take_linear_time() {
    let started = Instant::now();
    let classes: String = (0..9_000).map(|class| format!("c{class} ")).collect();
    let rules: String = (0..10_000)
        .map(|class| format!(".c{class},rect{{fill:red;stroke:red}}"))
        .collect();
    for inside in [
        format!(
            "<style>{rules}</style>{}",
            "<rect class=\"c1\"/>".repeat(19_000)
        ),
        format!(
            "<style>{rules}</style>{}",
            format!("<rect class=\"{classes}\"/>").repeat(20)
        ),
        format!("<rect style=\"{}\"/>", "fill:red;".repeat(200_000)),
        format!("<rect class=\"{}\"/>", "a ".repeat(1_000_000)),
        "<style>rect{fill:red}</style>".repeat(4_000),
        format!("<style>{}</style>", "@media x{".repeat(300_000)),
        format!("<path d=\"{}\"/>", "M0 0".repeat(1_000_000)),
        format!("<rect fill=\"{}\"/>", "light-dark(".repeat(300_000)),
        format!("<text>{}</text>", "a&amp;".repeat(9_000)),
    ] {
        let length = inside.len();
        let kept = kept(&inside);
        assert!(kept.is_ok_and(|kept| kept.len() <= 2 * length + 1_000_000));
    }
    let seconds = started.elapsed().as_secs();
    assert!(seconds < 20, "{seconds} s");
}
