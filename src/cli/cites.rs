//! `adr cites`: which decisions the files of the repository cite, and which of those citations are out of date.

mod json;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use super::context::Context;
use super::{Exit, difference};
use crate::citation::{Citation, Citing, Root, Target};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::log::{Log, Prose, Rewritten};
use crate::report::{self, counted};
use crate::source::Source;
use crate::store::{Place, Transaction};

/// List the decisions that files cite, and find stale citations
///
/// A citation is `ADR-0042`, `adr#42`, or the path of a record from the root of the repository. One is stale if no
/// decision has its number, or if the decision is superseded and the line does not also cite its current successor.
/// Citations of deprecated and rejected decisions are only counted, since nothing replaces those.
///
/// Reads the text files that git does not ignore, but for the log itself, files over 1 MiB, and those that
/// `[citations] exclude` in adr.toml names.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr cites
  adr cites src tests                  only in these files or folders
  adr cites --of 7                     only citations of this decision
  adr cites --dry-run                  show what `--fix` would change
  adr cites --fix                      cite the current successor of superseded decisions
  adr cites --format json | jq '.citations[] | select(.stale).path'

Exits 1 if there are stale citations.")]
pub struct Args {
    /// Look only in these files or folders
    #[arg(value_name = "PATHS", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Only citations of this decision
    #[arg(long, value_name = "REF", add = super::completions::references())]
    of: Option<String>,
    /// Cite the current successor instead of a superseded decision, in the style of each citation
    #[arg(long)]
    fix: bool,
    /// Show what `--fix` would change, without changing it; exit 1 if there are changes
    #[arg(long, conflicts_with = "fix")]
    dry_run: bool,
    /// Show at most this many stale citations; 0 for all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    let config = context.config(&place)?;
    let is_complete = match args.fix {
        true => args.fix(&place, &config, context)?,
        false => true,
    };
    let log = context.lean_log(Prose::Unread)?;
    let search = Search::of(args, &log, &config)?;
    let exit = match args.dry_run {
        true => search.preview(context)?,
        false => args.report(&search, context)?,
    };
    Ok(match is_complete {
        true => exit,
        false => Exit::Failed,
    })
}

impl Args {
    /// Repoints stale citations, one file at a time, and says whether every file could be written.
    fn fix(&self, place: &Place, config: &Config, context: &Context) -> anyhow::Result<bool> {
        context.change(place, |transaction, log| {
            let search = Search::of(self, &log, config)?;
            let rewritings = search.rewritings(context);
            let failed = rewritings
                .iter()
                .filter(|rewriting| !rewriting.is_done(&transaction, context))
                .count();
            context.out.note(match rewritings.len() - failed {
                0 => "no citation was changed".to_owned(),
                count => format!("repointed the citations in {}", counted(count, "file")),
            });
            Ok(failed == 0)
        })
    }

    fn report(&self, search: &Search<'_>, context: &Context) -> anyhow::Result<Exit> {
        let files = search.files(context);
        match self.format {
            Format::Human => self.show(&files, search, context)?,
            Format::Json => context.out.data(&json::text(&files, &search.citing)?)?,
        }
        Ok(match files.iter().all(|file| file.findings.is_empty()) {
            true => Exit::Clean,
            false => Exit::Findings,
        })
    }

    fn show(
        &self,
        files: &[CitingFile],
        search: &Search<'_>,
        context: &Context,
    ) -> anyhow::Result<()> {
        let out = &context.out;
        if files.is_empty() {
            out.note("no file cites a decision");
            return Ok(());
        }
        out.data(&table::table(files, &search.citing, out.width()))?;
        let findings: Vec<_> = files.iter().flat_map(|file| &file.findings).collect();
        let limit = match self.limit {
            0 => findings.len(),
            limit => limit.min(findings.len()),
        };
        out.write(|out, colour| {
            writeln!(out)?;
            for finding in &findings[..limit] {
                let finding = std::slice::from_ref(*finding);
                out.write_all(report::diagnostics(finding, colour).as_bytes())?;
            }
            if limit < findings.len() {
                let more = findings.len() - limit;
                writeln!(out, "{more} more not shown; use `--limit 0` to show all\n")?;
            }
            writeln!(out, "{}", search.summary(files))
        })
    }
}

/// What one run looks for, and where.
struct Search<'l> {
    citing: Citing<'l>,
    config: &'l Config,
    roots: Vec<Root>,
    /// The only decision whose citations count, if it is not all.
    only: Option<Target>,
}

/// A file that cites decisions.
struct CitingFile {
    path: PathBuf,
    /// Its citations, each with whether it is stale.
    citations: Vec<(Citation, bool)>,
    /// The stale ones.
    findings: Vec<Diagnostic>,
}

