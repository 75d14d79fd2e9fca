//! What every command works with: the folder, the day, the log, its settings, the output.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::output::{Output, Words};
use super::{Exit, Global};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::log::{Log, Prose};
use crate::record::file_name;
use crate::render::output::{OutputError, Writer};
use crate::report;
use crate::source::shown;
use crate::store::{self, Access, Event, Place, Transaction, Unreadable};
use crate::trigger::{Declarations, Scope, end_of};

/// The environment of one run.
#[derive(Debug, Clone)]
pub struct Context {
    /// Where it runs.
    pub cwd: PathBuf,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The time at which values are measured; with `ADR_TODAY`, the start of that day.
    pub now: DateTime<Utc>,
    /// The latest plausible time of a measurement; with `ADR_TODAY`, the end of that day in local time.
    pub latest: DateTime<Utc>,
    /// The time that conditions are evaluated as of, if it is not now.
    as_of: Option<AsOf>,
    /// Where words go.
    pub out: Output,
    dir: Option<PathBuf>,
    lock_timeout: Duration,
    failed: Cell<bool>,
}

/// Another time than now, to evaluate conditions as of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day that counts as today.
    pub day: NaiveDate,
    /// The time at which windows end: the end of the day, unless a time was given.
    pub now: DateTime<Utc>,
    /// Whether it has passed, so that only what was known by then counts.
    pub is_past: bool,
}

/// A failure that has been shown already.
#[derive(Debug, thiserror::Error)]
#[error("reported")]
pub struct Reported(pub Exit);

impl Context {
    /// The context given by the flags and the environment.
    ///
    /// # Errors
    /// If the folder does not exist, or `ADR_TODAY` is not a date.
    pub fn new(global: &Global, out: Output) -> anyhow::Result<Self> {
        if let Some(folder) = &global.start_in {
            std::env::set_current_dir(folder)
                .with_context(|| format!("cannot change to {}", shown(folder)))?;
        }
        let Moment { today, now, latest } = Moment::get()?;
        Ok(Self {
            cwd: std::env::current_dir().context("cannot determine the current folder")?,
            today,
            now,
            latest,
            as_of: None,
            out,
            dir: global.dir.clone(),
            lock_timeout: Duration::from_secs(global.lock_timeout),
            failed: Cell::new(false),
        })
    }

    /// The same context at the current time, with its output captured for the caller.
    ///
    /// # Errors
    /// If `ADR_TODAY` is not a date.
    pub fn captured(&self) -> anyhow::Result<(Self, Arc<Mutex<Words>>)> {
        let Moment { today, now, latest } = Moment::get()?;
        let (out, words) = self.out.captured();
        let context = Self {
            today,
            now,
            latest,
            out,
            ..self.clone()
        };
        Ok((context, words))
    }

    /// The day of a new record for which no flag says otherwise.
    ///
    /// # Errors
    /// If `ADR_DATE` is not a date.
    pub fn date_of_new_records(&self) -> anyhow::Result<NaiveDate> {
        Ok(day_in("ADR_DATE")?.unwrap_or(self.today))
    }

