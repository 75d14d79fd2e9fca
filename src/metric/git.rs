//! The `git` kind: numbers of commits and authors, counted with the installed `git`.
//!
//! A commit counts on the date in its committer's own time zone, so that every machine gets the same number.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use chrono::{Days, NaiveDate};

use crate::config::KeyShape;
use crate::quantity::{DeclaredUnit, Value};
use crate::store::git;

use super::paths::Paths;
use super::{Kind, Measurement, Point, Scope, SourceError, Spec};

/// Implements `source = { git = … }`.
pub const GIT: Kind = Kind {
    name: "git",
    summary: "commits, committers and tags in a window; the age of a path",
    keys: KEYS,
    explain: EXPLAIN,
    plan,
};

const KEYS: &[KeyShape] = &[
    KeyShape::one_of(
        "git",
        "what is counted",
        &["committers", "commits", "tags", "age"],
    ),
    KeyShape::text("window", "the days up to today that count: \"90d\""),
    KeyShape::texts(
        "path",
        "the files whose commits count, as globs from the root of the repository: \"src/**\"",
    ),
];

const EXPLAIN: &str = r#"
Statistics about the history of `HEAD`, from the `git` on this machine.

- `committers`: people who wrote a commit, by their address after `.mailmap`; merges are not counted.
- `commits`: commits without merges.
- `tags`: tags, by the day they were created.
- `age`: days since the last change.

`window = "90d"` covers the last 90 days, including today; without it, the whole history (not for
`age`). `path = "src/**"`, or a list, covers only commits that change such files (not for `tags`).

A shallow clone has no history to count: in CI, fetch the full history.

```toml
source = { git = "committers", window = "90d", path = "src/orders/**" }
```
"#;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Committers,
    Commits,
    Tags,
    Age,
}

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let figure = spec.choice(
        "git",
        &[
            ("committers", Figure::Committers),
            ("commits", Figure::Commits),
            ("tags", Figure::Tags),
            ("age", Figure::Age),
        ],
    );
    let window = match figure {
        Some(Figure::Age) => None,
        _ => spec.days("window"),
    };
    let paths = match figure {
        Some(Figure::Tags) => Paths::default(),
        _ => spec.paths("path"),
    };
    let figure = figure?;
    let gives = match figure {
        Figure::Age => DeclaredUnit::parse("d").ok()?,
        _ => DeclaredUnit::COUNT,
    };
    Some(Measurement::new(gives, move |scope| {
        let history = History::open(scope)?;
        if paths.patterns().next().is_some() {
            let tracked = run(scope, &["ls-files", "-z"])?;
            paths.check_each(tracked.split('\0'))?;
        }
        let window = Window::ending(scope.today, window);
        let value = match figure {
            Figure::Committers => Some(Value::count(history.committers(window, &paths)?)),
            Figure::Commits => Some(Value::count(history.commits(window, &paths)?)),
            Figure::Tags => Some(Value::count(history.tags(window)?)),
            Figure::Age => history.age(window, &paths)?.map(Value::days),
        };
        Ok(value.map(Point::single).into_iter().collect())
    }))
}

/// The days that count: those after `after`, if set, up to `last`.
#[derive(Debug, Clone, Copy)]
struct Window {
    after: Option<NaiveDate>,
    last: NaiveDate,
}

impl Window {
    /// The `days` days that end with `last`, or all days up to it.
    fn ending(last: NaiveDate, days: Option<u64>) -> Self {
        let after = days.and_then(|days| last.checked_sub_days(Days::new(days)));
        Self { after, last }
    }

    fn contains(self, day: NaiveDate) -> bool {
        day <= self.last && self.after.is_none_or(|after| day > after)
    }

    /// Arguments that let git skip history far outside the window. Commits near its ends are filtered by
    /// [`Window::contains`], whatever their time zones.
    fn limits(self) -> Vec<String> {
        let noon = |day: NaiveDate| day.and_hms_opt(12, 0, 0).map(|at| at.and_utc().timestamp());
        let two_days = Days::new(2);
        let since = self
            .after
            .and_then(|after| noon(after.checked_sub_days(two_days)?));
        let until = self.last.checked_add_days(two_days).and_then(noon);
        let since = since.map(|at| format!("--since=@{}", at.max(0)));
        let until = until.map(|at| format!("--until=@{}", at.max(0)));
        since.into_iter().chain(until).collect()
    }
}