/// A file with the citations that are stale repointed.
struct Rewriting {
    path: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl<'l> Search<'l> {
    fn of(args: &Args, log: &'l Log, config: &'l Config) -> anyhow::Result<Self> {
        let citing = Citing::of(log);
        let only = match &args.of {
            Some(reference) => citing.target(log.find(reference)?),
            None => None,
        };
        let roots = match args.paths[..] {
            [] => vec![citing.whole_tree()],
            _ => {
                let roots = args.paths.iter().map(|path| citing.root(path));
                roots.collect::<Result<_, _>>()?
            }
        };
        Ok(Self {
            citing,
            config,
            roots,
            only,
        })
    }

    /// The files with citations that are looked for.
    fn files(&self, context: &Context) -> Vec<CitingFile> {
        let make = |path: &Path, bytes: &[u8], citations: Vec<Citation>| {
            let stale = self.stale(&citations);
            let findings = self.citing.findings(path, bytes, &stale);
            let starts: Vec<_> = stale.iter().map(|citation| citation.span.start).collect();
            let wanted = citations
                .into_iter()
                .filter(|citation| self.wants(citation));
            let marked = wanted.map(|citation| {
                let is_stale = starts.binary_search(&citation.span.start).is_ok();
                (citation, is_stale)
            });
            CitingFile {
                path: path.to_owned(),
                citations: marked.collect(),
                findings,
            }
        };
        let mut files = self.read(make, context);
        files.retain(|file| !file.citations.is_empty());
        files
    }

    /// `12 citations in 5 files; 3 stale, of which `adr cites --fix` can repoint 2`.
    fn summary(&self, files: &[CitingFile]) -> String {
        let citations = files.iter().flat_map(|file| &file.citations);
        let stale = citations.clone().filter(|(_, is_stale)| *is_stale);
        let fixable = stale.clone();
        let fixable = fixable.filter(|(citation, _)| self.citing.repointed(citation).is_some());
        let all = format!(
            "{} in {}",
            counted(citations.count(), "citation"),
            counted(files.len(), "file")
        );
        match (stale.count(), fixable.count()) {
            (0, _) => format!("{all}; none is stale"),
            (stale, 0) => format!("{all}; {stale} stale"),
            (stale, fixable) => {
                format!("{all}; {stale} stale, of which `adr cites --fix` can repoint {fixable}")
            }
        }
    }

    /// The files with citations to repoint.
    fn rewritings(&self, context: &Context) -> Vec<Rewriting> {
        let make = |path: &Path, bytes: &[u8], citations: Vec<Citation>| {
            let after = self.citing.rewritten(bytes, &self.stale(&citations))?;
            Some(Rewriting {
                path: path.to_owned(),
                before: bytes.to_owned(),
                after,
            })
        };
        self.read(make, context).into_iter().flatten().collect()
    }

    /// Shows the changes that `--fix` would make.
    fn preview(&self, context: &Context) -> anyhow::Result<Exit> {
        let rewritings = self.rewritings(context);
        let difference: String = rewritings.iter().map(Rewriting::difference).collect();
        context.out.data(&difference)?;
        Ok(match rewritings.is_empty() {
            true => Exit::Clean,
            false => Exit::Findings,
        })
    }

    fn read<T: Send>(
        &self,
        make: impl Fn(&Path, &[u8], Vec<Citation>) -> T + Sync,
        context: &Context,
    ) -> Vec<T> {
        let read = self.citing.read(&self.roots, &self.config.citations, make);
        context.note_unreadable(&read.unreadable);
        read.files
    }

    fn stale<'c>(&self, citations: &'c [Citation]) -> Vec<&'c Citation> {
        let mut stale = self.citing.stale(citations);
        stale.retain(|citation| self.wants(citation));
        stale
    }

    fn wants(&self, citation: &Citation) -> bool {
        self.only.is_none_or(|only| citation.target == only)
    }
}

impl Rewriting {
    /// Writes it, and says whether that worked; reports what went wrong.
    fn is_done(&self, transaction: &Transaction<'_>, context: &Context) -> bool {
        let result = transaction.rewrite(&self.path, &self.before, &self.after);
        match result {
            Ok(()) => true,
            Err(error) => {
                context.out.error(error);
                false
            }
        }
    }

    fn difference(&self) -> String {
        difference::of(&Rewritten {
            source: Arc::new(Source::from_bytes(&self.path, self.before.clone())),
            path: self.path.clone(),
            text: String::from_utf8_lossy(&self.after).into_owned(),
        })
    }
}
