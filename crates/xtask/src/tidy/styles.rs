//! The styles of the browser application: whose a class is, and where a raw value may stand.
//!
//! Classes: those of a feature's file begin with the feature's prefix. What several features use is defined in
//! `base.css`, `layout.css` or `ui/`, which name no feature.
//!
//! Values: a colour, and a distance, a radius, a font size, a shadow, a layer or a duration are design, and stand in
//! `tokens.css`. What a thing measures by itself (widths, heights, tracks, insets) is its own, and so is a line or an
//! optical correction of a few pixels.

use std::collections::HashSet;

use super::File;

const STYLES: &str = "frontend/style/";

/// The features, by their file or folder, and what their classes begin with.
const FEATURES: [(&str, &str); 10] = [
    ("calls", "call"),
    ("chat", "chat"),
    ("gallery", "gallery"),
    ("guest", "guest"),
    ("identity", "identity"),
    ("mail", "mail"),
    ("notifications", "notification"),
    ("records", "record"),
    ("shell", "shell"),
    ("sms", "sms"),
];

/// A line, or an optical correction: so many pixels are no step of the scale.
const THIN: f64 = 3.0;

const COLOUR_FUNCTIONS: [&str; 8] = ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "color("];
const COLOUR_NAMES: [&str; 10] =
    ["black", "blue", "gray", "green", "grey", "orange", "purple", "red", "white", "yellow"];

/// Whose the classes of a file are.
enum Owner {
    /// The design system: everybody uses them.
    All,
    /// A feature, by its prefix.
    Feature(&'static str),
    /// It has none of its own: it hides and unfolds what others have.
    Print,
}

pub fn check(files: &[File]) -> Vec<String> {
    let sheets: Vec<Sheet> = files.iter().filter_map(Sheet::of).collect();
    let shared: HashSet<&str> = sheets
        .iter()
        .filter(|sheet| matches!(sheet.owner(), Some(Owner::All)))
        .flat_map(|sheet| sheet.rules().flat_map(|(_, selector)| classes(selector)))
        .collect();
    let mut problems = Vec::new();
    for sheet in &sheets {
        sheet.check_classes(&shared, &mut problems);
        if sheet.part != "tokens" {
            sheet.check_values(&mut problems);
        }
    }
    problems
}

/// A file of styles.
struct Sheet<'a> {
    /// From the top of the clone.
    name: &'a str,
    /// Within the styles, without its ending: `ui/button`.
    part: &'a str,
    /// Without its comments; lines are where they were.
    text: String,
}

impl<'a> Sheet<'a> {
    fn of(file: &'a File) -> Option<Self> {
        let part = file.name.strip_prefix(STYLES)?.strip_suffix(".css")?;
        Some(Self { name: &file.name, part, text: without_comments(&file.text) })
    }

    fn owner(&self) -> Option<Owner> {
        let top = self.part.split('/').next()?;
        match top {
            "base" | "layout" | "staff" | "tokens" | "ui" => Some(Owner::All),
            "print" => Some(Owner::Print),
            _ => FEATURES.iter().find(|(name, _)| *name == top).map(|(_, prefix)| Owner::Feature(prefix)),
        }
    }

    /// Selectors with their lines, each of a list by itself.
    fn rules(&self) -> impl Iterator<Item = (usize, &str)> {
        let rules =
            pieces(&self.text).into_iter().filter(|piece| piece.end == '{' && !piece.text.starts_with('@'));
        rules.flat_map(|piece| split_list(piece.text).into_iter().map(move |one| (piece.line, one)))
    }

    fn check_classes(&self, shared: &HashSet<&str>, problems: &mut Vec<String>) {
        let Some(owner) = self.owner() else {
            let file = self.name;
            problems.push(format!("{file}: name its feature and prefix in crates/xtask/src/tidy/styles.rs"));
            return;
        };
        for (line, selector) in self.rules() {
            let place = format!("{}:{line}", self.name);
            let classes = classes(selector);
            match owner {
                Owner::Print => {}
                Owner::All => {
                    let theirs = |class: &&str| FEATURES.iter().any(|(_, prefix)| begins(class, prefix));
                    problems.extend(classes.into_iter().filter(theirs).map(|class| {
                        format!("{place}: the design system does not know a feature's .{class}")
                    }));
                }
                Owner::Feature(prefix) => {
                    let foreign = |class: &&&str| !begins(class, prefix) && !shared.contains(**class);
                    problems.extend(classes.iter().filter(foreign).map(|class| {
                        format!("{place}: .{class} begins with {prefix}-, or is defined in the design system")
                    }));
                    if !classes.is_empty()
                        && classes.iter().all(|class| !begins(class, prefix) && shared.contains(class))
                    {
                        let selector = selector.trim();
                        problems.push(format!(
                            "{place}: `{selector}` changes the design system for all; name a class of the feature"
                        ));
                    }
                }
            }
        }
    }

