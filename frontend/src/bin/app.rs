//! The page.

fn main() {
    console_error_panic_hook::set_once();
    frontend::instruments::api::install();
    frontend::workers::spare::prepare();
    leptos::mount::mount_to_body(frontend::App);
}
