//! Keeps answers at a size that an agent can read: lists come in pages, and long texts in parts.

use serde_json::Value;

use crate::source::floor_char_boundary;

/// The largest answer, in bytes of JSON.
pub const MAX_ANSWER: usize = 256 << 10;

/// What a page or a part takes of it; the rest is for notes and for what stands beside it.
const MAX_PART: usize = 224 << 10;

/// How many items a page has by default, and at most.
pub const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

/// A part of a list.
#[derive(Debug)]
pub struct Page {
    /// The items.
    pub items: Vec<Value>,
    /// Where the next page starts, if there is one.
    pub next_offset: Option<usize>,
}

/// The items of `all` from `offset` on, as `shown` shows them: at most `limit`, and no more than an answer holds. An item
/// that alone is too large is shortened.
///
/// # Errors
/// If `shown` fails.
pub fn page<T>(
    all: impl ExactSizeIterator<Item = T>,
    offset: usize,
    limit: usize,
    mut shown: impl FnMut(T) -> serde_json::Result<Value>,
) -> serde_json::Result<Page> {
    let total = all.len();
    let mut items = Vec::new();
    let mut size = 0;
    for item in all.skip(offset).take(limit.clamp(1, MAX_LIMIT)) {
        let item = shortened(shown(item)?);
        size += size_of(&item) + 1;
        if size > MAX_PART && !items.is_empty() {
            break;
        }
        items.push(item);
    }
    let end = offset.saturating_add(items.len());
    Ok(Page {
        items,
        next_offset: (end < total).then_some(end),
    })
}

/// The part of `text` that starts at byte `offset` and fits into an answer, and where the next part starts.
pub fn part(text: &str, offset: usize) -> (&str, Option<usize>) {
    let start = floor_char_boundary(text, offset);
    let mut end = floor_char_boundary(text, start.saturating_add(MAX_PART));
    while size_of(&Value::from(&text[start..end])) > MAX_PART {
        end = floor_char_boundary(text, start + (end - start) / 2);
    }
    (&text[start..end], (end < text.len()).then_some(end))
}

/// `value` with its longest texts and lists cut until it fits into an answer. An object says so under `cut`.
pub fn shortened(mut value: Value) -> Value {
    const SHORTEST: usize = 8;
    let mut longest = MAX_PART / 2;
    let mut is_cut = false;
    while size_of(&value) > MAX_PART && longest >= SHORTEST {
        cut(&mut value, longest);
        is_cut = true;
        longest /= 2;
    }
    if is_cut && let Value::Object(object) = &mut value {
        let note =
            "too large: long texts and lists are cut short; the file at `path` has them whole";
        object.insert("cut".to_owned(), note.into());
    }
    value
}

/// Cuts every text in `value` to `longest` bytes, and every list to a part of as many items.
fn cut(value: &mut Value, longest: usize) {
    const BYTES_PER_ITEM: usize = 8;
    match value {
        Value::String(text) if text.len() > longest => {
            text.truncate(floor_char_boundary(text, longest));
            text.push('…');
        }
        Value::Array(items) => {
            items.truncate((longest / BYTES_PER_ITEM).max(1));
            items.iter_mut().for_each(|item| cut(item, longest));
        }
        Value::Object(object) => object.values_mut().for_each(|value| cut(value, longest)),
        _ => {}
    }
}

fn size_of(value: &Value) -> usize {
    value.to_string().len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn numbers(count: usize, offset: usize, limit: usize, size: usize) -> (usize, Option<usize>) {
        let shown = |number| Ok(json!({ "number": number, "text": "x".repeat(size) }));
        let page = page(0..count, offset, limit, shown).unwrap();
        assert!(size_of(&Value::from(page.items.clone())) <= MAX_ANSWER);
        (page.items.len(), page.next_offset)
    }

    #[test]
    fn pages_end_at_the_limit_or_when_they_are_full() {
        assert_eq!(numbers(3, 0, 50, 1), (3, None));
        assert_eq!(numbers(3, 0, 2, 1), (2, Some(2)));
        assert_eq!(numbers(3, 2, 2, 1), (1, None));
        assert_eq!(numbers(3, 7, 2, 1), (0, None));
        assert_eq!(numbers(3, 0, 0, 1), (1, Some(1)));
        assert_eq!(numbers(1000, 0, 9999, 1), (MAX_LIMIT, Some(MAX_LIMIT)));
        assert_eq!(numbers(9, 0, 9, 50_000), (4, Some(4)));
        assert_eq!(numbers(2, 0, 9, 1 << 20), (1, Some(1)));
    }

    #[test]
    fn what_is_too_large_is_cut_and_says_so() {
        let small = json!({ "path": "a.md", "list": vec!["x"; 100] });
        assert_eq!(shortened(small.clone()), small);
        let texts = json!({ "path": "a.md", "list": vec!["\u{1}é".repeat(4_000); 40] });
        let lists = json!({ "path": "a.md", "list": vec![vec!["x"; 500]; 500] });
        for large in [texts, lists] {
            let cut = shortened(large);
            assert!(size_of(&cut) <= MAX_ANSWER);
            assert_eq!(cut["path"], "a.md");
            assert!(cut["cut"].is_string());
        }
    }

    #[test]
    fn the_parts_of_a_text_make_the_text() {
        let text = "é\u{1}\"x".repeat(100_000);
        let (mut offset, mut whole, mut parts) = (Some(0), String::new(), 0);
        while let Some(start) = offset {
            let (part, next) = part(&text, start);
            assert!(size_of(&Value::from(part)) <= MAX_PART);
            whole += part;
            offset = next;
            parts += 1;
        }
        assert!(whole == text);
        assert!(parts > 3);
        assert_eq!(part("é", 1), ("é", None));
        assert_eq!(part("é", 9), ("", None));
    }
}
