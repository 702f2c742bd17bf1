//! The enum `Icon` from `icons/*.txt`: the names of the Lucide icons that are in a sprite.

use std::{collections::BTreeSet, error::Error, fmt::Write, fs, path::Path};

pub fn generate(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut names = BTreeSet::new();
    for file in ["staff.txt", "guest.txt"] {
        let text = fs::read_to_string(folder.join(file))?;
        names.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let mut variants = String::new();
    let mut hrefs = String::new();
    for name in &names {
        let variant: String = name
            .split('-')
            .map(|word| {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| {
                    format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
                })
            })
            .collect();
        writeln!(variants, "    #[doc = \"Lucide `{name}`.\"]\n    {variant},")?;
        write!(hrefs, "\"#i-{name}\", ")?;
    }
    Ok(format!(
        "/// An icon of the sprite.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Icon {{\n{variants}}}\n\n\
         impl Icon {{\n    /// What `<use>` refers to.\n    pub(crate) fn href(self) -> &'static str {{\n\
         \x20       const HREFS: [&str; {}] = [{hrefs}];\n\
         \x20       HREFS.get(self as usize).copied().unwrap_or_default()\n    }}\n}}\n",
        names.len()
    ))
}
