//! Short hashes of values: equal values have equal hashes.

use std::hash::Hash;

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher13};

/// The 128-bit SipHash-1-3 of a value, as 32 hexadecimal digits. It detects changes, not tampering.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of `value`.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = SipHasher13::new();
        value.hash(&mut hasher);
        Self(format!("{:032x}", hasher.finish128().as_u128()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
