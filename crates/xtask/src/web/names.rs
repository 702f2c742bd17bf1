//! Gives the imports and exports between a module and its script short names. The binding's carry a hash each, which
//! nothing compresses.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::fail::{Doing, Failure, Outcome};
use crate::paths;

/// The names of the binding, as an expression of JavaScript.
pub const PATTERN: &str = "^__(wbg|wbindgen|externref|wasm_bindgen)_";

/// Old names and new ones, as the minifier of the script wrote them.
pub fn read(cache: &Path) -> Outcome<BTreeMap<String, String>> {
    let text = fs::read_to_string(cache).doing("reading the short names")?;
    serde_json::from_str(&text).doing("reading the short names")
}

/// Renames what the module imports and exports.
pub fn rename(module: &Path, names: &BTreeMap<String, String>) -> Outcome {
    let bytes = fs::read(module).doing(format!("reading {}", paths::shown(module)))?;
    let renamed = renamed(&bytes, names)
        .ok_or_else(|| Failure::new(format!("{} is no module as expected", paths::shown(module))))?;
    fs::write(module, renamed).doing(format!("writing {}", paths::shown(module)))
}

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// The module with other names (WebAssembly core specification 2.0, 5.5 "Modules").
fn renamed(module: &[u8], names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let (head, mut rest) = module.split_at_checked(8)?;
    let mut out = head.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        rest = after;
        let length = usize::try_from(number(&mut rest)?).ok()?;
        let content = take(&mut rest, length)?;
        let content = match id {
            IMPORTS | EXPORTS => entries(content, id == IMPORTS, names)?,
            _ => content.to_vec(),
        };
        out.push(id);
        write(&mut out, content.len())?;
        out.extend(content);
    }
    Some(out)
}

fn entries(mut from: &[u8], imports: bool, names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let count = number(&mut from)?;
    let mut out = Vec::new();
    write(&mut out, usize::try_from(count).ok()?)?;
    for _ in 0..count {
        if imports {
            let module = name(&mut from)?;
            write_name(&mut out, module)?;
        }
        let old = name(&mut from)?;
        let new = std::str::from_utf8(old).ok().and_then(|old| names.get(old));
        write_name(&mut out, new.map_or(old, |new| new.as_bytes()))?;
        let before = from;
        if imports {
            skip_import(&mut from)?;
        } else {
            skip_export(&mut from)?;
        }
        out.extend(before.get(..before.len() - from.len())?);
    }
    Some(out)
}

/// A function's type, a table, a memory or a global.
fn skip_import(from: &mut &[u8]) -> Option<()> {
    match take(from, 1)? {
        [0] => drop(number(from)?),
        [1] => {
            take(from, 1)?;
            skip_limits(from)?;
        }
        [2] => skip_limits(from)?,
        [3] => drop(take(from, 2)?),
        _ => return None,
    }
    Some(())
}

fn skip_export(from: &mut &[u8]) -> Option<()> {
    take(from, 1)?;
    number(from).map(drop)
}

fn skip_limits(from: &mut &[u8]) -> Option<()> {
    let has_most = number(from)? & 1 == 1;
    number(from)?;
    if has_most {
        number(from)?;
    }
    Some(())
}

fn name<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(number(from)?).ok()?;
    take(from, length)
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(taken)
}

/// LEB128, unsigned.
fn number(from: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn write(out: &mut Vec<u8>, value: usize) -> Option<()> {
    let mut value = u32::try_from(value).ok()?;
    loop {
        let low = u8::try_from(value & 0x7f).ok()?;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return Some(());
        }
        out.push(low | 0x80);
    }
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) -> Option<()> {
    write(out, name.len())?;
    out.extend(name);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a function, a memory, a table and a global imported, and an export.
    fn module(function: &str, export: &str) -> Vec<u8> {
        let mut imports = vec![4];
        for (name, what) in [
            (function, &[0_u8, 0][..]),
            ("memory", &[2, 1, 20, 0x80, 0x80, 1][..]),
            ("table", &[1, 0x70, 0, 5][..]),
            ("stack", &[3, 0x7f, 1][..]),
        ] {
            write_name(&mut imports, b"./a.js").unwrap();
            write_name(&mut imports, name.as_bytes()).unwrap();
            imports.extend(what);
        }
        let mut exports = vec![1];
        write_name(&mut exports, export.as_bytes()).unwrap();
        exports.extend([0, 0x80, 1]);
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in [(1, vec![1, 0x60, 0, 0]), (IMPORTS, imports), (EXPORTS, exports)] {
            out.push(id);
            write(&mut out, content.len()).unwrap();
            out.extend(content);
        }
        out
    }

    #[test]
    fn imports_and_exports_are_renamed_and_nothing_else() {
        let long = "x".repeat(200);
        let names = BTreeMap::from([(long.clone(), "a".to_owned()), ("out".to_owned(), "b".to_owned())]);
        assert_eq!(renamed(&module(&long, "out"), &names), Some(module("a", "b")));
        assert_eq!(renamed(&module("same", "other"), &names), Some(module("same", "other")));
    }

    #[test]
    fn a_broken_module_is_refused() {
        let whole = module("a", "b");
        for end in [4, whole.len() - 1, whole.len() - 4] {
            assert_eq!(renamed(&whole[..end], &BTreeMap::new()), None, "{end}");
        }
    }
}
