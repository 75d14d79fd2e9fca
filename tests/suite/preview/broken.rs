//! A preview of a broken log.

use super::*;

#[test]
fn a_broken_record_is_reported_and_the_rest_is_served() {
    let shop = Sandbox::shop();
    let preview = Preview::of(&shop, &[]);
    let untouched = preview.page("/0002-search-the-catalogue-with-postgresql-full-text.html");
    let mut events = preview.events();
    replace(
        &shop,
        RECORD,
        "status = \"accepted\"",
        "status = \"<script>alert(1)</script>\"",
    );
    events.next();
    for path in [
        "/",
        PAGE,
        "/0002-search-the-catalogue-with-postgresql-full-text.html",
    ] {
        let page = preview.page(path);
        let (_, panel) = page.split_once("<aside class=\"preview-faults\"").unwrap();
        let (panel, _) = panel.split_once("</aside>").unwrap();
        assert!(panel.contains(&format!("{RECORD}:2:10")), "{panel}");
        assert!(panel.contains("&lt;script&gt;alert(1)"), "{panel}");
        assert!(!page.contains("<script>"), "{path}");
    }
    replace(
        &shop,
        RECORD,
        "status = \"<script>alert(1)</script>\"",
        "status = \"accepted\"",
    );
    events.next();
    let fixed = preview.page("/0002-search-the-catalogue-with-postgresql-full-text.html");
    assert_eq!(without_script(&fixed), without_script(&untouched));
}

#[test]
fn a_failed_rendering_keeps_the_last_site() {
    let shop = Sandbox::shop();
    let preview = Preview::of(&shop, &[]);
    let mut events = preview.events();
    for (path, text, says) in [
        ("docs/adr/adr.toml", "[site\n", "docs/adr/adr.toml:1"),
        (
            "docs/adr/templates/record.html",
            "{% for %}",
            "record.html:1",
        ),
    ] {
        let before = fs::read(shop.path(path)).ok();
        shop.write(path, text);
        events.next();
        events.until_quiet(Duration::from_millis(200));
        let page = preview.page(PAGE);
        assert!(page.contains(says), "{page}");
        assert!(page.contains("restored in 40 minutes"));
        match before {
            Some(bytes) => fs::write(shop.path(path), bytes).unwrap(),
            None => fs::remove_file(shop.path(path)).unwrap(),
        }
        events.next();
        events.until_quiet(Duration::from_millis(200));
        assert!(!preview.page(PAGE).contains("preview-faults"));
    }
}

#[test]
fn initially_broken_settings_are_reported_until_they_are_fixed() {
    let shop = Sandbox::shop();
    let settings = shop.read("docs/adr/adr.toml");
    shop.write("docs/adr/adr.toml", "[site\n");
    let preview = Preview::of(&shop, &[]);
    let mut events = preview.events();
    let nothing = preview.get("/");
    assert_eq!(nothing.code, 404);
    let body = String::from_utf8(nothing.body).unwrap();
    assert!(body.contains("docs/adr/adr.toml:1"), "{body}");
    shop.write("docs/adr/adr.toml", settings);
    while preview.get("/").code != 200 {
        events.next();
    }
}

#[test]
fn unreadable_values_are_reported_on_the_page() {
    let shop = Sandbox::shop();
    shop.write("values.toml", "team.size = 6\n");
    let preview = Preview::of(&shop, &["--metrics", "values.toml"]);
    let mut events = preview.events();
    shop.write("values.toml", "team.size = [\n");
    events.next();
    let page = preview.page(PAGE);
    assert!(page.contains("values.toml:1"), "{page}");
    assert!(page.contains("restored in 40 minutes"));
}
