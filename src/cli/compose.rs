//! A new record from flags and answers: numbered, filled in, written together with its edges.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, anyhow, bail};

use super::context::Context;
use super::draft_flags::DraftFlags;
use super::{Exit, ask, editor};
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::log::Log;
use crate::record::draft::{self, Draft};
use crate::record::edit::{self, Change as Edit};
use crate::record::{Record, Status, file_name, reference};
use crate::source::shown;
use crate::store::{self, Change};

/// Everything a new record is made from.
pub struct Composer<'c> {
    context: &'c Context,
    config: Config,
    log: Log,
}

impl<'c> Composer<'c> {
    /// A composer for the log found from `context`.
    ///
    /// # Errors
    /// Where there is no log, or its settings are invalid.
    pub fn new(context: &'c Context) -> anyhow::Result<Self> {
        let log = context.log()?;
        let config = context.config(&log.place)?;
        Ok(Self {
            context,
            config,
            log,
        })
    }

    /// The numbers of the records that `references` name, each once.
    ///
    /// # Errors
    /// Where a reference names no single record, or one without a number.
    pub fn numbers<'r>(
        &self,
        references: impl Iterator<Item = &'r str>,
    ) -> anyhow::Result<Vec<u32>> {
        let mut numbers = Vec::new();
        for reference in references {
            let record = self.log.find(reference)?;
            let path = record.source.shown_path();
            let number = record
                .number
                .ok_or_else(|| anyhow!("{path} has no number to refer to"))?;
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        Ok(numbers)
    }

    /// Asks where there is somebody to ask, then writes the record and every edge, prints its path, and
    /// says what `lint` finds in it.
    ///
    /// # Errors
    /// Where the title gives no file name, a number is unknown, or the files cannot be written.
    pub fn write(
        &self,
        title: &[String],
        supersedes: &[u32],
        mut flags: DraftFlags,
    ) -> anyhow::Result<Exit> {
        let asker = ask::is_possible().then(|| ask::Asker::new(&self.context.out));
        let asked = asker.is_some() && flags.leave_something_out();
        let title = match (&asker, one_line(&title.join(" "))) {
            (Some(asker), title) if title.is_empty() => one_line(&asker.title()?),
            (_, title) => title,
        };
        let default_status =
            Status::from_name(self.config.new.status.name()).unwrap_or(Status::Accepted);
        if let (Some(asker), true) = (&asker, asked) {
            asker.fill(&mut flags, default_status, git_user())?;
        }
        let draft = self.draft(&title, supersedes, &flags, default_status)?;
        let text = draft
            .render(&self.template(&flags)?)
            .context("the template cannot be filled in")?;
        if let (Some(asker), true) = (&asker, asked) {
            if !asker.agrees(&text)? {
                self.context.out.note("nothing was written");
                return Ok(Exit::Clean);
            }
            asker.stop();
        }
        let path = self.commit(&draft, text)?;
        let wants_editor = flags.edit || (asker.is_some() && !flags.no_edit && editor::is_named());
        if wants_editor {
            editor::open(&path)?;
        }
        self.report(&path)?;
        self.context.out.data(&format!("{}\n", shown(&path)))?;
        Ok(Exit::Clean)
    }

    /// Writes a whole record as the next one, where `lint` finds nothing in it to warn of.
    ///
    /// # Errors
    /// Where it has no title, names an unknown record, or cannot be written.
    pub fn write_whole(&self, text: &str) -> anyhow::Result<Exit> {
        let number = self.next_number()?;
        let read = |path: PathBuf, text: String| {
            Record::parse(std::sync::Arc::new(crate::source::Source::new(path, text)))
        };
        let given = read(PathBuf::from("record.md"), text.to_owned());
        let title = given.title().map(one_line).unwrap_or_default();
        let path = self.log.place.dir.join(name_for(number, &title)?);
        let record = read(path.clone(), edit::number_heading(&given, number));
        let findings = crate::lint::lint_alone(&record, &self.config, self.context.today);
        if findings
            .iter()
            .any(|finding| finding.severity > Severity::Info)
        {
            self.context.report_findings(&findings);
            self.context
                .out
                .error("the record does not lint; nothing was written");
            return Ok(Exit::Findings);
        }
        let front = record.front.as_ref();
        let supersedes: Vec<u32> = front
            .map(|f| f.supersedes.iter().map(|n| n.value).collect())
            .unwrap_or_default();
        let links: Vec<_> = front
            .map(|f| f.links.iter().map(|l| (l.kind, l.to.value)).collect())
            .unwrap_or_default();
        let mut changes = vec![Change::create(&path, record.source.text())];
        changes.extend(self.edges(number, record.status(), &supersedes, &links)?);
        store::commit(&changes)?;
        self.context.out.data(&format!("{}\n", shown(&path)))?;
        Ok(Exit::Clean)
    }

    fn draft(
        &self,
        title: &str,
        supersedes: &[u32],
        flags: &DraftFlags,
        status: Status,
    ) -> anyhow::Result<Draft> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let deciders = if flags.decider.is_empty() {
            git_user()
        } else {
            flags.decider.clone()
        };
        Ok(Draft {
            number: self.next_number()?,
            title: title.to_owned(),
            status: flags.status.unwrap_or(status),
            date: flags
                .date
                .map_or_else(|| self.context.date_of_new_records(), Ok)?,
            deciders,
            tags: flags.tag.clone(),
            affects: flags.affects.clone(),
            supersedes: supersedes.to_vec(),
            links: flags.link.clone(),
            triggers: flags.revisit.clone(),
            context: said(&flags.context),
            decision: said(&flags.decision),
            gains: flags.gain.clone(),
            costs: flags.cost.clone(),
            alternatives: flags.alternative.clone(),
            revisit_when: said(&flags.revisit_when),
        })
    }

    fn commit(&self, draft: &Draft, text: String) -> anyhow::Result<PathBuf> {
        let path = self
            .log
            .place
            .dir
            .join(name_for(draft.number, &draft.title)?);
        let mut changes = vec![Change::create(&path, text)];
        changes.extend(self.edges(
            draft.number,
            Some(draft.status),
            &draft.supersedes,
            &draft.links,
        )?);
        store::commit(&changes)?;
        Ok(path)
    }

    /// The other ends of record `number`'s edges. A proposed record replaces nothing yet.
    fn edges(
        &self,
        number: u32,
        status: Option<Status>,
        supersedes: &[u32],
        links: &[(crate::record::LinkKind, u32)],
    ) -> anyhow::Result<Vec<Change>> {
        let mut edits: BTreeMap<u32, Vec<Edit>> = BTreeMap::new();
        for old in supersedes {
            let record = self.existing(*old)?;
            refuse_superseded(record)?;
            if status != Some(Status::Proposed) {
                let edge = [Edit::Status(Status::Superseded), Edit::SupersededBy(number)];
                edits.entry(*old).or_default().extend(edge);
            }
        }
        for (kind, to) in links {
            self.existing(*to)?;
            edits
                .entry(*to)
                .or_default()
                .push(Edit::Link(kind.reverse(), number));
        }
        edits
            .into_iter()
            .map(|(old, edits)| {
                let record = self.existing(old)?;
                let after = edit::apply(record, &edits)?;
                Ok(Change::replace(
                    record.source.path(),
                    record.source.text(),
                    after,
                ))
            })
            .collect()
    }

    fn existing(&self, number: u32) -> anyhow::Result<&Record> {
        Ok(self.log.find(&number.to_string())?)
    }

    fn next_number(&self) -> anyhow::Result<u32> {
        self.log
            .next_number()
            .ok_or_else(|| anyhow!("there is no number left after {}", u32::MAX))
    }

    /// `--template`, else the log's own `templates/record.md`, else the built-in one.
    fn template(&self, flags: &DraftFlags) -> anyhow::Result<String> {
        let own = self.log.place.dir.join("templates/record.md");
        let (path, is_named) = flags
            .template
            .as_ref()
            .map_or((&own, false), |path| (path, true));
        match store::read_file(path)? {
            Some(source) => Ok(source.text().to_owned()),
            None if is_named => bail!("there is no template {}", shown(path)),
            None => Ok(draft::TEMPLATE.to_owned()),
        }
    }

    /// Shows what there is to mend in the record at `path`; what is merely worth knowing is left to `lint`.
    fn report(&self, path: &Path) -> anyhow::Result<()> {
        let log = Log::load(self.log.place.clone())?;
        let findings = crate::lint::lint(&log, &self.config, self.context.today);
        let ours: Vec<_> = findings
            .into_iter()
            .filter(|finding| finding.source.path() == path)
            .filter(|finding| finding.severity > Severity::Info)
            .collect();
        if !self.context.out.is_quiet() {
            self.context.report_findings(&ours);
        }
        Ok(())
    }
}

