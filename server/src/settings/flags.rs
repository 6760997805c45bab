//! The settings as flags and environment variables.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, value_parser};

/// What follows the list of flags in `--help`.
const ALSO: &str = "\
Each setting can also be given in a file, sightline.toml in the working directory or the one that --config names, under the same
name with underscores: `query_timeout_secs = 60`. A flag goes before the environment, the environment before the file.

Data on an object store: addresses, regions and keys come from the usual variables of the service (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL, AWS_ALLOW_HTTP, …; GOOGLE_…; AZURE_…).

SIGHTLINE_LOG chooses what is logged, such as `debug` or `warn,sightline=info`.";

/// What `sightline serve` can be told.
#[derive(Args, Clone, Default)]
#[command(after_long_help = ALSO, after_help = ALSO)]
pub(crate) struct Flags {
    /// File of settings [default: sightline.toml, if it is there].
    #[arg(long, env = "SIGHTLINE_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Address to listen on; off loopback a password is required [default: 127.0.0.1:7878].
    #[arg(long, env = "SIGHTLINE_LISTEN", value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,

    /// Where datasets are stored: a folder, made if missing, or s3://bucket/prefix, gs://…, az://… [default: ./data].
    #[arg(long, env = "SIGHTLINE_DATA", value_name = "FOLDER|URL")]
    pub(crate) data: Option<String>,

    /// Local folder for work under way, when data is on an object store [default: ./data].
    #[arg(long, env = "SIGHTLINE_WORK", value_name = "FOLDER")]
    pub(crate) work: Option<PathBuf>,

    /// Database of what exists: postgres://user:password@host/database [default: an SQLite file in the data folder].
    #[arg(long, env = "SIGHTLINE_CATALOG", hide_env_values = true, value_name = "URL")]
    pub(crate) catalog: Option<String>,

    /// Password that everything but links asks for (HTTP Basic, any user name).
    #[arg(long, env = "SIGHTLINE_ADMIN_PASSWORD", hide_env_values = true, value_name = "PASSWORD")]
    pub(crate) admin_password: Option<String>,

    /// File that holds that password, instead of the password itself.
    #[arg(long, env = "SIGHTLINE_ADMIN_PASSWORD_FILE", conflicts_with = "admin_password", value_name = "FILE")]
    pub(crate) admin_password_file: Option<PathBuf>,

    /// Largest upload [default: 21474836480, 20 GiB].
    #[arg(long, env = "SIGHTLINE_MAX_UPLOAD_BYTES", value_parser = value_parser!(u64).range(1..), value_name = "BYTES")]
    pub(crate) max_upload_bytes: Option<u64>,

    /// Bytes that all unfinished uploads in parts may take together [default: 107374182400, 100 GiB, or the largest upload if that is more].
    #[arg(long, env = "SIGHTLINE_MAX_PENDING_BYTES", value_parser = value_parser!(u64).range(1..), value_name = "BYTES")]
    pub(crate) max_pending_bytes: Option<u64>,

    /// Time after which an upload that nobody goes on with is thrown away [default: 86400, a day].
    #[arg(long, env = "SIGHTLINE_UPLOAD_EXPIRY_SECS", value_parser = value_parser!(u64).range(1..), value_name = "SECONDS")]
    pub(crate) upload_expiry_secs: Option<u64>,

    /// Slowest upload, other body of a request, or file by its address: one that brings fewer bytes a second is cut off [default: 1024].
    #[arg(long, env = "SIGHTLINE_MIN_UPLOAD_BYTES_PER_SEC", value_parser = value_parser!(u64).range(1..), value_name = "BYTES")]
    pub(crate) min_upload_bytes_per_sec: Option<u64>,

    /// Time for which a request's body may be slower than that [default: 60].
    #[arg(long, env = "SIGHTLINE_SLOW_UPLOAD_SECS", value_parser = value_parser!(u64).range(1..), value_name = "SECONDS")]
    pub(crate) slow_upload_secs: Option<u64>,

    /// Import by address: on (from public hosts), off, or names of hosts with commas between: only those, and on among them adds the public ones
    /// [default: on].
    #[arg(long, env = "SIGHTLINE_URL_IMPORT", value_name = "on|off|HOSTS")]
    pub(crate) url_import: Option<String>,

