//! Linting a log of which only the heads are kept in memory gives the same findings.

use super::*;

#[test]
fn a_record_is_read_again_if_only_its_head_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let place = || Place {
        dir: folder.path().to_owned(),
        root: folder.path().to_owned(),
    };
    let good = whole(
        FILE,
        "## Context\n\nSee [it](0008-b.md#decision) and [that](0008-b.md#nothing).\n",
    );
    std::fs::write(folder.path().join(FILE), good).unwrap();
    let bad = whole(
        "0008-b.md",
        "## Context\n\nTODO\n\n## Alternatives Rejected\n\n- **Kafka**\n",
    );
    std::fs::write(folder.path().join("0008-b.md"), bad).unwrap();

    let log = Log::load(place()).unwrap();
    let config = config("");
    let expected = shown(&lint(&log, &config, today()));
    assert!(expected.len() >= 3, "{expected:#?}");

    let log = Log::load(place()).unwrap();
    let heads = Log::of(
        place(),
        log.records.into_iter().map(Record::into_head).collect(),
    );
    assert!(
        heads
            .records
            .iter()
            .all(|record| record.is_head() && record.body().sections.is_empty())
    );
    assert_eq!(
        heads.records[0].name(),
        "ADR-0007: keep orders in one primary"
    );
    assert_eq!(shown(&lint(&heads, &config, today())), expected);
}
