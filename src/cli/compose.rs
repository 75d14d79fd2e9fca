//! Composes a new record from flags and answers: numbers it, fills it in, and writes it together with its
//! links.

mod composed;
mod typed;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use composed::{Composed, next_number, path_for, rendered};
pub use typed::git_user;
use typed::one_line;

use super::context::Context;
use super::draft_flags::DraftFlags;
use super::proposals::Proposer;
use super::{Exit, ask, declare, editor, links};
use crate::config::{Config, NewFormat};
use crate::diagnostic::{Diagnostic, Severity};
use crate::foreign;
use crate::foreign::edit::Named;
use crate::lint::lint_one;
use crate::log::Log;
use crate::manifest::{Kind, format_of};
use crate::record::draft::{self, Draft};
use crate::record::{LinkKind, Record, Status, edit, reference};
use crate::source::{Source, shown};
use crate::store::{Change, Place, read_file};

/// A proposal, as it was written.
#[derive(Debug)]
pub struct Proposed {
    /// Its number.
    pub number: u32,
    /// Its file.
    pub path: PathBuf,
}

/// Composes new records.
pub struct Composer<'c> {
    context: &'c Context,
    config: Config,
    place: Place,
}

impl<'c> Composer<'c> {
    /// A composer for the log found from `context`.
    ///
    /// # Errors
    /// If there is no log, or its settings are invalid.
    pub fn new(context: &'c Context) -> anyhow::Result<Self> {
        let place = context.place()?;
        let config = context.config(&place)?;
        Ok(Self {
            context,
            config,
            place,
        })
    }

    /// Where the log is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Those of `metrics` that the settings do not declare.
    pub fn undeclared(&self, mut metrics: Vec<declare::Metric>) -> Vec<declare::Metric> {
        metrics.retain(|(name, _)| !self.config.metrics.contains_key(name));
        metrics
    }

    /// Asks for missing content if possible, writes the record and all its links, prints its path, and
    /// reports what `lint` finds in it. `supersedes` contains references.
    ///
    /// # Errors
    /// If the title does not yield a file name, a reference does not identify a single record, or the files
    /// cannot be written.
    pub fn write(
        &self,
        title: &[String],
        supersedes: &[String],
        flags: DraftFlags,
    ) -> anyhow::Result<Exit> {
        self.write_with(title, supersedes, flags, Vec::new())
    }

    /// The same, and makes the changes in `also` in the same transaction.
    ///
    /// # Errors
    /// As [`Composer::write`].
    pub fn write_with(
        &self,
        title: &[String],
        supersedes: &[String],
        mut flags: DraftFlags,
        also: Vec<Change>,
    ) -> anyhow::Result<Exit> {
        let prompter = ask::is_possible().then(|| ask::Prompter::new(&self.context.out));
        let title = match (&prompter, one_line(&title.join(" "))) {
            (Some(prompter), title) if title.is_empty() => one_line(&prompter.title()?),
            (_, title) => title,
        };
        let template = self.template(&flags)?;
        let places = places(&template);
        check_places(&flags, places, &template)?;
        flags.start_from_pattern(places);
        let elsewhere = self.elsewhere(flags.no_branches);
        if let Some(prompter) = &prompter
            && flags.is_incomplete()
        {
            let log = self.context.log()?;
            let numbers = links::numbers(&log, supersedes)?;
            let offers = ask::Offers {
                status: self.default_status(),
                deciders: git_user(),
                packages: packages(&self.place),
                proposer: &Proposer::new(&self.config, self.context),
            };
            prompter.fill(&mut flags, &title, places, &offers)?;
            let draft = self.draft(&log, elsewhere, &title, &numbers, &flags)?;
            if !prompter.confirm(&rendered(&draft, &template)?)? {
                self.context.out.note("nothing was written");
                return Ok(Exit::Clean);
            }
            prompter.stop();
        }
        if flags.decider.is_empty() {
            flags.decider = git_user();
        }
        let (path, log) = self.context.change(&self.place, |transaction, log| {
            let numbers = links::numbers(&log, supersedes)?;
            let draft = self.draft(&log, elsewhere, &title, &numbers, &flags)?;
            let mut new = Composed::of(draft, &template, log)?;
            new.changes.extend(also);
            transaction.commit(&new.changes)?;
            Ok((new.path, new.log))
        })?;
        let wants_editor =
            flags.edit || (prompter.is_some() && !flags.no_edit && editor::is_named());
        if wants_editor {
            editor::open(&path)?;
            self.report(&path, &*self.context.log()?);
        } else {
            self.report(&path, &log);
        }
        self.context.out.data(&format!("{}\n", shown(&path)))?;
        Ok(Exit::Clean)
    }

