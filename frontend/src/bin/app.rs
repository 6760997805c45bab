//! The page.

fn main() {
    console_error_panic_hook::set_once();
    frontend::instruments::api::install();
    leptos::mount::mount_to_body(frontend::App);
}
