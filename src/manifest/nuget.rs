//! NuGet: project files of .NET, central package management, `packages.config`, `packages.lock.json`.

use super::xml::{self, Part};
use super::{Ecosystem, Format, Kind, ManifestError, Package, in_lower_case, tree};

const NUGET: Ecosystem = Ecosystem {
    name: "NuGet",
    naming: "case does not matter",
    canonical: in_lower_case,
};

pub(super) const PROJECT: Format = Format {
    ecosystem: &NUGET,
    kind: Kind::Manifest,
    files: &[
        "*.csproj",
        "*.fsproj",
        "*.vbproj",
        "Directory.Packages.props",
        "Directory.Build.props",
        "Directory.Build.targets",
    ],
    lists: "`PackageReference`, `PackageVersion` and `GlobalPackageReference`",
    read: read_project,
};

pub(super) const PACKAGES_CONFIG: Format = Format {
    ecosystem: &NUGET,
    kind: Kind::Manifest,
    files: &["packages.config"],
    lists: "each `package`; the file lists indirect dependencies too, without telling them apart",
    read: read_packages_config,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &NUGET,
    kind: Kind::Lock,
    files: &["packages.lock.json", "packages.*.lock.json"],
    lists: "`dependencies` of each framework, without projects",
    read: read_lock,
};

const REFERENCES: [&str; 3] = [
    "PackageReference",
    "PackageVersion",
    "GlobalPackageReference",
];

fn read_project(text: &str) -> Result<Vec<Package>, ManifestError> {
    let mut found = Vec::new();
    xml::visit(text, |part| {
        if let Part::Start(element) = part
            && REFERENCES.contains(&element.name())
        {
            let lists = ["Include", "Update"].into_iter();
            let lists = lists.filter_map(|name| element.attribute(name));
            let names = lists.flat_map(|list| list.split(';')).map(str::trim);
            found.extend(names.map(|name| Package::named_in(text, name)));
        }
    })?;
    Ok(found)
}

fn read_packages_config(text: &str) -> Result<Vec<Package>, ManifestError> {
    let mut found = Vec::new();
    xml::visit(text, |part| {
        if let Part::Start(element) = part
            && element.name() == "package"
        {
            let name = element.attribute("id");
            found.extend(name.map(|name| Package::named_in(text, name)));
        }
    })?;
    Ok(found)
}

/// Reads `dependencies`: for each framework its packages, some of which are projects of the solution.
fn read_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let packages = root.entries_at(&["dependencies.*"]);
    let foreign = packages.filter(|(_, package)| {
        let kind = package.text_of("type");
        kind.is_none_or(|kind| kind.value != "Project")
    });
    Ok(foreign.map(|(name, _)| name.package()).collect())
}
