//! The constants of `Icon` from `icons/*.txt`: the names of the Lucide icons that are in a sprite.

use std::{collections::BTreeSet, error::Error, fmt::Write, fs, path::Path};

pub fn generate(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut names = BTreeSet::new();
    for file in ["staff.txt", "guest.txt"] {
        let text = fs::read_to_string(folder.join(file))?;
        names.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let mut icons = String::new();
    for name in &names {
        let constant: String = name
            .split('-')
            .map(|word| {
                let mut letters = word.chars();
                letters.next().map_or_else(String::new, |first| {
                    format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
                })
            })
            .collect();
        writeln!(
            icons,
            "    #[doc = \"Lucide `{name}`.\"]\n    pub const {constant}: Self = Self(\"#i-{name}\");"
        )?;
    }
    // Constants and not an enum with a table of names, so that a page carries the names it uses.
    Ok(format!(
        "#[expect(non_upper_case_globals, reason = \"each stands for one thing, as a variant does\")]\n\
         impl Icon {{\n{icons}}}\n"
    ))
}
