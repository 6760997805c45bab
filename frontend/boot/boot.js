// The page's entry: loads the app. A file of its own because the Content-Security-Policy forbids inline scripts.
import init from "./app.js";

init({ module_or_path: new URL("./app_bg.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  document.getElementById("boot-problem")?.removeAttribute("hidden");
});