    /// Where the log is.
    ///
    /// # Errors
    /// Where there is none.
    pub fn place(&self) -> anyhow::Result<Place> {
        let variable = std::env::var_os("ADR_DIR")
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from);
        Ok(store::find(
            &self.cwd,
            self.dir.as_deref(),
            variable.as_deref(),
        )?)
    }

    /// What conditions are evaluated in, by `config` and what is declared in it.
    pub fn scope<'d>(&self, config: &Config, declarations: &'d Declarations) -> Scope<'d> {
        let (today, now, latest) = match &self.as_of {
            Some(as_of) => (as_of.day, as_of.now, as_of.now),
            None => (self.today, self.now, self.latest),
        };
        Scope {
            today,
            now,
            latest,
            sprint: config.sprint,
            declarations,
        }
    }

    /// The same context, in which conditions are evaluated as of `when`.
    #[must_use]
    pub fn evaluating_as_of(&self, when: When) -> Self {
        let as_of = match when {
            When::Day(day) if day == self.today => None,
            When::Day(day) => Some(AsOf {
                day,
                now: end_of(day),
                is_past: day < self.today,
            }),
            When::Time(at) => Some(AsOf {
                day: at.date_naive(),
                now: at.to_utc(),
                is_past: at <= self.latest,
            }),
        };
        Self {
            as_of,
            ..self.clone()
        }
    }

    /// The time that conditions are evaluated as of, if it is not now.
    pub fn as_of(&self) -> Option<AsOf> {
        self.as_of
    }

    /// The earlier time that conditions are evaluated as of, if any.
    pub fn past(&self) -> Option<AsOf> {
        self.as_of.filter(|as_of| as_of.is_past)
    }

    /// The folder named by `--dir`.
    pub fn named_dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// The log, which is never dropped: the process ends with it, and the system frees memory faster.
    /// Unreadable records are reported, and make the process fail at its end.
    ///
    /// # Errors
    /// Where there is none, or its folder cannot be read.
    pub fn log(&self) -> anyhow::Result<ManuallyDrop<Log>> {
        Ok(ManuallyDrop::new(self.log_at(self.place()?)?))
    }

    /// The log in less memory: if `prose` allows it, only the part above the prose is kept.
    ///
    /// # Errors
    /// Where there is none, or its folder cannot be read.
    pub fn lean_log(&self, prose: Prose) -> anyhow::Result<ManuallyDrop<Log>> {
        self.lean_log_at(self.place()?, prose)
    }

    /// The log at `place` in less memory.
    ///
    /// # Errors
    /// Where its folder cannot be read.
    pub fn lean_log_at(&self, place: Place, prose: Prose) -> anyhow::Result<ManuallyDrop<Log>> {
        let tell = |event| self.tell(&event);
        let log = Log::read_lean(place, &self.access(&tell), prose)?;
        self.report_unreadable(&log);
        Ok(ManuallyDrop::new(log))
    }

    /// The log at `place`. Unreadable records are reported.
    ///
    /// # Errors
    /// Where its folder cannot be read.
    pub fn log_at(&self, place: Place) -> anyhow::Result<Log> {
        let tell = |event| self.tell(&event);
        let log = Log::read(place, &self.access(&tell))?;
        self.report_unreadable(&log);
        Ok(log)
    }

    /// Begins a change of the log at `place`, does it by `change`, and gives back what that gives. Nobody
    /// else reads or writes the log meanwhile, so `change` never waits for a user.
    ///
    /// # Errors
    /// If the log cannot be locked or read completely, or `change` fails.
    pub fn change<T>(
        &self,
        place: &Place,
        change: impl FnOnce(Transaction<'_>, Log) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let tell = |event| self.tell(&event);
        let transaction = Transaction::begin(place, self.access(&tell))?;
        let log = Log::read_for(&transaction)?;
        for entry in &log.unreadable {
            let path = shown(&entry.path);
            self.out.note(format!("skipping {path}: {}", entry.why));
        }
        change(transaction, log)
    }

    /// A writer of the site of the log at `place` into `folder`, which no other run writes to meanwhile.
    ///
    /// # Errors
    /// As [`Writer::new`] has them.
    pub fn writer(&self, folder: &Path, place: &Place) -> Result<Writer, OutputError> {
        let tell = |event| self.tell(&event);
        Writer::new(folder, place, &self.access(&tell))
    }

    /// The highest number that another branch has taken.
    pub fn highest_on_branches(&self, place: &Place) -> Option<u32> {
        match store::highest_on_branches(place, file_name::number) {
            Ok(highest) => highest,
            Err(error) => {
                self.out.note(error);
                None
            }
        }
    }

    fn access<'a>(&self, tell: &'a dyn Fn(Event)) -> Access<'a> {
        Access {
            timeout: self.lock_timeout,
            tell,
        }
    }

    fn tell(&self, event: &Event) {
        self.out.note(event);
    }

    /// Reports the unreadable records in `log`, which make the process fail at its end.
    pub fn report_unreadable(&self, log: &Log) {
        for entry in &log.unreadable {
            self.out
                .error(format!("cannot read {}", report::unreadable(entry)));
            self.failed.set(true);
        }
    }

    /// Notes which files could not be read that may cite decisions.
    pub fn note_unreadable(&self, files: &[Unreadable]) {
        for file in files {
            self.out
                .note(format!("cannot read {}", report::unreadable(file)));
        }
    }

    /// The settings of the log at `place`.
    ///
    /// # Errors
    /// Where they are invalid; the diagnostics have been shown.
    pub fn config(&self, place: &Place) -> anyhow::Result<Config> {
        let Some(source) = store::read_file(&place.dir.join(config::FILE_NAME))? else {
            return Ok(Config::default());
        };
        let (config, faults) = Config::parse(&Arc::clone(&source));
        self.refuse(&faults)?;
        Ok(config)
    }

    /// Shows `faults` and fails, where there are any: for what a run cannot go on without.
    ///
    /// # Errors
    /// Where there is a fault.
    pub fn refuse(&self, faults: &[Diagnostic]) -> anyhow::Result<()> {
        if faults.is_empty() {
            return Ok(());
        }
        self.report_findings(faults);
        bail!(Reported(Exit::Failed))
    }

    /// Shows findings on stderr.
    pub fn report_findings(&self, findings: &[Diagnostic]) {
        let colour = self.out.reports_are_coloured();
        self.out.report(&report::diagnostics(findings, colour));
    }

    /// Whether something could not be read.
    pub fn has_failed(&self) -> bool {
        self.failed.get()
    }
}

