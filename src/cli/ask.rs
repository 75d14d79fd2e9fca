//! Interactive prompts for what the flags leave out. They go to stderr; stdout is reserved for data.

mod conditions;

use std::io::{self, IsTerminal, StderrLock, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, Select};

use super::Exit;
use super::context::Reported;
use super::draft_flags::DraftFlags;
use super::guard_text::guard;
use super::output::{INTERRUPTED, Output};
use super::proposals::Proposer;
use crate::advise::Fact;
use crate::lint::is_vague_reason;
use crate::quantity::Value;
use crate::record::Status;
use crate::record::draft::{DraftAlternative, DraftGuard};
use crate::source::printable;

/// What the format of a new record has a place for.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// Who decided.
    pub deciders: bool,
    /// Conditions that can be evaluated.
    pub triggers: bool,
}

/// What is offered as an answer.
pub struct Offers<'a> {
    /// The status, unless the user chooses another one.
    pub status: Status,
    /// Who decided, unless the user names others.
    pub deciders: Vec<String>,
    /// The packages that the repository's manifests name.
    pub packages: Vec<String>,
    /// Conditions for what is said in words.
    pub proposer: &'a Proposer<'a>,
}

/// Prompts a user at a terminal.
pub struct Prompter {
    theme: Box<dyn Theme>,
    out: Output,
}

/// Whether a user is being asked, for the one handler of Ctrl-C.
static IS_ASKING: AtomicBool = AtomicBool::new(false);

/// Whether prompts are possible: input comes from a terminal, and output goes to one.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

impl Prompter {
    /// A prompter for which Ctrl-C ends the process with the cursor visible and nothing written.
    pub fn new(out: &Output) -> Self {
        IS_ASKING.store(true, Ordering::SeqCst);
        let end = || {
            if IS_ASKING.load(Ordering::SeqCst) {
                // Locked until the process ends: a prompt being drawn would hide the cursor again.
                let _stderr = leave_prompt();
                std::process::exit(INTERRUPTED.into());
            }
        };
        let _ = ctrlc::set_handler(end);
        let theme: Box<dyn Theme> = if out.reports_are_coloured() {
            Box::new(ColorfulTheme::default())
        } else {
            Box::new(SimpleTheme)
        };
        Self {
            theme,
            out: out.clone(),
        }
    }

    /// Asks for the title.
    pub fn title(&self) -> anyhow::Result<String> {
        self.required("Title", "a decision needs a title")
    }

    /// Asks for what `flags` leave out.
    pub fn fill(
        &self,
        flags: &mut DraftFlags,
        title: &str,
        places: Places,
        offers: &Offers<'_>,
    ) -> anyhow::Result<()> {
        if flags.status.is_none() {
            flags.status = Some(self.status(offers.status)?);
        }
        if flags.decider.is_empty() && places.deciders {
            flags.decider = self.deciders(&offers.deciders)?;
        }
        if flags.context.is_none() {
            let question = "Context: what made a decision necessary?";
            flags.context = Some(self.required(
                question,
                "say what made it necessary, with figures if there are any",
            )?);
        }
        if flags.decision.is_none() {
            flags.decision =
                Some(self.required("Decision: what will you do?", "say what was decided")?);
        }
        if flags.gain.is_empty() {
            flags.gain = self.list("Gain: what gets better?", "every decision has a gain")?;
        }
        if flags.cost.is_empty() {
            flags.cost = self.list("Cost: what gets worse?", "every decision has a cost")?;
        }
        if flags.alternative.is_empty() {
            flags.alternative = self.alternatives(title)?;
        }
        if flags.guard.is_empty() && places.triggers {
            flags.guard = self.guards(&flags.alternative, &offers.packages)?;
        }
        if flags.revisit.is_empty() && places.triggers {
            flags.revisit = self.triggers(offers.proposer)?;
        }
        Ok(())
    }

    /// Shows the record and asks whether to write it.
    pub fn confirm(&self, record: &str) -> anyhow::Result<bool> {
        self.out.report(&format!(
            "\n{}\n",
            record
                .lines()
                .map(|line| printable(line).into_owned() + "\n")
                .collect::<String>()
        ));
        let answer = Confirm::with_theme(&*self.theme)
            .with_prompt("Write this record?")
            .default(true)
            .interact();
        answer.map_err(ended)
    }

    /// Asks for a fact about the system; `None` if it is skipped.
    pub fn fact(&self, fact: &Fact) -> anyhow::Result<Option<Value>> {
        let example = match fact.values.is_empty() {
            true => format!("such as {}", fact.example),
            false => fact.words().join(" or "),
        };
        loop {
            let answer = self.optional(&format!("{} ({example}; empty to skip)", fact.asks))?;
            if answer.is_empty() {
                return Ok(None);
            }
            match fact.read(&answer) {
                Ok(value) => return Ok(Some(value)),
                Err(why) => self.out.report(&format!("  {}\n", printable(&why))),
            }
        }
    }

    /// Shows the declarations of metrics and asks whether to add them to adr.toml.
    pub fn declares(&self, tables: &str) -> anyhow::Result<bool> {
        self.out.report(&format!("\n{tables}"));
        let answer = Confirm::with_theme(&*self.theme)
            .with_prompt("Declare these metrics in adr.toml, and record the facts?")
            .default(true)
            .interact();
        answer.map_err(ended)
    }

