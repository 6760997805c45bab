//! `index.html`: the repository's carries Trunk's tags, ours carries the hashed names instead.

use crate::failure::{Failure, Result};

/// A line `<link data-trunk rel="…" href="…">` of the repository's `index.html`.
pub(super) struct TrunkLink {
    pub(super) rel: String,
    pub(super) href: String,
}

impl TrunkLink {
    pub(super) fn all(html: &str) -> Vec<Self> {
        html.lines()
            .filter(|line| is_trunk(line))
            .filter_map(|line| Some(Self { rel: attribute(line, "rel")?, href: attribute(line, "href")? }))
            .collect()
    }
}

/// The names in `assets/` that the page begins with.
pub(super) struct Names {
    pub(super) boot: String,
    pub(super) worker_boot: String,
    /// The glue and the modules that it imports, which need not wait for it.
    pub(super) modules: Vec<String>,
    pub(super) wasm: String,
    pub(super) style: String,
    pub(super) plotly: String,
    pub(super) icon: Option<String>,
}

/// The page as it is served.
pub(super) fn index(html: &str, names: &Names) -> Result<String> {
    let kept: String = html.lines().filter(|line| !is_trunk(line)).flat_map(|line| [line, "\n"]).collect();
    let (head, rest) = kept.split_once("</head>").ok_or_else(|| Failure::new("index.html has no </head>"))?;
    Ok(format!("{head}{}</head>{rest}", tags(names)))
}

fn tags(names: &Names) -> String {
    let Names { boot, worker_boot, modules, wasm, style, plotly, icon } = names;
    let icon = icon.as_ref().map(|icon| format!(r#"<link rel="icon" href="/assets/{icon}">"#));
    let first = [format!(r#"<link rel="stylesheet" href="/assets/{style}">"#)];
    let modules = modules.iter().map(|module| format!(r#"<link rel="modulepreload" href="/assets/{module}">"#));
    let tags = [
        format!(r#"<link rel="preload" as="fetch" type="application/wasm" crossorigin href="/assets/{wasm}">"#),
        format!(r#"<script type="module" src="/assets/{boot}"></script>"#),
        format!(r#"<meta name="sightline-worker" content="/assets/{worker_boot}">"#),
        format!(r#"<meta name="sightline-plotly" content="/assets/{plotly}">"#),
    ];
    icon.into_iter().chain(first).chain(modules).chain(tags).map(|tag| format!("  {tag}\n")).collect()
}

fn is_trunk(line: &str) -> bool {
    line.contains("data-trunk")
}

fn attribute(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const SOURCE: &str = "<head>\n  <title>S</title>\n  <link data-trunk rel=\"css\" href=\"a.css\">\n</head>\n<body></body>\n";

    fn names() -> Names {
        let name = |text: &str| text.to_owned();
        Names {
            boot: name("boot-1.js"),
            worker_boot: name("worker-boot-1.js"),
            modules: vec![name("app-1.js"), name("snippet-1.js")],
            wasm: name("app-1_bg.wasm"),
            style: name("style-1.css"),
            plotly: name("plotly-1.min.js"),
            icon: Some(name("icon-1.svg")),
        }
    }

    #[test]
    fn trunk_tags_are_read_and_replaced() {
        let links = TrunkLink::all(SOURCE);
        assert_eq!((links[0].rel.as_str(), links[0].href.as_str()), ("css", "a.css"));
        let page = index(SOURCE, &names()).unwrap();
        assert!(!page.contains("data-trunk"));
        assert!(page.contains("<title>S</title>") && page.contains("<body></body>"));
    }

    #[test]
    fn every_name_is_in_the_page_and_no_script_is_inline() {
        let page = index(SOURCE, &names()).unwrap();
        for name in ["boot-1.js", "worker-boot-1.js", "app-1.js", "snippet-1.js", "app-1_bg.wasm", "style-1.css", "plotly-1.min.js", "icon-1.svg"] {
            assert!(page.contains(&format!("\"/assets/{name}\"")), "{name}");
        }
        assert_eq!(page.matches("<script").count(), page.matches("<script type=\"module\" src=").count());
    }
}
