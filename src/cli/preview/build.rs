//! The site as it is now, and what is wrong with what it is made of.

use std::collections::HashMap;
use std::hash::Hasher;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::anyhow;
use siphasher::sip::SipHasher13;

use super::Change;
use crate::cli::context::{Context, Reported};
use crate::cli::site;
use crate::cli::values::{Known, ValueFlags, is_watched};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::metric::Plan;
use crate::record::Record;
use crate::render::Site;
use crate::render::html::Previous;
use crate::report::{self, counted};
use crate::store::{self, History, Place};

/// Faults that a page shows; it says how many more there are.
const MOST_FAULTS: usize = 20;

/// What the server serves.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// Differs from that of every other build, and of every other run.
    pub version: u64,
    /// The site; of the last build that came to one.
    pub site: Arc<Site>,
    /// What is wrong, as text; empty where nothing is.
    pub faults: String,
}

/// Builds the site again and again.
pub struct Builder<'a> {
    values: &'a ValueFlags,
    place: Place,
    context: &'a Context,
    known: Option<Arc<Known>>,
    history: History,
    /// The text of each record in the last site, by its path, hashed.
    texts: HashMap<PathBuf, u64>,
    last: Published,
}

impl<'a> Builder<'a> {
    /// The builder of the site of the log at `place`.
    pub fn new(values: &'a ValueFlags, place: Place, context: &'a Context) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        let started = started.map_or(0, |since| since.as_secs());
        Self {
            values,
            place,
            context,
            known: None,
            history: History::default(),
            texts: HashMap::new(),
            last: Published {
                version: started * 1000,
                ..Published::default()
            },
        }
    }

    /// The site after `change`. Where there is none to be had, the last one, with the reason.
    pub fn build(&mut self, change: Change) -> Published {
        let started = Instant::now();
        if change == Change::Values {
            self.known = None;
            self.history = History::read(&self.place);
        }
        self.last.version += 1;
        match self.site(change) {
            Ok((site, faults)) => {
                let pages = counted(site.len(), "file");
                let milliseconds = started.elapsed().as_millis();
                self.context
                    .out
                    .note(format!("{pages} in {milliseconds} ms"));
                self.last.site = Arc::new(site);
                self.last.faults = faults;
            }
            Err(error) => {
                if error.downcast_ref::<Reported>().is_none() {
                    self.context.out.error(format!("{error:#}"));
                    self.last.faults = format!("{error:#}");
                } else {
                    self.last.faults = "invalid values; the terminal says more".to_owned();
                }
            }
        }
        self.last.clone()
    }

    fn site(&mut self, change: Change) -> anyhow::Result<(Site, String)> {
        let log = self.context.log_at(self.place.clone())?;
        let config = self.config()?;
        let known = self.known.take();
        let checked =
            self.values
                .check_by(known.clone(), &log, &config, is_watched, self.context)?;
        let is_known = known.is_some_and(|known| Arc::ptr_eq(&known, &checked.known));
        self.known = Some(Arc::clone(&checked.known));
        let texts = std::mem::take(&mut self.texts);
        let previous = Previous {
            site: &self.last.site,
            is_same: &|record| texts.get(record.source.path()) == Some(&fingerprint(record)),
        };
        let previous = (change == Change::Records && is_known).then_some(previous);
        let rendered = site::site(
            &checked,
            &self.history,
            previous,
            &log,
            &config,
            self.context,
        )?;
        let records = log.records.iter();
        self.texts = records
            .map(|record| (record.source.path().to_owned(), fingerprint(record)))
            .collect();
        for warning in &rendered.warnings {
            self.context.out.note(warning);
        }
        let faults = log.records.iter().flat_map(|record| &record.faults);
        let mut told = told(faults.cloned().collect());
        for entry in &log.unreadable {
            told += &format!("cannot read {}\n", report::unreadable(entry));
        }
        Ok((rendered.site, told))
    }

    fn config(&self) -> anyhow::Result<Config> {
        let Some(source) = store::read_file(&self.place.dir.join(config::FILE_NAME))? else {
            return Ok(Config::default());
        };
        let (config, mut faults) = Config::parse(&source);
        if faults.is_empty() {
            faults = Plan::of(&config).1;
        }
        match faults.is_empty() {
            true => Ok(config),
            false => Err(anyhow!(told(faults))),
        }
    }
}

fn fingerprint(record: &Record) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(record.source.text().as_bytes());
    hasher.finish()
}

fn told(faults: Vec<Diagnostic>) -> String {
    let more = faults.len().saturating_sub(MOST_FAULTS);
    let shown: Vec<_> = faults.into_iter().take(MOST_FAULTS).collect();
    let mut told = report::diagnostics(&shown, false);
    if more > 0 {
        told += &format!("and {more} more; `adr lint` has them all\n");
    }
    told
}
