//! Who carries the practice's texts: `[sms]`, whose keys depend on the provider.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use providers::sms::SmsAccount;
use providers::sms::account::{BASE_URL, GivenKeys, WrongKey};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, de};
use url::Url;

use super::ConfigError;
use super::keys::wrong;

/// The word for the carrier inside this program.
pub const SIMULATOR: &str = "simulator";

/// The practice's number and who carries its texts.
#[derive(Clone)]
pub struct Sms {
    /// The practice's own number, with country code.
    pub from: String,
    pub provider: SmsProviderWord,
    /// Where the provider's API is, when not at its usual place.
    pub base_url: Option<Url>,
    /// The keys of providers, as they were given. Another provider's may stand there too.
    pub account: BTreeMap<String, String>,
}

/// Who carries texts.
#[derive(Clone, Debug)]
pub enum SmsProviderConfig {
    /// A carrier inside this program with a phone on screen: nothing leaves the machine.
    Simulator,
    Provider(SmsAccount),
}

/// The simulator's word, or that of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsProviderWord(&'static str);

impl SmsProviderWord {
    pub fn parse(word: &str) -> Option<Self> {
        words().find(|known| *known == word).map(Self)
    }

    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

fn words() -> impl Iterator<Item = &'static str> {
    std::iter::once(SIMULATOR).chain(SmsAccount::WORDS.iter().copied())
}

/// What `sms.provider` may hold.
pub fn provider_words() -> String {
    let words: Vec<_> = words().collect();
    match words.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            from: "+14385550100".to_owned(),
            provider: SmsProviderWord(SIMULATOR),
            base_url: None,
            account: BTreeMap::new(),
        }
    }
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("provider", &self.provider.0)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl Sms {
    /// Who carries the texts, with the account where it takes one.
    pub fn carrier(&self) -> Result<SmsProviderConfig, ConfigError> {
        let given = GivenKeys { values: &self.account, base_url: self.base_url.as_ref() };
        match SmsAccount::read(self.provider.0, &given) {
            None => Ok(SmsProviderConfig::Simulator),
            Some(Ok(account)) => Ok(SmsProviderConfig::Provider(account)),
            Some(Err(WrongKey { name, given, allowed })) => {
                Err(wrong(&format!("sms.{name}"), given, allowed))
            }
        }
    }

    /// `public_url` is where the provider is told to reach us.
    pub(super) fn check(&self, public_url: Option<&Url>) -> Result<(), ConfigError> {
        check_number(&self.from)?;
        let SmsProviderConfig::Provider(account) = self.carrier()? else { return Ok(()) };
        // A carrier on this machine, as in tests, reaches us wherever we are.
        let is_here = self.base_url.as_ref().is_some_and(is_loopback);
        if !is_here && public_url.is_none_or(is_loopback) {
            let allowed = format!(
                "the address at which {} reaches this server from outside, such as \
                 https://liaison.practice.example: with `sms.provider = \"{}\"` it brings answers and \
                 delivery reports there",
                account.name(),
                account.word()
            );
            return Err(wrong("public_url", public_url.map(Url::as_str).unwrap_or_default(), &allowed));
        }
        Ok(())
    }
}

/// Whether only this machine reaches the address.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(url::Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => true,
    }
}

fn check_number(from: &str) -> Result<(), ConfigError> {
    let digits = from.strip_prefix('+').unwrap_or_default();
    let good = (7..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    if good { Ok(()) } else { Err(wrong("sms.from", from, "a number with country code: +15145550123")) }
}

/// Every key of the section.
pub static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names = vec!["provider", "from", BASE_URL];
    for key in SmsAccount::keys() {
        if !names.contains(&key.name) {
            names.push(key.name);
        }
    }
    names
});

impl<'de> Deserialize<'de> for Sms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Section)
    }
}

/// Reads the section key by key, so that a wrong one is named by anyone who reads the file.
struct Section;

impl<'de> Visitor<'de> for Section {
    type Value = Sms;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the section [sms]")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sms, A::Error> {
        let mut sms = Sms::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "provider" => sms.provider = map.next_value()?,
                "from" => sms.from = map.next_value()?,
                BASE_URL => sms.base_url = map.next_value()?,
                known if NAMES.contains(&known) => {
                    sms.account.insert(name, map.next_value()?);
                }
                unknown => return Err(A::Error::unknown_field(unknown, &NAMES)),
            }
        }
        Ok(sms)
    }
}

impl<'de> Deserialize<'de> for SmsProviderWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = String::deserialize(deserializer)?;
        let unknown = || D::Error::invalid_value(de::Unexpected::Str(&given), &"a provider");
        Self::parse(&given).ok_or_else(unknown)
    }
}
