//! Three versions of one record: what was seen, what was typed over it, and what someone else saved meanwhile.
//!
//! A field that only one side changed takes that side's value. A field that both changed differently is a dispute,
//! which a person decides: nothing here prefers one side.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A record by the names of its fields. What is empty may be absent.
pub type Fields = Map<String, Value>;

/// Fields that say one thing together, such as a time and its zone; named by the first.
pub type Linked = &'static [&'static [&'static str]];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Mine,
    Theirs,
}

/// A field that both changed to different values.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    pub field: String,
    pub mine: Fields,
    pub theirs: Fields,
    /// `None` until a person has decided.
    pub choice: Option<Side>,
}

/// What a form goes on with after someone else saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// What was typed is compared with this from now on: their values, but what was seen first in disputed fields. So a
    /// draft that is read back finds the same disputes.
    pub seen: Fields,
    /// What the form shows: the changes of both, and mine in disputed fields.
    pub typed: Fields,
    pub disputes: Vec<Dispute>,
}

/// `value` by its fields.
pub fn fields(value: &impl Serialize) -> Fields {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The value that has these fields.
pub fn value<T: DeserializeOwned>(fields: Fields) -> Option<T> {
    serde_json::from_value(Value::Object(fields)).ok()
}

/// Merges field by field.
pub fn merge(seen: &Fields, typed: &Fields, theirs: &Fields, linked: Linked) -> Merged {
    let mut merged = Merged { seen: theirs.clone(), typed: theirs.clone(), disputes: Vec::new() };
    for names in units(&[seen, typed, theirs], linked) {
        let [was, mine, now] = [seen, typed, theirs].map(|of| part(of, &names));
        if mine == was || mine == now {
            continue;
        }
        put(&mut merged.typed, &names, &mine);
        if now != was {
            put(&mut merged.seen, &names, &was);
            let field = names.first().cloned().unwrap_or_default();
            merged.disputes.push(Dispute { field, mine, theirs: now, choice: None });
        }
    }
    merged
}

impl Dispute {
    /// The value of one side.
    pub fn of(&self, side: Side) -> &Fields {
        match side {
            Side::Mine => &self.mine,
            Side::Theirs => &self.theirs,
        }
    }

    /// Decides, and puts the value into the form. Mine is from now on typed over theirs, knowingly.
    pub fn choose(&mut self, side: Side, seen: &mut Fields, typed: &mut Fields) {
        self.choice = Some(side);
        let names: Vec<String> = self.mine.keys().cloned().collect();
        put(typed, &names, self.of(side));
        put(seen, &names, &self.theirs);
    }

    /// Follows the form: what is typed there is mine. That decides nothing; but who types over a choice takes their own.
    /// Says whether anything changed.
    pub fn follow(&mut self, typed: &Fields) -> bool {
        let names: Vec<String> = self.mine.keys().cloned().collect();
        let now = part(typed, &names);
        if now == self.theirs || now == self.mine && self.choice != Some(Side::Theirs) {
            return false;
        }
        self.mine = now;
        self.choice = self.choice.map(|_| Side::Mine);
        true
    }
}

/// The names of all fields, those that are linked together.
fn units(of: &[&Fields], linked: Linked) -> Vec<Vec<String>> {
    let mut names: Vec<&String> = of.iter().flat_map(|fields| fields.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let group = |name: &str| linked.iter().find(|group| group.contains(&name));
    let unit = |name: &String| match group(name) {
        None => Some(vec![name.clone()]),
        Some(group) if group.first() == Some(&name.as_str()) => {
            Some(group.iter().map(|name| (*name).to_owned()).collect())
        }
        Some(_) => None,
    };
    names.into_iter().filter_map(unit).collect()
}

/// The values under these names; what is absent is `null`.
fn part(of: &Fields, names: &[String]) -> Fields {
    names.iter().map(|name| (name.clone(), of.get(name).cloned().unwrap_or(Value::Null))).collect()
}

fn put(into: &mut Fields, names: &[String], values: &Fields) {
    for name in names {
        match values.get(name) {
            // What was left out when it was written cannot always be read as `null`.
            None | Some(Value::Null) => drop(into.remove(name)),
            Some(value) => drop(into.insert(name.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: Value) -> Fields {
        fields(&value)
    }

    fn one(value: Value) -> Fields {
        of(json!({ "a": value }))
    }

    #[test]
    fn each_field_takes_the_side_that_changed_it_and_only_two_changes_are_asked() {
        let table = [
            // seen, mine, theirs; what the form shows, what it is compared with, whether it is asked
            (json!(1), json!(1), json!(1), json!(1), json!(1), false),
            (json!(1), json!(2), json!(1), json!(2), json!(1), false),
            (json!(1), json!(1), json!(3), json!(3), json!(3), false),
            (json!(1), json!(2), json!(2), json!(2), json!(2), false),
            (json!(1), json!(2), json!(3), json!(2), json!(1), true),
            (json!(null), json!(2), json!(3), json!(2), json!(null), true),
            (json!(1), json!(null), json!(3), json!(null), json!(1), true),
            (json!(1), json!(2), json!(null), json!(2), json!(1), true),
            (json!(1), json!(1), json!(null), json!(null), json!(null), false),
            (json!([1]), json!([1, 2]), json!([1, 3]), json!([1, 2]), json!([1]), true),
        ];
        for (seen, mine, theirs, shown, compared, asked) in table {
            let case = format!("{seen} {mine} {theirs}");
            let merged = merge(&one(seen), &one(mine), &one(theirs), &[]);
            let read = |of: &Fields| of.get("a").cloned().unwrap_or(Value::Null);
            assert_eq!(read(&merged.typed), shown, "{case}");
            assert_eq!(read(&merged.seen), compared, "{case}");
            assert_eq!(merged.disputes.len(), usize::from(asked), "{case}");
            assert!(merged.disputes.iter().all(|one| one.choice.is_none()), "{case}");
        }
    }

    #[test]
    fn a_choice_is_what_the_form_shows_and_the_other_may_still_be_taken() {
        let mut merged = merge(&one(json!(1)), &one(json!(2)), &one(json!(3)), &[]);
        let dispute = &mut merged.disputes[0];
        for (side, shown) in [(Side::Theirs, 3), (Side::Mine, 2), (Side::Theirs, 3)] {
            dispute.choose(side, &mut merged.seen, &mut merged.typed);
            assert_eq!((dispute.choice, &merged.typed), (Some(side), &one(json!(shown))));
            assert_eq!(merged.seen, one(json!(3)), "typed over theirs");
        }
    }

    #[test]
    fn a_third_change_is_asked_again_only_where_it_is_new() {
        let mut merged = merge(&one(json!(1)), &one(json!(2)), &one(json!(3)), &[]);
        merged.disputes[0].choose(Side::Mine, &mut merged.seen, &mut merged.typed);
        let same = merge(&merged.seen, &merged.typed, &one(json!(3)), &[]);
        assert_eq!((same.disputes.len(), same.typed), (0, one(json!(2))));
        let newer = merge(&merged.seen, &merged.typed, &one(json!(4)), &[]);
        assert_eq!(newer.disputes[0].theirs, one(json!(4)));
        // Theirs was taken, so that nothing is left of mine.
        merged.disputes[0].choose(Side::Theirs, &mut merged.seen, &mut merged.typed);
        let newer = merge(&merged.seen, &merged.typed, &one(json!(4)), &[]);
        assert_eq!((newer.disputes.len(), newer.typed), (0, one(json!(4))));
    }

    #[test]
    fn what_was_not_decided_is_asked_again_after_a_reload() {
        let (seen, mine) = (of(json!({ "a": 1, "b": 1 })), of(json!({ "a": 2, "b": 1 })));
        let theirs = of(json!({ "a": 3, "b": 3 }));
        let first = merge(&seen, &mine, &theirs, &[]);
        let again = merge(&first.seen, &first.typed, &theirs, &[]);
        assert_eq!(again, first);
    }

    #[test]
    fn what_is_typed_after_the_question_is_mine_and_decides_nothing() {
        let mut dispute = merge(&one(json!(1)), &one(json!(2)), &one(json!(3)), &[]).disputes.remove(0);
        assert!(!dispute.follow(&one(json!(2))));
        assert!(dispute.follow(&one(json!(5))));
        assert_eq!((dispute.choice, &dispute.mine), (None, &one(json!(5))));
        let (mut seen, mut typed) = (one(json!(1)), one(json!(5)));
        dispute.choose(Side::Theirs, &mut seen, &mut typed);
        assert!(!dispute.follow(&typed));
        assert!(dispute.follow(&one(json!(6))));
        assert_eq!((dispute.choice, &dispute.mine), (Some(Side::Mine), &one(json!(6))));
    }

    #[test]
    fn a_time_and_its_zone_are_one_choice() {
        let linked: Linked = &[&["starts_at", "time_zone"]];
        let at = |time: &str, zone: &str| of(json!({ "starts_at": time, "time_zone": zone }));
        let (seen, mine, theirs) = (at("10:00", "Toronto"), at("11:00", "Toronto"), at("10:00", "Vancouver"));
        let mut merged = merge(&seen, &mine, &theirs, linked);
        assert_eq!(merged.disputes.len(), 1);
        assert_eq!(merged.disputes[0].field, "starts_at");
        assert_eq!(merged.typed, mine);
        merged.disputes[0].choose(Side::Theirs, &mut merged.seen, &mut merged.typed);
        assert_eq!(merged.typed, theirs);
    }

    #[test]
    fn a_field_that_is_left_out_when_empty_can_be_read_again() {
        #[derive(Serialize, serde::Deserialize)]
        struct Record {
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            yes: bool,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            day: Option<String>,
        }
        let record = |yes, day: Option<&str>| fields(&Record { yes, day: day.map(str::to_owned) });
        let merged = merge(&record(true, Some("1")), &record(false, None), &record(true, Some("1")), &[]);
        let read: Record = value(merged.typed).unwrap();
        assert_eq!((read.yes, read.day), (false, None));
    }
}
