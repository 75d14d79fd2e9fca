//! The `code` kind: the amount of code, counted with the `tokei` library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;
use tokei::{CodeStats, LanguageType};

use crate::config::KeyShape;
use crate::diagnostic::did_you_mean;
use crate::files::{LinePattern, text};
use crate::quantity::{DeclaredUnit, Value};
use crate::source::shown;

use super::paths::Paths;
use super::{Kind, Measurement, Point, SourceError, Spec};

/// Implements `source = { code = … }`.
pub const CODE: Kind = Kind {
    name: "code",
    summary: "lines of code, number of source files, the longest file, and lines that match a pattern",
    keys: KEYS,
    explain: EXPLAIN,
    plan,
};

const KEYS: &[KeyShape] = &[
    KeyShape::one_of(
        "code",
        "what is counted",
        &["lines", "files", "longest-file", "matches"],
    ),
    KeyShape::text(
        "pattern",
        "what a line that counts matches, as a regular expression",
    ),
    KeyShape::texts("language", "the languages that count"),
    KeyShape::texts(
        "path",
        "the files that count, as globs from the root of the repository: \"src/**\"",
    ),
    KeyShape::one_of(
        "by",
        "splits the count by language, or by folder",
        &["language", "folder"],
    ),
];

const EXPLAIN: &str = r#"
Statistics about the source files in the working tree; tokei distinguishes languages, code and comments.

- `lines`: lines of code, without comments and blank lines. Code inside Markdown is prose and does not count.
- `files`: source files.
- `longest-file`: the total lines of the longest file, labelled with its `path`.
- `matches`: the lines that match `pattern`, a regular expression as the `regex` crate reads it, in text files of up to
  1 MiB: `{ code = "matches", pattern = '/v1/', path = "src/api/**" }`. So a trigger can count what a guard forbids.

`language = "Rust"` and `path = "src/**"`, or lists, narrow it down. `by = "language"` and `by = "folder"`
give a value for each language, or for each folder below `path`, under a label of that name; a trigger then
needs `any(…)`. Files ignored by git, hidden files and symlinks are left out.

```toml
source = { code = "lines", language = "Rust", path = "src/**", by = "folder" }
```
"#;

/// The largest file in which matches are counted.
const MAX_TEXT: u64 = 1024 * 1024;

/// The ignore file that tokei also reads.
const TOKEI_IGNORE: &str = ".tokeignore";

#[derive(Debug, Clone, Copy)]
enum Figure {
    Lines,
    Files,
    LongestFile,
    Matches,
}

#[derive(Debug, Clone, Copy)]
enum Split {
    Language,
    Folder,
}

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let figure = spec.choice(
        "code",
        &[
            ("lines", Figure::Lines),
            ("files", Figure::Files),
            ("longest-file", Figure::LongestFile),
            ("matches", Figure::Matches),
        ],
    );
    let languages = read_languages(spec);
    let paths = spec.paths("path");
    let choices = [("language", Split::Language), ("folder", Split::Folder)];
    let split = match figure {
        Some(Figure::LongestFile) => None,
        Some(Figure::Matches) => spec.choice("by", &[("folder", Split::Folder)]),
        _ => spec.choice("by", &choices),
    };
    if let Some(Figure::Matches) = figure {
        let pattern = read_pattern(spec)?;
        return Some(Measurement::new(DeclaredUnit::COUNT, move |scope| {
            let files = find(scope.root(), &paths, &languages, Wanted::AllText)?;
            let files = files
                .into_par_iter()
                .map(|file| file.count_matches(&pattern));
            let files = files.collect::<Result<Vec<_>, _>>()?;
            Ok(total(&files, split, |file| file.code))
        }));
    }
    let figure = figure?;
    Some(Measurement::new(DeclaredUnit::COUNT, move |scope| {
        let files = find(scope.root(), &paths, &languages, Wanted::Code)?;
        let files: Vec<_> = files.into_par_iter().map(SourceFile::count).collect();
        let files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(match figure {
            Figure::Lines => total(&files, split, |file| file.code),
            Figure::Files => total(&files, split, |_| 1),
            Figure::LongestFile => longest(&files),
            Figure::Matches => Vec::new(),
        })
    }))
}

fn read_pattern(spec: &mut Spec<'_>) -> Option<LinePattern> {
    let pattern = spec.text("pattern");
    let Some(pattern) = pattern else {
        let span = spec.text("code")?.span.clone();
        *spec.fault(span, "`matches` needs a `pattern`") =
            Some("write `pattern = 'a regular expression'`".to_owned());
        return None;
    };
    match LinePattern::new(&pattern.value) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            *spec.fault(pattern.span.clone(), format!("`pattern`: {error}")) =
                Some(error.help.to_owned());
            None
        }
    }
}

/// Which files are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Those in a language that tokei knows.
    Code,
    /// All others too.
    AllText,
}

fn read_languages(spec: &mut Spec<'_>) -> Vec<LanguageType> {
    let all = || LanguageType::list().iter().map(|(language, _)| *language);
    let mut languages = Vec::new();
    for name in spec.texts("language") {
        let named = all().find(|language| language.name().eq_ignore_ascii_case(&name.value));
        match named {
            Some(language) => languages.push(language),
            None => {
                let message = format!("unknown language `{}`", name.value);
                *spec.fault(name.span.clone(), message) =
                    did_you_mean(&name.value, all().map(LanguageType::name))
                        .map(|near| format!("did you mean \"{near}\"?"));
            }
        }
    }
    languages
}

