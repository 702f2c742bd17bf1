//! Two people changed one record: what each wrote side by side, to choose from field by field.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::words;
use crate::{
    i18n::records::conflict as c,
    ui::{Banner, Tone},
};

/// A field on which the two differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub field: String,
    pub mine: Value,
    pub now: Value,
    /// Which one is kept.
    pub take_mine: RwSignal<bool>,
}

fn fields(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Where what was typed and what is saved now differ. A field the editor never touched is the saved one's
/// without asking; one that only the editor touched stays the editor's.
pub fn differences<T: Serialize>(seen: &T, mine: &T, now: &T) -> Vec<Difference> {
    let (seen, mine, now) = (fields(seen), fields(mine), fields(now));
    let mut names: Vec<&String> = seen.keys().chain(mine.keys()).chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let part = |of: &Map<String, Value>, name: &str| of.get(name).cloned().unwrap_or(Value::Null);
    let differing = names.into_iter().filter_map(|name| {
        let (seen, mine, now) = (part(&seen, name), part(&mine, name), part(&now, name));
        let both = mine != now && mine != seen && now != seen;
        both.then(|| Difference { field: name.clone(), mine, now, take_mine: RwSignal::new(true) })
    });
    differing.collect()
}

/// What is to be saved: everything the editor changed, everything that changed meanwhile, and of what both
/// changed the one that was chosen.
pub fn merged<T: Serialize + DeserializeOwned>(
    seen: &T,
    mine: &T,
    now: &T,
    chosen: &[Difference],
) -> Option<T> {
    let (seen, mut result, now) = (fields(seen), fields(mine), fields(now));
    let names: Vec<String> = result.keys().chain(now.keys()).cloned().collect();
    for name in names {
        let part = |of: &Map<String, Value>| of.get(&name).cloned().unwrap_or(Value::Null);
        let (was, typed, is) = (part(&seen), part(&result), part(&now));
        let choice = chosen.iter().find(|difference| difference.field == name);
        let keep = choice.map_or(typed != was, |difference| difference.take_mine.get_untracked());
        if !keep {
            result.insert(name, is);
        }
    }
    serde_json::from_value(Value::Object(result)).ok()
}

/// The differences, each with its two versions to choose from.
#[component]
pub fn Conflict(differences: Vec<Difference>, names: Callback<String, String>) -> impl IntoView {
    let one = move |difference: Difference| {
        let Difference { field, mine, now, take_mine } = difference;
        let shown = |value: Value| {
            let field = field.clone();
            move || words::value(&field, &value, |who| names.run(who.to_owned()))
        };
        let (mine, now) = (shown(mine), shown(now));
        let legend = field.clone();
        let option = move |own: bool, label: crate::i18n::Text, text: AnyView| {
            view! {
                <label class="versus__side" class:versus__side--chosen=move || take_mine.get() == own>
                    <span class="versus__head">
                        <input
                            type="radio"
                            name=format!("keep-{field}")
                            checked=move || take_mine.get() == own
                            on:change=move |_| take_mine.set(own)
                        />
                        {label}
                    </span>
                    <bdi class="versus__text">{text}</bdi>
                </label>
            }
        };
        let option = &option;
        view! {
            <fieldset class="versus">
                <legend class="field__label">{move || words::field(&legend)}</legend>
                <div class="columns">
                    {option.clone()(true, c::yours, mine.into_any())}
                    {option.clone()(false, c::now, now.into_any())}
                </div>
            </fieldset>
        }
    };
    let none = differences.is_empty();
    view! {
        <div class="stack">
            <Banner tone=Tone::Warning>
                <strong>{c::title}</strong>
                <p>{move || if none { c::apart() } else { c::choose() }}</p>
            </Banner>
            {differences.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_both_changed_is_asked() {
        let seen = json!({ "a": 1, "b": 1, "c": 1, "d": 1 });
        let mine = json!({ "a": 2, "b": 1, "c": 2, "d": 2 });
        let now = json!({ "a": 1, "b": 3, "c": 3, "d": 2 });
        let asked = differences(&seen, &mine, &now);
        assert_eq!(asked.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["c"]);
        let kept = merged(&seen, &mine, &now, &asked).unwrap();
        assert_eq!(kept, json!({ "a": 2, "b": 3, "c": 2, "d": 2 }));
        asked[0].take_mine.set(false);
        assert_eq!(merged(&seen, &mine, &now, &asked).unwrap()["c"], 3);
    }
}
