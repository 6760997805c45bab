//! Letting the event loop take its turn. A `MessageChannel` does it at once, where nested timers wait 4 ms each.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// A way to give way, again and again.
pub struct Turn {
    channel: Option<MessageChannel>,
}

impl Turn {
    /// One channel serves all turns.
    pub fn new() -> Turn {
        Turn { channel: MessageChannel::new().ok() }
    }

    /// Resolves after the events that are waiting now.
    pub async fn give(&self) {
        let Some(channel) = &self.channel else { return };
        let taken = Promise::new(&mut |resolve, _reject| {
            channel.port1().set_onmessage(Some(&resolve));
            let _ = channel.port2().post_message(&JsValue::NULL);
        });
        let _ = JsFuture::from(taken).await;
    }
}

impl Default for Turn {
    fn default() -> Self {
        Turn::new()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.port1().close();
            channel.port2().close();
        }
    }
}
