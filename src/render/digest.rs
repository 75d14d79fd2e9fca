//! Short hashes of values: equal values have equal hashes.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use twox_hash::xxhash3_128;

/// The 128-bit XXH3 of a value, as 32 hexadecimal digits. It detects changes, not tampering.
///
/// Source: <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of `value`.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = Xxh3::default();
        value.hash(&mut hasher);
        Self(format!("{:032x}", hasher.0.finish_128()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes a value piece by piece.
#[derive(Default)]
struct Xxh3(xxhash3_128::Hasher);

impl Hasher for Xxh3 {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// The half that fits; [`Digest::of`] takes all of it.
    fn finish(&self) -> u64 {
        let low = self.0.finish_128() & u128::from(u64::MAX);
        u64::try_from(low).unwrap_or_default()
    }
}
