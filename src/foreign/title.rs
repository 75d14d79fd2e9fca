//! The title of a record whose prose has none, and numbers in front of titles that only the file's name confirms.

use std::path::Path;

use crate::record::{Record, Title, file_name};

/// The name that a record goes by: its file's, without the extension, or its folder's where the file is a README or an
/// index.
pub fn own_name(path: &Path) -> String {
    let stem = stem(path);
    let folder = path.parent().and_then(Path::file_name);
    match folder {
        Some(folder) if file_name::stands_for_folder(path) => folder.to_string_lossy().into_owned(),
        _ => stem,
    }
}

/// The file's name up to its first dot that is not its first letter.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let end = name.char_indices().skip(1).find(|(_, c)| *c == '.');
    let end = end.map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or_default().to_owned()
}

/// The title of `record` where its H1 does not say it: `given` by its metadata, or made of its name.
pub fn instead(record: &Record, given: Option<String>) -> Title {
    let text = given.unwrap_or_else(|| of_name(&own_name(record.source.path())));
    let start = record.prose_start();
    Title::of(&text, start..start)
}

/// `0007-keep-orders` as `Keep orders`.
pub fn of_name(name: &str) -> String {
    let unnumbered = match file_name::number(name).is_some() || super::date::opening(name).is_some()
    {
        true => after_number(name),
        false => name,
    };
    let words: Vec<&str> = unnumbered
        .split(['-', '_', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}

/// What follows the number or the date in `name`.
fn after_number(name: &str) -> &str {
    let start = name.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let rest = name.get(start..).unwrap_or(name);
    let rest =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ' '));
    if rest.is_empty() { name } else { rest }
}

/// The title `ORG-ADR-AREA-0007: Title` of the record in the file at `path`, whose name starts alike.
pub fn without_own_name(title: &Title, path: &Path, number: u32) -> Option<Title> {
    let name = own_name(path);
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let end = digits
        + name
            .get(digits..)?
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(name.len() - digits);
    let prefix = name.get(..end)?;
    let rest = title.text.get(prefix.len()..)?;
    let is_same = digits > 0 && title.text.get(..prefix.len())?.eq_ignore_ascii_case(prefix);
    let text = rest
        .trim_start()
        .trim_start_matches([':', '-', '–', '—'])
        .trim_start();
    (is_same && !text.is_empty()).then(|| Title {
        text: text.to_owned(),
        number: Some(number),
        span: title.span.clone(),
    })
}

/// The title `N - Title` of record `number`, whose number no other mark sets off.
pub fn without_own_number(title: &Title, number: u32) -> Option<Title> {
    let rest = title.text.trim_start_matches('0');
    let rest = rest.strip_prefix(&number.to_string())?;
    let text = rest.trim_start();
    let text = text.strip_prefix(['-', '–', '—', ')'])?.trim_start();
    (title.number.is_none() && !text.is_empty()).then(|| Title {
        text: text.to_owned(),
        number: Some(number),
        span: title.span.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_called_after_its_file_or_its_folder() {
        for (path, expected) in [
            ("0007-keep-orders.md", "Keep orders"),
            ("ADR018-rds-broker.html.md", "Rds broker"),
            ("2022-02-07-tracing/README.md", "Tracing"),
            ("tracing/index.md", "Tracing"),
            ("20200102-adr-without-title.md", "Adr without title"),
            ("ADR-0007.md", "ADR 0007"),
        ] {
            assert_eq!(of_name(&own_name(Path::new(path))), expected, "{path}");
        }
    }
}
