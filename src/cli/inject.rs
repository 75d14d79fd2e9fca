//! `adr render --inject FILE`: the index inside a file that somebody else writes.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::Exit;
use super::context::Context;
use crate::log::Log;
use crate::render::{inject, markdown};
use crate::source::shown;

/// Brings the index in `file` up to date, or, where `check`, says whether it is.
pub fn run(file: &Path, check: bool, log: &Log, context: &Context) -> anyhow::Result<Exit> {
    let name = shown(file);
    // A link's own file is changed, not the link.
    let real = fs::canonicalize(file).with_context(|| format!("cannot read {name}"))?;
    let text = fs::read_to_string(&real).with_context(|| format!("cannot read {name}"))?;
    let dir = fs::canonicalize(&log.place.dir).context("cannot tell where the log is")?;
    let folder = real.parent().unwrap_or(&dir);
    let way = pathdiff::diff_paths(&dir, folder).unwrap_or_default();
    let index = markdown::table(log, &shown(&way));
    let changed = inject::injected(&text, &index).map_err(|why| anyhow!("{name}: {why}"))?;
    if changed == text {
        context.out.note(format!("{name} is up to date"));
        return Ok(Exit::Clean);
    }
    if check {
        context.out.error(format!(
            "the index in {name} is out of date; `adr render --inject {name}` writes it again"
        ));
        return Ok(Exit::Findings);
    }
    let written = (|| {
        let mut temporary = tempfile::Builder::new()
            .prefix(".adr-")
            .tempfile_in(folder)?;
        temporary.write_all(changed.as_bytes())?;
        let permissions = fs::metadata(&real)?.permissions();
        temporary.as_file().set_permissions(permissions)?;
        temporary.persist(&real)?;
        Ok::<_, std::io::Error>(())
    })();
    written.with_context(|| format!("cannot write {name}"))?;
    context.out.data(&format!("{name}\n"))?;
    Ok(Exit::Clean)
}
