use super::*;

const GO_MOD: &str = r#"module example.org/shop // the shop

go 1.24

toolchain go1.24.1

require example.org/one v1.0.0

require (
	example.org/two/v2 v2.0.0
	"example.org/quoted" v1.0.0 // why
	example.org/far v1.0.0 // indirect
)

replace example.org/one => example.org/fork v1.0.1

replace (
	example.org/two/v2 v2.0.0 => ../two
)

exclude example.org/bad v1.0.0

retract [v1.0.0, v1.1.0]
"#;

#[test]
fn a_manifest_names_what_it_requires_and_what_replaces_it() {
    assert_eq!(
        listed("go.mod", GO_MOD),
        [
            "7 example.org/one",
            "10 example.org/two/v2",
            "11 example.org/quoted",
            "12 example.org/far",
            "15 example.org/fork",
        ]
    );
}

#[test]
fn what_is_marked_as_indirect_is_not_direct() {
    let packages = format_of("go.mod").unwrap().packages(GO_MOD).unwrap();
    let indirect = packages.iter().filter(|package| !package.is_direct);
    let names: Vec<_> = indirect.map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["example.org/far"]);
}

#[test]
fn a_block_may_open_without_a_space() {
    let text = "require(\n\texample.org/one v1.0.0\n)\nrequire example.org/two v1\n";
    assert_eq!(
        listed("go.mod", text),
        ["2 example.org/one", "4 example.org/two"]
    );
}

#[test]
fn what_is_not_go_mod_is_refused() {
    let (message, place) = refused("go.mod", "module a\n<<<<<<< HEAD\n");
    assert_eq!(message, "expected a directive, such as `require`");
    assert_eq!(place, Some("<<<<<<<"));
    let (message, place) = refused("go.mod", "module a\nrequire (\n\tb v1\n");
    assert_eq!(message, "the block of `require` is not closed");
    assert_eq!(place, Some("require"));
}

#[test]
fn go_sum_names_the_modules_whose_code_is_used() {
    let text = "example.org/one v1.0.0 h1:x=
example.org/one v1.0.0/go.mod h1:y=
example.org/graph-only v1.0.0/go.mod h1:z=
";
    assert_eq!(listed("go.sum", text), ["1 example.org/one"]);
    let (message, place) = refused("go.sum", "a v1 h1:x=\n=======\n");
    assert_eq!(message, "expected a module, its version and a hash");
    assert_eq!(place, Some("======="));
}
