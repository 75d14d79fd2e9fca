use std::path::PathBuf;
use std::sync::Arc;

use proptest::strategy::Strategy;

use super::layout::layered;
use super::row::row;
use super::*;
use crate::source::Source;
use crate::store::Place;

fn log(records: &[(u32, &str, &str)]) -> Log {
    let records = records.iter().map(|(number, keys, title)| {
        let text = format!(
            "```toml\nstatus = \"accepted\"\ndate = 2026-01-01\n{keys}\n```\n\n# ADR-{number:04}: {title}\n"
        );
        Record::parse(Arc::new(Source::new(format!("{number:04}-x.md"), text)))
    });
    let place = Place {
        dir: PathBuf::from("."),
        root: PathBuf::from("."),
    };
    Log::of(place, records.collect())
}

#[test]
fn a_link_declared_by_both_records_appears_once() {
    let log = log(&[
        (1, "superseded_by = 3", "One"),
        (2, "links = [{ kind = \"relates\", to = 1 }]", "Two"),
        (
            3,
            "supersedes = [1]\nlinks = [{ kind = \"amends\", to = 2 }, { kind = \"relates\", to = 9 }]",
            "Three",
        ),
        (4, "links = [{ kind = \"relates\", to = 4 }]", "Four"),
    ]);
    let graph = Graph::of(&log);
    let edge = |from, to, kind| Edge { from, to, kind };
    assert_eq!(
        graph.edges,
        [
            edge(0, 1, EdgeKind::Relates),
            edge(0, 2, EdgeKind::Supersedes),
            edge(1, 2, EdgeKind::Amends),
        ]
    );
    let parts = graph.parts();
    let names: Vec<Vec<_>> = parts
        .iter()
        .map(|part| part.nodes.iter().map(|node| node.name.as_str()).collect())
        .collect();
    assert_eq!(
        names,
        [vec!["ADR-0001", "ADR-0002", "ADR-0003"], vec!["ADR-0004"]]
    );
    assert_eq!(parts[0].edges, graph.edges);
}

#[test]
fn a_drawing_has_one_box_per_decision_without_overlaps() {
    let log = log(&[
        (
            1,
            "superseded_by = 3",
            "A title that is much longer than any box of the drawing could ever hold in its lines",
        ),
        (2, "superseded_by = 3", "<b>&\"quoted\"</b> ]] --> n0"),
        (3, "supersedes = [1, 2]\nsuperseded_by = 4", "Three"),
        (4, "supersedes = [3]", "Unbreakable".repeat(9).as_str()),
    ]);
    let drawing = layout(&Graph::of(&log)).unwrap();
    assert_eq!((drawing.nodes.len(), drawing.edges.len()), (4, 3));
    for (at, one) in drawing.nodes.iter().enumerate() {
        assert!(one.x >= 0.0 && one.x + one.width <= drawing.width);
        assert!(one.y >= 0.0 && one.y + one.height <= drawing.height);
        for other in &drawing.nodes[at + 1..] {
            let apart = one.x + one.width <= other.x
                || other.x + other.width <= one.x
                || one.y + one.height <= other.y
                || other.y + other.height <= one.y;
            assert!(apart, "{one:?} {other:?}");
        }
    }
    assert_eq!(drawing.nodes[0].lines.len(), 3);
    assert!(drawing.nodes[0].lines[2].ends_with('…'));
}

#[test]
fn an_unreadably_large_graph_is_not_drawn() {
    let log = log(&(1..=300)
        .map(|number| (number, "supersedes = [1]", "T"))
        .collect::<Vec<_>>());
    assert_eq!(layout(&Graph::of(&log)), None);
}

#[test]
fn titles_are_escaped_in_dot_and_mermaid() {
    let log = log(&[(1, "superseded_by = 2", "a\"]; x --> y & z"), (2, "", "b")]);
    let graph = Graph::of(&log);
    assert!(dot(&graph).contains("n0 [label=\"ADR-0001\\na\\\"]; x --> y &amp; z\"];"));
    assert!(dot(&graph).contains("n0 -> n1 [label=\"superseded by\"];"));
    let chart = mermaid(&graph);
    assert!(
        chart.contains("n0[\"ADR-0001<br/>a#34;#93;#59; x --#62; y #38; z\"]"),
        "{chart}"
    );
    assert!(chart.contains("n0 -->|superseded by| n1"));
}

