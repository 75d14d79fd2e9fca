//! The current state of the site, and the problems in its sources.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anstream::adapter::strip_str;
use chrono::NaiveDate;
use twox_hash::XxHash3_128;

use super::Change;
use crate::cli::context::Context;
use crate::cli::output::Words;
use crate::cli::site::{self, Around};
use crate::cli::values::{Before, Known, ValueFlags, is_evaluated};
use crate::log::Log;
use crate::record::Record;
use crate::render::Site;
use crate::render::html::Previous;
use crate::report::counted;
use crate::store::{History, Place};

/// The maximum number of faults shown on a page, which says how many more there are.
const MAX_FAULTS: usize = 20;

/// What the server serves.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// Unique among all builds of all runs.
    pub version: u64,
    /// The site, from the last successful build.
    pub site: Arc<Site>,
    /// The faults as text; empty if there are none.
    pub faults: String,
}

/// Builds the site repeatedly.
pub struct Builder<'a> {
    values: &'a ValueFlags,
    place: Place,
    context: &'a Context,
    today: NaiveDate,
    known: Option<Arc<Known>>,
    /// The latest commit in `around.history`.
    head: Option<String>,
    around: Around,
    /// The hash of the text of each record in the last site, by its path.
    texts: HashMap<PathBuf, u128>,
    said: Words,
    last: Published,
}

impl<'a> Builder<'a> {
    /// A builder for the site of the log at `place`.
    pub fn new(values: &'a ValueFlags, place: Place, context: &'a Context) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        let started = started.map_or(0, |since| since.as_secs());
        Self {
            values,
            place,
            context,
            today: context.today,
            known: None,
            head: None,
            around: Around::default(),
            texts: HashMap::new(),
            said: Words::default(),
            last: Published {
                version: started * 1000,
                ..Published::default()
            },
        }
    }

    /// Rebuilds the site after `change`. If that fails, returns the last site with the reason. If nothing has
    /// changed, the version stays the same.
    ///
    /// # Errors
    /// If the date cannot be determined.
    pub fn build(&mut self, change: Change) -> anyhow::Result<Published> {
        let started = Instant::now();
        let (context, words) = self.context.captured()?;
        let change = self.extended(change, context.today);
        let built = self.site(change, &context);
        if let Err(error) = &built {
            context.out.failed(error);
        }
        let words = std::mem::take(&mut *words.lock().unwrap_or_else(PoisonError::into_inner));
        let faults = strip_str(&words.problems).to_string();
        let site = built.map_or_else(|_| Arc::clone(&self.last.site), Arc::new);
        if words != self.said {
            self.context.out.replay(&words);
            self.said = words;
        }
        if site != self.last.site || faults != self.last.faults {
            let pages = counted(site.len(), "file");
            let milliseconds = started.elapsed().as_millis();
            let message = format!("{pages} in {milliseconds} ms");
            self.context.out.note(message);
            self.last = Published {
                version: self.last.version + 1,
                site,
                faults,
            };
        }
        Ok(self.last.clone())
    }

    /// `change`, extended for a new date and for new commits.
    fn extended(&mut self, mut change: Change, today: NaiveDate) -> Change {
        if today != self.today {
            self.today = today;
            change = change.max(Change::Values);
        }
        if change >= Change::Values {
            self.known = None;
        }
        let head = History::head(&self.place);
        if change >= Change::Values || head != self.head {
            self.head = head;
            self.around.history = History::read(&self.place);
            change = change.max(Change::Pages);
        }
        change
    }

    fn site(&mut self, change: Change, context: &Context) -> anyhow::Result<Site> {
        let texts = std::mem::take(&mut self.texts);
        let log = context.log_at(self.place.clone())?;
        report_faults(&log, context);
        let config = context.config(&self.place)?;
        let known = self.known.take();
        let before = known.clone().map_or(Before::Nothing, Before::Known);
        let checked = self
            .values
            .check_by(before, &log, &config, is_evaluated, context)?;
        let is_known = known.is_some_and(|known| Arc::ptr_eq(&known, &checked.known));
        self.known = Some(Arc::clone(&checked.known));
        let previous = Previous {
            site: &self.last.site,
            is_same: &|record| texts.get(record.source.path()) == Some(&fingerprint(record)),
        };
        let previous = (change == Change::Records && is_known).then_some(previous);
        let site = Mutex::new(Site::new());
        let warnings = site::site(
            &site,
            &checked,
            &self.around,
            previous,
            &log,
            &config,
            context,
        )?;
        let records = log.records.iter();
        self.texts = records
            .map(|record| (record.source.path().to_owned(), fingerprint(record)))
            .collect();
        for warning in &warnings {
            context.out.note(warning);
        }
        Ok(site.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

fn fingerprint(record: &Record) -> u128 {
    XxHash3_128::oneshot(record.source.text().as_bytes())
}

/// Reports why records cannot be read.
fn report_faults(log: &Log, context: &Context) {
    let faults = log.records.iter().flat_map(|record| &record.faults);
    let mut faults: Vec<_> = faults.cloned().collect();
    let more = faults.len().saturating_sub(MAX_FAULTS);
    faults.truncate(MAX_FAULTS);
    if !faults.is_empty() {
        context.report_findings(&faults);
    }
    if more > 0 {
        let message = format!("and {more} more; `adr lint` shows them all\n");
        context.out.report(&message);
    }
}