    fn check_values(&self, problems: &mut Vec<String>) {
        for piece in pieces(&self.text).into_iter().filter(|piece| piece.end != '{') {
            let Some((property, value)) = piece.text.split_once(':') else { continue };
            let (property, value) = (property.trim(), value.trim());
            if let Some(kind) = raw(property, value) {
                let (file, line) = (self.name, piece.line);
                problems.push(format!("{file}:{line}: `{property}: {value}` has a raw {kind}; name a token"));
            }
        }
    }
}

/// What of a declaration belongs to the tokens, if something does.
fn raw(property: &str, value: &str) -> Option<&'static str> {
    if is_colour(value) {
        return Some("colour");
    }
    let own = property.starts_with("--");
    let has = |is_raw: &dyn Fn(f64, &str) -> bool| {
        value.split(separates).filter_map(number).any(|(number, unit)| is_raw(number, unit))
    };
    let size = |number: f64, unit: &str| match unit {
        "px" => number.abs() > THIN,
        "rem" => true,
        _ => false,
    };
    if (own || is_sized(property)) && has(&size) {
        return Some("size");
    }
    if (own || property.starts_with("transition") || property.starts_with("animation"))
        && has(&|_, unit| matches!(unit, "s" | "ms"))
    {
        return Some("duration");
    }
    (property == "z-index" && has(&|_, _| true)).then_some("layer")
}

/// Whether its sizes are steps of the scale.
fn is_sized(property: &str) -> bool {
    let property = property.strip_prefix("scroll-").unwrap_or(property);
    matches!(property, "gap" | "row-gap" | "column-gap" | "font" | "font-size" | "box-shadow")
        || property.starts_with("padding")
        || property.starts_with("margin")
        || property.ends_with("radius")
}

fn is_colour(value: &str) -> bool {
    let is_hex = |word: &str| {
        word.strip_prefix('#').is_some_and(|hex| hex.len() >= 3 && hex.chars().all(|c| c.is_ascii_hexdigit()))
    };
    COLOUR_FUNCTIONS.iter().any(|function| value.contains(function))
        || value.split(separates).any(|word| is_hex(word) || COLOUR_NAMES.contains(&word))
}

fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | ',' | '/' | '*' | '+')
}

/// A number and its unit: `-8px`.
fn number(word: &str) -> Option<(f64, &str)> {
    let unit = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(word.len());
    let (number, unit) = word.split_at(unit);
    Some((number.parse().ok()?, unit))
}

/// True for `prefix`, `prefix-…` and `prefix__…`.
fn begins(class: &str, prefix: &str) -> bool {
    class
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-') || rest.starts_with("__"))
}

/// The classes that a selector names, those within `:is()` and `:not()` as well.
fn classes(selector: &str) -> Vec<&str> {
    let name = |part: &'_ str| {
        part.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(part.len())
    };
    let mut classes = Vec::new();
    // Values of attributes have dots of their own.
    for outside in selector.split('[').map(|part| part.split_once(']').map_or(part, |(_, after)| after)) {
        for part in outside.split('.').skip(1) {
            let class = part.get(..name(part)).unwrap_or_default();
            if class.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                classes.push(class);
            }
        }
    }
    classes
}

/// The selectors of a list; a comma within brackets divides none.
fn split_list(list: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let divides = |c: char| {
        depth += match c {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        c == ',' && depth == 0
    };
    list.split(divides).collect()
}

/// What is before a `{`, a `;` or a `}`.
struct Piece<'a> {
    line: usize,
    text: &'a str,
    end: char,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut line, mut quote, mut depth) = (0, 1, None, 0_i32);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, '{' | ';' | '}') if depth == 0 => {
                let whole = text.get(start..at).unwrap_or_default();
                let before = whole.len() - whole.trim_start().len();
                let begins = line + whole.get(..before).unwrap_or_default().matches('\n').count();
                pieces.push(Piece { line: begins, text: whole.trim(), end: c });
                line += whole.matches('\n').count();
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces
}