/// Titles that mean something in DOT, Mermaid, HTML or Markdown, or to a terminal.
const HOSTILE: [&str; 8] = [
    "\" , shape=none]; n9 [label=\"",
    "ends in a backslash \\",
    "\\N \\G \\\" <b>bold</b> &lt; &#65; {a|b}",
    "\"] --> n9[\"`**bold**`\"] %% comment",
    "subgraph end; click n0 href \"javascript:alert(1)\"",
    "#quot; #35; ]]> --> <script>alert('x')</script>",
    "two\nlines\r\nand\ttabs\u{2028}and\u{85}more",
    "\u{1b}[31mred\u{7}\u{0}\u{202e}desrever\u{fffe}",
];

fn titled(title: &str) -> Graph {
    let mut graph = joined(1, &[]);
    graph.nodes[0].title = one_line(title);
    graph
}

#[test]
fn a_hostile_title_stays_within_its_label_in_dot() {
    for title in HOSTILE {
        let dot = dot(&titled(title));
        let label = dot.lines().nth(3).unwrap();
        let label = label.strip_prefix("  n0 [label=\"ADR-0000\\n").unwrap();
        let label = label.strip_suffix("\"];").unwrap();
        let mut characters = label.chars();
        while let Some(c) = characters.next() {
            let is_allowed = !c.is_control() && c != '\u{fffe}';
            assert!(c != '"' && is_allowed, "{dot}");
            if c == '\\' {
                assert!(matches!(characters.next(), Some('"' | '\\')), "{dot}");
            }
            if c == '&' {
                assert!(characters.as_str().starts_with("amp;"), "{dot}");
            }
        }
        assert_eq!(dot.lines().count(), 5, "{dot}");
    }
}

#[test]
fn a_hostile_title_stays_within_its_label_in_mermaid() {
    for title in HOSTILE {
        let chart = mermaid(&titled(title));
        let label = chart.lines().nth(1).unwrap();
        let label = label.strip_prefix("  n0[\"ADR-0000<br/>").unwrap();
        let label = label.strip_suffix("\"]").unwrap();
        let markup = ['"', '`', '<', '>', '[', ']', '{', '}', '&', '\\', '*', '%'];
        assert!(!label.contains(markup), "{chart}");
        assert_eq!(chart.lines().count(), 2, "{chart}");
    }
}

/// The positions of the decisions in `graph`.
fn positions(graph: &Graph) -> Vec<usize> {
    graph.nodes.iter().map(|node| node.position).collect()
}

#[test]
fn links_are_followed_in_both_directions_up_to_a_depth() {
    // 0 → 1 → 2 → 3, 4 → 2, and 5 alone.
    let graph = joined(6, &[(0, 1, 0), (1, 2, 0), (2, 3, 0), (4, 2, 3)]);
    let around = |position, depth| positions(&graph.around(position, depth));
    assert_eq!(around(1, Some(0)), [1]);
    assert_eq!(around(1, Some(1)), [0, 1, 2]);
    assert_eq!(around(1, Some(2)), [0, 1, 2, 3, 4]);
    assert_eq!(around(1, None), [0, 1, 2, 3, 4]);
    assert_eq!(around(5, None), [5]);
    let edges = graph.around(3, Some(1)).edges;
    let (from, to, kind) = (0, 1, EdgeKind::Supersedes);
    assert_eq!(edges, [Edge { from, to, kind }]);
}

#[test]
fn a_filtered_graph_keeps_the_links_between_what_is_left() {
    let graph = joined(4, &[(0, 1, 0), (1, 2, 1), (2, 3, 2)]);
    let filtered = graph.filtered(|node| node.position != 1);
    assert_eq!(positions(&filtered), [0, 2, 3]);
    let (from, to, kind) = (1, 2, EdgeKind::Refines);
    assert_eq!(filtered.edges, [Edge { from, to, kind }]);
}

