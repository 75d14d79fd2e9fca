//! Records values in the log, for conditions that look back.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::metric::observation;
use crate::store::{self, Change, Place};
use crate::trigger::value::Values;

/// Records `values` as one file of observations in the log at `place`, and returns its path. `None` if there
/// is nothing to record, or the same run has already been recorded. With `replaces`, the values override
/// those of the same series and time.
///
/// # Errors
/// If the log cannot be locked or written.
pub fn record(
    values: &Values,
    replaces: bool,
    place: &Place,
    context: &Context,
) -> anyhow::Result<Option<PathBuf>> {
    let Some(file) = observation::File::of(values, context.now, replaces) else {
        return Ok(None);
    };
    let path = place.dir.join(&file.path);
    context.change(place, |transaction, _| {
        if store::read_file(&path)?.is_some_and(|known| known.text() == file.text) {
            return Ok(None);
        }
        transaction.commit(&[Change::create(&path, file.text.as_str())])?;
        Ok(Some(path.clone()))
    })
}