    /// Writes a proposal and the links to it without asking for anything, unless `lint` finds errors or warnings in it:
    /// these are given back then. `supersedes` contains references.
    ///
    /// # Errors
    /// As [`Composer::write`].
    pub fn propose(
        &self,
        title: &str,
        supersedes: &[String],
        mut flags: DraftFlags,
    ) -> anyhow::Result<Result<Proposed, Vec<Diagnostic>>> {
        let title = one_line(title);
        let template = self.template(&flags)?;
        check_places(&flags, places(&template), &template)?;
        let elsewhere = self.elsewhere(flags.no_branches);
        flags.status = Some(Status::Proposed);
        if flags.decider.is_empty() {
            flags.decider = git_user();
        }
        self.context.change(&self.place, |transaction, log| {
            let numbers = links::numbers(&log, supersedes)?;
            let draft = self.draft(&log, elsewhere, &title, &numbers, &flags)?;
            let new = Composed::of(draft, &template, log)?;
            let faults = self.faults(&new.path, &new.log);
            if !faults.is_empty() {
                return Ok(Err(faults));
            }
            transaction.commit(&new.changes)?;
            let Composed { number, path, .. } = new;
            Ok(Ok(Proposed { number, path }))
        })
    }

    /// Writes a complete record under the next number, unless `lint` finds errors or warnings in it.
    ///
    /// # Errors
    /// If it has no title, refers to an unknown record, or cannot be written.
    pub fn write_whole(&self, text: &str, no_branches: bool) -> anyhow::Result<Exit> {
        let read = |path: PathBuf, text: String| Record::parse(Arc::new(Source::new(path, text)));
        let given = read(PathBuf::from("record.md"), text.to_owned());
        let title = given.title().map(one_line).unwrap_or_default();
        let elsewhere = self.elsewhere(no_branches);
        let written = self.context.change(&self.place, |transaction, log| {
            let number = next_number(&log, elsewhere)?;
            let path = path_for(&log, number, &title)?;
            let record = read(path.clone(), edit::number_heading(&given, number));
            let findings = lint_one(&record, None, &self.config, self.context.today);
            if findings
                .iter()
                .any(|finding| finding.severity > Severity::Info)
            {
                return Ok(Err(findings));
            }
            let front = record.front.as_ref();
            let supersedes: Vec<u32> = front
                .map(|f| f.supersedes.iter().map(|n| n.value).collect())
                .unwrap_or_default();
            let links: Vec<_> = front
                .map(|f| f.links.iter().map(|l| (l.kind, l.to.value)).collect())
                .unwrap_or_default();
            let mut changes = vec![Change::create(&path, record.source.text())];
            let new = Named {
                number,
                title: title.clone(),
                path: path.clone(),
            };
            let others = links::reverse_changes(&log, &new, record.status(), &supersedes, &links)?;
            changes.extend(others);
            transaction.commit(&changes)?;
            Ok(Ok(path))
        })?;
        match written {
            Ok(path) => {
                self.context.out.data(&format!("{}\n", shown(&path)))?;
                Ok(Exit::Clean)
            }
            Err(findings) => {
                self.context.report_findings(&findings);
                let refusal = "the record fails lint; nothing was written";
                self.context.out.error(refusal);
                Ok(Exit::Findings)
            }
        }
    }

    fn default_status(&self) -> Status {
        Status::from_name(self.config.new.status.name()).unwrap_or(Status::Accepted)
    }

    /// The highest number on other branches, unless they are to be ignored.
    fn elsewhere(&self, no_branches: bool) -> Option<u32> {
        (!no_branches)
            .then(|| self.context.highest_on_branches(&self.place))
            .flatten()
    }

