//! RubyGems: `Gemfile`, `*.gemspec`, `Gemfile.lock`.

use super::{Ecosystem, Format, Kind, ManifestError, Package, as_written, check_merged, span_in};

const RUBYGEMS: Ecosystem = Ecosystem {
    name: "RubyGems",
    naming: "as written",
    canonical: as_written,
};

pub(super) const GEMFILE: Format = Format {
    ecosystem: &RUBYGEMS,
    kind: Kind::Manifest,
    files: &["Gemfile", "*.gemfile", "gems.rb"],
    lists: "lines that begin with `gem \"name\"`",
    read: read_gemfile,
};

pub(super) const GEMSPEC: Format = Format {
    ecosystem: &RUBYGEMS,
    kind: Kind::Manifest,
    files: &["*.gemspec"],
    lists: "`add_dependency`, `add_runtime_dependency` and `add_development_dependency`",
    read: read_gemspec,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &RUBYGEMS,
    kind: Kind::Lock,
    files: &["Gemfile.lock", "*.gemfile.lock", "gems.locked"],
    lists: "`specs`, without those of a `PATH`",
    read: read_lock,
};

fn read_gemfile(text: &str) -> Result<Vec<Package>, ManifestError> {
    let calls = text.lines().filter_map(|line| argument(line, "gem"));
    Ok(calls.map(|name| Package::named_in(text, name)).collect())
}

const DEPENDENCY_METHODS: [&str; 3] = [
    "add_dependency",
    "add_runtime_dependency",
    "add_development_dependency",
];

fn read_gemspec(text: &str) -> Result<Vec<Package>, ManifestError> {
    let names = text.lines().filter_map(|line| {
        let (receiver, call) = line.split_once('.')?;
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        if !receiver.trim_start().chars().all(is_name) {
            return None;
        }
        let mut methods = DEPENDENCY_METHODS.iter();
        methods.find_map(|method| argument(call, method))
    });
    Ok(names.map(|name| Package::named_in(text, name)).collect())
}

/// The first argument of a call of `method` with which `line` begins, if it is a string without anything to fill in.
fn argument<'t>(line: &'t str, method: &str) -> Option<&'t str> {
    let arguments = line.trim_start().strip_prefix(method)?;
    let text = arguments.trim_start_matches(['(', ' ', '\t']);
    if text.len() == arguments.len() && !text.starts_with(['"', '\'']) {
        return None;
    }
    let (text, quotes) = match text.strip_prefix("%q") {
        Some(text) => (
            text,
            [('<', '>'), ('(', ')'), ('[', ']'), ('{', '}')].as_slice(),
        ),
        None => (text, [('"', '"'), ('\'', '\'')].as_slice()),
    };
    let (open, close) = quotes.iter().find(|(open, _)| text.starts_with(*open))?;
    let (name, _) = text.strip_prefix(*open)?.split_once(*close)?;
    (!name.contains("#{")).then_some(name)
}

/// Reads the lines with four spaces below `specs:`; those with six are their dependencies.
fn read_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    check_merged(text)?;
    if !text.lines().any(|line| line.trim_end() == "  specs:") {
        let first = text.lines().next().unwrap_or_default();
        return Err(ManifestError::new(
            "`specs:` is missing",
            span_in(text, first),
        ));
    }
    let mut found = Vec::new();
    let mut section = "";
    for line in text.lines() {
        if !line.starts_with(' ') && !line.is_empty() {
            section = line.trim_end();
        }
        let spec = line.strip_prefix("    ");
        let spec = spec.filter(|spec| !spec.starts_with(' ') && section != "PATH");
        let name = spec.and_then(|spec| spec.split_once(" ("));
        found.extend(name.map(|(name, _)| Package::named_in(text, name)));
    }
    Ok(found)
}
