//! Where a record's TOML lies in its file: in a fenced block, or between `+++` lines.

use crate::source::Span;

/// The two ways to set a TOML record above the prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// A fenced code block with the info string `toml` (CommonMark 0.31 §4.5), as RustSec's advisories have it.
    Block,
    /// Lines of `+++`, as Hugo and Zola have it.
    Plus,
}

/// The parts of a file that has a TOML record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// How the TOML is set.
    pub fence: Fence,
    /// The TOML, without its fence.
    pub toml: Span,
    /// The byte after the closing fence's line.
    pub body_start: usize,
    /// Whether the closing fence is there.
    pub closed: bool,
}

struct Line<'t> {
    start: usize,
    end: usize,
    whole: &'t str,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'t> Line<'t> {
    /// The line without its ending, trailing blanks and a byte order mark.
    fn text(&self) -> &'t str {
        self.whole.trim_start_matches(BYTE_ORDER_MARK).trim_end()
    }

    /// Whether `mark` is the first of its characters that shows, which takes less time than its text.
    fn opens_with(&self, mark: char) -> bool {
        let shown = self.whole.trim_start_matches([BYTE_ORDER_MARK, ' ']);
        shown.starts_with(mark)
    }
}

/// Finds the record; `None` where the file does not open with one.
pub fn find(text: &str) -> Option<Layout> {
    let mut lines = lines(text).skip_while(|line| line.text().is_empty());
    let opening = lines.next()?;
    let (fence, closing) = if opening.text() == "+++" {
        let closing = lines.find(|line| line.opens_with('+') && line.text() == "+++");
        (Fence::Plus, closing)
    } else {
        let (mark, length) = block_opening(opening.text())?;
        let closes =
            |line: &Line<'_>| line.opens_with(mark) && closes_block(line.text(), mark, length);
        (Fence::Block, lines.find(closes))
    };
    let toml_end = closing.as_ref().map_or(text.len(), |line| line.start);
    Some(Layout {
        fence,
        toml: opening.end..toml_end,
        body_start: closing.as_ref().map_or(text.len(), |line| line.end),
        closed: closing.is_some(),
    })
}

/// The place of the YAML between two lines of `---`, the first of which opens the file, and the byte after the closing
/// line, as Jekyll has it (<https://jekyllrb.com/docs/front-matter/>); `None` where the file does not open with one.
pub fn find_yaml(text: &str) -> Option<(Span, usize)> {
    let mut lines = lines(text).skip_while(|line| line.text().is_empty());
    let opening = lines
        .next()
        .filter(|line| line.text().trim_start() == "---")?;
    let closing = lines.find(|line| matches!(line.text().trim_start(), "---" | "..."))?;
    Some((opening.end..closing.start, closing.end))
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let ending = memchr::memchr(b'\n', rest.as_bytes());
        let length = ending.map_or(rest.len(), |ending| ending + 1);
        let line = Line {
            start,
            end: start + length,
            whole: rest.get(..length).unwrap_or(rest),
        };
        start = line.end;
        Some(line)
    })
}

fn block_opening(line: &str) -> Option<(char, usize)> {
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let info = line.trim_start_matches(mark);
    let length = line.len() - info.len();
    (length >= 3 && info.trim().eq_ignore_ascii_case("toml")).then_some((mark, length))
}

fn closes_block(line: &str, mark: char, length: usize) -> bool {
    let fence = line.trim_start_matches(' ');
    line.len() - fence.len() <= 3 && fence.len() >= length && fence.chars().all(|c| c == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toml_and_body(text: &str) -> Option<(&str, &str)> {
        find(text).map(|layout| (&text[layout.toml], &text[layout.body_start..]))
    }

    #[test]
    fn both_layouts_are_found_under_a_byte_order_mark_and_with_crlf() {
        assert_eq!(
            toml_and_body("```toml\na = 1\n```\n# T\n"),
            Some(("a = 1\n", "# T\n"))
        );
        assert_eq!(
            toml_and_body("\u{feff}\r\n+++\r\na = 1\r\n+++\r\n# T"),
            Some(("a = 1\r\n", "# T"))
        );
        assert_eq!(
            toml_and_body("~~~~ TOML\na='''\n```\n'''\n~~~~\nx"),
            Some(("a='''\n```\n'''\n", "x"))
        );
    }

    #[test]
    fn other_openings_are_no_record() {
        for text in [
            "",
            "# T\n",
            "---\na: 1\n---\n",
            "```yaml\n```\n",
            "``toml\n``\n",
        ] {
            assert_eq!(find(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_fence_that_never_closes_takes_the_whole_file() {
        let layout = find("```toml\na = 1\n# T\n").unwrap();
        assert!(!layout.closed);
        assert_eq!(layout.body_start, 18);
    }
}
