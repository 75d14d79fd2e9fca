//! Formulas in LaTeX as MathML. The input is untrusted: it is limited in size, and read in a thread of its own that
//! may fail. Of the output, only MathML elements are kept.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// The maximum length of a formula in bytes; longer ones are shown as code. The parser calls itself for each command.
const MAX_BYTES: usize = 2_000;
/// The maximum nesting of braces, for which the parser takes quadratic time.
const MAX_DEPTH: usize = 50;
const STACK: usize = 16 * 1024 * 1024;

/// Commands that make others, which could be of any size.
const DEFINITIONS: [&str; 3] = ["\\def", "\\let", "command"];

/// MathML Core (§2 and §3), without links and anything that is not MathML.
const ELEMENTS: [&str; 24] = [
    "math",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

const ATTRIBUTES: [&str; 24] = [
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// Classes that the stylesheet knows.
const CLASSES: [&str; 6] = [
    "menv-alignlike",
    "menv-cells-left",
    "menv-cases",
    "menv-hline",
    "menv-left-solid",
    "menv-right-solid",
];

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut sanitiser = ammonia::Builder::empty();
    let classes = ["mtable", "mtd", "mtr"].map(|element| (element, HashSet::from(CLASSES)));
    sanitiser
        .tags(HashSet::from(ELEMENTS))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .allowed_classes(HashMap::from(classes));
    sanitiser
});

/// `latex` as an element `<math>`, on a line of its own or not.
///
/// # Errors
/// In words, if it is not a formula that can be shown.
pub fn mathml(latex: &str, is_block: bool) -> Result<String, String> {
    if latex.len() > MAX_BYTES || depth(latex) > MAX_DEPTH {
        return Err(format!(
            "it is longer than {MAX_BYTES} bytes or nested deeper than {MAX_DEPTH} levels"
        ));
    }
    if let Some(definition) = DEFINITIONS.iter().find(|found| latex.contains(**found)) {
        return Err(format!(
            "it contains `{definition}`: macros are not supported"
        ));
    }
    let reading = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn({
            let latex = latex.to_owned();
            move || unsanitised(&latex, is_block)
        })
        .map_err(|error| error.to_string())?;
    let failed = |_| Err("the library for formulas failed".to_owned());
    let mathml = reading.join().unwrap_or_else(failed)?;
    Ok(SANITISER.clean(&mathml).to_string())
}

fn unsanitised(latex: &str, is_block: bool) -> Result<String, String> {
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(latex, &storage).collect();
    let events = events.map_err(|error| reason(&error.to_string()))?;
    let config = RenderConfig {
        display_mode: match is_block {
            true => DisplayMode::Block,
            false => DisplayMode::Inline,
        },
        ..RenderConfig::default()
    };
    let mut mathml = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut mathml, events, config).map_err(|error| error.to_string())?;
    Ok(mathml)
}

/// What is wrong, without the picture of where.
fn reason(error: &str) -> String {
    let first = error.lines().next().unwrap_or_default();
    first.trim_start_matches("parsing error: ").to_owned()
}

/// How deeply braces are nested.
fn depth(latex: &str) -> usize {
    let mut depth: usize = 0;
    let mut deepest = 0;
    for byte in latex.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline(latex: &str) -> String {
        mathml(latex, false).unwrap()
    }

    #[test]
    fn formulas_become_mathml() {
        assert_eq!(
            inline("a^2"),
            "<math display=\"inline\"><msup><mi>a</mi><mn>2</mn></msup></math>"
        );
        for (latex, part) in [
            (r"\frac{1}{2}", "<mfrac>"),
            (r"\sqrt{x}", "<msqrt>"),
            (r"\sum_{i=0}^n i", "∑"),
            (r"\mathbb{R}", "ℝ"),
            (r"x < y \text{ & } z", "<mo>&lt;</mo>"),
            (
                r"\begin{cases}a & b \\ c & d\end{cases}",
                "<mtable class=\"",
            ),
        ] {
            assert!(inline(latex).contains(part), "{}", inline(latex));
        }
        assert!(
            mathml("x", true)
                .unwrap()
                .starts_with("<math display=\"block\">")
        );
    }

    #[test]
    fn nothing_but_mathml_is_kept() {
        for latex in [
            r"\text{<script>alert(1)</script><img src=x onerror=alert(1)>}",
            r"\text{</mtext></math><script>alert(1)</script>}",
            r"<img src=x onerror=alert(1)>",
            r"</math><script>alert(1)</script>",
            r"<!-- x --><mglyph/><style>*{}</style>",
            r"\color{red}{x}\textcolor{blue}{y}",
        ] {
            let mathml = inline(latex);
            let tags: Vec<_> = mathml.split('<').skip(1).collect();
            for tag in tags {
                let name = tag
                    .trim_start_matches('/')
                    .split([' ', '>'])
                    .next()
                    .unwrap();
                assert!(ELEMENTS.contains(&name), "{name} in {mathml}");
            }
            assert!(!mathml.contains("style="), "{mathml}");
        }
    }

    #[test]
    fn what_is_not_a_formula_is_refused_in_words() {
        for (latex, why) in [
            (
                r"\href{javascript:alert(1)}{x}",
                "unknown primitive command found",
            ),
            (r"\unknown", "unknown primitive command found"),
            (r"\left( x", "unbalanced group found"),
            (r"\def\a{\a}\a", "macros are not supported"),
            (r"\newcommand{\a}{b}", "macros are not supported"),
        ] {
            let refused = mathml(latex, false).unwrap_err();
            assert!(
                refused.contains(why) && !refused.contains('\n'),
                "{refused}"
            );
        }
    }

    #[test]
    fn hostile_formulas_neither_crash_nor_take_long() {
        let started = std::time::Instant::now();
        let nested =
            |open: &str, close: &str, times| open.repeat(times) + "x" + &close.repeat(times);
        for latex in [
            "{".repeat(1_000_000),
            "\\sqrt".repeat(400),
            "\\frac".repeat(400),
            "\\not".repeat(500),
            "\\'".repeat(1_000),
            "\\left(".repeat(333),
            "x^".repeat(1_000),
            "'".repeat(2_000),
            "&".repeat(2_000),
            "\\\\".repeat(1_000),
            "\u{10ffff}".repeat(500),
            nested("{", "}", 50),
            nested("\\sqrt{", "}", 50),
            nested("\\text{$", "$}", 50),
            nested("\\left(", "\\right)", 100),
            nested("\\begin{matrix}", "\\end{matrix}", 60),
            format!("\\hspace{{{}em}}", "9".repeat(1_000)),
        ] {
            let _ = mathml(&latex, true);
        }
        assert!(started.elapsed().as_secs() < 20);
    }
}
