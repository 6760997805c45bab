//! Types by the first rows. Where these leave no doubt, a file of delimited text is read once, by the types that they have. The first cell that proves
//! them wrong ends that, and the file is read anew: looked at as a whole, then read. What comes of a file is the same either way.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::Path;
use std::rc::Rc;

/// Shared with the reader, which finds out as it goes.
pub(super) type Guess = Rc<Cell<Guessing>>;

/// What is known of a guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Guessing {
    /// It may be made.
    #[default]
    Allowed,
    /// A cell has proven it wrong.
    Wrong,
    /// It has been wrong before.
    Over,
}

/// Tries with a guess, and without one where that was wrong; in between the files that the first try left in `folders` go, whose names begin so.
pub(super) fn tried<T, E: From<io::Error>>(folders: &[(&Path, &str)], mut attempt: impl FnMut(&Guess) -> Result<T, E>) -> Result<T, E> {
    let guess = Guess::default();
    let first = attempt(&guess);
    if guess.get() != Guessing::Wrong {
        return first;
    }
    drop(first);
    for (folder, beginning) in folders {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(beginning.as_bytes()) {
                fs::remove_file(entry.path())?;
            }
        }
    }
    guess.set(Guessing::Over);
    attempt(&guess)
}
