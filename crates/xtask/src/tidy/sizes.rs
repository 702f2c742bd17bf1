//! File sizes: about 120 lines is typical, 500 is the limit, 800 for tests.

use super::File;

const LIMIT: usize = 500;
const TEST_LIMIT: usize = 800;

pub fn check(file: &File) -> Option<String> {
    let is_source =
        [".rs", ".ts", ".js", ".mjs", ".css"].iter().any(|extension| file.name.ends_with(extension));
    let lines = file.text.lines().count();
    let limit = if file.is_test() { TEST_LIMIT } else { LIMIT };
    (is_source && lines > limit)
        .then(|| format!("{}: {lines} lines, the limit is {limit}: split it", file.name))
}

/// The median number of lines of the Rust files.
pub fn median(files: &[File]) -> usize {
    let mut lines: Vec<usize> =
        files.iter().filter(|file| file.is_rust()).map(|file| file.text.lines().count()).collect();
    lines.sort_unstable();
    lines.get(lines.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_may_be_longer() {
        let text = "x\n".repeat(501);
        assert!(check(&File::of("api/src/chat.rs", &text)).is_some());
        assert!(check(&File::of("api/tests/it/chat.rs", &text)).is_none());
        assert!(check(&File::of("docs/guide.md", &text)).is_none());
    }

    #[test]
    fn the_median_counts_rust_files_only() {
        let files = [
            File::of("a.rs", "1\n"),
            File::of("b.rs", "1\n2\n"),
            File::of("c.rs", "1\n2\n3\n"),
            File::of("d.md", ""),
        ];
        assert_eq!(median(&files), 2);
    }
}
