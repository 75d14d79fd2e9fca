//! A replay, `check --at` and `check` agree on every day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::sandbox::Sandbox;

/// A shop whose metrics were observed every few days, and a trigger on each of many kinds.
fn shop() -> Sandbox {
    let shop = Sandbox::shop();
    let conditions = [
        "team.size > 20",
        "team.size > 20 for 2w",
        "any(db.cpu.share) > 40%",
        "all(db.cpu.share) > 20% for 1w",
        "sum(db.cpu.share) > 60%",
        "today >= 2026-11-05",
        "team.size > 20 and today > 2026-10-30",
        "outbox.backlog > 100 or team.size < 15",
        "dependency.tokio >= 2",
    ];
    let triggers = conditions.map(|when| format!("[[revisit]]\nwhen = '{when}'\n\n"));
    shop.write(
        "docs/adr/0007-watch.md",
        format!(
            "```toml\nstatus = \"accepted\"\ndate = 2026-03-02\ndeciders = [\"x\"]\n\n{}```\n\n# ADR-0007: Watch\n",
            triggers.concat()
        ),
    );
    let mut rows = "metric,value,unit,at,module\n".to_owned();
    let first: NaiveDate = "2026-10-01".parse().unwrap();
    for (step, day) in first.iter_days().step_by(3).take(18).enumerate() {
        let size = 14 + step * 7 % 13;
        rows += &format!("team.size,{size},,{day},\n");
        let share = 15 + step * 11 % 37;
        rows += &format!("db.cpu.share,{share},%,{day},billing\n");
        if step % 2 == 0 {
            rows += &format!("db.cpu.share,{},%,{day},orders\n", 55 - share);
        }
    }
    shop.write("values.csv", rows);
    shop.adr(["observe", "--metrics", "values.csv"])
        .expect_code(0);
    shop
}

/// The state of each trigger by its id, as `check` shows it.
fn checked(shop: &Sandbox, at: Option<NaiveDate>) -> BTreeMap<String, String> {
    let at = at.map(|day| day.to_string());
    let mut arguments = vec!["check", "--quiet", "--format", "json"];
    arguments.extend(at.iter().flat_map(|day| ["--at", day]));
    let found = shop.adr(&arguments).json();
    let decisions = found["decisions"].as_array().unwrap().iter();
    let watch = decisions.filter(|decision| decision["number"] == 7);
    let triggers = watch.flat_map(|decision| decision["triggers"].as_array().unwrap());
    triggers
        .map(|trigger| (text(&trigger["id"]), text(&trigger["state"])))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn every_day_of_a_replay_is_what_a_check_of_that_day_finds() {
    let shop = shop();
    let replayed = shop
        .adr(["replay", "7", "--days", "60", "--format", "json"])
        .expect_code(0)
        .json();
    let today: NaiveDate = "2026-11-22".parse().unwrap();
    let mut days: Vec<Option<NaiveDate>> = today
        .iter_days()
        .rev()
        .skip(1)
        .step_by(4)
        .take(14)
        .map(Some)
        .collect();
    days.push(None);
    for day in days {
        let states = checked(&shop, day);
        let day = day.unwrap_or(today).to_string();
        let triggers = replayed["decisions"][0]["triggers"].as_array().unwrap();
        assert_eq!(triggers.len(), 9);
        for trigger in triggers {
            let spans = trigger["spans"].as_array().unwrap().iter();
            let mut on_day =
                spans.filter(|span| text(&span["from"]) <= day && day <= text(&span["to"]));
            let state = text(&on_day.next().unwrap()["state"]);
            assert_eq!(
                state,
                states[&text(&trigger["id"])],
                "{} on {day}",
                trigger["when"]
            );
        }
    }
}

#[test]
fn what_is_measured_now_says_nothing_of_the_past() {
    let shop = shop();
    let settings = shop.read("docs/adr/adr.toml");
    let measured = settings.replace(
        "description = \"engineers with commit rights to the shop\"",
        "source = { code = \"files\" }",
    );
    assert_ne!(settings, measured);
    shop.write("docs/adr/adr.toml", measured);
    let replayed = |shop: &Sandbox| {
        let ran = shop.adr(["replay", "7", "--days", "30", "--format", "json"]);
        let trigger = ran.json()["decisions"][0]["triggers"][0].clone();
        let spans = trigger["spans"].as_array().unwrap().iter();
        let past = spans.filter(|span| span["to"] != "2026-11-22");
        (past.cloned().collect::<Vec<_>>(), ran)
    };
    let (before, _) = replayed(&shop);
    assert!(before.len() > 3, "{before:?}");
    for file in 0..40 {
        shop.write(&format!("src/{file}.rs"), "// a file\n");
    }
    let (after, ran) = replayed(&shop);
    let both = before.len().min(after.len());
    assert_eq!(before[..both], after[..both], "{ran:?}");
    assert!(both > 3);
    assert_eq!(checked(&shop, None)["a"], "fired");
    let past: NaiveDate = "2026-11-02".parse().unwrap();
    assert_ne!(checked(&shop, Some(past))["a"], "fired");
}