/// A graph of `nodes` decisions, linked as in `pairs`.
fn joined(nodes: usize, pairs: &[(usize, usize, usize)]) -> Graph {
    const KINDS: [EdgeKind; 5] = [
        EdgeKind::Supersedes,
        EdgeKind::Amends,
        EdgeKind::Refines,
        EdgeKind::Relates,
        EdgeKind::Conflicts,
    ];
    let node = |position| Node {
        position,
        name: reference(position as u32),
        title: "Keep orders in one primary ".repeat(position % 4),
        status: None,
    };
    let edge = |(from, to, kind): &(usize, usize, usize)| Edge {
        from: from % nodes,
        to: to % nodes,
        kind: KINDS[kind % 5],
    };
    let edges: BTreeSet<_> = pairs.iter().map(edge).collect();
    Graph {
        nodes: (0..nodes).map(node).collect(),
        edges: edges
            .into_iter()
            .filter(|edge| edge.from != edge.to)
            .collect(),
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Includes cycles, several links between two decisions, and decisions without links.
    #[test]
    fn layout_is_deterministic_and_boxes_never_overlap(
        nodes in 1_usize..40,
        pairs in proptest::collection::vec((0_usize..40, 0_usize..40, 0_usize..5), 0..48),
    ) {
        let graph = joined(nodes, &pairs);
        let drawing = layout(&graph).unwrap();
        assert_eq!(Some(&drawing), layout(&graph).as_ref());
        assert_eq!((drawing.nodes.len(), drawing.edges.len()), (nodes, graph.edges.len()));
        for (at, one) in drawing.nodes.iter().enumerate() {
            for other in &drawing.nodes[at + 1..] {
                let apart = one.x + one.width <= other.x + 0.5
                    || other.x + other.width <= one.x + 0.5
                    || one.y + one.height <= other.y + 0.5
                    || other.y + other.height <= one.y + 0.5;
                assert!(apart, "{one:?} {other:?}");
            }
        }
        for edge in &drawing.edges {
            assert!(edge.points.len() >= 2 && edge.label.is_some());
        }
    }
}

proptest::proptest! {
    #[test]
    fn a_path_in_a_row_is_where_its_layers_would_be(
        order in proptest::sample::subsequence((0..12).collect::<Vec<_>>(), 1..12).prop_shuffle(),
        kinds in proptest::collection::vec(0_usize..5, 12),
    ) {
        let rank = |at: usize| order.iter().filter(|other| **other < order[at]).count();
        let pairs = (1..order.len()).map(|at| (rank(at - 1), rank(at), kinds[at]));
        let graph = joined(order.len(), &pairs.collect::<Vec<_>>());
        let (row, layers) = (row(&graph).unwrap(), layered(&graph).unwrap());
        let numbers = |drawing: &Drawing| {
            let boxes = drawing.nodes.iter().flat_map(|node| [node.x, node.y, node.width, node.height]);
            let lines = drawing.edges.iter().flat_map(|edge| edge.points.iter().chain(&edge.label));
            let lines = lines.flat_map(|(x, y)| [*x, *y]);
            boxes.chain(lines).chain([drawing.width, drawing.height]).collect::<Vec<_>>()
        };
        let (row, layers) = (numbers(&row), numbers(&layers));
        assert_eq!(row.len(), layers.len());
        for (in_row, in_layers) in row.iter().zip(&layers) {
            assert!((in_row - in_layers).abs() < 0.01, "{row:?} {layers:?}");
        }
    }
}

#[test]
fn what_branches_joins_or_goes_round_is_no_row() {
    for pairs in [
        vec![(0, 1, 0), (0, 2, 0)],
        vec![(0, 2, 0), (1, 2, 0)],
        vec![(0, 1, 0), (1, 2, 0), (2, 0, 0)],
        vec![(0, 1, 0), (1, 0, 0)],
        vec![(0, 1, 0), (0, 1, 3), (1, 2, 0)],
        vec![(0, 1, 0)],
    ] {
        assert_eq!(row(&joined(3, &pairs)), None, "{pairs:?}");
    }
}

/// Typical lineages: a chain, and two decisions merged into one.
#[test]
fn labels_are_between_the_boxes() {
    for pairs in [
        vec![(0, 1, 0), (1, 2, 0), (2, 3, 0)],
        vec![(0, 2, 0), (1, 2, 0), (2, 3, 1)],
        vec![(0, 1, 0), (0, 1, 3)],
    ] {
        let drawing = layout(&joined(4, &pairs)).unwrap();
        for (x, y) in drawing.edges.iter().filter_map(|edge| edge.label) {
            let is_inside = |node: &DrawnNode| {
                (node.x..node.x + node.width).contains(&x)
                    && (node.y..node.y + node.height).contains(&y)
            };
            assert!(!drawing.nodes.iter().any(is_inside), "{drawing:?}");
        }
    }
}
