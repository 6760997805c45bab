//! The figures as a Markdown table: one column an engine, the second size in brackets.

use crate::bench::engine::{ENGINES, LOOPS};
use crate::bench::measure::Figures;
use crate::bench::timing::geometric_mean;

pub(super) const MIB: f64 = 1_048_576.0;

/// The lines, in order: their key among the figures, and what they say.
const LINES: [(&str, &str); 18] = [
    ("load", "Arrow stream to queryable, ms"),
    ("fetch", "… a worker waits for bytes"),
    ("decode", "… makes arrays of them"),
    ("encode", "… packs them"),
    ("a", "a count and mean by a 229-value string"),
    ("b", "b sum by two keys (3,399 groups)"),
    ("c", "c histogram, 50 bins"),
    ("d", "d range and string filter, group by"),
    ("e", "e group by with 213,834 groups"),
    ("f", "f count distinct"),
    ("g", "g median and 95th percentile"),
    ("brush", "4 linked views, one brush step"),
    ("index", "… the index for it, built in"),
    ("held", "bytes a row in the workers' columns"),
    ("loaded", "memory of the renderer, MiB: loaded"),
    ("loaded own", "… without the browser's own program"),
    ("memory", "memory of the renderer, MiB: at the end"),
    ("memory own", "… without the browser's own program"),
];

/// The lines that are questions.
const QUESTIONS: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

/// The whole table; `sizes` are rows and figures, the first size being the one without brackets.
pub fn markdown(sizes: &[(usize, Figures)]) -> String {
    let names: Vec<&str> = ENGINES.iter().map(|engine| engine.name).collect();
    let mut lines = vec![format!("| {} | {} |", rows(sizes), names.join(" | ")), format!("| --- |{}", " ---: |".repeat(names.len()))];
    for (key, says) in LINES {
        let cells: Vec<String> = (0..names.len()).map(|engine| cell(key, sizes.iter().map(|(_, figures)| figures[key][engine]))).collect();
        lines.push(format!("| {says} | {} |", cells.join(" | ")));
    }
    lines.join("\n")
}

/// How far each of ours is ahead of each of the others, by geometric mean over the questions that both answer.
pub fn leads(sizes: &[(usize, Figures)]) -> String {
    let (ours, others): (Vec<usize>, Vec<usize>) = (0..ENGINES.len()).partition(|&engine| ENGINES[engine].is_ours());
    let mut lines = vec![];
    for (us, them) in ours.iter().flat_map(|&us| others.iter().map(move |&them| (us, them))) {
        // Nobody is ahead of the bar.
        let is_bar = ENGINES[them].name == LOOPS;
        let (ahead, behind, says) = if is_bar { (them, us, "takes, of the time of") } else { (us, them, "ahead of") };
        let leads: Vec<String> = sizes.iter().filter_map(|(_, figures)| lead(figures, ahead, behind)).collect();
        if let [first, rest @ ..] = &leads[..] {
            let brackets = if rest.is_empty() { String::new() } else { format!(" ({})", rest.join(", ")) };
            lines.push(format!("- {} {says} {}: {first}{brackets}", ENGINES[us].name, ENGINES[them].name));
        }
    }
    lines.join("\n")
}

fn lead(figures: &Figures, us: usize, them: usize) -> Option<String> {
    let both = QUESTIONS.iter().filter_map(|question| Some(figures[*question][them]? / figures[*question][us]?));
    let ratios: Vec<f64> = both.collect();
    (!ratios.is_empty()).then(|| format!("{:.1}x over {} lines", geometric_mean(&ratios), ratios.len()))
}

fn rows(sizes: &[(usize, Figures)]) -> String {
    let mut said = sizes.iter().map(|(rows, _)| grouped(*rows as f64));
    let first = said.next().unwrap_or_default();
    said.fold(format!("{first} rows"), |text, more| format!("{text} ({more} in brackets)"))
}

fn cell(key: &str, figures: impl Iterator<Item = Option<f64>>) -> String {
    let scale = if key.starts_with("loaded") || key.starts_with("memory") { MIB } else { 1.0 };
    let said: Vec<String> = figures.map(|figure| figure.map_or_else(|| "—".to_owned(), |figure| number(figure / scale))).collect();
    match &said[..] {
        [first, rest @ ..] if !rest.is_empty() && first != "—" => format!("{first} ({})", rest.join(", ")),
        said => said.first().cloned().unwrap_or_default(),
    }
}

/// Two digits that mean something, or all of the whole ones.
pub(super) fn number(value: f64) -> String {
    match value {
        0.0..0.1 => format!("{value:.3}"),
        0.1..1.0 => format!("{value:.2}"),
        1.0..20.0 => format!("{value:.1}"),
        _ => grouped(value),
    }
}

/// `213,834`.
pub(super) fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_mean_something() {
        for (value, text) in [(0.0123, "0.012"), (0.5, "0.50"), (7.26, "7.3"), (132.4, "132"), (4930.0, "4,930"), (213_834.0, "213,834")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn what_an_engine_has_not_is_a_dash() {
        assert_eq!(cell("a", [None, None].into_iter()), "—");
        assert_eq!(cell("a", [Some(132.0), Some(460.0)].into_iter()), "132 (460)");
        assert_eq!(cell("memory", [Some(1_048_576_000.0)].into_iter()), "1,000");
    }
}
