//! `adr render --log NAME=DIR`: one site for several logs.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{anyhow, bail};

use super::Exit;
use super::context::Context;
use super::render::{Args, report, report_unreadable};
use super::site::{self, Around, NamedLog};
use super::values::is_evaluated;
use crate::record::file_name::slug;
use crate::render::output::Writer;
use crate::source::shown;
use crate::store::{self, History};

/// A log for a site of several: its name, and its folder.
#[derive(Debug, Clone)]
pub struct LogFlag {
    name: String,
    dir: PathBuf,
}

/// The log in `NAME=DIR`, or how to write one.
pub fn parse(text: &str) -> Result<LogFlag, String> {
    let (name, dir) = text
        .split_once('=')
        .ok_or("write NAME=DIR, such as orders=services/orders/docs/adr")?;
    if slug(name).as_deref() != Some(name) {
        return Err(format!(
            "`{name}` is not a name for a log; write lower-case letters and digits, joined by `-`"
        ));
    }
    Ok(LogFlag {
        name: name.to_owned(),
        dir: PathBuf::from(dir),
    })
}

/// Writes the site of all logs that `args` names.
///
/// # Errors
/// If a name is given twice, a log cannot be read or its settings are invalid, or the site cannot be written.
pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let mut logs: Vec<NamedLog> = Vec::new();
    for LogFlag { name, dir } in &args.log {
        if logs.iter().any(|named| named.name == *name) {
            bail!("two logs are named `{name}`; give each its own name");
        }
        let place = store::find(&context.cwd, Some(dir), None)?;
        let log = context.log_at(place)?;
        let config = context.config(&log.place)?;
        let checked = args.values.check(&log, &config, is_evaluated, context)?;
        logs.push(NamedLog {
            name: name.clone(),
            around: Around {
                history: History::read(&log.place),
                guards: site::guard_counts(&log, context),
            },
            log,
            config,
            checked,
        });
    }
    let first = &logs
        .first()
        .ok_or_else(|| anyhow!("name a log: --log NAME=DIR"))?
        .log;
    let root = store::repository_root(&context.cwd, Path::new("."));
    let folder = args.folder(root.as_deref().unwrap_or(Path::new(".")));
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Some(inside) = logs
        .iter()
        .find(|named| whole(&folder).starts_with(whole(&named.log.place.dir)))
    {
        bail!(
            "{} is inside the decision log `{}`; choose another folder with `--out`",
            shown(&folder),
            inside.name
        );
    }
    let writer = match args.check {
        true => Writer::comparing(&folder, &first.place)?,
        false => context.writer(&folder, &first.place)?,
    };
    let warnings = site::site_of_logs(&writer, &logs, args.title.as_deref(), context)?;
    let done = writer.finish()?;
    let exit = report(args, &folder, &warnings, done, context, started)?;
    let unreadable = logs
        .iter()
        .map(|named| report_unreadable(&named.log, context));
    // Each log has its own message.
    let exits: Vec<Exit> = unreadable.collect();
    Ok(exits
        .into_iter()
        .find(|exit| *exit != Exit::Clean)
        .unwrap_or(exit))
}
