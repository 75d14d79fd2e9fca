use super::*;

#[test]
fn a_project_names_its_references() {
    let text = r#"<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" Version="13.0.1" />
    <PackageReference Version='1' Include = 'Serilog'>
      <PrivateAssets>all</PrivateAssets>
    </PackageReference>
    <PackageReference Update="Updated" />
    <PackageReference Remove="Removed" />
    <PackageReference Include="One; Two;" />
    <!-- <PackageReference Include="Commented" /> -->
    <ProjectReference Include="..\Inner\Inner.csproj" />
  </ItemGroup>
</Project>
"#;
    for path in [
        "Shop.csproj",
        "a/Shop.fsproj",
        "Shop.vbproj",
        "Directory.Build.props",
    ] {
        assert_eq!(
            listed(path, text),
            [
                "3 Newtonsoft.Json",
                "4 Serilog",
                "7 Updated",
                "9 One",
                "9 Two"
            ]
        );
    }
    let central = r#"<Project>
  <ItemGroup>
    <PackageVersion Include="One" Version="1" />
    <GlobalPackageReference Include="Two" Version="1" />
  </ItemGroup>
</Project>
"#;
    assert_eq!(
        listed("Directory.Packages.props", central),
        ["3 One", "4 Two"]
    );
}

#[test]
fn packages_config_names_its_packages() {
    let text = r#"<?xml version="1.0" encoding="utf-8"?>
<packages>
  <package id="jQuery" version="3.1.1" targetFramework="net46" />
</packages>
"#;
    assert_eq!(listed("packages.config", text), ["3 jQuery"]);
}

#[test]
fn a_lock_file_names_packages_for_each_framework() {
    let text = r#"{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "One": { "type": "Direct", "resolved": "1.0.0" },
      "Two": { "type": "Transitive", "dependencies": { "Three": "1" } },
      "shop.inner": { "type": "Project" }
    },
    "net8.0/linux-x64": { "One": { "type": "Direct" } }
  }
}
"#;
    let expected = ["5 One", "6 Two", "9 One"];
    assert_eq!(listed("packages.lock.json", text), expected);
    assert_eq!(listed("packages.linux.lock.json", text), expected);
}
