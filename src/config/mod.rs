//! `adr.toml`, the settings in a log's folder. Parsing reports every fault with its location.
//! Whether a rule or a source kind of a given name exists is checked by `lint` and `metric`.

mod citations;
pub mod declaration;
mod schema;
mod site;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::fields::{Fields, Raw, Reader};
use crate::quantity::{DeclaredUnit, OwnUnit, Sprint};
use crate::source::{Source, Spanned};

pub use citations::Citations;
pub use declaration::{
    METRIC_NAME_HELP, MetricDeclaration, Range, SourceKey, SourceSpec, is_metric_name,
};
pub use schema::{KeyShape, SourceShape, schema};
pub use site::{Colour, Site};

/// The name of the settings file in a log's folder.
pub const FILE_NAME: &str = "adr.toml";

/// The rule name of faults in the settings.
pub const INVALID_SETTINGS: &str = "invalid-settings";

/// The prefix of metrics that need no declaration: `dependency.tokio` is the version in the lock file.
pub const DEPENDENCY_PREFIX: &str = "dependency.";

/// The commented settings that `init` writes. They declare one metric of the `log` kind, so that a first
/// trigger can be checked without any external source.
pub const TEMPLATE: &str = include_str!("../../templates/adr.toml");

/// The settings of one log.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file itself, for diagnostics that point into it; empty if there is none.
    pub source: Arc<Source>,
    /// The length of a sprint. 14 days unless set.
    pub sprint: Sprint,
    /// The defaults of `new`.
    pub new: NewRecord,
    /// The levels of rules.
    pub lint: Lint,
    /// Where citations of decisions do not count.
    pub citations: Citations,
    /// The declared metrics by name.
    pub metrics: BTreeMap<String, MetricDeclaration>,
    /// The settings of the rendered site.
    pub site: Site,
}

/// `[new]`: the defaults of `new`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewRecord {
    /// The status of a new record, unless a flag sets it.
    pub status: NewStatus,
    /// The format of a new record.
    pub format: NewFormat,
}

/// A format that `new` writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum NewFormat {
    /// A TOML record above the prose.
    #[default]
    Adr,
    /// Michael Nygard's, which adr-tools reads.
    Nygard,
    /// That of MADR 4.
    Madr,
}

impl NewFormat {
    const ALL: [Self; 3] = [Self::Adr, Self::Nygard, Self::Madr];

    /// The word used in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Adr => "adr",
            Self::Nygard => "nygard",
            Self::Madr => "madr",
        }
    }
}

/// A status that a record can be born with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum NewStatus {
    /// Still to be accepted or rejected.
    Proposed,
    /// Decided already.
    #[default]
    Accepted,
}

impl NewStatus {
    const ALL: [Self; 2] = [Self::Proposed, Self::Accepted];

    /// The word used in records and settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
        }
    }
}

/// `[lint]`: the levels of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lint {
    /// Rules with a changed level, with the location of their name.
    pub levels: BTreeMap<String, Spanned<Level>>,
    /// Records with a lower number are exempt from content rules.
    pub from: Option<u32>,
}

/// The level of a rule in this log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is not applied.
    Off,
    /// The rule is applied with this severity.
    At(Severity),
}

impl Level {
    const ALL: [Self; 4] = [
        Self::Off,
        Self::At(Severity::Info),
        Self::At(Severity::Warning),
        Self::At(Severity::Error),
    ];

    /// The word used in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::At(severity) => severity.name(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::empty(Arc::new(Source::new(FILE_NAME, "")))
    }
}

