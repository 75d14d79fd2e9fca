use super::*;

#[test]
fn a_pom_names_dependencies_plugins_and_its_parent() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent>
    <groupId>org.acme</groupId>
    <artifactId>parent</artifactId>
  </parent>
  <artifactId>shop</artifactId>
  <properties>
    <db.group>org.db</db.group>
  </properties>
  <dependencies>
    <dependency>
      <groupId> org.one </groupId>
      <!-- <artifactId>commented</artifactId> -->
      <artifactId>
        one
      </artifactId>
      <exclusions>
        <exclusion>
          <groupId>org.unwanted</groupId>
          <artifactId>unwanted</artifactId>
        </exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <artifactId>order</artifactId><groupId>${project.groupId}</groupId>
    </dependency>
    <dependency><groupId>${db.group}</groupId><artifactId>db-${unknown}</artifactId></dependency>
    <dependency><artifactId>groupless</artifactId></dependency>
  </dependencies>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>org.bom</groupId>
        <artifactId>bom</artifactId>
        <type>pom</type>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <build>
    <plugins>
      <plugin>
        <artifactId>maven-jar-plugin</artifactId>
        <dependencies>
          <dependency>
            <groupId>org.tool</groupId>
            <artifactId><![CDATA[tool]]></artifactId>
          </dependency>
        </dependencies>
      </plugin>
    </plugins>
  </build>
</project>
"#;
    assert_eq!(
        listed("pom.xml", text),
        [
            "5 org.acme:parent = parent",
            "16 org.one:one = one",
            "26 org.acme:order = order",
            "28 org.db:db-${unknown} = db-${unknown}",
            "35 org.bom:bom = bom",
            "43 org.apache.maven.plugins:maven-jar-plugin = maven-jar-plugin",
            "47 org.tool:tool = tool",
        ]
    );
}

#[test]
fn a_group_of_its_own_goes_before_that_of_the_parent() {
    let text = "<project><parent><groupId>p</groupId><artifactId>a</artifactId></parent>
<groupId>own</groupId><dependencies><dependency><groupId>${project.groupId}</groupId>
<artifactId>b</artifactId></dependency></dependencies></project>";
    assert_eq!(listed("pom.xml", text), ["1 p:a = a", "3 own:b = b"]);
}

#[test]
fn broken_xml_is_refused_with_its_place() {
    let (message, place) = refused("pom.xml", "<project>\n<a></b></project>");
    assert!(message.contains("</a>"), "{message}");
    assert_eq!(place, Some(""));
    let (message, _) = refused("pom.xml", "<project><a>");
    assert_eq!(message, "the file ends inside an element");
    let (message, _) = refused("pom.xml", "plain words");
    assert_eq!(message, "expected XML");
}

#[test]
fn a_version_catalog_names_its_libraries() {
    let text = r#"[versions]
one = "1.0"

[libraries]
one = "org.one:one:1.0"
two = { module = "org.two:two", version.ref = "one" }
three = { group = "org.three", name = "three", version = "1" }
inner.four = { module = "org.not:read" }
wrong = "nonsense"

[libraries.five]
module = "org.five:five"

[plugins]
kotlin = { id = "org.jetbrains.kotlin.jvm", version = "2" }
"#;
    assert_eq!(
        listed("gradle/libs.versions.toml", text),
        [
            "5 org.one:one",
            "6 org.two:two",
            "7 org.three:three = three",
            "12 org.five:five",
        ]
    );
}

#[test]
fn a_script_in_groovy_names_what_its_blocks_of_dependencies_write_out() {
    let text = r#"plugins { id 'org.springframework.boot' version '3.0' }
def list = ['org.not:in-a-block:1']
repositories { maven { url 'https://example.org' } }
dependencies {
    implementation 'org.one:one:1.0'
    implementation "org.two:two:$version"
    implementation "org.three:three:${versions["three"]}" // 'org.not:comment:1'
    /* 'org.not:comment:1' /*/ testImplementation('org.four:four') {
        exclude group: 'org.not', module: 'excluded'
    }
    implementation group: 'org.five', name: 'five', version: '1'
    implementation platform("org.six:bom:1")
    implementation project(':core')
    implementation project('core:api')
    implementation project(path: 'core:api')
    implementation libs.seven
    implementation "$group:computed:1"
    implementation group: "$group", name: 'computed'
    runtimeOnly files('a.jar'), '''org.eight:eight:1@aar'''
    because 'see: this, or that'
}
other { implementation 'org.not:in-the-block:1' }
"#;
    assert_eq!(
        listed("app/build.gradle", text),
        [
            "5 org.one:one",
            "6 org.two:two",
            "7 org.three:three",
            "8 org.four:four",
            "11 org.five:five = five",
            "12 org.six:bom",
            "19 org.eight:eight",
        ]
    );
}

#[test]
fn a_script_in_kotlin_names_what_its_blocks_of_dependencies_write_out() {
    let text = r#"buildscript { dependencies { classpath("org.one:one:1.0") } }
kotlin {
    sourceSets {
        commonMain.dependencies { implementation("org.two:two:1") }
        val jvmMain by getting { dependencies { api(group = "org.three", name = "three") } }
    }
}
dependencyManagement { imports { mavenBom("org.four:bom:1") } }
dependencies { constraints { api("org.five:five") { because("it's \"old\" {") } }; api("org.six:six") }
val text = "org.not:here"
"#;
    assert_eq!(
        listed("build.gradle.kts", text),
        [
            "1 org.one:one",
            "4 org.two:two",
            "5 org.three:three = three",
            "8 org.four:bom",
            "9 org.five:five",
            "9 org.six:six",
        ]
    );
}

#[test]
fn a_gradle_lock_file_names_one_package_a_line() {
    let text = "# This is a Gradle generated file.
org.one:one:1.0=compileClasspath,runtimeClasspath
org.two:two:2.0=runtimeClasspath
empty=annotationProcessor
";
    let expected = ["2 org.one:one", "3 org.two:two"];
    assert_eq!(listed("gradle.lockfile", text), expected);
    let (message, place) = refused("gradle.lockfile", "org.one:one:1=x\nnonsense\n");
    assert_eq!(message, "expected `group:artifact:version=configurations`");
    assert_eq!(place, Some("nonsense"));
}
