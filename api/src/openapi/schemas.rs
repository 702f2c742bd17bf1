//! Schemas as readers expect them: lists of named items, and query parameters that are optional instead of null.

use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{ArrayItems, SchemaType, Type};
use utoipa::openapi::{Components, Object, Ref, RefOr, Schema};

/// The largest page of a list.
const LARGEST_PAGE: f64 = 100.0;

/// A parameter of a query is left out where there is none; there is no way to write null.
pub fn optional(operation: &mut Operation) {
    let parameters = operation.parameters.iter_mut().flatten();
    let all = parameters.filter_map(|one| if let RefOr::T(one) = one { Some(one) } else { None });
    for parameter in all.filter(|one| one.parameter_in == ParameterIn::Query) {
        if let Some(object) = object(parameter)
            && let SchemaType::Array(types) = &object.schema_type
            && let [one] = *types.iter().filter(|one| **one != Type::Null).collect::<Vec<_>>()
        {
            object.schema_type = SchemaType::Type(one.clone());
        }
        if parameter.name == "limit"
            && let Some(object) = object(parameter)
        {
            object.minimum = Some(1.0.into());
            object.maximum = Some(LARGEST_PAGE.into());
        }
    }
}

fn object(parameter: &mut Parameter) -> Option<&mut Object> {
    match &mut parameter.schema {
        Some(RefOr::T(Schema::Object(object))) => Some(object),
        _ => None,
    }
}

/// The items of a page are what the rest of the document calls by name.
pub fn name_items(components: &mut Components) {
    let names: Vec<String> = components.schemas.keys().cloned().collect();
    for name in &names {
        let Some(item) = name.strip_prefix("Page_").filter(|item| names.iter().any(|known| known == item))
        else {
            continue;
        };
        if let Some(RefOr::T(Schema::Object(page))) = components.schemas.get_mut(name)
            && let Some(RefOr::T(Schema::Array(list))) = page.properties.get_mut("items")
        {
            list.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(item).into()));
        }
    }
}
