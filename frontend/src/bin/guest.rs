//! The clients' pages.

fn main() {
    frontend::guest::start();
}
