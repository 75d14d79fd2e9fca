//! Asks when to revisit a decision. What is typed in words becomes conditions to choose from.

use std::fmt::Write as _;

use anstyle::Style;
use dialoguer::console::{Key, Term};

use super::{Prompter, ended};
use crate::cli::proposals::Proposer;
use crate::cli::trigger_text::with_caret;
use crate::record::draft::DraftTrigger;
use crate::source::printable;
use crate::trigger::{self, Expr};
use crate::words::Clause;

const BOLD: Style = Style::new().bold();

impl Prompter {
    /// Asks for conditions until there are no more.
    pub(super) fn triggers(&self, proposer: &Proposer<'_>) -> anyhow::Result<Vec<DraftTrigger>> {
        let mut answers = Vec::new();
        loop {
            let question = if answers.is_empty() {
                "Revisit when, such as team.size > 20, or in words (empty for none)"
            } else {
                "Another condition (empty to continue)"
            };
            let when = self.optional(question)?;
            if when.is_empty() {
                return Ok(answers);
            }
            match trigger::parse(&when) {
                Ok(_) => answers.push(self.noted(when, "")?),
                Err(error) => {
                    let clauses = proposer.propose(&when, &error);
                    if clauses.is_empty() {
                        self.out.report(&format!("{}\n", with_caret(&when, &error)));
                    }
                    for clause in &clauses {
                        answers.extend(self.chosen(clause)?);
                    }
                }
            }
        }
    }

    /// The condition `when` with a note, for which `note` is proposed.
    fn noted(&self, when: String, note: &str) -> anyhow::Result<DraftTrigger> {
        let note = self.proposed("  why this condition (optional)", note)?;
        Ok(DraftTrigger {
            id: None,
            when,
            note: (!note.is_empty()).then_some(note),
        })
    }

    /// Shows the conditions for `clause` and takes the one whose number is pressed, or none.
    fn chosen(&self, clause: &Clause) -> anyhow::Result<Option<DraftTrigger>> {
        self.out.report(&listed(clause));
        let chosen = loop {
            match Term::stderr()
                .read_key()
                .map_err(|error| ended(error.into()))?
            {
                Key::Char('n' | 'N') | Key::Escape => break None,
                Key::Char(key) => {
                    if let Some(condition) = numbered(clause, key) {
                        break Some(condition.to_string());
                    }
                }
                _ => {}
            }
        };
        let Some(when) = chosen else {
            self.out.report("  none\n");
            return Ok(None);
        };
        self.out
            .report(&format!("  {BOLD}{}{BOLD:#}\n", printable(&when)));
        self.noted(when, &clause.text).map(Some)
    }
}

/// The condition for `clause` that `key` takes.
fn numbered(clause: &Clause, key: char) -> Option<&Expr> {
    let number = usize::try_from(key.to_digit(10)?).ok()?;
    clause.conditions.get(number.checked_sub(1)?)
}

/// The conditions for `clause`, each with the key that takes it.
fn listed(clause: &Clause) -> String {
    let mut text = format!("  “{}”\n", printable(&clause.text));
    for (at, condition) in clause.conditions.iter().enumerate() {
        let _ = writeln!(
            text,
            "    {}  {}",
            at + 1,
            printable(&condition.to_string())
        );
    }
    let keys: Vec<String> = (1..=clause.conditions.len())
        .map(|key| key.to_string())
        .collect();
    let _ = writeln!(
        text,
        "  press {} to take it, or n for none",
        keys.join(" or ")
    );
    text
}
