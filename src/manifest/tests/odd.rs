//! What is no manifest at all, or a hostile one.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// Whether every span that `format` finds in `text` holds the last part of the name there.
fn check(format: &Format, text: &str) {
    let found = match format.packages(text) {
        Ok(found) => found,
        Err(error) => {
            let place = error.span.unwrap_or_default();
            assert!(text.get(place.clone()).is_some(), "{place:?} of {text:?}");
            return;
        }
    };
    for Package { name, span, .. } in found {
        let written = text.get(span.clone());
        let written = written.unwrap_or_else(|| panic!("{span:?} of {text:?}"));
        let last = name.rsplit(':').next().unwrap();
        let is_named = written.contains(last) || written.contains(['\\', '$']);
        assert!(is_named, "{name:?} is not in {written:?} of {text:?}");
    }
}

#[test]
fn no_odd_text_is_a_fault() {
    for text in [
        "",
        "\u{feff}",
        "\u{feff}\u{feff}{}",
        "\0",
        "a\0b\n",
        "\r",
        "\r\n\r\n",
        "\n \n\t\n",
        "{\"dependencies\": {\"\": \"\"}}",
        "{\"dependencies\": 1, \"packages\": null, \"require\": [1, []]}",
        "{\"packages\": {\"node_modules/\": {}, \"node_modules/a\": 1}}",
        "{\"packages\": {\"a\": [], \"b\": [1], \"c\": [\"@\"], \"d\": [\"é@\"]}}",
        "{\"dependencies\": {\"a\": \"npm:\", \"b\": \"npm:@\", \"c\": \"npm:@@\"}}",
        "dependencies = 1\npackage = [1, {}, {name = 1}]\n",
        "[dependencies]\n'' = '1'\n\"\"=''",
        "[project]\ndependencies = ['', ' ', '-', '@ x', \"\"\"\na\"\"\"]",
        "[libraries]\na = ':'\nb = 'a:'\nc = ':a'\nd = {}\ne = 'é:é'\n",
        "<a/>",
        "<a b/>",
        "<PackageReference Include/>",
        "<PackageReference Include=\"\"/>",
        "<PackageReference Include=\"&amp;;&lt;\" é=\"\"/>",
        "<dependency><groupId/><artifactId/></dependency>",
        "<project><dependency><groupId>${</groupId><artifactId>a&amp;b</artifactId></dependency></project>",
        "</a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        "lockfileVersion: 1\npackages:\n  /:\n  @:\n  /@:\n  '@/':\n  ':\n  ? \n  é@:\n  ?é:\n",
        "@:\n",
        "a@\n",
        "\"@é@,\"\n",
        "require\nrequire (\n)\nreplace\nreplace =>\nreplace a => b\n",
        "\"\nrequire \"\n",
        "#egg=\n#egg=é\na#egg=b\n",
        "\\\n\\\n",
        "dependencies { \" ' \"\"\" ''' ${ } } } {",
        "dependencies { group: \"\", name: \"\" }",
        "dependencies { \"${",
        "dependencies { /*",
        "gem \"\ngem (\ngem %q\ngem %q<\ngem %q<>\ngem é\ngem \"é",
        "a.add_dependency\n.add_dependency \"\n",
        "  specs:\n     (1)\n    é (\n",
        "org.é:é:1=\n:=\n::\n",
    ] {
        for format in FORMATS {
            check(format, text);
        }
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    const MANY: usize = 150_000;
    let nested = |open: &str, close: &str| {
        let half = MANY / open.len().max(close.len());
        open.repeat(half) + &close.repeat(half)
    };
    let dotted = vec!["a"; 79].join(".");
    let inline = format!("{{{dotted} = ").repeat(78) + "1" + &"}".repeat(78);
    let texts = [
        "[".repeat(MANY),
        "{".repeat(MANY),
        "\"".repeat(MANY),
        "'".repeat(MANY),
        "#".repeat(MANY),
        " #".repeat(MANY / 2),
        "@".repeat(MANY),
        ":".repeat(MANY),
        "/".repeat(MANY),
        "\\".repeat(MANY),
        "\\\n".repeat(MANY / 2),
        "\n".repeat(MANY),
        " ".repeat(MANY),
        "\0".repeat(MANY),
        "a".repeat(MANY),
        "a.".repeat(MANY / 2),
        "<a>".repeat(MANY / 3),
        "<".repeat(MANY),
        "&".repeat(MANY),
        format!("<a {}/>", "b='' ".repeat(MANY / 5)),
        format!("<PackageReference {}/>", "b='' ".repeat(MANY / 5)),
        nested("<dependency>", "</dependency>"),
        format!("<a>{}</a>", "${".repeat(MANY / 2)),
        format!(
            "<project><dependency><groupId>{}</groupId><artifactId>a</artifactId></dependency></project>",
            "${".repeat(MANY / 2)
        ),
        format!(
            "<properties><a>{}</a></properties><dependency><groupId>{}</groupId><artifactId>b</artifactId></dependency>",
            "c".repeat(MANY / 2),
            "${a}".repeat(MANY / 8)
        ),
        format!("a = {}", nested("[", "]")),
        format!("a = {}", nested("{a=", "}")),
        format!("a = {}", "{a.".repeat(MANY / 3)),
        format!("[{dotted}]\na = {inline}\nb = {inline}"),
        format!("a = {inline}\nb ="),
        format!("{} = 1", vec!["a"; MANY / 2].join(".")),
        format!("[{}]", vec!["a"; MANY / 2].join(".")),
        "[[package]]\n".repeat(MANY / 12),
        format!("{{\"dependencies\":{}", nested("{\"a\":", "}")),
        format!(
            "{{{}\"b\":1}}",
            "\"dependencies\":{\"a\":1},".repeat(MANY / 23)
        ),
        nested("{\"dependencies\":", "}"),
        format!("dependencies {}", nested("{", "}")),
        format!("dependencies {{ {} }}", "=\"a\"".repeat(MANY / 4)),
        format!("dependencies {{ {} }}", "/*".repeat(MANY / 2)),
        format!("dependencies {{ {} }}", "\"${".repeat(MANY / 3)),
        format!("dependencies {{ {} }}", "\"\"\"".repeat(MANY / 3)),
        "require (\n".repeat(MANY / 10),
        "=> ".repeat(MANY / 3),
        format!("replace {}", "=> ".repeat(MANY / 3)),
        format!(
            "lockfileVersion: 1\npackages:\n{}",
            "  @\n".repeat(MANY / 4)
        ),
    ];
    for text in texts {
        for format in FORMATS {
            let head: String = text.chars().take(40).collect();
            assert!(is_quick(format, &text), "{head:?} as {}", format.files[0]);
        }
    }
}

/// Whether one of three attempts, which other programs can hold up, is over soon.
fn is_quick(format: &Format, text: &str) -> bool {
    const SOON: Duration = Duration::from_millis(500);
    let mut attempts = std::iter::repeat_with(|| {
        let start = Instant::now();
        check(format, text);
        start.elapsed()
    })
    .take(3);
    attempts.any(|took| took < SOON)
}

/// Pieces of all formats, in any order.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    " ",
    "  ",
    "    ",
    "\t",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "/",
    "\"",
    "'",
    ":",
    ",",
    "=",
    ".",
    "@",
    "#",
    "$",
    "\\",
    "%q<",
    "${",
    "//",
    "/*",
    "*/",
    "\"\"\"",
    "a",
    "b",
    "é",
    "1.0",
    "@s/b",
    "org.a:b:1",
    "[dependencies]\n",
    "[[package]]\n",
    "name = \"a\"\n",
    "source = \"b\"\n",
    "package = 'c'",
    "dependencies",
    "\"dependencies\":",
    "\"packages\":",
    "\"name\":",
    "\"a\":",
    "\"npm:c@1\"",
    "\"\\u0061\"",
    "\"node_modules/a\":",
    "lockfileVersion: 9\n",
    "packages:\n",
    "name: ",
    "workspace:",
    "npm:",
    "\"require\":",
    "require ",
    "require (\n",
    "replace ",
    "=> ",
    "// indirect",
    "v1.0.0",
    "h1:x",
    "-r ",
    ">=1",
    "#egg=",
    ".whl",
    "gem ",
    "x.add_dependency ",
    "GEM\n",
    "PATH\n",
    "  specs:\n",
    "<project>",
    "</project>",
    "<dependency>",
    "</dependency>",
    "<groupId>",
    "</groupId>",
    "<artifactId>",
    "</artifactId>",
    "<PackageReference Include=\"A\"/>",
    "<package id='a' />",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "[libraries]\n",
    "module = ",
    "group",
    "name",
    "[project]\n",
    "[tool.poetry.dependencies]\n",
];

proptest! {
    #[test]
    fn no_text_is_a_fault(text in any_text()) {
        for format in FORMATS {
            check(format, &text);
        }
    }
}
