//! Engines whose data lie above the first 2 GiB of their memory, where an offset that is read as a signed number is negative.

use serde_json::json;

use crate::page::Page;
use crate::server::Server;

/// Grows the memory of each WebAssembly instance by 2 GiB before its first line runs. All that it allocates lies behind that; pages that nobody
/// touches take no memory of the machine.
const RAISE: &str = "(() => {
  const raise = made => {
    const { memory } = (made.instance ?? made).exports;
    memory.grow(2 ** 15);
    globalThis.raised = { memory, from: memory.buffer.byteLength };
    return made;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = (...source) => real.apply(WebAssembly, source).then(raise);
  }
})()";

/// True where an instance was raised and has allocated since.
const IS_RAISED: &str = "globalThis.raised?.from > 2 ** 31 && raised.memory.buffer.byteLength > raised.from";

/// Opens a path of the server in a new browser: the page and its workers are raised.
pub fn open(server: &Server, path: &str) -> Page {
    Page::open_with(RAISE, server, path)
}

/// Checks that the page and the workers that were started so far have their data above 2 GiB.
#[track_caller]
pub fn expect_raised(page: &mut Page) {
    assert_eq!(page.eval(IS_RAISED), json!(true), "the page");
    assert!(page.workers_started() > 0, "no worker was started");
    for worker in 0..page.workers_started() {
        assert_eq!(page.run_in_worker(worker, IS_RAISED), json!(true), "worker {worker}");
    }
}
