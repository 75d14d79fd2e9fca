//! The colours of diagrams: variables of the stylesheet, so that a diagram is light or dark as its page is.

use mermaid_rs_renderer::config::C4Config;
use mermaid_rs_renderer::ir::{C4ShapeKind, GanttStatus};
use mermaid_rs_renderer::layout::{C4ShapeLayout, DiagramData, GanttLayout};
use mermaid_rs_renderer::{Layout, LayoutConfig, RenderOptions, Theme};

const PAPER: &str = "#fdfcf9";
const RAISED: &str = "#f4f2ec";
const INK: &str = "#1d2126";
const QUIET: &str = "#5a616a";
const LINE: &str = "#dedad1";
const LINK: &str = "#0b5aa7";
const CALM: &str = "#2b5796";
const GOOD: &str = "#1d6b3b";
const BAD: &str = "#a33029";
const WARN: &str = "#7a5001";
const ODD: &str = "#6b3f9f";
const CALM_SOFT: &str = "#e4edf7";
const GOOD_SOFT: &str = "#e3f2e6";
const BAD_SOFT: &str = "#fae9e5";
const WARN_SOFT: &str = "#fbf0d5";
const ODD_SOFT: &str = "#f0e8f7";

/// Backgrounds that tell things apart.
const SOFT: [&str; 5] = [CALM_SOFT, GOOD_SOFT, WARN_SOFT, ODD_SOFT, BAD_SOFT];

/// Lines and backgrounds of light text that tell things apart.
const STRONG: [&str; 8] = [CALM, GOOD, WARN, ODD, BAD, QUIET, LINK, INK];

/// The slices of a pie, which must differ more than [`SOFT`] does.
const SLICES: [&str; 12] = [
    "#a8c8ee", "#f3cf7a", "#a9dcb5", "#f2b3ac", "#cdb5ec", "#9fd9d9", "#e6c4a0", "#d5d96f",
    "#f0b6d6", "#b9c3cf", "#c9e59a", "#dcb8b8",
];

/// Colours in drawings, and the variables of the stylesheet that replace them: ours, then those that the
/// library does not let us choose.
const VARIABLES: [(&str, &str); 50] = [
    (PAPER, "var(--paper)"),
    (RAISED, "var(--raised)"),
    (INK, "var(--ink)"),
    (QUIET, "var(--quiet)"),
    (LINE, "var(--line)"),
    (LINK, "var(--link)"),
    (CALM, "var(--calm)"),
    (GOOD, "var(--good)"),
    (BAD, "var(--bad)"),
    (WARN, "var(--warn)"),
    (ODD, "var(--odd)"),
    (CALM_SOFT, "var(--calm-soft)"),
    (GOOD_SOFT, "var(--good-soft)"),
    (BAD_SOFT, "var(--bad-soft)"),
    (WARN_SOFT, "var(--warn-soft)"),
    (ODD_SOFT, "var(--odd-soft)"),
    // Text, lines and grounds of many kinds.
    ("#ffffff", "var(--paper)"),
    ("white", "var(--paper)"),
    ("black", "var(--ink)"),
    ("#000000", "var(--ink)"),
    ("#0f172a", "var(--ink)"),
    ("#131300", "var(--ink)"),
    ("#333", "var(--ink)"),
    ("#333333", "var(--ink)"),
    ("#ccc", "var(--line)"),
    ("#e2e8f0", "var(--line)"),
    ("#c7c7f1", "var(--line)"),
    // Keys of an entity.
    ("#1d4ed8", "var(--calm)"),
    ("#0f766e", "var(--good)"),
    ("#7c3aed", "var(--odd)"),
    ("#475569", "var(--quiet)"),
    // Events of a timeline, and quadrants.
    ("#ececff", "var(--calm-soft)"),
    ("#ffe6cc", "var(--warn-soft)"),
    ("#d5e8d4", "var(--good-soft)"),
    ("#f8cecc", "var(--bad-soft)"),
    ("#fff2cc", "var(--raised)"),
    ("#e1d5e7", "var(--odd-soft)"),
    ("#f1f1ff", "var(--raised)"),
    ("#f6f6ff", "var(--paper)"),
    ("#fbfbff", "var(--raised)"),
    // The frame of a nested state, computed from `CALM_SOFT`.
    (
        "hsl(211.5789489746, 54.2856941223%, 89.1372528076%)",
        "var(--calm-soft)",
    ),
    (
        "hsl(211.5789489746, 42.2856941223%, 100.0000000000%)",
        "var(--paper)",
    ),
    // Points in quadrants.
    ("#6366f1", "var(--calm)"),
    ("#f59e0b", "var(--warn)"),
    ("#10b981", "var(--good)"),
    ("#ef4444", "var(--bad)"),
    ("#8b5cf6", "var(--odd)"),
    ("#06b6d4", "var(--link)"),
    // Bars and lines of a chart.
    ("#4e79a7", "var(--calm)"),
    ("#f28e2c", "var(--warn)"),
];

/// The variable that replaces `colour`.
pub fn variable(colour: &str) -> Option<&'static str> {
    let known = |(known, _): &&(&str, &str)| known.eq_ignore_ascii_case(colour);
    VARIABLES.iter().find(known).map(|(_, variable)| *variable)
}

