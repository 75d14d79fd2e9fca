//! How far a value is on its way to a threshold.

use serde::Serialize;

/// The position of the threshold on a bar of 100 units; values past it extend further.
const THRESHOLD_AT: f64 = 80.0;

/// The progress of a value towards its threshold.
#[derive(Debug, Serialize)]
pub struct Progress {
    /// The length of the bar, of 100 units; the threshold is at [`THRESHOLD_AT`].
    pub gone: f64,
    /// The same as a part of 1.
    pub share: f64,
    pub threshold_at: f64,
    /// `17 % headroom`, `12 % past it`.
    pub words: String,
}

impl Progress {
    /// Of a value that is `progress` of its threshold.
    pub fn gone(progress: f64) -> Self {
        let percent = (progress * 100.0).round();
        let words = match percent {
            100.0 => "at the threshold".to_owned(),
            past if past > 100.0 => format!("{:.0} % past it", past - 100.0),
            before => format!("{:.0} % headroom", 100.0 - before),
        };
        let gone = (progress * THRESHOLD_AT).clamp(0.0, 100.0);
        Self {
            gone: (gone * 10.0).round() / 10.0,
            share: gone.round() / 100.0,
            threshold_at: THRESHOLD_AT,
            words,
        }
    }
}
