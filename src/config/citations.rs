//! `[citations]`: the files whose citations of decisions do not count, such as examples with numbers of their own.

use crate::fields::{Fields, Reader};
use crate::files::Glob;

use super::value::one_or_many;

/// Where citations of decisions do not count.
#[derive(Debug, Clone, Default)]
pub struct Citations {
    exclude: Vec<Glob>,
}

impl Citations {
    /// Whether the file or folder at `path` is left out. It is relative to the repository's root, with `/` between its
    /// parts.
    pub fn is_excluded(&self, path: &str) -> bool {
        self.exclude.iter().any(|glob| glob.is_match(path))
    }
}

pub(super) fn read(reader: &mut Reader, mut fields: Fields<'_>) -> Citations {
    let raw = fields.take(reader, "exclude");
    fields.finish(reader);
    let patterns = raw.and_then(|raw| one_or_many(reader, "exclude", raw));
    let mut exclude = Vec::new();
    for pattern in patterns.unwrap_or_default() {
        match Glob::new(&pattern.value) {
            Ok(glob) => exclude.push(glob),
            Err(why) => {
                let fault = reader.fault(pattern.span, format!("`exclude`: {why}"));
                let help = "write a path from the repository's root, such as \"tests/fixtures/**\"";
                fault.help = Some(help.to_owned());
            }
        }
    }
    Citations { exclude }
}
