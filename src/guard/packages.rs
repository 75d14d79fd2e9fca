//! Names of packages, compared as each ecosystem compares them.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::demand::GuardError;
use crate::manifest::{Ecosystem, FORMATS, Format, Kind, ManifestError};
use crate::source::{Span, Spanned};

/// The packages that no manifest may name.
#[derive(Debug)]
pub struct PackageNames {
    by_ecosystem: Vec<(&'static Ecosystem, GlobSet)>,
    is_transitive: bool,
}

impl PackageNames {
    /// # Errors
    /// If one of `names` is neither a name nor a glob.
    pub fn new(names: &[Spanned<String>], is_transitive: bool) -> Result<Self, GuardError> {
        let mut by_ecosystem: Vec<(&'static Ecosystem, GlobSet)> = Vec::new();
        for Format { ecosystem, .. } in FORMATS {
            let is_there = |(other, _): &(&Ecosystem, GlobSet)| other.name == ecosystem.name;
            if !by_ecosystem.iter().any(is_there) {
                by_ecosystem.push((ecosystem, globs(names, ecosystem)?));
            }
        }
        Ok(Self {
            by_ecosystem,
            is_transitive,
        })
    }

    /// Whether they are looked for in files of that format.
    pub fn are_in(&self, format: &Format) -> bool {
        self.is_transitive || format.kind == Kind::Manifest
    }

    /// Where `text` names one of them.
    ///
    /// # Errors
    /// If `text` is not in that format.
    pub fn named_in(&self, text: &str, format: &Format) -> Result<Vec<Span>, ManifestError> {
        let of_ecosystem =
            |(ecosystem, _): &&(&Ecosystem, GlobSet)| ecosystem.name == format.ecosystem.name;
        let Some((ecosystem, names)) = self.by_ecosystem.iter().find(of_ecosystem) else {
            return Ok(Vec::new());
        };
        let mut packages = format.packages(text)?;
        packages.retain(|package| {
            let counts = self.is_transitive || package.is_direct;
            counts && names.is_match(&*ecosystem.canonical(&package.name))
        });
        Ok(packages.into_iter().map(|package| package.span).collect())
    }
}

fn globs(names: &[Spanned<String>], ecosystem: &Ecosystem) -> Result<GlobSet, GuardError> {
    let error = |name: &Spanned<String>, error: &globset::Error| GuardError {
        message: format!("`{}` is not a glob: {}", name.value, error.kind()),
        help: "write the name of a package, or a glob such as `@aws-sdk/*`".to_owned(),
        text: name.clone(),
        part: 0..name.value.len(),
    };
    let mut set = GlobSetBuilder::new();
    for name in names {
        let glob = GlobBuilder::new(&ecosystem.canonical(&name.value)).build();
        set.add(glob.map_err(|found| error(name, &found))?);
    }
    set.build().map_err(|found| {
        let first = names.first().cloned().unwrap_or_else(|| Spanned {
            value: String::new(),
            span: 0..0,
        });
        error(&first, &found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::format_of;

    fn named(names: &[&str], is_transitive: bool, path: &str, text: &str) -> Vec<String> {
        let spanned = |name: &&str| Spanned {
            value: (*name).to_owned(),
            span: 0..0,
        };
        let names: Vec<_> = names.iter().map(spanned).collect();
        let names = PackageNames::new(&names, is_transitive).unwrap();
        let format = format_of(path).unwrap();
        let spans = names.named_in(text, format).unwrap();
        spans
            .into_iter()
            .map(|span| text[span].to_owned())
            .collect()
    }

    #[test]
    fn a_package_is_found_as_its_ecosystem_names_it() {
        let npm = r#"{"dependencies": {"@aws-sdk/client-dynamodb": "3", "left-pad": "1"}}"#;
        assert_eq!(
            named(&["@aws-sdk/*"], false, "web/package.json", npm),
            ["@aws-sdk/client-dynamodb"]
        );
        let python = "[project]\ndependencies = [\"Boto3>=1\", \"zope.interface\"]\n";
        assert_eq!(
            named(
                &["boto3", "zope-interface"],
                false,
                "pyproject.toml",
                python
            ),
            ["Boto3", "zope.interface"]
        );
        let cargo =
            "[dependencies]\ndynamo = { package = \"aws-sdk-dynamodb\", version = \"1\" }\n";
        assert_eq!(
            named(&["aws-sdk-*"], false, "Cargo.toml", cargo),
            ["aws-sdk-dynamodb"]
        );
        assert!(named(&["dynamo"], false, "Cargo.toml", cargo).is_empty());
    }

    #[test]
    fn what_others_need_counts_only_if_it_is_asked_for() {
        let go = "module a\nrequire b.example/x v1.0.0 // indirect\n";
        assert!(named(&["b.example/x"], false, "go.mod", go).is_empty());
        assert_eq!(named(&["b.example/x"], true, "go.mod", go), ["b.example/x"]);
        let lock = format_of("Cargo.lock").unwrap();
        let names = |is_transitive| PackageNames::new(&[], is_transitive).unwrap();
        assert!(!names(false).are_in(lock) && names(true).are_in(lock));
    }
}
