use crate::quantity::DeclaredUnit;
use crate::trigger::{Declarations, Declared, Fault, parse};

#[test]
fn thresholds_must_fit_the_declared_unit() {
    let declared = [
        ("db.cpu.share", "ratio"),
        ("team.size", "count"),
        ("deploy.contention", "/sprint"),
        ("api.latency", "ms"),
        ("postgres", "version"),
        ("cert.expires", "date"),
        ("staff", "engineers"),
        ("cloud.cost", "EUR/month"),
        ("budget", "EUR"),
        ("licence", "text"),
    ];
    let declarations = Declarations::from_iter(declared.map(|(name, unit)| {
        let unit = DeclaredUnit::parse(unit).unwrap();
        (name.to_owned(), Declared::of(unit))
    }));
    let rows = [
        ("db.cpu.share > 40%", None),
        (
            "db.cpu.share > 0.4",
            Some((Fault::AmbiguousRatio, "0.4", "`40%`")),
        ),
        (
            "any(db.cpu.share) > 40",
            Some((Fault::AmbiguousRatio, "40", "`40%`")),
        ),
        (
            "db.cpu.share > 40ms",
            Some((Fault::UnitMismatch, "40ms", "`40%`")),
        ),
        ("count(db.cpu.share) > 3", None),
        ("team.size > 20", None),
        (
            "team.size > 20%",
            Some((Fault::UnitMismatch, "20%", "`20`")),
        ),
        ("deploy.contention > 3/week", None),
        (
            "deploy.contention > 3",
            Some((Fault::MissingUnit, "3", "`3/sprint`")),
        ),
        ("api.latency > 1s", None),
        ("api.latency > 1", Some((Fault::MissingUnit, "1", "`1ms`"))),
        (
            "api.latency > 1s/h",
            Some((Fault::UnitMismatch, "1s/h", "`20ms`")),
        ),
        ("postgres >= 18.10", None),
        ("postgres >= 18.0.0-rc1", None),
        (
            "postgres >= 18%",
            Some((Fault::UnitMismatch, "18%", "`18.2`")),
        ),
        (
            "postgres >= 2027-01-01",
            Some((Fault::UnitMismatch, "2027-01-01", "`18.2`")),
        ),
        (
            "sum(postgres) >= 18",
            Some((Fault::UnitMismatch, "postgres", "`max`")),
        ),
        ("dependency.tokio >= 2", None),
        (
            "dependency.tokio >= 2s",
            Some((Fault::UnitMismatch, "2s", "`18.2`")),
        ),
        ("cert.expires < 2027-01-01", None),
        (
            "cert.expires < 30d",
            Some((Fault::UnitMismatch, "30d", "`2027-01-31`")),
        ),
        ("unheard.of > 5kB", None),
        ("licence = \"MIT\"", None),
        ("any(licence) != \"MIT\" for 2w", None),
        (
            "licence = 5",
            Some((Fault::UnitMismatch, "5", "such as `\"MIT\"`")),
        ),
        (
            "licence > 1.2.3",
            Some((Fault::UnitMismatch, "1.2.3", "such as `\"MIT\"`")),
        ),
        (
            "sum(licence) > 5",
            Some((Fault::UnitMismatch, "licence", "use `any` or `all`")),
        ),
        (
            "team.size = \"MIT\"",
            Some((Fault::UnitMismatch, "\"MIT\"", "`20`")),
        ),
        (
            "postgres = \"18.2\"",
            Some((Fault::UnitMismatch, "\"18.2\"", "`18.2`")),
        ),
        (
            "unheard.of = \"MIT\"",
            Some((
                Fault::UnitMismatch,
                "\"MIT\"",
                "declare `unit = \"text\"` under `[metrics.\"unheard.of\"]`",
            )),
        ),
        ("staff > 20 engineers", None),
        ("unheard.of > 20 engineers", None),
        (
            "staff > 20",
            Some((Fault::MissingUnit, "20", "`20 engineers`")),
        ),
        (
            "staff > 20 engineer",
            Some((Fault::UnknownUnit, "engineer", "mean `engineers`")),
        ),
        (
            "team.size > 20 engineers",
            Some((Fault::UnitMismatch, "20 engineers", "`20`")),
        ),
        (
            "team.size > 20 lightyears",
            Some((
                Fault::UnknownUnit,
                "lightyears",
                "declare `unit = \"lightyears\"` under `[metrics.\"team.size\"]`",
            )),
        ),
        (
            "unheard.of > 20lightyears",
            Some((
                Fault::UnknownUnit,
                "lightyears",
                "declare `unit = \"lightyears\"` under `[metrics.\"unheard.of\"]`",
            )),
        ),
        (
            "cloud.cost > 5 USD/month",
            Some((Fault::UnknownUnit, "5 USD/month", "leave it out")),
        ),
        (
            "cloud.cost > 5 USD / month",
            Some((Fault::UnknownUnit, "5 USD / month", "leave it out")),
        ),
        (
            "cloud.cost > 5 EUR",
            Some((Fault::UnitMismatch, "5 EUR", "`20 EUR/month`")),
        ),
        (
            "team.size > 20 or api.latency > 5",
            Some((Fault::MissingUnit, "5", "`5ms`")),
        ),
    ];
    for (text, expected) in rows {
        let found = declarations.check(&parse(text).unwrap()).err();
        let found = found
            .as_ref()
            .map(|error| (error.fault, &text[error.span.clone()], error.help.as_str()));
        let agree = match (&found, &expected) {
            (Some((fault, place, help)), Some((expected_fault, expected_place, part))) => {
                fault == expected_fault && place == expected_place && help.contains(part)
            }
            (found, expected) => found.is_none() && expected.is_none(),
        };
        assert!(agree, "{text}: {found:?}");
    }
}
