//! Exemptions in code: `adr-allow ADR-0007: reason`.

use memchr::memmem;

use crate::source::Span;

/// The word that begins an exemption.
const WORD: &str = "adr-allow";

/// A line that may break the guards of a decision, or one above such a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption<'t> {
    /// The number of the decision.
    pub number: u32,
    /// Why; empty if no reason is given.
    pub reason: &'t str,
    /// From the word to the number.
    pub span: Span,
    /// The line that it is on, counted from 0.
    pub line: usize,
}

/// What opens a comment in front of an exemption, so that prose and strings that speak of one are none.
const OPENERS: [&str; 8] = ["//", "*", "#", "--", "--[[", ";", "%", "{-"];

/// What closes a comment behind a reason.
const CLOSERS: [&str; 9] = ["*/", "*)", "-->", "--}}", "#}", "%>", "}}", "-}", "]]"];

/// The exemptions in `text`.
pub fn exemptions(text: &str) -> Vec<Exemption<'_>> {
    let mut line = 0;
    let mut counted_to = 0;
    let starts = memmem::find_iter(text.as_bytes(), WORD);
    let mut found = Vec::new();
    for start in starts {
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted_to..start]).count();
        counted_to = start;
        found.extend(exemption(text, start, line));
    }
    found
}

fn exemption(text: &str, start: usize, line: usize) -> Option<Exemption<'_>> {
    let whole = text.get(start..)?.lines().next()?;
    let behind = whole.strip_prefix(WORD)?;
    let before = text.get(..start)?;
    let before = before
        .get(before.rfind('\n').map_or(0, |newline| newline + 1)..)?
        .trim_end();
    if !OPENERS.iter().any(|opener| before.ends_with(opener)) {
        return None;
    }
    let named = behind.trim_start_matches([' ', '\t']);
    let digits = named.strip_prefix("ADR-")?;
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    if named.len() == behind.len() {
        return None;
    }
    let reason = rest.trim_start_matches([' ', ':']);
    let closing = CLOSERS
        .iter()
        .filter_map(|closer| reason.find(closer))
        .min();
    let reason = closing.map_or(reason, |end| reason.get(..end).unwrap_or_default());
    Some(Exemption {
        number: digits.strip_suffix(rest)?.parse().ok()?,
        reason: reason.trim(),
        span: start..start + whole.len() - rest.len(),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exemption_names_a_decision_and_a_reason() {
        let text = "a // ALLOW ADR-0007: until the port is done\n\
                    <!-- ALLOW ADR-7: generated -->\n\
                    /* ALLOW ADR-0008 */\n\
                    // ALLOWed ADR-0007: x\n\
                    // ALLOW: ADR-0007\n\
                    # ALLOW ADR-0009:\r\n\
                    --ALLOW\tADR-10:x\n\
                    ; ALLOW ADR-x # ALLOW ADR-99999999999: x\n\
                    /// `ALLOW ADR-0007: x`\n\
                    let it = \"ALLOW ADR-0007: x\";\n\
                    ALLOW ADR-0007: x";
        let text = &text.replace("ALLOW", WORD);
        let found: Vec<_> = exemptions(text)
            .into_iter()
            .map(|found| {
                (
                    found.number,
                    found.reason,
                    found.line,
                    text[found.span].replace(WORD, ""),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (7, "until the port is done", 0, " ADR-0007".to_owned()),
                (7, "generated", 1, " ADR-7".to_owned()),
                (8, "", 2, " ADR-0008".to_owned()),
                (9, "", 5, " ADR-0009".to_owned()),
                (10, "x", 6, "\tADR-10".to_owned()),
            ]
        );
    }
}
