//! What a child may touch of the machine: the files that it reads, the folders that it writes to, and no network. By Landlock, in kernels from 5.13 on; where there
//! is none a child has only its bounds on memory and time. <https://docs.kernel.org/userspace-api/landlock.html>

use std::io;
use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    path_beneath_rules,
};

/// The newest rules that are asked for; older kernels hold those that they know.
const RULES: ABI = ABI::V6;

/// All that a piece of work touches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// Files and folders that it reads.
    pub(crate) read: Vec<PathBuf>,
    /// Folders that it writes to; in the first of them are its own temporary files.
    pub(crate) write: Vec<PathBuf>,
}

/// How far a process is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// To its files, and off the network.
    Whole,
    /// To its files; some of the rules are unknown to this kernel.
    Partly,
    /// Not at all.
    Not,
}

/// Binds this thread, and those that it starts, to what it reaches.
///
/// # Errors
/// The system knows such rules and refused them.
pub(super) fn bind(reach: &Reach) -> io::Result<Bound> {
    if let Some(folder) = reach.write.first() {
        // Asked for once a process; the first answer is as good.
        let _ = tempfile::env::override_temp_dir(folder);
    }
    bound(reach).map_err(io::Error::other)
}

fn bound(reach: &Reach) -> Result<Bound, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(RULES))?
        .handle_access(AccessNet::from_all(RULES))?
        .scope(Scope::from_all(RULES))?
        .create()?
        .add_rules(path_beneath_rules(&reach.read, read))?
        .add_rules(path_beneath_rules(&reach.write, AccessFs::from_all(RULES) & !AccessFs::Execute))?;
    Ok(match rules.restrict_self()?.ruleset {
        RulesetStatus::FullyEnforced => Bound::Whole,
        RulesetStatus::PartiallyEnforced => Bound::Partly,
        RulesetStatus::NotEnforced => Bound::Not,
    })
}

/// How far children are bound here; binds nobody but a thread that ends with the answer.
pub(crate) fn here() -> Bound {
    let asked = std::thread::spawn(|| bound(&Reach::default()));
    asked.join().ok().and_then(Result::ok).unwrap_or(Bound::Not)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::{self, File};
    use std::io::ErrorKind;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_child_reaches_its_input_and_its_output_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("input"), "x").unwrap();
        fs::write(at("catalog.sqlite"), "x").unwrap();
        fs::create_dir(at("output")).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let reach = Reach { read: vec![at("input")], write: vec![at("output")] };
        let (input, catalog, output) = (at("input"), at("catalog.sqlite"), at("output").join("part-0"));
        // Rules bind a thread for ever.
        let asked = std::thread::spawn(move || {
            let bound = bound(&reach).unwrap();
            let read = fs::read_to_string(&input).is_ok();
            let wrote = fs::write(&output, "y").is_ok() && fs::rename(&output, output.with_extension("parquet")).is_ok();
            let kept = [File::open(&catalog).err(), File::create(&input).err(), fs::remove_file(&catalog).err(), TcpStream::connect(address).err()];
            (bound, read && wrote, kept.map(|error| error.map(|error| error.kind())))
        });
        let (bound, works, kept) = asked.join().unwrap();
        assert!(works);
        match bound {
            Bound::Whole => assert_eq!(kept, [Some(ErrorKind::PermissionDenied); 4]),
            Bound::Partly => assert_eq!(kept[..3], [Some(ErrorKind::PermissionDenied); 3]),
            Bound::Not => println!("skipped: this kernel has no Landlock"),
        }
    }
}
