//! The page.

use frontend::js::address;
use frontend::route::Page;
use frontend::workers::spare;

fn main() {
    console_error_panic_hook::set_once();
    frontend::instruments::api::install();
    spare::prepare(&Page::of_path(&address::path()));
    leptos::mount::mount_to_body(frontend::App);
}
