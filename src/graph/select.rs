//! Parts of a graph: its connected components, and what is near one decision.

use std::collections::{BTreeMap, VecDeque};

use super::{Edge, Graph, Node};

impl Graph {
    /// The decisions that `is_kept` keeps, and the links between them.
    #[must_use]
    pub fn filtered(&self, is_kept: impl Fn(&Node) -> bool) -> Self {
        let mut filtered = Self::default();
        let mut place = vec![None; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            if is_kept(node) {
                place[at] = Some(filtered.nodes.len());
                filtered.nodes.push(node.clone());
            }
        }
        let edge = |edge: &Edge| {
            Some(Edge {
                from: place[edge.from]?,
                to: place[edge.to]?,
                kind: edge.kind,
            })
        };
        filtered.edges = self.edges.iter().filter_map(edge).collect();
        filtered
    }

    /// The decisions at most `depth` links away from the one at `position` in the log, in either direction; all that are
    /// linked to it, directly or indirectly, if `depth` is `None`.
    #[must_use]
    pub fn around(&self, position: usize, depth: Option<usize>) -> Self {
        let mut neighbours = vec![Vec::new(); self.nodes.len()];
        for edge in &self.edges {
            neighbours[edge.from].push(edge.to);
            neighbours[edge.to].push(edge.from);
        }
        let first = self.nodes.iter().position(|node| node.position == position);
        let mut near: BTreeMap<usize, usize> = first.map(|first| (first, 0)).into_iter().collect();
        let mut queue: VecDeque<usize> = first.into_iter().collect();
        while let Some(at) = queue.pop_front() {
            let distance = near[&at] + 1;
            if depth.is_some_and(|depth| distance > depth) {
                break;
            }
            for next in &neighbours[at] {
                if !near.contains_key(next) {
                    near.insert(*next, distance);
                    queue.push_back(*next);
                }
            }
        }
        let near = near.keys().map(|at| self.nodes[*at].position);
        let near: Vec<_> = near.collect();
        self.filtered(|node| near.binary_search(&node.position).is_ok())
    }

    /// Merges several graphs into one.
    pub fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self::default();
        for part in parts {
            let before = joined.nodes.len();
            joined.nodes.extend(part.nodes);
            joined.edges.extend(part.edges.into_iter().map(|edge| Edge {
                from: edge.from + before,
                to: edge.to + before,
                kind: edge.kind,
            }));
        }
        joined
    }

    /// The connected components of the graph, ordered by their first decision.
    pub fn parts(&self) -> Vec<Self> {
        let mut part_of: Vec<usize> = (0..self.nodes.len()).collect();
        for edge in &self.edges {
            let (a, b) = (root(&mut part_of, edge.from), root(&mut part_of, edge.to));
            part_of[a.max(b)] = a.min(b);
        }
        let mut parts: BTreeMap<usize, Self> = BTreeMap::new();
        let mut place = vec![0; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let part = parts.entry(root(&mut part_of, at)).or_default();
            place[at] = part.nodes.len();
            part.nodes.push(node.clone());
        }
        for edge in &self.edges {
            let part = parts.entry(root(&mut part_of, edge.from)).or_default();
            part.edges.push(Edge {
                from: place[edge.from],
                to: place[edge.to],
                kind: edge.kind,
            });
        }
        parts.into_values().collect()
    }
}

/// The root of `at` in a union-find forest, with path halving.
fn root(part_of: &mut [usize], mut at: usize) -> usize {
    while part_of[at] != at {
        part_of[at] = part_of[part_of[at]];
        at = part_of[at];
    }
    at
}
