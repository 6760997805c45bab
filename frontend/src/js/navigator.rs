//! `navigator`.

/// The languages that the person reads, best first, as BCP 47 tags.
pub fn languages() -> Vec<String> {
    navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Logical processors that the browser may use.
pub fn cores() -> usize {
    // A whole number as a double; at least 1.
    navigator().hardware_concurrency() as usize
}

fn navigator() -> web_sys::Navigator {
    gloo::utils::window().navigator()
}
