// Builds plotly.min.js from the npm packages beside it; see README.md. Run: node build-plotly.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const version = JSON.parse(readFileSync(join(packages, "plotly.js/package.json"), "utf8")).version;

// The attributes carry their documentation (`description: …`), a fifth of the text, which nothing reads at run time.
const withoutDocumentation = {
  name: "without-documentation",
  setup: ({ onLoad }) =>
    onLoad({ filter: /plotly\.js[\\/]src[\\/].*\.js$/ }, ({ path }) => ({ contents: withoutDescriptions(readFileSync(path, "utf8")), loader: "js" })),
};

function withoutDescriptions(text) {
  const values = [];
  collectDescriptions(parse(text, { ecmaVersion: "latest", allowReturnOutsideFunction: true }), values);
  return values.reduceRight((kept, { start, end }) => `${kept.slice(0, start)}""${kept.slice(end)}`, text);
}

function collectDescriptions(node, values) {
  for (const child of Object.values(node)) {
    if (!child || typeof child !== "object" || child.type === "ObjectPattern") continue;
    if (child.type === "Property" && !child.shorthand && child.key.name === "description") values.push(child.value);
    else collectDescriptions(child, values);
  }
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ["plotly-entry.js"],
  outfile: "plotly.min.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  plugins: [withoutDocumentation],
  loader: { ".css": "empty" },
  define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false", PLOTLY_VERSION: JSON.stringify(version) },
  banner: {
    js: `/**\n * plotly.js v${version}, the parts that Sightline uses\n * Copyright 2012-2026, Plotly, Inc.\n * All rights reserved.\n * Licensed under the MIT license; the licences of what it contains are in plotly-LICENCES.txt\n */`,
  },
});

// The notice of every package that went in, as their licences ask.
const used = Object.keys(result.metafile.outputs["plotly.min.js"].inputs)
  .map((file) => file.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[0])
  .filter(Boolean);
const notices = [...new Set(used)].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  const file = readdirSync(join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(here, folder, file), "utf8").trim() : "(the package carries no text of its licence)";
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(here, "plotly-LICENCES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));

const forbidden = [/new Function\b/, /\beval\(/, /https?:\/\/(?!www\.w3\.org\/)/g];
const text = readFileSync(join(here, "plotly.min.js"), "utf8");
for (const pattern of forbidden) console.log(`${pattern}: ${[...text.matchAll(new RegExp(pattern, "g"))].length} found`);
if (process.argv.includes("--sizes")) {
  const inputs = Object.entries(result.metafile.outputs["plotly.min.js"].inputs).map(([file, { bytesInOutput }]) => [bytesInOutput, file]);
  for (const [bytes, file] of inputs.sort((a, b) => b[0] - a[0]).slice(0, 60)) console.log(bytes, file);
}