/// A complete history, possibly without any commit yet.
struct History<'a> {
    scope: &'a Scope<'a>,
    has_commits: bool,
}

impl<'a> History<'a> {
    fn open(scope: &'a Scope<'a>) -> Result<Self, SourceError> {
        let shallow = run(scope, &["rev-parse", "--is-shallow-repository"])?;
        if shallow.trim() == "true" {
            return Err(SourceError::new(
                "this clone is shallow and has no history to count; \
                 fetch the full history (`git fetch --unshallow`, `fetch-depth: 0` in CI)",
            ));
        }
        let head = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
        let has_commits = run(scope, &head).is_ok();
        Ok(Self { scope, has_commits })
    }

    fn committers(&self, window: Window, paths: &Paths) -> Result<u64, SourceError> {
        let format = "--format=%cs%x00%aE%x00%aN";
        let log = self.log(&["--no-merges", format], window, paths)?;
        let people: BTreeSet<String> = in_window(&log, window)
            .map(|(_, who)| match who.split_once('\0') {
                Some(("", name)) => name.to_lowercase(),
                Some((address, _)) => address.to_lowercase(),
                None => who.to_lowercase(),
            })
            .collect();
        Ok(people.len() as u64)
    }

    fn commits(&self, window: Window, paths: &Paths) -> Result<u64, SourceError> {
        let log = self.log(&["--no-merges", "--format=%cs%x00"], window, paths)?;
        Ok(in_window(&log, window).count() as u64)
    }

    fn tags(&self, window: Window) -> Result<u64, SourceError> {
        let format = "--format=%(creatordate:short)%00";
        let tags = run(self.scope, &["for-each-ref", format, "refs/tags"])?;
        Ok(in_window(&tags, window).count() as u64)
    }

    fn age(&self, window: Window, paths: &Paths) -> Result<Option<u64>, SourceError> {
        // A few of the newest are enough, unless all of them are after the window.
        for limit in [&["--max-count=64"][..], &[]] {
            let arguments = [limit, &["--format=%cs%x00"]].concat();
            let log = self.log(&arguments, window, paths)?;
            if let Some(last) = in_window(&log, window).map(|(day, _)| day).max() {
                let days = window.last.signed_duration_since(last).num_days();
                return Ok(u64::try_from(days).ok());
            }
        }
        Ok(None)
    }

    fn log(
        &self,
        arguments: &[&str],
        window: Window,
        paths: &Paths,
    ) -> Result<String, SourceError> {
        if !self.has_commits {
            return Ok(String::new());
        }
        let limits = window.limits();
        let globs = paths.patterns().map(|glob| format!(":(glob){glob}"));
        let globs: Vec<_> = globs.collect();
        let mut all = vec!["log", "--no-show-signature"];
        all.extend(arguments);
        all.extend(limits.iter().map(String::as_str));
        all.extend(["--end-of-options", "HEAD", "--"]);
        all.extend(globs.iter().map(String::as_str));
        run(self.scope, &all)
    }
}

/// The lines `DAY NUL REST` with a day in `window`.
fn in_window(lines: &str, window: Window) -> impl Iterator<Item = (NaiveDate, &str)> {
    lines.lines().filter_map(move |line| {
        let (day, rest) = line.split_once('\0')?;
        let day = day.parse().ok()?;
        window.contains(day).then_some((day, rest))
    })
}

/// The output of `git` with `arguments`, which must be trusted.
fn run(scope: &Scope<'_>, arguments: &[impl AsRef<OsStr>]) -> Result<String, SourceError> {
    let output = git(scope.root()).args(arguments).output();
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SourceError::new("`git` is not installed"),
        _ => SourceError(format!("cannot run `git`: {error}")),
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let complaint = complaint.lines().next().unwrap_or("git failed");
    let complaint = complaint.trim_start_matches("fatal: ");
    Err(SourceError::new(complaint))
}

#[cfg(test)]
mod tests;
