//! The browser of the tests: Chromium, or anything of its family.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::{apt, process, say};

const VARIABLES: [&str; 3] = ["SIGHTLINE_CHROMIUM", "CHROME", "CHROMIUM"];
const PROGRAMS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const MAC_APP: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const PACKAGE: &str = "chromium";
/// Chinese pages are tested too, and without a font their characters are boxes.
const FONT: &str = "fonts-noto-cjk";

/// The browser's program, installed if it isn't there and may be.
pub(crate) fn ready() -> Result<PathBuf> {
    let browser = named()?.or_else(find);
    match browser {
        Some(browser) => {
            add_font()?;
            Ok(browser)
        }
        None if apt::can_install() => {
            apt::install(&[PACKAGE, FONT], "usually 2 min")?;
            find().ok_or_else(|| Failure::new("Chromium was installed, but there is no program `chromium` on the PATH."))
        }
        None if apt::is_there() => Err(Failure::new(format!("The tests need Chromium. Type: {}", apt::sentence(&[PACKAGE, FONT])))),
        None => Err(Failure::new("The tests need Chromium or Chrome. Install one, or name its program in SIGHTLINE_CHROMIUM.")),
    }
}

fn named() -> Result<Option<PathBuf>> {
    let Some((variable, path)) = VARIABLES.iter().find_map(|name| env::var_os(name).filter(|path| !path.is_empty()).map(|path| (name, path))) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    if path.is_file() { Ok(Some(path)) } else { Err(Failure::new(format!("{variable} names {}, which is no file.", path.display()))) }
}

fn find() -> Option<PathBuf> {
    process::on_path(&PROGRAMS).or_else(|| Some(PathBuf::from(MAC_APP)).filter(|app| app.is_file()))
}

/// A browser that was there before may lack the font.
fn add_font() -> Result<()> {
    if !apt::can_install() || has_font() {
        return Ok(());
    }
    apt::install(&[FONT], "usually 20 s").or_else(|failure| {
        say::line(&format!("  Chinese text may show as boxes in the tests' pictures: {failure}"));
        Ok(())
    })
}

fn has_font() -> bool {
    let listed = process::output(Command::new("fc-list").args([":lang=zh", "family"]));
    listed.is_ok_and(|fonts| !fonts.trim().is_empty()) || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file()
}
