//! `setTimeout`.

use futures::channel::oneshot;
use gloo::timers::callback::Timeout;

/// Resolves after `delay_ms`.
pub async fn sleep(delay_ms: u32) {
    let (sender, receiver) = oneshot::channel();
    after(delay_ms, move || {
        let _ = sender.send(());
    });
    let _ = receiver.await;
}

/// Calls `f` after `delay_ms`.
pub fn after(delay_ms: u32, f: impl FnOnce() + 'static) {
    Timeout::new(delay_ms, f).forget();
}