    /// Longest time that a query may run [default: 60].
    #[arg(long, env = "SIGHTLINE_QUERY_TIMEOUT_SECS", value_parser = value_parser!(u64).range(1..), value_name = "SECONDS")]
    pub(crate) query_timeout_secs: Option<u64>,

    /// Memory that queries and training may take, all together [default: half of the machine's].
    #[arg(long, env = "SIGHTLINE_MEMORY_BYTES", value_parser = value_parser!(u64).range(1..), value_name = "BYTES")]
    pub(crate) memory_bytes: Option<u64>,

    /// Memory that reading one uploaded file may take [default: 2147483648, 2 GiB].
    #[arg(long, env = "SIGHTLINE_PARSE_MEMORY_BYTES", value_parser = value_parser!(u64).range(1..), value_name = "BYTES")]
    pub(crate) parse_memory_bytes: Option<u64>,

    /// Processor time that reading one uploaded file may take [default: 1800].
    #[arg(long, env = "SIGHTLINE_PARSE_CPU_SECS", value_parser = value_parser!(u64).range(1..), value_name = "SECONDS")]
    pub(crate) parse_cpu_secs: Option<u64>,

    /// Time that reading one uploaded file may take [default: 3600].
    #[arg(long, env = "SIGHTLINE_PARSE_SECS", value_parser = value_parser!(u64).range(1..), value_name = "SECONDS")]
    pub(crate) parse_secs: Option<u64>,

    /// Bytes that a packed file may become [default: 17179869184, 16 GiB].
    #[arg(long, env = "SIGHTLINE_MAX_UNPACKED_BYTES", value_parser = value_parser!(u64).range(1..), value_name = "BYTES")]
    pub(crate) max_unpacked_bytes: Option<u64>,

    /// Times its packed size that a file may become, beyond its first 10 MiB [default: 200].
    #[arg(long, env = "SIGHTLINE_MAX_UNPACKED_RATIO", value_parser = value_parser!(u64).range(1..), value_name = "TIMES")]
    pub(crate) max_unpacked_ratio: Option<u64>,

    /// How long old versions of datasets are kept, or `off` to keep them for ever [default: 30].
    #[arg(long, env = "SIGHTLINE_RETENTION_DAYS", value_name = "DAYS|off")]
    pub(crate) retention_days: Option<String>,
}

impl Flags {
    /// These, and where they say nothing, those.
    pub(super) fn over(self, below: Flags) -> Flags {
        // A password and the file that holds one are two ways of saying the same thing.
        let says_password = self.admin_password.is_some() || self.admin_password_file.is_some();
        let (password, password_file) =
            if says_password { (self.admin_password, self.admin_password_file) } else { (below.admin_password, below.admin_password_file) };
        Flags {
            config: self.config,
            listen: self.listen.or(below.listen),
            data: self.data.or(below.data),
            work: self.work.or(below.work),
            catalog: self.catalog.or(below.catalog),
            admin_password: password,
            admin_password_file: password_file,
            max_upload_bytes: self.max_upload_bytes.or(below.max_upload_bytes),
            max_pending_bytes: self.max_pending_bytes.or(below.max_pending_bytes),
            upload_expiry_secs: self.upload_expiry_secs.or(below.upload_expiry_secs),
            min_upload_bytes_per_sec: self.min_upload_bytes_per_sec.or(below.min_upload_bytes_per_sec),
            slow_upload_secs: self.slow_upload_secs.or(below.slow_upload_secs),
            url_import: self.url_import.or(below.url_import),
            query_timeout_secs: self.query_timeout_secs.or(below.query_timeout_secs),
            memory_bytes: self.memory_bytes.or(below.memory_bytes),
            parse_memory_bytes: self.parse_memory_bytes.or(below.parse_memory_bytes),
            parse_cpu_secs: self.parse_cpu_secs.or(below.parse_cpu_secs),
            parse_secs: self.parse_secs.or(below.parse_secs),
            max_unpacked_bytes: self.max_unpacked_bytes.or(below.max_unpacked_bytes),
            max_unpacked_ratio: self.max_unpacked_ratio.or(below.max_unpacked_ratio),
            retention_days: self.retention_days.or(below.retention_days),
        }
    }
}
