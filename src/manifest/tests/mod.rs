use super::*;

mod cargo;
mod dotnet;
mod go;
mod jvm;
mod npm;
mod odd;
mod php;
mod python;
mod ruby;

/// The packages that the file at `path` names, each as `LINE name`, with ` = WRITTEN` where something else is
/// written there.
///
/// The end of lines and a byte order mark make no difference to it.
fn listed(path: &str, text: &str) -> Vec<String> {
    let plain = listed_as_is(path, text);
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(listed_as_is(path, &crlf), plain, "with CRLF");
    let marked = format!("\u{feff}{text}");
    assert_eq!(listed_as_is(path, &marked), plain, "with a byte order mark");
    plain
}

fn listed_as_is(path: &str, text: &str) -> Vec<String> {
    let packages = format_of(path).unwrap().packages(text).unwrap();
    let entries = packages.into_iter().map(|package| {
        let line = text[..package.span.start].matches('\n').count() + 1;
        let (name, written) = (&package.name, &text[package.span.clone()]);
        if name == written {
            format!("{line} {name}")
        } else {
            format!("{line} {name} = {written}")
        }
    });
    entries.collect()
}

/// The message for the file at `path`, and what it is about.
fn refused<'t>(path: &str, text: &'t str) -> (String, Option<&'t str>) {
    let error = format_of(path).unwrap().packages(text).unwrap_err();
    (error.to_string(), error.span.map(|span| &text[span]))
}

#[test]
fn a_file_is_known_by_its_name() {
    let known = |path| {
        let format = format_of(path)?;
        Some((format.ecosystem.name, format.kind, format.files[0]))
    };
    let manifest = |ecosystem, file| Some((ecosystem, Kind::Manifest, file));
    let lock = |ecosystem, file| Some((ecosystem, Kind::Lock, file));
    for (path, expected) in [
        ("Cargo.toml", manifest("Cargo", "Cargo.toml")),
        ("a/b/Cargo.toml", manifest("Cargo", "Cargo.toml")),
        ("requirements.txt", manifest("Python", "requirements*.txt")),
        (
            "requirements-dev.txt",
            manifest("Python", "requirements*.txt"),
        ),
        (
            "dev-requirements.txt",
            manifest("Python", "requirements*.txt"),
        ),
        (
            "requirements/base.txt",
            manifest("Python", "requirements*.txt"),
        ),
        (
            "a/requirements/base.in",
            manifest("Python", "requirements*.txt"),
        ),
        ("pylock.dev.toml", lock("Python", "uv.lock")),
        ("src/Shop/Shop.csproj", manifest("NuGet", "*.csproj")),
        ("app/build.gradle.kts", manifest("Maven", "*.gradle")),
        (
            "gradle/libs.versions.toml",
            manifest("Maven", "*.versions.toml"),
        ),
        (
            "buildscript-gradle.lockfile",
            lock("Maven", "*gradle.lockfile"),
        ),
        ("Gemfile", manifest("RubyGems", "Gemfile")),
        ("Gemfile.lock", lock("RubyGems", "Gemfile.lock")),
        ("my-Cargo.toml", None),
        ("Cargo.toml/readme", None),
        ("cargo.toml", None),
        ("my_requirements/base.txt", None),
        ("requirements/a/base.txt", None),
        ("base.txt", None),
        ("", None),
        ("/", None),
    ] {
        assert_eq!(known(path), expected, "{path}");
    }
}

#[test]
fn names_are_compared_as_their_registries_do() {
    let canonical = |path, name| {
        let format: &Format = format_of(path).unwrap();
        format.ecosystem.canonical(name).into_owned()
    };
    for (path, name, expected) in [
        ("Cargo.toml", "Serde_JSON", "serde-json"),
        ("Cargo.toml", "serde-json", "serde-json"),
        ("package.json", "@Scope/Some_Name", "@Scope/Some_Name"),
        ("pyproject.toml", "Zope.Interface__x", "zope-interface-x"),
        ("pyproject.toml", "boto*", "boto*"),
        (
            "go.mod",
            "github.com/BurntSushi/toml",
            "github.com/BurntSushi/toml",
        ),
        ("pom.xml", "org.Acme:Lib_x", "org.Acme:Lib_x"),
        ("a.csproj", "Newtonsoft.Json", "newtonsoft.json"),
        ("Gemfile", "RedCloth", "RedCloth"),
        ("composer.json", "Monolog/Monolog", "monolog/monolog"),
    ] {
        assert_eq!(canonical(path, name), expected, "{path} {name}");
    }
}

#[test]
fn what_a_lock_file_names_is_no_direct_dependency() {
    let text = "[[package]]\nname = 'a'\nsource = 'registry'\n";
    let packages = format_of("Cargo.lock").unwrap().packages(text).unwrap();
    assert!(packages.iter().all(|package| !package.is_direct));
    let packages = format_of("Cargo.toml").unwrap();
    let packages = packages.packages("[dependencies]\na = '1'").unwrap();
    assert!(packages.iter().all(|package| package.is_direct));
}
