//! Every record that is referred to exists.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::log::Log;
use crate::record::{Front, reference};
use crate::source::Spanned;

/// The rule.
pub const RULE: Rule = Rule {
    name: "dangling-reference",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "a reference to a record that does not exist",
    explain: "`supersedes`, `superseded_by` and `links` refer to other records by number. If no file has that number, \
              it was mistyped, or the record was renumbered or deleted; deprecate decisions instead of deleting them.",
    bad: "links = [{ kind = \"relates\", to = 40 }]\n",
    good: "0004-run-on-two-machines.md:
    links = [{ kind = \"relates\", to = 7 }]

0007-keep-orders-in-one-primary.md:
    links = [{ kind = \"relates\", to = 4 }]
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let (Some(log), Some(front)) = (case.log, &case.record.front) else {
        return;
    };
    for (key, number) in references(front) {
        if !log.has_number(number.value) {
            let name = reference(number.value);
            let message = format!("`{key}` refers to {name}, which is not in this log");
            findings.add(number.span.clone(), message, help(log, number.value));
        }
    }
}

/// All references, each with its key.
fn references(front: &Front) -> impl Iterator<Item = (&'static str, &Spanned<u32>)> {
    let supersedes = front.supersedes.iter().map(|number| ("supersedes", number));
    let by = front.superseded_by.iter();
    let links = front.links.iter().map(|link| ("links", &link.to));
    supersedes
        .chain(by.map(|number| ("superseded_by", number)))
        .chain(links)
}

/// The numbers that a typo can turn `number` into: two digits swapped, one left out, one too many, and in
/// longer numbers one wrong. None for a single digit, which could become anything.
fn typos(number: u32) -> Vec<u32> {
    const LONG: usize = 3;
    let digits = number.to_string();
    let (length, digits) = (digits.len(), digits.as_bytes());
    let mut typos: Vec<Vec<u8>> = Vec::new();
    let typo = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut typo = digits.to_vec();
        change(&mut typo);
        typo
    };
    if length > 1 {
        typos.extend((1..length).map(|at| typo(&|typo| typo.swap(at - 1, at))));
        typos.extend((0..length).map(|at| typo(&|typo| drop(typo.drain(at..=at)))));
    }
    for digit in b'0'..=b'9' {
        if length > 1 {
            typos.extend((0..=length).map(|at| typo(&|typo| typo.insert(at, digit))));
        }
        if length >= LONG {
            typos.extend((0..length).map(|at| typo(&|typo| typo[at] = digit)));
        }
    }
    let numbers = typos.into_iter().map(String::from_utf8);
    numbers.filter_map(|typo| typo.ok()?.parse().ok()).collect()
}

fn help(log: &Log, number: u32) -> String {
    match typos(number).into_iter().find_map(|near| log.get(near)) {
        Some(record) => format!("did you mean {}?", record.name()),
        None => "refer to a record of this log, or remove the reference".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::typos;

    #[test]
    fn typos_are_single_key_mistakes() {
        assert!(typos(7).is_empty());
        let of_two = typos(17);
        assert!(
            [71, 1, 7, 117, 170]
                .iter()
                .all(|near| of_two.contains(near))
        );
        assert!(!of_two.contains(&18));
        assert!(typos(117).contains(&118) && !typos(117).contains(&228));
        assert!(!typos(u32::MAX).is_empty());
    }
}