/// When a command runs.
struct Moment {
    today: NaiveDate,
    now: DateTime<Utc>,
    latest: DateTime<Utc>,
}

impl Moment {
    /// The present one, or the day that `ADR_TODAY` fixes.
    fn get() -> anyhow::Result<Self> {
        /// How far the clocks of two machines may be apart.
        const CLOCKS: TimeDelta = TimeDelta::minutes(5);
        let Some(today) = day_in("ADR_TODAY")? else {
            let now = Utc::now();
            let today = now.with_timezone(&Local).date_naive();
            return Ok(Self {
                today,
                now,
                latest: now + CLOCKS,
            });
        };
        let next = today.succ_opt().unwrap_or(today).and_time(NaiveTime::MIN);
        let local = next.and_local_timezone(Local).earliest();
        let end = local.map_or_else(|| next.and_utc(), |local| local.to_utc());
        Ok(Self {
            today,
            now: today.and_time(NaiveTime::MIN).and_utc(),
            latest: end + CLOCKS,
        })
    }
}

/// The day in an environment variable: `ADR_TODAY` fixes today, for runs that give the same output on
/// every day; `ADR_DATE` is adr-tools' word for the day of a new record.
fn day_in(variable: &str) -> anyhow::Result<Option<NaiveDate>> {
    let Some(day) = std::env::var(variable).ok().filter(|day| !day.is_empty()) else {
        return Ok(None);
    };
    parse_day(&day)
        .map(Some)
        .map_err(|help| anyhow!("{variable} is `{day}`: {help}"))
}

/// A day or a time that a user writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day, in UTC.
    Day(NaiveDate),
    /// A time, whose day is that of its own time zone.
    Time(DateTime<FixedOffset>),
}

/// The day or time that a user writes, or how to write one.
pub fn parse_when(text: &str) -> Result<When, String> {
    if let Ok(at) = text.parse() {
        return Ok(When::Time(at));
    }
    parse_day(text).map(When::Day).map_err(|_| {
        "write a date such as 2026-11-22, or a time such as 2026-11-22T21:12:00Z".to_owned()
    })
}

/// The day that a user writes, or how to write one.
pub fn parse_day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "write a date such as 2026-11-22".to_owned())
}
