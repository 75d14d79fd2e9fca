//! The `dependency` kind: the version of a package in the lock file, and the number of packages.

use std::collections::BTreeSet;

use crate::config::KeyShape;
use crate::diagnostic::did_you_mean;
use crate::files::check_relative;
use crate::quantity::{DeclaredUnit, Value};

use super::lockfile::{self, Format, Package};
use super::{Kind, Measurement, Point, Scope, SourceError, Spec, paths};

/// Implements `source = { dependency = … }`.
pub const DEPENDENCY: Kind = Kind {
    name: "dependency",
    summary: "the version of a package in the lock file; how many packages there are",
    keys: KEYS,
    explain: EXPLAIN,
    plan,
};

const KEYS: &[KeyShape] = &[
    KeyShape::text("dependency", "the name of a package; \"*\" for all of them"),
    KeyShape::one_of(
        "measure",
        "the version of the package, or the number of packages",
        &["version", "count"],
    ),
    KeyShape::text(
        "lockfile",
        "the path of the lock file, from the root of the repository",
    ),
];

const EXPLAIN: &str = r#"
Reads a lock file: `Cargo.lock`, `package-lock.json`, `go.mod`, `uv.lock`, `requirements*.txt`.

`dependency = "tokio"` gives the version of that package. Where the lock file holds several versions of
it, each is a series with the label `version`, and a trigger needs `any(…)` or `all(…)`.

`measure = "count"` gives the number of packages instead; with `dependency = "*"`, of all packages.

`lockfile = "web/package-lock.json"` names the file; without it, those in the repository root are read.

A metric `dependency.tokio` needs no declaration.

```toml
source = { dependency = "react", lockfile = "web/package-lock.json" }
```
"#;

/// Selects every package.
const ALL: &str = "*";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Version,
    Count,
}

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let package = spec.text("dependency");
    let choices = [("version", Measure::Version), ("count", Measure::Count)];
    let measure = spec.choice("measure", &choices);
    let measure = measure.unwrap_or(Measure::Version);
    let lockfile = read_lockfile(spec);
    let package = package?;
    match (measure, package.value.as_str()) {
        (Measure::Version, ALL) => {
            *spec.fault(package.span.clone(), "`*` has no single version") =
                Some("name a package, or add `measure = \"count\"`".to_owned());
            None
        }
        (Measure::Version, name) => Some(version(name.to_owned(), lockfile)),
        (Measure::Count, name) => Some(count(name.to_owned(), lockfile)),
    }
}

fn read_lockfile(spec: &mut Spec<'_>) -> Option<String> {
    let path = spec.text("lockfile")?;
    if let Err(message) = check_relative(&path.value) {
        *spec.fault(path.span.clone(), message) =
            Some("write a path relative to the repository root".to_owned());
        return None;
    }
    if lockfile::format_of(&path.value).is_none() {
        let message = format!("`{}` is not a supported lock file", path.value);
        *spec.fault(path.span.clone(), message) =
            Some(format!("supported lock files are {}", lockfile::listed()));
    }
    Some(path.value.clone())
}

/// The version of `package` in the lock files at the root: the meaning of an undeclared `dependency.NAME`.
pub fn version_of(package: &str) -> Measurement {
    version(package.to_owned(), None)
}

fn version(package: String, lockfile: Option<String>) -> Measurement {
    Measurement::new(DeclaredUnit::Version, move |scope| {
        let files = open(scope, lockfile.as_deref())?;
        let found: BTreeSet<&str> = files
            .iter()
            .flat_map(|file| file.named(&package))
            .filter_map(|found| found.version.as_deref())
            .collect();
        if found.is_empty() {
            return Err(missing(&package, &files));
        }
        let versions: Result<Vec<_>, _> = found
            .into_iter()
            .map(|text| Ok((text, readable(&package, text)?)))
            .collect();
        let versions = versions?;
        if let [(_, version)] = versions.as_slice() {
            return Ok(vec![Point::single(version.clone())]);
        }
        let points = versions.into_iter();
        Ok(points
            .map(|(text, version)| Point::labelled("version", text, version))
            .collect())
    })
}

fn count(package: String, lockfile: Option<String>) -> Measurement {
    Measurement::new(DeclaredUnit::COUNT, move |scope| {
        let files = open(scope, lockfile.as_deref())?;
        let count = files.iter().map(|file| match package.as_str() {
            ALL => file.packages.len(),
            name => file.named(name).count(),
        });
        let count = count.sum::<usize>() as u64;
        Ok(vec![Point::single(Value::count(count))])
    })
}

fn readable(package: &str, version: &str) -> Result<Value, SourceError> {
    Value::version(version).ok_or_else(|| {
        SourceError(format!(
            "the version `{version}` of `{package}` cannot be compared"
        ))
    })
}

/// A parsed lock file.
struct Lockfile {
    path: String,
    format: &'static Format,
    packages: Vec<Package>,
}

impl Lockfile {
    fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Package> {
        let name = (self.format.canonical)(name);
        self.packages
            .iter()
            .filter(move |package| package.name == name)
    }
}

fn open(scope: &Scope<'_>, lockfile: Option<&str>) -> Result<Vec<Lockfile>, SourceError> {
    let candidates = match lockfile {
        Some(path) => vec![path.to_owned()],
        None => lockfile::at_root(scope.root()),
    };
    let mut files = Vec::new();
    for path in candidates {
        let Some(format) = lockfile::format_of(&path) else {
            continue;
        };
        if let Some(text) = paths::read(scope.root(), &path)? {
            let packages = (format.read)(&text)
                .map_err(|error| SourceError(format!("cannot read `{path}`: {error}")))?;
            files.push(Lockfile {
                path,
                format,
                packages,
            });
        }
    }
    match (files.is_empty(), lockfile) {
        (false, _) => Ok(files),
        (true, Some(path)) => Err(SourceError(format!("`{path}` does not exist"))),
        (true, None) => Err(SourceError(format!(
            "the repository root has no lock file ({})",
            lockfile::listed()
        ))),
    }
}

fn missing(package: &str, files: &[Lockfile]) -> SourceError {
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    let paths = paths.join(", ");
    if files
        .iter()
        .any(|file| file.named(package).next().is_some())
    {
        return SourceError(format!("{paths} does not pin a version of `{package}`"));
    }
    let names = files.iter().flat_map(|file| &file.packages);
    let near = did_you_mean(package, names.map(|package| package.name.as_str()));
    let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    SourceError(format!("{paths} has no package `{package}`{near}"))
}

#[cfg(test)]
mod tests;
