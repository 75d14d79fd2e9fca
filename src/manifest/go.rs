//! Go modules: `go.mod`, `go.sum`.

use super::{Ecosystem, Format, Kind, ManifestError, Package, as_written, span_in};

const GO: Ecosystem = Ecosystem {
    name: "Go",
    naming: "the module path, as written",
    canonical: as_written,
};

pub(super) const MANIFEST: Format = Format {
    ecosystem: &GO,
    kind: Kind::Manifest,
    files: &["go.mod"],
    lists: "`require`, and the modules that `replace` puts in place of others; `// indirect` ones are not direct",
    read: read_mod,
};

pub(super) const SUM: Format = Format {
    ecosystem: &GO,
    kind: Kind::Lock,
    files: &["go.sum"],
    lists: "modules with a hash of their code, not just of their `go.mod`",
    read: read_sum,
};

fn read_mod(text: &str) -> Result<Vec<Package>, ManifestError> {
    let mut found = Vec::new();
    let mut block: Option<&str> = None;
    for line in text.lines() {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        let code = code.trim();
        let (directive, code) = match (block, code) {
            (_, "") => continue,
            (Some(_), ")") => {
                block = None;
                continue;
            }
            (Some(directive), code) => (directive, code),
            (None, code) => code.split_once(char::is_whitespace).unwrap_or((code, "")),
        };
        if block.is_none() {
            let is_opened = code.trim() == "(" || (code.is_empty() && directive.ends_with('('));
            let directive = directive.trim_end_matches('(');
            check_directive(text, directive)?;
            if is_opened {
                block = Some(directive);
                continue;
            }
        }
        let is_indirect = comment.trim_start().starts_with("indirect");
        found.extend(module(directive, code).map(|name| Package {
            is_direct: !is_indirect,
            ..Package::named_in(text, name)
        }));
    }
    match block {
        None => Ok(found),
        Some(directive) => {
            let message = format!("the block of `{directive}` is not closed");
            Err(ManifestError::new(message, span_in(text, directive)))
        }
    }
}

fn check_directive(text: &str, directive: &str) -> Result<(), ManifestError> {
    if directive.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(());
    }
    let message = "expected a directive, such as `require`";
    Err(ManifestError::new(message, span_in(text, directive)))
}

/// The module that a directive brings in.
fn module<'t>(directive: &str, arguments: &'t str) -> Option<&'t str> {
    let mut words = arguments.split_whitespace();
    match directive {
        "require" => words.next().map(unquoted),
        "replace" => {
            let mut replacement = words.skip_while(|word| *word != "=>").skip(1);
            let path = replacement.next()?;
            // Without a version it is a folder.
            replacement.next().map(|_| unquoted(path))
        }
        _ => None,
    }
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '`'])
}

fn read_sum(text: &str) -> Result<Vec<Package>, ManifestError> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<_> = line.split_whitespace().take(4).collect();
        match words.as_slice() {
            [_, version, _] if version.ends_with("/go.mod") => {}
            [module, _, _] => found.push(Package::named_in(text, module)),
            _ => {
                let message = "expected a module, its version and a hash";
                return Err(ManifestError::new(message, span_in(text, line)));
            }
        }
    }
    Ok(found)
}
