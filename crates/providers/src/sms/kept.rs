//! What is kept of a provider's words: cleaned and bounded, never refused.

use domain::inbound_routing::ProviderText;

/// The longest id of a message, in characters; those of the providers have at most 40.
const MAX_ID: usize = 120;
/// The longest text, in characters; a webhook's whole body is smaller.
const MAX_TEXT: usize = 20_000;
/// The longest explanation, in characters.
const MAX_WORDS: usize = 500;

/// The provider's id of a message; `None` where nothing is left of it.
pub fn id(given: &str) -> Option<ProviderText> {
    Some(ProviderText::line(given, MAX_ID)).filter(|id| !id.as_str().is_empty())
}

/// The text of a message.
pub fn text(given: &str) -> ProviderText {
    ProviderText::lines(given, MAX_TEXT)
}

/// An explanation; `None` where nothing is left of it.
pub fn words(given: &str) -> Option<String> {
    Some(ProviderText::line(given, MAX_WORDS).into_string()).filter(|words| !words.is_empty())
}

/// The parameters of a query or of a form, decoded, in their order.
pub fn parameters(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

/// The first parameter of this name.
pub fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// The first parameter of this name, where it says something.
pub fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameter(parameters, name).filter(|value| !value.is_empty())
}
