//! The services of the tests: PostgreSQL, Azurite where npm can install it, and a Python environment with an S3 server, a Kafka broker, other readers of Delta tables and the bench's
//! native peers.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, OrFail, Result};
use crate::workspace::Workspace;
use crate::{apt, peers, process, say};

const POSTGRES_BIN: &str = "SIGHTLINE_TEST_POSTGRES_BIN";
const POSTGRES_PACKAGE: &str = "postgresql";
/// Debian keeps PostgreSQL's programs off the PATH, in a folder for each version.
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";
const POSTGRES_PROGRAMS: [&str; 4] = ["initdb", "postgres", "pg_isready", "psql"];

pub(crate) const PYTHON: &str = "SIGHTLINE_TEST_PYTHON";
const PYTHON_PACKAGES: [&str; 2] = ["python3", "python3-venv"];
/// What is installed into the environment, as pip reads it.
const INSTALLED: [&str; 6] = ["moto[server]==5.2.5", "noida-db==0.2.3", "deltalake==1.6.6", "duckdb==2.0.1", "numpy==2.4.6", "polars==2.1.0"];

const AZURITE: &str = "SIGHTLINE_TEST_AZURITE";
const AZURITE_PACKAGE: &str = "azurite@3.37.0";

/// Where the services are.
pub(crate) struct Services {
    postgres: PathBuf,
    python: PathBuf,
    azurite: Option<PathBuf>,
}

impl Services {
    /// Finds them, or installs what isn't there and may be.
    pub(crate) fn ready(workspace: &Workspace) -> Result<Self> {
        Ok(Services { postgres: postgres()?, python: python(workspace)?, azurite: azurite(workspace) })
    }

    /// The variables by which the tests find them.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let azurite = self.azurite.as_deref().map(|program| (AZURITE, program));
        [(POSTGRES_BIN, self.postgres.as_path()), (PYTHON, &self.python)].into_iter().chain(azurite)
    }
}

/// The Python environment, if it has what the bench compares with.
pub(crate) fn native_peers(workspace: &Workspace) -> Result<PathBuf> {
    let python = python(workspace)?;
    let has_them = process::output(Command::new(&python).args(["-c", "import duckdb, numpy, polars"])).is_ok();
    let missing = || Failure::new(format!("the comparison needs {} in {}.", INSTALLED[3..].join(", "), python.display()));
    if has_them { Ok(python) } else { Err(missing()) }
}

/// The folder of PostgreSQL's programs.
fn postgres() -> Result<PathBuf> {
    if let Some(folder) = named(POSTGRES_BIN) {
        let complete = has_postgres(&folder);
        return complete.then(|| folder.clone()).ok_or_else(|| Failure::new(format!("{POSTGRES_BIN}: {} has no postgres in it.", folder.display())));
    }
    if let Some(folder) = find_postgres() {
        return Ok(folder);
    }
    install(&[POSTGRES_PACKAGE], "PostgreSQL", &format!("its folder of programs in {POSTGRES_BIN}"))?;
    find_postgres().ok_or_else(|| Failure::new(format!("PostgreSQL was installed, but its programs are not in {DEBIAN_POSTGRES}.")))
}

fn find_postgres() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> =
        Path::new(DEBIAN_POSTGRES).read_dir().into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    found.sort();
    let on_path = process::on_path(&["initdb"]).and_then(|program| program.parent().map(Path::to_owned));
    found.into_iter().rev().chain(on_path).find(|folder| has_postgres(folder))
}

fn has_postgres(folder: &Path) -> bool {
    POSTGRES_PROGRAMS.iter().all(|program| folder.join(program).is_file())
}

/// The interpreter of an environment that has the packages; made in the target folder, so that the machine's own stays as it is.
fn python(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(python) = named(PYTHON) {
        return if python.is_file() { Ok(python) } else { Err(Failure::new(format!("{PYTHON} names {}, which is no file.", python.display()))) };
    }
    let folder = workspace.target.join("test-python");
    let (python, stamp) = (folder.join("bin/python3"), folder.join("installed"));
    let wanted = INSTALLED.join("\n");
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    say::step("install an S3 server, a Kafka broker, readers of Delta tables and native peers", "first time about 1 min", || {
        make_environment(&folder)?;
        process::output(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(INSTALLED))?;
        fs::write(&stamp, wanted).or_fail(|| format!("{} can't be written", stamp.display()))
    })?;
    Ok(python)
}

/// An Azure store; none where npm can't install it, which nothing else of the tests needs.
fn azurite(workspace: &Workspace) -> Option<PathBuf> {
    named(AZURITE).or_else(|| {
        let installed = install_azurite(workspace);
        installed.map_err(|failure| say::line(&format!("  The tests of az:// are skipped: {failure}"))).ok()
    })
}

fn install_azurite(workspace: &Workspace) -> Result<PathBuf> {
    let (folder, stamp) = (workspace.target.join("test-azurite"), workspace.target.join("test-azurite/installed"));
    let program = folder.join("node_modules/.bin/azurite-blob");
    if !program.is_file() || !fs::read_to_string(&stamp).is_ok_and(|installed| installed == AZURITE_PACKAGE) {
        let npm = process::on_path(&["npm"]).ok_or_else(|| Failure::new("there is no npm here."))?;
        say::step("install Azurite", "first time about 15 s", || {
            fs::create_dir_all(&folder).or_fail(|| format!("{} can't be made", folder.display()))?;
            process::output(workspace.command(npm).args(peers::INSTALL).arg(&folder).arg(AZURITE_PACKAGE))?;
            fs::write(&stamp, AZURITE_PACKAGE).or_fail(|| format!("{} can't be written", stamp.display()))
        })?;
    }
    Ok(program)
}

fn make_environment(folder: &Path) -> Result<()> {
    let make = || process::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder)).map(drop);
    make().or_else(|_| {
        // Debian's Python comes without what makes environments.
        install(&PYTHON_PACKAGES, "Python with its venv module", &format!("an interpreter that has {} in {PYTHON}", INSTALLED.join(" and ")))?;
        make()
    })
}

fn install(packages: &[&str], what: &str, otherwise: &str) -> Result<()> {
    if apt::can_install() {
        apt::install(packages, "usually 1 min")
    } else if apt::is_there() {
        Err(Failure::new(format!("The tests need {what}. Type: {}", apt::sentence(packages))))
    } else {
        Err(Failure::new(format!("The tests need {what}. Install it, or name {otherwise}.")))
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}
