//! The release program carries `dist/`: files that come, go or change there must make it anew.

fn main() {
    println!("cargo:rerun-if-changed=../dist");
}