impl Config {
    /// Parses the settings in `source`, and reports everything wrong with them. Whatever cannot be read keeps
    /// its default.
    pub fn parse(source: &Arc<Source>) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::empty(Arc::clone(source));
        let text = source.text().trim_start_matches('\u{feff}');
        let mut reader = Reader::new(source, source.text().len() - text.len(), INVALID_SETTINGS);
        if let Some(at) = source.invalid_utf8_at() {
            let message = "the settings are not valid UTF-8";
            reader.fault(at..at, message).help = Some("save the file as UTF-8".to_owned());
            return (config, reader.into_faults());
        }
        let mut legible = String::new();
        let mut fields = reader.parse(text, &mut legible);
        if let Some(text) = fields.text(&mut reader, "sprint") {
            match Sprint::parse(&text.value) {
                Ok(sprint) => config.sprint = sprint,
                Err(error) => value::quantity_fault(&mut reader, "sprint", text.span, error),
            }
        }
        if let Some(new) = fields.fields(&mut reader, "new") {
            config.new = read_new(&mut reader, new);
        }
        if let Some(lint) = fields.fields(&mut reader, "lint") {
            config.lint = read_lint(&mut reader, lint);
        }
        if let Some(citations) = fields.fields(&mut reader, "citations") {
            config.citations = citations::read(&mut reader, citations);
        }
        if let Some(metrics) = fields.fields(&mut reader, "metrics") {
            config.metrics = declaration::read_all(&mut reader, metrics);
        }
        if let Some(site) = fields.fields(&mut reader, "site") {
            config.site = site::read(&mut reader, site);
        }
        fields.finish(&mut reader);
        (config, reader.into_faults())
    }

    /// The unit in which a number without a unit is read for `metric`: the declared one, or else the one
    /// implied by its name.
    pub fn unit_of(&self, metric: &str) -> Option<DeclaredUnit> {
        match self.metrics.get(metric) {
            Some(declaration) => declaration.unit.as_ref().map(|unit| unit.value),
            None => DeclaredUnit::of_name(metric),
        }
    }

    /// The units of a team's own that metrics are declared in.
    pub fn own_units(&self) -> BTreeSet<OwnUnit> {
        let units = self
            .metrics
            .values()
            .filter_map(|metric| metric.unit.as_ref());
        units.filter_map(|unit| unit.value.own()).collect()
    }

    fn empty(source: Arc<Source>) -> Self {
        Self {
            source,
            sprint: Sprint::default(),
            new: NewRecord::default(),
            lint: Lint::default(),
            citations: Citations::default(),
            metrics: BTreeMap::new(),
            site: Site::default(),
        }
    }
}

fn read_new(reader: &mut Reader, mut fields: Fields<'_>) -> NewRecord {
    let status = fields.take(reader, "status").and_then(|raw| {
        let choices = NewStatus::ALL.map(|status| (status.name(), status));
        choice(reader, "status", raw, &choices)
    });
    let format = fields.take(reader, "format").and_then(|raw| {
        let choices = NewFormat::ALL.map(|format| (format.name(), format));
        choice(reader, "format", raw, &choices)
    });
    fields.finish(reader);
    NewRecord {
        status: status.unwrap_or_default(),
        format: format.unwrap_or_default(),
    }
}

fn read_lint(reader: &mut Reader, mut fields: Fields<'_>) -> Lint {
    let from = fields.number(reader, "from").map(|from| from.value);
    let choices = Level::ALL.map(|level| (level.name(), level));
    let mut levels = BTreeMap::new();
    for (rule, raw) in fields.rest(reader) {
        if let Some(value) = choice(reader, &rule.value, raw, &choices) {
            let span = rule.span;
            levels.insert(rule.value, Spanned { value, span });
        }
    }
    Lint { levels, from }
}

/// Reads `raw` as one of several choices.
fn choice<T: Copy>(
    reader: &mut Reader,
    key: &str,
    raw: Raw<'_>,
    choices: &[(&'static str, T)],
) -> Option<T> {
    let word = reader.text(key, raw)?;
    if let Some((_, chosen)) = choices.iter().find(|(name, _)| *name == word.value) {
        return Some(*chosen);
    }
    let names = || choices.iter().map(|(name, _)| *name);
    let listed: Vec<_> = names().map(|name| format!("\"{name}\"")).collect();
    let message = format!("`{key}` must be one of {}", listed.join(", "));
    reader.fault(word.span, message).help =
        did_you_mean(&word.value, names()).map(|near| format!("did you mean \"{near}\"?"));
    None
}

#[cfg(test)]
mod tests;
