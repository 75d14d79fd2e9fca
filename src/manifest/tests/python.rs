use super::*;

#[test]
fn pyproject_names_requirements_of_all_sorts() {
    let text = r#"[build-system]
requires = ["hatchling>=1"]

[project]
name = "shop"
dependencies = [
    "requests[socks] >= 2, < 3",
    'Zope.Interface; python_version < "3.9"',
    " spaced ",
    "direct @ https://example.org/direct-1.0.whl",
]

[project.optional-dependencies]
dev = ["pytest~=8.0"]

[dependency-groups]
test = ["coverage", { include-group = "docs" }]
docs = ["sphinx"]

[tool.poetry.dependencies]
python = "^3.12"
django = "^5"
celery = { version = "^5", optional = true }

[tool.poetry.dev-dependencies]
black = "*"

[tool.poetry.group.lint.dependencies]
ruff = "*"

[tool.uv]
dev-dependencies = ["mypy"]

[tool.pdm.dev-dependencies]
all = ["tox"]

[tool.hatch.envs.default]
dependencies = ["nox"]
extra-dependencies = ["rich"]

[tool.black]
requires = ["not-one"]
"#;
    assert_eq!(
        listed("pyproject.toml", text),
        [
            "2 hatchling",
            "7 requests",
            "8 Zope.Interface",
            "9 spaced",
            "10 direct",
            "14 pytest",
            "17 coverage",
            "18 sphinx",
            "22 django",
            "23 celery",
            "26 black",
            "29 ruff",
            "32 mypy",
            "35 tox",
            "38 nox",
            "39 rich",
        ]
    );
}

#[test]
fn requirements_are_named_one_a_line() {
    let text = r#"# pinned
-r base.txt
-c constraints.txt
--index-url https://example.org/simple
requests==2.32.0 \
    --hash=sha256:abc \
    --hash=sha256:def
urllib3[secure]>=2 ; python_version >= "3.9"  # a comment
Flask # a comment
legacy (>=1.0)
numpy=1.2=py37
named @ git+https://example.org/named.git@main#subdirectory=x
-e git+https://example.org/edited.git#egg=edited[extra]&subdirectory=x
git+https://example.org/nameless.git
./local
local/folder
plain-1.0-py3-none-any.whl
  indented>1
pinned --no-binary :all:
"#;
    let expected = [
        "5 requests",
        "8 urllib3",
        "9 Flask",
        "10 legacy",
        "11 numpy",
        "12 named",
        "13 edited",
        "18 indented",
        "19 pinned",
    ];
    for path in ["requirements.txt", "requirements/dev.in"] {
        assert_eq!(listed(path, text), expected);
    }
    let (message, place) = refused("requirements.txt", "requests\nThe shop needs a till.\n");
    assert_eq!(message, "expected a requirement, such as `requests>=2`");
    assert_eq!(place, Some("The shop needs a till."));
}

#[test]
fn a_pipfile_names_its_categories() {
    let text = r#"[[source]]
name = "pypi"

[packages]
requests = "*"

[dev-packages]
pytest = { version = "*" }

[docs]
sphinx = "*"

[requires]
python_version = "3.12"

[scripts]
run = "flask"
"#;
    assert_eq!(
        listed("Pipfile", text),
        ["5 requests", "8 pytest", "11 sphinx"]
    );
    let lock = r#"{
  "_meta": { "sources": { "name": "pypi" } },
  "default": {
    "requests": { "version": "==2.32.0" },
    "shop": { "editable": true, "path": "." }
  },
  "develop": { "pytest": {} }
}
"#;
    assert_eq!(listed("Pipfile.lock", lock), ["4 requests", "7 pytest"]);
}

#[test]
fn lock_files_name_what_comes_from_outside() {
    let uv = r#"version = 1

[[package]]
name = "shop"
source = { editable = "." }

[[package]]
name = "inner"
source = { virtual = "inner" }

[[package]]
name = "requests"
version = "2.32.0"
source = { registry = "https://example.org/simple" }
dependencies = [{ name = "urllib3" }]
"#;
    assert_eq!(listed("uv.lock", uv), ["12 requests"]);
    let poetry = r#"[[package]]
name = "requests"
version = "2.32.0"

[package.dependencies]
urllib3 = ">=1"

[[package]]
name = "inner"
version = "1.0.0"

[package.source]
type = "directory"
url = "inner"

[metadata]
lock-version = "2.0"
"#;
    assert_eq!(listed("poetry.lock", poetry), ["2 requests"]);
    let pdm = "[[package]]\nname = 'a'\n\n[[package]]\nname = 'b'\npath = './b'\n";
    assert_eq!(listed("pdm.lock", pdm), ["2 a"]);
    let pylock = r#"lock-version = "1.0"
[[packages]]
name = "attrs"
version = "25.1.0"
[[packages]]
name = "inner"
directory = { path = "inner" }
"#;
    assert_eq!(listed("pylock.toml", pylock), ["3 attrs"]);
}