/// The file name of record `number`, or why there is none.
fn name_for(number: u32, title: &str) -> anyhow::Result<String> {
    if title.is_empty() {
        bail!("a decision needs a title, such as: Keep orders in one PostgreSQL primary");
    }
    file_name::file_name(number, title).ok_or_else(|| {
        anyhow!("the title `{title}` has no letter and no digit to make a file name of")
    })
}

fn refuse_superseded(record: &Record) -> anyhow::Result<()> {
    let successor = record
        .front
        .as_ref()
        .and_then(|front| front.superseded_by.as_ref());
    if let (Some(successor), Some(number)) = (successor, record.number) {
        let (old, new) = (reference(number), reference(successor.value));
        bail!("{old} is superseded by {new} already; supersede {new} instead");
    }
    Ok(())
}

/// `text` on one line, without control characters.
fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Git's user, as the only decider; nobody where git does not know one.
pub fn git_user() -> Vec<String> {
    let output = Command::new("git")
        .args(["config", "--get", "user.name"])
        .output();
    let name = output
        .ok()
        .filter(|output| output.status.success())
        .map(|output| output.stdout);
    let name = name.map(|name| one_line(&String::from_utf8_lossy(&name)));
    name.filter(|name| !name.is_empty()).into_iter().collect()
}
