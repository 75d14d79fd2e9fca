//! Exact numbers, units, durations, rates and versions.
