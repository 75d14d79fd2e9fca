//! The table of rules, in the order in which they are listed: form, honesty, triggers, log, the
//! repository around it.

use super::rule::Rule;

mod alternative_without_reason;
mod broken_link;
mod compound_trigger;
mod constant_trigger;
mod dangling_reference;
pub mod duplicate_number;
mod empty_log;
mod empty_section;
mod expired_snooze;
mod file_name;
mod idle_guard;
mod invalid_guard;
mod invalid_record;
mod loosened_trigger;
mod missing_alternatives;
mod missing_deciders;
mod missing_record;
mod missing_section;
mod missing_title;
mod missing_trigger;
mod one_sided_consequences;
mod one_way_reference;
mod placeholder_text;
mod removed_record;
mod rewritten_decision;
mod stale_citation;
mod stale_proposal;
mod supersede_cycle;
mod superseded_without_successor;
mod title_number;
mod undeclared_metric;
mod unknown_alternative;
mod unmatched_glob;
mod unmatched_path;
mod unmeasurable_trigger;
mod unused_metric;
mod unused_waiver;
pub mod vague_reason;

/// All rules.
pub const ALL: &[&Rule] = &[
    &empty_log::RULE,
    &invalid_record::RULE,
    &missing_record::RULE,
    &missing_title::RULE,
    &title_number::RULE,
    &missing_section::RULE,
    &empty_section::RULE,
    &placeholder_text::RULE,
    &file_name::RULE,
    &missing_alternatives::RULE,
    &alternative_without_reason::RULE,
    &vague_reason::RULE,
    &one_sided_consequences::RULE,
    &missing_deciders::RULE,
    &missing_trigger::RULE,
    &unmeasurable_trigger::RULE,
    &undeclared_metric::RULE,
    &unmatched_path::RULE,
    &unmatched_glob::RULE,
    &invalid_guard::RULE,
    &unknown_alternative::RULE,
    &idle_guard::RULE,
    &constant_trigger::RULE,
    &compound_trigger::RULE,
    &expired_snooze::RULE,
    &duplicate_number::RULE,
    &dangling_reference::RULE,
    &one_way_reference::RULE,
    &superseded_without_successor::RULE,
    &supersede_cycle::RULE,
    &broken_link::RULE,
    &stale_proposal::RULE,
    &unused_metric::RULE,
    &unused_waiver::RULE,
    &stale_citation::RULE,
    &removed_record::RULE,
    &rewritten_decision::RULE,
    &loosened_trigger::RULE,
];
