//! Every text that a person reads, in each language. A message that a language lacks does not compile.

mod en;
mod messages;
mod zh;

#[cfg(test)]
mod tests;

pub use messages::{BarMessages, Messages};

/// The first names of so many.
fn listed(all: u64, names: &[String], between: &str) -> String {
    let more = if all > names.len() as u64 { "…" } else { "" };
    names.join(between) + more
}

/// The languages of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// The language of a BCP 47 tag such as `zh-Hans-CN`; English for any that isn't Chinese.
    pub fn of(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") { Language::Chinese } else { Language::English }
    }

    /// The BCP 47 tag, for `<html lang>` and `Intl`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        }
    }

    /// Its texts.
    pub fn messages(self) -> &'static Messages {
        match self {
            Language::English => &en::EN,
            Language::Chinese => &zh::ZH,
        }
    }
}

/// A share as a whole percentage, where it is one.
fn whole_percent(share: f64) -> Option<u8> {
    let percent = (share * 100.0).round();
    ((0.0..=100.0).contains(&percent) && (share * 100.0 - percent).abs() < 1e-9).then_some(percent as u8)
}
