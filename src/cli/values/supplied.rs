//! The values that flags supply, by themselves or in files.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Before, ValueFlags};
use crate::cli::context::Context;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::metric::{file, flag};
use crate::source::{Source, shown};
use crate::trigger::value::Values;

impl ValueFlags {
    /// The values supplied by flags, one set per flag, in order of increasing precedence. `needed` are the
    /// metrics in use, by which names in files are recognised.
    ///
    /// # Errors
    /// If a flag or a file is invalid; the faults have been shown.
    pub fn supplied(
        &self,
        context: &Context,
        config: &Config,
        needed: &BTreeSet<String>,
    ) -> anyhow::Result<Vec<Values>> {
        unless_faulty(self.read(config, needed)?, context)
    }

    /// The same before it is known which metrics are in use; nothing if a file has names that are recognised by those.
    pub fn read_ahead(&self, config: &Config) -> Before {
        let mut formats = self.metrics.iter().map(|path| self.format_of(path));
        let has_other_names = formats.any(|format| format.is_ok_and(|format| format.renames));
        match has_other_names {
            true => Before::Nothing,
            false => Before::Read(self.read(config, &BTreeSet::new())),
        }
    }

    fn read(&self, config: &Config, needed: &BTreeSet<String>) -> anyhow::Result<Supplied> {
        let mut supplied = Vec::new();
        let mut faults: Vec<Diagnostic> = Vec::new();
        for path in &self.metrics {
            let format = self.format_of(path)?;
            let source = read(path)?;
            let (values, found) = file::read(&source.into(), format, config, needed);
            supplied.push(values);
            faults.extend(found);
        }
        let (values, found) = flag::read(self.metric.iter().map(String::as_str), config);
        supplied.push(values);
        faults.extend(found);
        Ok((supplied, faults))
    }

    /// Whether no flag supplies values.
    pub fn is_empty(&self) -> bool {
        self.metric.is_empty() && self.metrics.is_empty()
    }

    /// The files of values given by flags; `-` is stdin.
    pub fn files(&self) -> &[PathBuf] {
        &self.metrics
    }

    fn format_of(&self, path: &Path) -> anyhow::Result<&'static file::Format> {
        let named = self.metrics_format.as_deref().and_then(file::Format::named);
        let is_stdin = path.as_os_str() == "-";
        let format = if is_stdin {
            named
        } else {
            file::Format::of_path(path).or(named)
        };
        match format {
            Some(format) => Ok(format),
            None if is_stdin => bail!("give the format of stdin with --metrics-format"),
            None => bail!(
                "cannot tell the format of {} from its name; give it with --metrics-format",
                shown(path)
            ),
        }
    }
}

/// The values of each flag, and what is wrong with them.
pub type Supplied = (Vec<Values>, Vec<Diagnostic>);

/// The values, unless anything is wrong with them, which is shown.
pub(super) fn unless_faulty(
    (values, faults): Supplied,
    context: &Context,
) -> anyhow::Result<Vec<Values>> {
    context.refuse(&faults)?;
    Ok(values)
}

fn read(path: &Path) -> anyhow::Result<Source> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .context("cannot read stdin")?;
        return Ok(Source::from_bytes("<stdin>", bytes));
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", shown(path)))?;
    Ok(Source::from_bytes(path, bytes))
}
