//! `adr render --inject FILE`: updates the index inside a file maintained by hand.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::Exit;
use super::context::Context;
use super::render::report_unreadable;
use crate::log::Log;
use crate::render::{inject, markdown};
use crate::source::shown;

/// Updates the index in `file`.
pub fn run(file: &Path, context: &Context) -> anyhow::Result<Exit> {
    let target = Target::of(file)?;
    context.change(&context.place()?, |transaction, log| {
        match target.changed(&log)? {
            Some((before, after)) => {
                transaction.rewrite(&target.real, before.as_bytes(), after.as_bytes())?;
                context.out.data(&format!("{}\n", target.name))?;
            }
            None => context.out.note(format!("{} is up to date", target.name)),
        }
        Ok(report_unreadable(&log, context))
    })
}

/// Checks whether the index in `file` is up to date.
pub fn check(file: &Path, context: &Context) -> anyhow::Result<Exit> {
    let target = Target::of(file)?;
    let log = context.log()?;
    let name = &target.name;
    if target.changed(&log)?.is_some() {
        context.out.error(format!(
            "the index in {name} is out of date; run `adr render --inject {name}` to update it"
        ));
        return Ok(match report_unreadable(&log, context) {
            Exit::Clean => Exit::Findings,
            faulty => faulty,
        });
    }
    context.out.note(format!("{name} is up to date"));
    Ok(report_unreadable(&log, context))
}

/// The file that contains the index, with symbolic links resolved.
struct Target {
    name: String,
    real: PathBuf,
}

impl Target {
    fn of(file: &Path) -> anyhow::Result<Self> {
        let name = shown(file);
        let real = fs::canonicalize(file).with_context(|| format!("cannot read {name}"))?;
        Ok(Self { name, real })
    }

    /// Its current and its updated text; `None` if they are equal.
    fn changed(&self, log: &Log) -> anyhow::Result<Option<(String, String)>> {
        let Self { name, real } = self;
        let text = fs::read_to_string(real).with_context(|| format!("cannot read {name}"))?;
        let dir = fs::canonicalize(&log.place.dir).context("cannot determine where the log is")?;
        let folder = real.parent().unwrap_or(&dir);
        let relative = pathdiff::diff_paths(&dir, folder).unwrap_or_default();
        let index = markdown::table(log, &shown(&relative));
        let changed = inject::injected(&text, &index).map_err(|why| anyhow!("{name}: {why}"))?;
        Ok((changed != text).then_some((text, changed)))
    }
}
