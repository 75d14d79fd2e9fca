//! `[[guard]]`: what the code must not do while a decision is in force.

use std::collections::HashSet;

use crate::fields::{Fields, Reader};
use crate::source::{Span, Spanned};

/// A rule for the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// Its name inside the record: as written, or g1, g2 … by position.
    pub id: String,
    /// The rejected alternative whose return it notices.
    pub rejects: Option<Spanned<String>>,
    /// Why there is such a rule, in the author's words.
    pub note: Option<String>,
    /// What it demands.
    pub demand: Demand,
    /// The globs of the files that it looks at; where there is none, the files that the decision affects, or all manifests.
    pub within: Vec<Spanned<String>>,
    /// The globs of the files that it passes over.
    pub except: Vec<Spanned<String>>,
    /// How many places may break it: those that were there when it was written.
    pub allowed: Option<Spanned<u32>>,
    /// The whole `[[guard]]` table.
    pub span: Span,
}

/// What a guard demands of the files that it looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// No manifest names one of these packages, by name or glob.
    Packages {
        /// The names or globs.
        names: Vec<Spanned<String>>,
        /// Whether lock files count too, with the packages that other packages need.
        transitive: bool,
    },
    /// No line matches this regular expression.
    Forbid(Spanned<String>),
    /// Every file has a match of this regular expression.
    Require(Spanned<String>),
    /// No file has a path that matches one of these globs.
    ForbidPaths(Vec<Spanned<String>>),
}

impl Demand {
    const KEYS: [&'static str; 4] = ["packages", "forbid", "require", "forbid_paths"];

    /// The patterns, globs or names that are written under its key.
    pub fn patterns(&self) -> Vec<&str> {
        let written = match self {
            Self::Packages { names, .. } => names.as_slice(),
            Self::Forbid(pattern) | Self::Require(pattern) => std::slice::from_ref(pattern),
            Self::ForbidPaths(globs) => globs.as_slice(),
        };
        written.iter().map(|text| text.value.as_str()).collect()
    }

    /// Whether it is about packages that other packages need, too.
    pub fn is_transitive(&self) -> bool {
        matches!(
            self,
            Self::Packages {
                transitive: true,
                ..
            }
        )
    }

    /// What it demands of the files that it looks at, before its patterns.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Packages { .. } => "no manifest names",
            Self::Forbid(_) => "no line matches",
            Self::Require(_) => "every file has",
            Self::ForbidPaths(_) => "there is no file",
        }
    }

    /// The key under which it is written.
    pub fn key(&self) -> &'static str {
        let position = match self {
            Self::Packages { .. } => 0,
            Self::Forbid(_) => 1,
            Self::Require(_) => 2,
            Self::ForbidPaths(_) => 3,
        };
        Self::KEYS[position]
    }
}

/// Reads the guards under `guard`.
pub(super) fn read(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<Guard> {
    let tables = fields.tables(reader, "guard").into_iter();
    let mut guards: Vec<_> = tables
        .filter_map(|guard| read_guard(reader, guard))
        .collect();
    name_guards(reader, &mut guards);
    guards
}

fn read_guard(reader: &mut Reader, mut fields: Fields<'_>) -> Option<Guard> {
    let given = Demand::KEYS
        .iter()
        .filter(|key| fields.contains(key))
        .count();
    let demands = [
        read_packages(reader, &mut fields),
        fields.text(reader, "forbid").map(Demand::Forbid),
        fields.text(reader, "require").map(Demand::Require),
        fields
            .texts(reader, "forbid_paths")
            .map(Demand::ForbidPaths),
    ];
    let id = fields.text(reader, "id");
    let rejects = fields.text(reader, "rejects");
    let note = fields.text(reader, "note");
    let within = fields.texts(reader, "in").unwrap_or_default();
    let except = fields.texts(reader, "except").unwrap_or_default();
    let allowed = fields.number(reader, "allowed");
    let span = fields.span.clone();
    fields.finish(reader);
    if given != 1 {
        let message = match given {
            0 => "a guard needs `packages`, `forbid`, `require` or `forbid_paths`",
            _ => "a guard has only one of `packages`, `forbid`, `require` and `forbid_paths`",
        };
        let help =
            "write `forbid = 'a regular expression'`, and another `[[guard]]` for another rule";
        reader.fault(span, message).help = Some(help.to_owned());
        return None;
    }
    Some(Guard {
        id: id.map(|id| id.value).unwrap_or_default(),
        rejects,
        note: note.map(|note| note.value),
        demand: demands.into_iter().flatten().next()?,
        within,
        except,
        allowed,
        span,
    })
}

fn read_packages(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Demand> {
    let transitive = fields.boolean(reader, "transitive");
    let names = fields.texts(reader, "packages");
    if let (Some(transitive), None) = (&transitive, &names) {
        let message = "`transitive` is for `packages` only";
        reader.fault(transitive.span.clone(), message).help =
            Some("remove it, or name the packages".to_owned());
    }
    Some(Demand::Packages {
        names: names?,
        transitive: transitive.is_some_and(|transitive| transitive.value),
    })
}

fn name_guards(reader: &mut Reader, guards: &mut [Guard]) {
    let mut taken = HashSet::new();
    for (position, guard) in guards.iter_mut().enumerate() {
        if guard.id.is_empty() {
            guard.id = format!("g{}", position + 1);
        }
        if !taken.insert(guard.id.clone()) {
            let message = format!("two guards have the id `{}`", guard.id);
            reader.fault(guard.span.clone(), message).help =
                Some("give each guard its own id".to_owned());
        }
    }
}
