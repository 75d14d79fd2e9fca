use super::*;

#[test]
fn a_gemfile_names_its_gems() {
    let text = r##"source "https://rubygems.org"
# gem "commented"
gem "rails", "~> 7.1"
gem 'pg'
gem("puma")
group :test do
  gem "rspec", require: false if ENV["CI"]
end
gemspec
gem ["list"]
gem %q(quoted)
gem "computed-#{version}"
gem name
gems "no"
gem
gem "
"##;
    let expected = ["3 rails", "4 pg", "5 puma", "7 rspec", "11 quoted"];
    for path in ["Gemfile", "gems.rb", "gemfiles/rails_7.gemfile"] {
        assert_eq!(listed(path, text), expected);
    }
}

#[test]
fn a_gemspec_names_its_dependencies() {
    let text = r#"Gem::Specification.new do |spec|
  spec.name = "shop"
  spec.add_dependency "rack", "~> 3.0"
  spec.add_runtime_dependency('sinatra')
  spec.add_development_dependency "rspec"
  spec.add_dependency(%q<thor>.freeze, [">= 1"])
  # spec.add_dependency "commented"
end
"#;
    assert_eq!(
        listed("shop.gemspec", text),
        ["3 rack", "4 sinatra", "5 rspec", "6 thor"]
    );
}

#[test]
fn a_lock_file_names_what_comes_from_outside() {
    let text = "GIT
  remote: https://example.org/acme.git
  revision: 0123
  specs:
    acme (1.0.0)
      rack (>= 2)

PATH
  remote: .
  specs:
    shop (1.0.0)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.16.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.8.0)

PLATFORMS
  ruby

DEPENDENCIES
  acme!
  rack

BUNDLED WITH
   2.5.0
";
    assert_eq!(
        listed("Gemfile.lock", text),
        ["5 acme", "16 nokogiri", "18 racc"]
    );
    let (message, place) = refused("Gemfile.lock", "GEM\n");
    assert_eq!(message, "`specs:` is missing");
    assert_eq!(place, Some("GEM"));
}