    fn draft(
        &self,
        log: &Log,
        elsewhere: Option<u32>,
        title: &str,
        supersedes: &[u32],
        flags: &DraftFlags,
    ) -> anyhow::Result<Draft> {
        let non_empty = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Ok(Draft {
            number: next_number(log, elsewhere)?,
            title: title.to_owned(),
            status: flags.status.unwrap_or_else(|| self.default_status()),
            date: flags
                .date
                .map_or_else(|| self.context.date_of_new_records(), Ok)?,
            deciders: flags.decider.clone(),
            tags: flags.tag.clone(),
            affects: flags.affects.clone(),
            supersedes: supersedes.to_vec(),
            links: flags.link.clone(),
            triggers: flags.revisit.clone(),
            guards: flags.guard.clone(),
            context: non_empty(&flags.context),
            decision: non_empty(&flags.decision),
            gains: flags.gain.clone(),
            costs: flags.cost.clone(),
            alternatives: flags.alternative.clone(),
            revisit_when: non_empty(&flags.revisit_when),
            numbering: log.numbering(),
            relations: self.relations(log, supersedes, &flags.link),
        })
    }

    /// What a new record says of others where its format has no TOML record.
    fn relations(&self, log: &Log, supersedes: &[u32], links: &[(LinkKind, u32)]) -> Vec<String> {
        let folder = log.folder_of_records();
        let line = |phrase: &str, number: u32| {
            let other = log.get(number).and_then(links::name);
            let other = other.map_or_else(
                || reference(number),
                |other| foreign::edit::link_to(&other, folder),
            );
            format!("{phrase} {other}")
        };
        let replaced = supersedes.iter().map(|number| line("Supersedes", *number));
        let linked = links
            .iter()
            .map(|(kind, number)| line(foreign::edit::phrase(*kind), *number));
        replaced.chain(linked).collect()
    }

    /// `--template`, else the log's own `templates/record.md`, else the built-in one.
    fn template(&self, flags: &DraftFlags) -> anyhow::Result<String> {
        let own = self.place.dir.join("templates/record.md");
        let (path, is_named) = flags
            .template
            .as_ref()
            .map_or((&own, false), |path| (path, true));
        match read_file(path)? {
            Some(source) => Ok(source.text().to_owned()),
            None if is_named => bail!("the template {} does not exist", shown(path)),
            None => Ok(match self.config.new.format {
                NewFormat::Adr => draft::TEMPLATE,
                NewFormat::Nygard => draft::NYGARD,
                NewFormat::Madr => draft::MADR,
            }
            .to_owned()),
        }
    }

    /// Reports the errors and warnings in the record at `path`; infos are left to `lint`.
    pub fn report(&self, path: &Path, log: &Log) {
        if !self.context.out.is_quiet() {
            self.context.report_findings(&self.faults(path, log));
        }
    }

    /// The errors and warnings in the record at `path` of `log`.
    fn faults(&self, path: &Path, log: &Log) -> Vec<Diagnostic> {
        let mut records = log.records.iter();
        let written = records.find(|record| record.source.path() == path);
        let lint = |record| lint_one(record, Some(log), &self.config, self.context.today);
        let mut faults = written.map(lint).unwrap_or_default();
        faults.retain(|finding| finding.severity > Severity::Info);
        faults
    }
}

/// The packages that the manifests in the repository's root name.
fn packages(place: &Place) -> Vec<String> {
    let entries = std::fs::read_dir(&place.root)
        .into_iter()
        .flatten()
        .flatten();
    let named = entries.filter_map(|entry| {
        let name = entry.file_name();
        let format = format_of(name.to_str()?).filter(|format| format.kind == Kind::Manifest)?;
        let source = read_file(&entry.path()).ok()??;
        format.packages(source.text()).ok()
    });
    named.flatten().map(|package| package.name).collect()
}

/// What `template` has a place for.
fn places(template: &str) -> ask::Places {
    ask::Places {
        deciders: template != draft::NYGARD,
        triggers: template != draft::NYGARD && template != draft::MADR,
    }
}

/// Rejects flags whose content a template without a TOML record would drop.
fn check_places(flags: &DraftFlags, places: ask::Places, template: &str) -> anyhow::Result<()> {
    let given = [
        ("--decider", !places.deciders && !flags.decider.is_empty()),
        ("--tag", !places.triggers && !flags.tag.is_empty()),
        ("--guard", !places.triggers && !flags.guard.is_empty()),
        ("--affects", !places.triggers && !flags.affects.is_empty()),
        ("--revisit", !places.triggers && !flags.revisit.is_empty()),
    ];
    let lost = given.iter().find(|(_, is_lost)| *is_lost);
    if let Some((flag, _)) = lost {
        let format = if template == draft::NYGARD {
            "nygard"
        } else {
            "madr"
        };
        bail!(
            "the format {format} has no place for `{flag}`; leave it out, or set `format = \"adr\"` under [new] in adr.toml"
        );
    }
    Ok(())
}
