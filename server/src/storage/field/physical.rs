//! Names that Delta, Parquet, Spark, Trino and SQL take without quoting.

use std::collections::{HashMap, HashSet};

/// Longest physical name; every reader takes this much.
const PHYSICAL_BYTES: usize = 128;

/// Hands out names that are unique without regard to case: the first `a` stays, the next become `a_2`, `a_3`.
#[derive(Debug, Default)]
pub(crate) struct UniqueNames {
    taken: HashSet<String>,
    next: HashMap<String, u64>,
}

impl UniqueNames {
    /// `name` itself if it is free, else with the first number that makes it free.
    pub(crate) fn claim(&mut self, name: &str) -> String {
        let folded = name.to_lowercase();
        if self.taken.insert(folded.clone()) {
            return name.to_owned();
        }
        let next = self.next.entry(folded.clone()).or_insert(2);
        loop {
            let suffix = *next;
            *next += 1;
            if self.taken.insert(format!("{folded}_{suffix}")) {
                return format!("{name}_{suffix}");
            }
        }
    }

    /// A free physical name for the column shown as `name`.
    pub(crate) fn physical(&mut self, name: &str) -> String {
        self.claim(&physical_name(name))
    }
}

/// `name` with everything but letters, digits and `_` (of any script) replaced by `_`, cut to a length that every reader takes.
fn physical_name(name: &str) -> String {
    let mut physical: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let mut end = physical.len().min(PHYSICAL_BYTES);
    while !physical.is_char_boundary(end) {
        end -= 1;
    }
    physical.truncate(end);
    if physical.is_empty() { "_".to_owned() } else { physical }
}
