//! No decision supersedes itself, directly or through others.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, LogCase, Rule};
use crate::log::Log;
use crate::record::reference;

/// The rule.
pub const RULE: Rule = Rule {
    name: "supersede-cycle",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "decisions supersede each other in a circle",
    explain: "Following `superseded_by` from an old decision leads to the one in force. In a circle, or in a record \
              that supersedes itself, it never does.",
    bad: "0004-run-on-two-machines.md:
    status = \"superseded\"
    supersedes = [7]
    superseded_by = 7

0007-keep-orders-in-one-primary.md:
    status = \"superseded\"
    supersedes = [4]
    superseded_by = 4
",
    good: "0004-run-on-two-machines.md:
    status = \"superseded\"
    superseded_by = 7

0007-keep-orders-in-one-primary.md:
    supersedes = [4]
",
    check: Check::Log(check),
};

fn check(whole: &LogCase<'_>, findings: &mut Findings<'_>) {
    for cycle in cycles(&successors(whole.log)) {
        let Some(first) = cycle.iter().min().and_then(|number| whole.log.get(*number)) else {
            continue;
        };
        let place = first
            .front
            .as_ref()
            .and_then(|front| front.superseded_by.as_ref())
            .map_or(0..0, |by| by.span.clone());
        let message = match cycle.len() {
            1 => format!("{} is superseded by itself", first.name()),
            _ => format!("superseded in a circle: {}", path(&cycle)),
        };
        let help = "remove the link that is wrong, from both records";
        findings.add_in(&first.source, place, message, help);
    }
}

/// Maps each superseded number to the one that supersedes it.
fn successors(log: &Log) -> BTreeMap<u32, u32> {
    let pairs = log.records.iter().filter_map(|record| {
        let by = record.front.as_ref()?.superseded_by.as_ref()?;
        Some((record.number?, by.value))
    });
    pairs.collect()
}

/// Every cycle in `next`, once, in order. Each number is visited once.
fn cycles(next: &BTreeMap<u32, u32>) -> Vec<Vec<u32>> {
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    let mut cycles = Vec::new();
    for (walk, start) in next.keys().enumerate() {
        let mut path = Vec::new();
        let mut at = *start;
        while !seen.contains_key(&at) {
            seen.insert(at, walk);
            path.push(at);
            match next.get(&at) {
                Some(successor) => at = *successor,
                None => break,
            }
        }
        let closes = path.iter().position(|number| *number == at);
        if let Some(from) = closes.filter(|_| next.contains_key(&at)) {
            cycles.push(path.split_off(from));
        }
    }
    cycles
}

/// `ADR-0004 → ADR-0007 → ADR-0004`.
fn path(cycle: &[u32]) -> String {
    let around = cycle.iter().chain(cycle.first());
    let names: Vec<_> = around.map(|number| reference(*number)).collect();
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cycle_is_found_once() {
        let next = [(1, 2), (2, 3), (3, 2), (4, 4), (5, 1), (6, 7)];
        assert_eq!(cycles(&next.into()), [vec![2, 3], vec![4]]);
    }

    #[test]
    fn a_long_chain_is_not_a_cycle() {
        let next: BTreeMap<u32, u32> = (0..200_000).map(|number| (number, number + 1)).collect();
        assert!(cycles(&next).is_empty());
    }
}
