// A worker's entry: loads the engine. Messages that arrive before it listens are kept and handed over.
import init from "./worker.js";

const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);
try {
  await init({ module_or_path: new URL("./worker_bg.wasm", import.meta.url) });
} catch (error) {
  // A rejected module reaches nobody; a reported error reaches the page's `error` listener.
  self.reportError(error);
}
self.removeEventListener("message", keep);
for (const { data, ports } of early) self.dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
