//! A clock that jumps: what a server takes for the time of day is so many seconds off, from one moment to the next.

use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::server::Options;

/// The time of day as the system tells it, and as many seconds more as a file says. Monotonic clocks are left alone, as a jump leaves them.
const SHIFTED: &str = r#"
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long skew(void) {
    char text[32] = {0};
    const char *name = getenv("TEST_CLOCK");
    int file = name ? open(name, O_RDONLY) : -1;
    if (file < 0) return 0;
    long length = read(file, text, sizeof text - 1);
    close(file);
    return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t id, struct timespec *time) {
    int done = syscall(SYS_clock_gettime, id, time);
    if (done == 0 && id == CLOCK_REALTIME) time->tv_sec += skew();
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int done = syscall(SYS_gettimeofday, now, zone);
    if (done == 0 && now) now->tv_sec += skew();
    return done;
}

time_t time(time_t *now) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    if (now) *now = time.tv_sec;
    return time.tv_sec;
}
"#;

/// The clock of the servers that are started with its options.
pub struct Clock {
    folder: TempDir,
}

impl Clock {
    /// One that is right. It takes the C compiler that the program is built with.
    pub fn right() -> Clock {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("clock.c"), SHIFTED).unwrap();
        let mut compiler = Command::new("cc");
        let done = compiler.current_dir(folder.path()).args(["-shared", "-fPIC", "-O1", "-o", "clock.so", "clock.c"]).status().unwrap();
        assert!(done.success());
        Clock { folder }
    }

    /// Has the clock be so many seconds off from now on.
    pub fn jump(&self, secs: i64) {
        // Whole at once, so that nobody reads half of it.
        let next = self.folder.path().join("next");
        std::fs::write(&next, secs.to_string()).unwrap();
        std::fs::rename(next, self.file()).unwrap();
    }

    /// What a server by this clock is started with.
    pub fn options(&self) -> Options {
        let library = self.folder.path().join("clock.so");
        let told = [("LD_PRELOAD", library), ("TEST_CLOCK", self.file())].map(|(name, path)| (name.to_owned(), path.display().to_string()));
        Options { environment: told.into(), ..Options::default() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("secs")
    }
}
