//! The copy of the catalog that a backup of the folder counts on.

use std::time::Duration;

use super::Check;

/// A server that runs makes a change and then the copy; the next look finds both.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

impl Check {
    /// Whether the copy has what the catalog has.
    pub(super) async fn backup(&mut self) {
        let Some(file) = self.backup.clone() else { return };
        if !file.exists() {
            return self.wrong("the catalog has no backup beside it, so a copy of this folder may be of no use; start a server once, which makes it");
        }
        let mut found = self.catalog.beyond_backup(&file).await;
        for _ in 1..LOOKS {
            if found.as_ref().is_ok_and(|beyond| beyond.lacking.is_empty() && beyond.left.is_empty()) {
                return;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
            found = self.catalog.beyond_backup(&file).await;
        }
        match found {
            Ok(beyond) if !beyond.lacking.is_empty() => self.wrong(format_args!(
                "the catalog's backup is older than the catalog (in {}), so a copy of this folder lacks changes; the server's log says why it can't \
                 be written, a start makes it anew",
                beyond.lacking.join(", ")
            )),
            Ok(beyond) if !beyond.left.is_empty() => {
                self.note(format_args!("the catalog's backup has what is not in the catalog any more (in {})", beyond.left.join(", ")));
            }
            Ok(_) => {}
            Err(error) => self.wrong(format_args!("the catalog's backup can't be read: {error}")),
        }
    }
}
