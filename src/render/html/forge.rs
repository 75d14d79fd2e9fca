//! The pages of a forge that show a file of the repository, as far as `edit_url` tells where they are.

use super::super::text;

/// How the URL of an editor and that of the page it belongs to differ: on GitHub and GitLab, on Gitea and Forgejo.
const EDITORS: [(&str, &str); 2] = [("/edit/", "/blob/"), ("/_edit/", "/src/branch/")];

/// The URL at which the record at `path` below the repository's root is edited.
pub fn edit_url(pattern: &str, path: &str) -> String {
    let path = text::percent_encoded(path);
    match pattern.contains("{path}") {
        true => pattern.replace("{path}", &path),
        false => format!("{}/{path}", pattern.trim_end_matches('/')),
    }
}

/// The URL of the page that shows the file at `path`; `None` if `pattern` does not have exactly one part that is known to
/// open an editor, with a branch behind it.
pub fn view_url(pattern: &str, path: &str) -> Option<String> {
    let (base, after) = pattern.split_once("{path}").unwrap_or((pattern, ""));
    let mut editors = EDITORS.iter().filter(|(editor, _)| base.contains(editor));
    let (editor, viewer) = editors.next()?;
    let (site, branch) = base.split_once(editor)?;
    let branch = branch.trim_matches('/');
    let is_certain = !branch.is_empty() && !branch.contains("edit") && after.is_empty();
    let path = text::percent_encoded(path);
    is_certain.then(|| format!("{site}{viewer}{branch}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_shown_where_its_forge_is_known_by_its_editor() {
        for (pattern, expected) in [
            (
                "https://github.com/o/shop/edit/main/{path}",
                Some("https://github.com/o/shop/blob/main/src/a%20b.rs"),
            ),
            (
                "https://github.com/o/shop/edit/release/2.0/",
                Some("https://github.com/o/shop/blob/release/2.0/src/a%20b.rs"),
            ),
            (
                "https://gitlab.com/o/shop/-/edit/main/{path}",
                Some("https://gitlab.com/o/shop/-/blob/main/src/a%20b.rs"),
            ),
            (
                "https://codeberg.org/o/shop/_edit/main/{path}",
                Some("https://codeberg.org/o/shop/src/branch/main/src/a%20b.rs"),
            ),
            ("https://example.com/edit/{path}", None),
            ("https://example.com/edit", None),
            ("https://example.com/{path}", None),
            ("https://example.com/edit/x/edit/main/{path}", None),
            ("https://example.com/o/r/edit/main/{path}?mode=edit", None),
        ] {
            let url = view_url(pattern, "src/a b.rs");
            assert_eq!(url.as_deref(), expected, "{pattern}");
        }
    }
}