/// The text with its comments blanked.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        let (comment, after) = comment.split_once("*/").unwrap_or((comment, ""));
        out.push_str(before);
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beside a design system that has a button.
    #[track_caller]
    fn check_text(name: &str, text: &str, expected: &[&str]) {
        let button = File::of("frontend/style/ui/button.css", ".button {}\n.button--small {}\n");
        let found = check(&[button, File::of(name, text)]);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (problem, start) in found.iter().zip(expected) {
            assert!(problem.starts_with(start), "{problem}");
        }
    }

    #[test]
    fn a_features_classes_begin_with_its_prefix() {
        check_text(
            "frontend/style/calls.css",
            ".call,\n.call__room,\n.call-over--wide {\n}\n\n.door {\n}\n",
            &["frontend/style/calls.css:6: .door begins with call-"],
        );
        check_text("frontend/style/calls.css", ".calling {}\n", &["frontend/style/calls.css:1: .calling"]);
        check_text(
            "frontend/style/guest/call.css",
            "@media (max-width: 9px) {\n  .level, .guest-level {}\n}\n",
            &["frontend/style/guest/call.css:2: .level"],
        );
        check_text("frontend/style/chat.css", "/* .old {} */\n[data-x='a.b'] .chat-new, kbd {}\n", &[]);
    }

    #[test]
    fn a_feature_changes_the_design_system_within_itself_only() {
        check_text("frontend/style/chat.css", ".chat-list > :is(.button, .chat-new):hover {}\n", &[]);
        check_text(
            "frontend/style/chat.css",
            ".chat-new, .button--small {}\n",
            &["frontend/style/chat.css:1: `.button--small` changes"],
        );
    }

    #[test]
    fn the_design_system_names_no_feature() {
        check_text(
            "frontend/style/ui/tabs.css",
            ".tabs, .shell-frame > .tabs {}\n",
            &["frontend/style/ui/tabs.css:1: the design system does not know a feature's .shell-frame"],
        );
        check_text("frontend/style/print.css", ".shell-frame, .button {}\n", &[]);
    }

    #[test]
    fn a_new_feature_says_its_prefix() {
        check_text("frontend/style/tasks.css", ".task {}\n", &["frontend/style/tasks.css: name its feature"]);
    }

    #[test]
    fn raw_colours_stand_in_the_tokens() {
        let name = "frontend/style/chat.css";
        for value in ["#fff", "1px solid #a1b2c3", "rgb(0 0 0 / 4%)", "oklch(50% 0 0)", "0 0 2px black"] {
            check_text(
                name,
                &format!(".chat {{\n  border: {value};\n}}\n"),
                &["frontend/style/chat.css:2: "],
            );
        }
        for value in
            ["var(--text)", "currentcolor", "CanvasText", "color-mix(in srgb, currentcolor 40%, transparent)"]
        {
            check_text(name, &format!(".chat {{ color: {value} }}\n"), &[]);
        }
        check_text("frontend/style/tokens.css", ":root { --on-solid: #ffffff; --row: 40px }\n", &[]);
        check_text("frontend/room/room.css", ".tile { color: #fff }\n", &[]);
    }

    #[test]
    fn raw_sizes_of_the_scale_stand_in_the_tokens() {
        let name = "frontend/style/ui/list.css";
        for declaration in [
            "gap: 4px",
            "padding: 0 var(--space-1) 10px",
            "margin-inline-start: calc(-1 * 8px)",
            "font-size: 0.75rem",
            "border-radius: 5px",
            "box-shadow: 0 8px 28px var(--shade)",
            "z-index: 2",
            "transition: color 120ms",
            "animation: spin 0.8s linear infinite",
            "--gap: 6px",
        ] {
            check_text(
                name,
                &format!(".list {{\n  {declaration};\n}}\n"),
                &["frontend/style/ui/list.css:2: "],
            );
        }
    }

    #[test]
    fn lines_and_what_a_thing_measures_are_its_own() {
        for declaration in [
            "border: 1px solid var(--border)",
            "padding: 1px var(--space-4) 0",
            "margin: calc(-1 * var(--space-6)) auto",
            "box-shadow: 0 0 0 2px var(--surface)",
            "width: min(380px, calc(100vw - 2 * var(--space-4)))",
            "grid-template-columns: minmax(96px, 160px) 1fr",
            "inset-block: 26px 2px",
            "letter-spacing: -0.01em",
            "line-height: 1.3",
            "border-radius: 50% 50% 0 0",
            "z-index: var(--layer-toast)",
            "transition: color var(--quick) var(--ease)",
        ] {
            check_text("frontend/style/ui/list.css", &format!(".list {{ {declaration} }}\n"), &[]);
        }
    }
}
