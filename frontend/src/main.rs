//! The staff application.

fn main() {
    frontend::app::start();
}