/// A file to be counted.
struct SourceFile {
    path: PathBuf,
    /// The path relative to the repository root, with `/`.
    relative: String,
    /// `None` if tokei knows none for it.
    language: Option<LanguageType>,
    folder: String,
}

/// A counted file.
struct Counted {
    relative: String,
    language: Option<LanguageType>,
    folder: String,
    code: u64,
    lines: u64,
}

fn find(
    root: &Path,
    paths: &Paths,
    languages: &[LanguageType],
    wanted: Wanted,
) -> Result<Vec<SourceFile>, SourceError> {
    // Ignore files above the repository must not affect what is counted in it.
    let walk = WalkBuilder::new(root)
        .parents(false)
        .add_custom_ignore_filename(TOKEI_IGNORE)
        .sort_by_file_path(Path::cmp)
        .build();
    let config = tokei::Config::default();
    let mut files = Vec::new();
    let mut matched = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| SourceError(format!("cannot read: {error}")))?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let Ok(relative) = entry.path().strip_prefix(root) else {
            continue;
        };
        let relative = shown(relative);
        let Some(glob) = paths.first_match(&relative).filter(|_| is_file) else {
            continue;
        };
        matched.push(relative.clone());
        let language = LanguageType::from_path(entry.path(), &config);
        let is_wanted = match language {
            Some(language) => languages.is_empty() || languages.contains(&language),
            None => wanted == Wanted::AllText && languages.is_empty(),
        };
        if is_wanted {
            files.push(SourceFile {
                folder: folder_below(glob, &relative),
                path: entry.into_path(),
                relative,
                language,
            });
        }
    }
    paths.check_each(matched.iter().map(String::as_str))?;
    Ok(files)
}

impl SourceFile {
    /// Counts its lines that match `pattern`.
    fn count_matches(self, pattern: &LinePattern) -> Result<Counted, SourceError> {
        let unreadable = |error| SourceError(format!("cannot read `{}`: {error}", self.relative));
        let bytes = text::read(&self.path, MAX_TEXT)
            .map_err(unreadable)?
            .unwrap_or_default();
        let text = text::decoded(&bytes).unwrap_or_default();
        Ok(Counted {
            code: pattern.lines(&text).count() as u64,
            lines: 0,
            relative: self.relative,
            language: self.language,
            folder: self.folder,
        })
    }

    fn count(self) -> Result<Counted, SourceError> {
        let unreadable = |error: &dyn std::fmt::Display| {
            SourceError(format!("cannot read `{}`: {error}", self.relative))
        };
        let Some(language) = self.language else {
            return Err(unreadable(&"its language is not known"));
        };
        let stats = match language.parse(self.path, &tokei::Config::default()) {
            Ok(report) => report.stats,
            Err((error, _)) => return Err(unreadable(&error)),
        };
        Ok(Counted {
            code: code_lines(language, &stats) as u64,
            lines: stats.summarise().lines() as u64,
            relative: self.relative,
            language: self.language,
            folder: self.folder,
        })
    }
}

/// Lines of code, including embedded languages such as scripts in HTML; but an example in Markdown, and so in
/// a doc comment, does not count as code of the project.
fn code_lines(language: LanguageType, stats: &CodeStats) -> usize {
    if language == LanguageType::Markdown {
        return stats.code;
    }
    let inside = stats.blobs.iter();
    let inside = inside.map(|(language, stats)| code_lines(*language, stats));
    stats.code + inside.sum::<usize>()
}

/// The folder that `path` is counted under: the first one below the literal part of `glob`.
fn folder_below(glob: &str, path: &str) -> String {
    let named = glob
        .split('/')
        .take_while(|part| !part.is_empty() && *part != "." && !part.contains(['*', '?', '[', '{']))
        .count();
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let parts: Vec<_> = folders.split('/').take(named + 1).collect();
    match parts.join("/") {
        root if root.is_empty() => ".".to_owned(),
        folder => folder,
    }
}

fn total(files: &[Counted], split: Option<Split>, figure: fn(&Counted) -> u64) -> Vec<Point> {
    let (label, name): (_, fn(&Counted) -> &str) = match split {
        None => {
            let sum = files.iter().map(figure).sum();
            return vec![Point::single(Value::count(sum))];
        }
        Some(Split::Language) => ("language", |file| {
            file.language.map_or("", LanguageType::name)
        }),
        Some(Split::Folder) => ("folder", |file| &file.folder),
    };
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for file in files {
        *sums.entry(name(file)).or_default() += figure(file);
    }
    let sums = sums.into_iter();
    sums.map(|(name, sum)| Point::labelled(label, name, Value::count(sum)))
        .collect()
}

/// The file with the most lines; the first by path among equals.
fn longest(files: &[Counted]) -> Vec<Point> {
    let longest = files.iter().rev().max_by_key(|file| file.lines);
    let point = |file: &Counted| Point::labelled("path", &file.relative, Value::count(file.lines));
    longest.map(point).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_counted_under_the_first_folder_below_the_literal_part_of_the_glob() {
        let cases = [
            ("", "main.rs", "."),
            ("", "src/a/b.rs", "src"),
            ("src/**", "src/a/b/c.rs", "src/a"),
            ("src", "src/c.rs", "src"),
            ("crates/*/src", "crates/x/src/c.rs", "crates/x"),
        ];
        for (glob, path, folder) in cases {
            assert_eq!(folder_below(glob, path), folder, "{glob} {path}");
        }
    }
}
