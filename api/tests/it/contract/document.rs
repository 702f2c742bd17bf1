//! The API's document, as far as it says how to ask.

use serde_json::{Map, Value};

/// One address and method.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    /// In capitals.
    pub method: String,
    /// With `{names}`.
    pub path: String,
    pub queries: Vec<String>,
    /// Changes what was read at a version.
    pub wants_match: bool,
    /// The document asks for the session's cookie.
    pub wants_session: bool,
    /// That it asks for besides.
    pub permissions: Vec<String>,
    /// The statuses that are documented.
    pub statuses: Vec<u16>,
    /// The schema of the JSON body, without references.
    pub body: Option<Value>,
}

impl Operation {
    pub fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// The names in the path.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// Every operation, in the order of the document.
pub fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(api::openapi::document()).unwrap();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push(read(&document, path, method, operation));
        }
    }
    assert!(all.len() > 80, "the whole document");
    all
}

fn read(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let of = |place: &str| {
        let those = parameters.iter().filter(|one| one["in"] == place);
        those.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let statuses = operation["responses"].as_object().unwrap().keys();
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    Operation {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        queries: of("query"),
        wants_match: of("header").iter().any(|name| name == "If-Match"),
        permissions: read_list(&operation["security"][0]["session"]),
        wants_session: operation["security"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one.get("session").is_some()),
        statuses: statuses.filter_map(|status| status.parse().ok()).collect(),
        body: body.is_object().then(|| plain(document, body)),
    }
}

/// A schema without references, and with `nullable` where null is one of its kinds.
fn plain(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return plain(document, &document["components"]["schemas"][name]);
    }
    if let Some(kinds) = schema["oneOf"].as_array() {
        let (null, others): (Vec<_>, Vec<_>) = kinds.iter().partition(|kind| kind["type"] == "null");
        assert!(null.len() == 1 && others.len() == 1, "a body of several shapes: {schema}");
        let mut one = plain(document, others[0]);
        one["nullable"] = Value::Bool(true);
        return one;
    }
    let mut plainer: Map<String, Value> = schema.as_object().unwrap().clone();
    if let Some(kinds) = schema["type"].as_array() {
        plainer.insert("type".to_owned(), kinds.iter().find(|kind| *kind != "null").unwrap().clone());
        plainer.insert("nullable".to_owned(), kinds.iter().any(|kind| kind == "null").into());
    }
    if let Some(items) = schema.get("items") {
        plainer.insert("items".to_owned(), plain(document, items));
    }
    if let Some(properties) = schema["properties"].as_object() {
        let properties = properties.iter().map(|(name, inner)| (name.clone(), plain(document, inner)));
        plainer.insert("properties".to_owned(), properties.collect::<Map<_, _>>().into());
    }
    Value::Object(plainer)
}

/// A body with every field, each as `value` has it or as its type asks.
pub fn sample(schema: &Value, name: &str, value: &impl Fn(&str, &Value) -> Option<Value>) -> Value {
    if let Some(value) = value(name, schema) {
        return value;
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    match schema["type"].as_str().unwrap_or_default() {
        "object" => {
            let properties = schema["properties"].as_object().unwrap();
            let sampled = properties.iter().map(|(name, inner)| (name.clone(), sample(inner, name, value)));
            Value::Object(sampled.collect())
        }
        "array" => Value::Array(vec![sample(&schema["items"], name, value)]),
        "integer" => 1.into(),
        "boolean" => false.into(),
        "string" => "Something".into(),
        other => panic!("no sample of {other}: {schema}"),
    }
}

/// A value within a body: where it is, what the server calls it, and its schema.
#[derive(Clone, Debug)]
pub struct Place {
    pub pointer: String,
    pub field: String,
    pub schema: Value,
    /// It has to be there.
    pub required: bool,
}

/// Every place in a body, the body itself left out.
pub fn places(schema: &Value) -> Vec<Place> {
    let mut all = Vec::new();
    collect(schema, "", "", &mut all);
    all
}

fn collect(schema: &Value, pointer: &str, field: &str, all: &mut Vec<Place>) {
    if let Some(properties) = schema["properties"].as_object() {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, inner) in properties {
            let place = Place {
                pointer: format!("{pointer}/{name}"),
                field: if field.is_empty() { name.clone() } else { format!("{field}.{name}") },
                schema: inner.clone(),
                required: required.iter().any(|one| one == name.as_str()),
            };
            collect(inner, &place.pointer, &place.field, all);
            all.push(place);
        }
    }
    if schema["type"] == "array" {
        let place = Place {
            pointer: format!("{pointer}/0"),
            field: format!("{field}[0]"),
            schema: schema["items"].clone(),
            required: false,
        };
        collect(&schema["items"], &place.pointer, &place.field, all);
        all.push(place);
    }
}

/// `body` with another value at a place.
pub fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = body.clone();
    *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer} of {body}")) = value;
    changed
}

fn read_list(names: &Value) -> Vec<String> {
    names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
