//! Reads lines up to a maximum length, so that no client can use up the memory.

use std::io::{self, BufRead, Read};

/// The longest line, in bytes.
pub const MAX_LENGTH: usize = 4 << 20;

/// A line of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A whole line, without its end.
    Whole(Vec<u8>),
    /// A line of more than [`MAX_LENGTH`] bytes, which has been skipped.
    TooLong,
}

/// The next line of `input`; `None` at its end. The last line need not end with a newline.
///
/// # Errors
/// If an I/O operation fails.
pub fn next(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let limit = MAX_LENGTH as u64 + 1;
    if input.take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > MAX_LENGTH {
        input.skip_until(b'\n')?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8]) -> Vec<Line> {
        std::iter::from_fn(|| next(&mut input).unwrap()).collect()
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_is_read() {
        let longest = "x".repeat(MAX_LENGTH);
        let whole = |text: &str| Line::Whole(text.as_bytes().to_vec());
        let input = format!("a\n\n{longest}\n{longest}y\nb\n{longest}yz");
        assert_eq!(
            lines(input.as_bytes()),
            [
                whole("a"),
                whole(""),
                whole(&longest),
                Line::TooLong,
                whole("b"),
                Line::TooLong
            ]
        );
        assert_eq!(lines(b"a\nb"), [whole("a"), whole("b")]);
        assert_eq!(lines(b""), []);
    }
}
