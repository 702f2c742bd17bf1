//! An account with a provider, as an operator writes it down: keys, texts, and what each may hold.

use crate::secret::Secret;
use delivery::sms::SmsProvider;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// A key of the configuration, read as text.
#[derive(Clone, Copy, Debug)]
pub struct AccountKey {
    pub name: &'static str,
    /// It is never shown.
    pub is_secret: bool,
    /// In words, for the one who wrote something else.
    pub allowed: &'static str,
    fits: fn(&str) -> bool,
}

impl AccountKey {
    pub const fn text(name: &'static str, allowed: &'static str, fits: fn(&str) -> bool) -> Self {
        Self { name, is_secret: false, allowed, fits }
    }

    /// A secret is anything but empty: what is signed with an empty key is signed by anybody.
    pub const fn secret(name: &'static str, allowed: &'static str) -> Self {
        Self { name, is_secret: true, allowed, fits: |given| !given.is_empty() }
    }
}

/// A key that does not hold what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongKey {
    pub name: &'static str,
    /// As it was given; empty where nothing was, and for secrets.
    pub given: String,
    pub allowed: &'static str,
}

/// What was written down, by key.
#[derive(Clone, Copy, Debug)]
pub struct GivenKeys<'a> {
    pub values: &'a BTreeMap<String, String>,
    /// Where the provider's API is, when not at its usual place.
    pub base_url: Option<&'a Url>,
}

impl GivenKeys<'_> {
    pub fn required(&self, key: &AccountKey) -> Result<String, WrongKey> {
        self.optional(key)?.ok_or_else(|| wrong(key, ""))
    }

    pub fn optional(&self, key: &AccountKey) -> Result<Option<String>, WrongKey> {
        match self.values.get(key.name) {
            None => Ok(None),
            Some(given) if (key.fits)(given) => Ok(Some(given.clone())),
            Some(given) => Err(wrong(key, if key.is_secret { "" } else { given })),
        }
    }

    pub fn required_secret(&self, key: &AccountKey) -> Result<Secret, WrongKey> {
        self.required(key).map(Secret::new)
    }

    pub fn optional_secret(&self, key: &AccountKey) -> Result<Option<Secret>, WrongKey> {
        Ok(self.optional(key)?.map(Secret::new))
    }

    /// Where the API is: `usual`, unless another place was named.
    pub fn base_url(&self, usual: &'static str) -> Result<Url, WrongKey> {
        let url = self.base_url.cloned().or_else(|| usual.parse().ok());
        let fits = |url: &Url| matches!(url.scheme(), "http" | "https") && !url.cannot_be_a_base();
        url.filter(fits).ok_or_else(|| WrongKey {
            name: BASE_URL,
            given: self.base_url.map(Url::to_string).unwrap_or_default(),
            allowed: "http:// or https:// with a host",
        })
    }
}

/// The key of every provider's address.
pub const BASE_URL: &str = "base_url";

fn wrong(key: &AccountKey, given: &str) -> WrongKey {
    WrongKey { name: key.name, given: given.to_owned(), allowed: key.allowed }
}

/// An account with one provider.
pub trait Account: fmt::Debug + Sized {
    /// The provider's name, as it writes it itself.
    const NAME: &'static str;
    const KEYS: &'static [AccountKey];

    fn read(given: &GivenKeys<'_>) -> Result<Self, WrongKey>;

    /// The adapter for it, over a client that was made by [`http`](crate::http).
    fn connect(&self, client: reqwest::Client) -> Arc<dyn SmsProvider>;
}

/// Makes [`SmsAccount`] out of the table of providers.
macro_rules! sms_accounts {
    ($($(#[$doc:meta])* $variant:ident($account:ty) = $word:literal,)+) => {
        /// An account with one of the providers, told apart by the word that the configuration has for it.
        #[derive(Clone, Debug)]
        pub enum SmsAccount {
            $($(#[$doc])* $variant(Box<$account>),)+
        }

        impl SmsAccount {
            /// The words of all providers.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The keys of all providers. Two of them may have one of the same name.
            pub fn keys() -> impl Iterator<Item = &'static AccountKey> {
                [$(<$account as Account>::KEYS),+].into_iter().flatten()
            }

            /// Reads the account with the provider of this word; `None` where there is no such provider.
            pub fn read(word: &str, given: &GivenKeys<'_>) -> Option<Result<Self, WrongKey>> {
                match word {
                    $($word => Some(<$account as Account>::read(given).map(Box::new).map(Self::$variant)),)+
                    _ => None,
                }
            }

            /// The provider's word.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $word,)+
                }
            }

            /// The provider's name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => <$account as Account>::NAME,)+
                }
            }

            /// The adapter for the account.
            pub fn connect(&self, client: reqwest::Client) -> Arc<dyn SmsProvider> {
                match self {
                    $(Self::$variant(account) => account.connect(client),)+
                }
            }
        }
    };
}

pub(super) use sms_accounts;