/// Whether all colours of a sanitised drawing are variables. The others suit only a light background.
pub fn is_themed(svg: &str) -> bool {
    let is_variable = |value: &str| {
        matches!(value, "none" | "transparent" | "currentColor")
            || value.starts_with("var(")
            || value.starts_with("url(#")
    };
    [" fill=\"", " stroke=\"", " stop-color=\"", " color=\""]
        .iter()
        .all(|paint| {
            let mut values = svg.split(paint).skip(1);
            values.all(|value| is_variable(value.split('"').next().unwrap_or_default()))
        })
}

/// A font that is not installed, so that every machine measures text by a table of widths and draws the same. The
/// stylesheet sets another.
const FONT: &str = "adr-diagram";

/// The colours and the layout of diagrams.
pub fn options() -> RenderOptions {
    let mut layout = LayoutConfig {
        fast_text_metrics: true,
        c4: c4(),
        ..LayoutConfig::default()
    };
    layout.c4.boundary_stroke = QUIET.to_owned();
    layout.mindmap.section_colors = SOFT.map(str::to_owned).into();
    layout.mindmap.section_label_colors = vec![INK.to_owned()];
    layout.mindmap.section_line_colors = vec![QUIET.to_owned()];
    layout.mindmap.root_fill = Some(LINK.to_owned());
    layout.mindmap.root_text = Some(PAPER.to_owned());
    layout.mindmap.edge_color = Some(QUIET.to_owned());
    RenderOptions {
        theme: theme(),
        layout,
    }
}

fn theme() -> Theme {
    let owned = str::to_owned;
    Theme {
        font_family: owned(FONT),
        primary_color: owned(CALM_SOFT),
        primary_text_color: owned(INK),
        primary_border_color: owned(LINK),
        line_color: owned(QUIET),
        secondary_color: owned(RAISED),
        tertiary_color: owned(RAISED),
        edge_label_background: owned(PAPER),
        cluster_background: owned(RAISED),
        cluster_border: owned(LINE),
        background: owned(PAPER),
        sequence_actor_fill: owned(CALM_SOFT),
        sequence_actor_border: owned(LINK),
        sequence_actor_line: owned(QUIET),
        sequence_note_fill: owned(WARN_SOFT),
        sequence_note_border: owned(INK),
        sequence_activation_fill: owned(RAISED),
        sequence_activation_border: owned(LINK),
        text_color: owned(INK),
        git_colors: STRONG.map(owned),
        git_inv_colors: STRONG.map(owned),
        git_branch_label_colors: [PAPER; STRONG.len()].map(owned),
        git_commit_label_color: owned(INK),
        git_commit_label_background: owned(RAISED),
        git_tag_label_color: owned(INK),
        git_tag_label_background: owned(CALM_SOFT),
        git_tag_label_border: owned(LINK),
        pie_colors: SLICES.map(owned),
        pie_title_text_color: owned(INK),
        pie_section_text_color: owned(INK),
        pie_legend_text_color: owned(INK),
        pie_stroke_color: owned(QUIET),
        pie_outer_stroke_color: owned(QUIET),
        pie_opacity: 1.0,
        ..Theme::modern()
    }
}

/// The library's settings of C4 with our font, which it sets for each kind of element.
fn c4() -> C4Config {
    let settings = C4Config::default();
    let Ok(serde_json::Value::Object(mut known)) = serde_json::to_value(&settings) else {
        return settings;
    };
    for (_, value) in known
        .iter_mut()
        .filter(|(key, _)| key.ends_with("_font_family"))
    {
        *value = FONT.into();
    }
    serde_json::from_value(known.into()).unwrap_or(settings)
}

/// Replaces the colours that the layout has computed.
pub fn repaint(layout: &mut Layout) {
    match &mut layout.diagram {
        DiagramData::Gantt(gantt) => repaint_gantt(gantt),
        DiagramData::C4(c4) => {
            c4.shapes.iter_mut().for_each(repaint_c4);
            // Above its line, which would strike it through.
            c4.rels.iter_mut().for_each(|link| link.offset_y -= 10.0);
        }
        _ => {}
    }
}

fn repaint_gantt(gantt: &mut GanttLayout) {
    for (section, colour) in gantt.sections.iter_mut().zip(STRONG.iter().cycle()) {
        section.color = (*colour).to_owned();
        section.band_color = LINE.to_owned();
    }
    for task in &mut gantt.tasks {
        let colour = match task.status {
            None => CALM_SOFT,
            Some(GanttStatus::Active) => GOOD_SOFT,
            Some(GanttStatus::Done) => RAISED,
            Some(GanttStatus::Crit) => BAD_SOFT,
            Some(GanttStatus::Milestone) => WARN_SOFT,
        };
        task.color = colour.to_owned();
    }
}

/// Colours chosen in the diagram are kept. The icon of a person, which is an image, is left out.
fn repaint_c4(shape: &mut C4ShapeLayout) {
    let colour = match shape.kind {
        C4ShapeKind::Person => LINK,
        kind if kind.as_str().starts_with("external") => QUIET,
        _ => CALM,
    };
    shape.bg_color.get_or_insert_with(|| colour.to_owned());
    shape.border_color.get_or_insert_with(|| colour.to_owned());
    shape.image_y = None;
}
