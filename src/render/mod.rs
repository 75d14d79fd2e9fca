//! The log for readers: plain Markdown, JSON, a site. Values in, text out.

pub mod json;
/// x
pub mod markdown {
    /// x
    pub fn record(r: &crate::record::Record) -> String {
        r.prose().to_owned()
    }
}
