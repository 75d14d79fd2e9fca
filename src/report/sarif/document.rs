//! The parts of a SARIF document that are written, named as in the standard.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::diagnostic;
use crate::report::Base;
use crate::source::Place;

/// All characters of a URI path that are encoded: everything except unreserved characters (RFC 3986 §2.3) and
/// the separator.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// The name of the fingerprint; if its algorithm changes, so does the number.
const FINGERPRINT: &str = "adrFinding/v1";

/// The base of relative paths, which the consumer of the document resolves.
const ROOT: &str = "%SRCROOT%";

/// A whole document: one run of one tool.
pub struct Log(Value);

/// `reportingDescriptor` (§3.49).
pub struct Rule {
    pub id: &'static str,
    pub short: Message,
    pub full: Message,
    pub help: Message,
    pub level: &'static str,
}

/// `result` (§3.27).
pub struct Result {
    pub rule: &'static str,
    pub level: &'static str,
    pub message: Message,
    pub location: Location,
    pub print: String,
    pub fixes: Vec<Fix>,
}

/// `message` (§3.11) and `multiformatMessageString` (§3.12).
#[derive(Serialize)]
pub struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

/// `location` (§3.28).
#[derive(Serialize)]
pub struct Location(Value);

/// `region` (§3.30); columns count code points, as `columnKind` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// `fix` (§3.55).
#[derive(Serialize)]
pub struct Fix(Value);

impl Log {
    /// A run with `rules` that produced `results`.
    pub fn of(rules: Vec<Rule>, results: Vec<Result>) -> Self {
        let index = |name: &str| rules.iter().position(|rule| rule.id == name);
        let results: Vec<_> = results
            .into_iter()
            .map(|result| {
                let mut value = json!({
                    "ruleId": result.rule,
                    "ruleIndex": index(result.rule),
                    "level": result.level,
                    "message": result.message,
                    "locations": [result.location],
                    "partialFingerprints": { FINGERPRINT: result.print },
                });
                if !result.fixes.is_empty() {
                    value["fixes"] = json!(result.fixes);
                }
                value
            })
            .collect();
        let rules: Vec<_> = rules.iter().map(Rule::value).collect();
        Self(json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {
                    "driver": {
                        "name": env!("CARGO_PKG_NAME"),
                        "semanticVersion": env!("CARGO_PKG_VERSION"),
                        "rules": rules,
                    },
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        }))
    }

    /// Writes it as JSON.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.0)?;
        out.write_all(b"\n")
    }
}

impl Rule {
    fn value(&self) -> Value {
        let mut value = json!({
            "id": self.id,
            "shortDescription": self.short,
            "fullDescription": self.full,
            "help": self.help,
            "defaultConfiguration": { "level": self.level },
        });
        // A page is named only if the package specifies its repository.
        let repository = env!("CARGO_PKG_REPOSITORY");
        if !repository.is_empty() {
            value["helpUri"] = json!(format!("{repository}/blob/main/docs/rules.md#{}", self.id));
        }
        value
    }
}

impl Message {
    /// A plain-text message, in which `[a](b)` would be a link (§3.11.6).
    pub fn of(text: &str) -> Self {
        Self {
            text: text.replace("](", "] ("),
            markdown: None,
        }
    }

    /// The same with a Markdown version.
    pub fn with_markdown(text: &str, markdown: String) -> Self {
        Self {
            markdown: Some(markdown),
            ..Self::of(text)
        }
    }
}

impl Location {
    /// The location of `region` in the file `path`.
    pub fn at(path: &str, region: Region) -> Self {
        Self(json!({
            "physicalLocation": {
                "artifactLocation": artifact(path),
                "region": region,
            },
        }))
    }
}

impl Region {
    /// The region of a range in a file.
    pub fn of(place: Place) -> Self {
        Self {
            start_line: place.start.line,
            start_column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
        }
    }
}

impl Fix {
    /// `fix` if it consists of edits; SARIF cannot express renaming a file.
    pub fn of(fix: &diagnostic::Fix, base: &Base) -> Option<Self> {
        if fix.rename.is_some() || fix.edits.is_empty() {
            return None;
        }
        let changes: Vec<_> = fix
            .edits
            .iter()
            .map(|edit| {
                json!({
                    "artifactLocation": artifact(&base.path(&edit.source.shown_path())),
                    "replacements": [{
                        "deletedRegion": Region::of(edit.source.place(&edit.span)),
                        "insertedContent": { "text": edit.text },
                    }],
                })
            })
            .collect();
        Some(Self(json!({
            "description": { "text": fix.title },
            "artifactChanges": changes,
        })))
    }
}

/// `artifactLocation` (§3.4): relative to the root of the sources, unless the path is absolute.
fn artifact(path: &str) -> Value {
    let uri = utf8_percent_encode(path, ENCODED).to_string();
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{uri}") }),
        false => json!({ "uri": uri, "uriBaseId": ROOT }),
    }
}
