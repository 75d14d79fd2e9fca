use super::*;

#[test]
fn a_manifest_names_what_it_requires() {
    let text = r#"{
  "name": "acme/shop",
  "require": { "php": ">=8.2", "ext-json": "*", "Monolog/Monolog": "^3" },
  "require-dev": { "phpunit/phpunit": "^11" },
  "replace": { "acme/old": "*" },
  "suggest": []
}
"#;
    assert_eq!(
        listed("composer.json", text),
        [
            "3 php",
            "3 ext-json",
            "3 Monolog/Monolog",
            "4 phpunit/phpunit"
        ]
    );
    assert_eq!(listed("composer.json", r#"{"require": []}"#), [""; 0]);
}

#[test]
fn a_lock_file_names_its_packages() {
    let text = r#"{
  "packages": [
    { "name": "monolog/monolog", "require": { "psr/log": "^3" }, "authors": [{ "name": "Acme" }] },
    { "name": "psr/log" }
  ],
  "packages-dev": [{ "name": "phpunit/phpunit" }]
}
"#;
    assert_eq!(
        listed("composer.lock", text),
        ["3 monolog/monolog", "4 psr/log", "6 phpunit/phpunit"]
    );
}