    /// Lets Ctrl-C no longer end the process by itself, because files are being written.
    pub fn stop(&self) {
        IS_ASKING.store(false, Ordering::SeqCst);
    }

    fn status(&self, default: Status) -> anyhow::Result<Status> {
        let offered = [Status::Proposed, Status::Accepted, Status::Rejected];
        let chosen = Select::with_theme(&*self.theme)
            .with_prompt("Status")
            .items(offered.map(Status::name))
            .default(
                offered
                    .iter()
                    .position(|status| *status == default)
                    .unwrap_or(0),
            )
            .interact()
            .map_err(ended)?;
        Ok(offered[chosen])
    }

    fn deciders(&self, default: &[String]) -> anyhow::Result<Vec<String>> {
        let mut input =
            Input::<String>::with_theme(&*self.theme).with_prompt("Deciders, separated by commas");
        if !default.is_empty() {
            input = input.default(default.join(", "));
        }
        let answer = input.interact_text().map_err(ended)?;
        Ok(answer
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect())
    }

    fn list(&self, question: &str, why_one: &str) -> anyhow::Result<Vec<String>> {
        let mut answers = vec![self.required(question, why_one)?];
        loop {
            let answer = self.optional("  another (empty to continue)")?;
            if answer.is_empty() {
                return Ok(answers);
            }
            answers.push(answer);
        }
    }

    fn alternatives(&self, title: &str) -> anyhow::Result<Vec<DraftAlternative>> {
        let first = "Rejected alternative";
        let why_one = "a decision rejects something; name at least one alternative";
        let mut answers = Vec::new();
        let mut name = self.required(first, why_one)?;
        while !name.is_empty() {
            let why_rejected = self.reason(&name, title)?;
            answers.push(DraftAlternative { name, why_rejected });
            name = self.optional("Another alternative (empty to continue)")?;
        }
        Ok(answers)
    }

    /// Asks why `rejected` was not chosen. A vague answer can be changed once, and is accepted when it is
    /// given twice.
    fn reason(&self, rejected: &str, title: &str) -> anyhow::Result<String> {
        let mut before = None;
        loop {
            let reason = self.required(
                "  why was it rejected?",
                "give a reason: a figure, a name or a constraint",
            )?;
            let is_meant = before.as_ref() == Some(&reason);
            if is_meant || !is_vague_reason(&reason, rejected, title) {
                return Ok(reason);
            }
            self.out.report(
                "  that is too vague to check; add a figure, a name or a constraint, or repeat it to keep it\n",
            );
            before = Some(reason);
        }
    }

    /// Asks what the code must not do. A rejected alternative that is a package of the repository is proposed.
    fn guards(
        &self,
        alternatives: &[DraftAlternative],
        packages: &[String],
    ) -> anyhow::Result<Vec<DraftGuard>> {
        let is_package = |alternative: &&DraftAlternative| {
            packages
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&alternative.name))
        };
        let mut proposals = alternatives.iter().filter(is_package);
        let mut answers = Vec::new();
        loop {
            let question = if answers.is_empty() {
                "Guard, such as packages=NAME or forbid=PATTERN (empty for none)"
            } else {
                "Another guard (empty to continue)"
            };
            let proposal = proposals.next().map_or_else(String::new, |rejected| {
                let name = &rejected.name;
                format!("rejects={name}; packages={}", name.to_lowercase())
            });
            let text = self.proposed(question, &proposal)?;
            if text.is_empty() {
                return Ok(answers);
            }
            match guard(&text) {
                Ok(guard) => answers.push(guard),
                Err(error) => self.out.report(&format!("  {}\n", printable(&error))),
            }
        }
    }

    fn required(&self, question: &str, otherwise: &str) -> anyhow::Result<String> {
        loop {
            let answer = self.optional(question)?;
            if !answer.is_empty() {
                return Ok(answer);
            }
            self.out.report(&format!("  {otherwise}\n"));
        }
    }

    /// Asks for a text, which may be empty.
    pub fn optional(&self, question: &str) -> anyhow::Result<String> {
        self.proposed(question, "")
    }

    /// Asks with `proposal` as an answer that can be changed.
    fn proposed(&self, question: &str, proposal: &str) -> anyhow::Result<String> {
        let input = Input::<String>::with_theme(&*self.theme)
            .with_prompt(question)
            .with_initial_text(proposal)
            .allow_empty(true);
        Ok(input.interact_text().map_err(ended)?.trim().to_owned())
    }
}

/// Shows the cursor, which prompts hide, and leaves the prompt's line, once; no one else writes while the
/// lock is held. Ctrl-C at a prompt reaches both the signal handler and the prompt's reader, and either may
/// end the process.
fn leave_prompt() -> StderrLock<'static> {
    static LEFT: Once = Once::new();
    const SHOW_CURSOR: &[u8] = b"\x1b[?25h\r\n";
    let mut stderr = io::stderr().lock();
    LEFT.call_once(|| {
        let _ = stderr.write_all(SHOW_CURSOR);
    });
    stderr
}

fn ended(error: dialoguer::Error) -> anyhow::Error {
    let dialoguer::Error::IO(error) = error;
    if error.kind() == io::ErrorKind::Interrupted {
        drop(leave_prompt());
        return Reported(Exit::Interrupted).into();
    }
    anyhow::Error::from(error).context("the terminal was closed")
}
