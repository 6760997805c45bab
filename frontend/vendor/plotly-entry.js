// The parts of plotly.js that Sightline's charts use: what `src/core.js` of the package registers, less the components
// that no figure of ours has (3-d annotations, images, menus, sliders, range slider and selector, subplot grid, error bars), plus
// bar, heatmap and the Chinese locale. All of them are free of `new Function`, so the page's Content-Security-Policy holds.
import "plotly.js/build/plotcss";
import Registry from "plotly.js/src/registry";
import plotApi from "plotly.js/src/plot_api/plot_api";
import toImage from "plotly.js/src/plot_api/to_image";
import downloadImage from "plotly.js/src/snapshot/download";
import Icons from "plotly.js/src/fonts/ploticon";
import Plots from "plotly.js/src/plots/plots";

import scatter from "plotly.js/src/traces/scatter";
import bar from "plotly.js/src/traces/bar";
import heatmap from "plotly.js/src/traces/heatmap";

import annotations from "plotly.js/src/components/annotations";
import selections from "plotly.js/src/components/selections";
import shapes from "plotly.js/src/components/shapes";
import colorscale from "plotly.js/src/components/colorscale";
import colorbar from "plotly.js/src/components/colorbar";
import legend from "plotly.js/src/components/legend";
import fx from "plotly.js/src/components/fx";
import modebar from "plotly.js/src/components/modebar";

import english from "plotly.js/src/locale-en";
import american from "plotly.js/src/locale-en-us";
import chinese from "plotly.js/lib/locales/zh-cn";

// `src/plot_api/index.js` has also `validate` and `makeTemplate`, which would bring every attribute's schema along.
const methods = Object.entries({ ...plotApi, toImage, downloadImage });
Registry.register(methods.map(([name, fn]) => ({ moduleType: "apiMethod", name, fn })));
Registry.register([scatter, bar, heatmap]);
// The legend comes after the shapes and `fx` after the legend: each one's defaults look at the former's.
Registry.register([annotations, selections, shapes, colorscale, colorbar, legend, fx, modebar]);
Registry.register([english, american, chinese]);

window.Plotly = {
  version: PLOTLY_VERSION,
  register: Registry.register,
  Icons,
  Plots: { resize: Plots.resize },
  // A name that begins with an underscore is private to the library.
  ...Object.fromEntries(methods.filter(([name]) => !name.startsWith("_"))),
};
