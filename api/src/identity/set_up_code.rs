//! The code of the first set-up. Anyone who finds a new deployment before its owner could own it; the code is on the
//! console of the machine, which its owner alone reads.

use subtle::ConstantTimeEq;

/// Digits and letters that are not taken for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Fifty bits: with the limit of tries nobody guesses it.
const LENGTH: usize = 10;

/// A code that was made at the start of this process, and is good as long as it runs.
#[derive(Clone)]
pub struct SetUpCode(String);

impl std::fmt::Debug for SetUpCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetUpCode(…)")
    }
}

impl SetUpCode {
    pub fn new() -> Self {
        let random: [u8; LENGTH] = rand::random();
        let letter = |byte: u8| ALPHABET.get(usize::from(byte) % ALPHABET.len()).copied().map(char::from);
        Self(random.into_iter().filter_map(letter).collect())
    }

    /// In two groups, as it is printed.
    pub fn shown(&self) -> String {
        let (first, last) = self.0.split_at(LENGTH / 2);
        format!("{first}-{last}")
    }

    /// Whether this was typed: in either case, with whatever between the letters, and with the letters that one takes for
    /// digits.
    pub fn fits(&self, typed: &str) -> bool {
        let typed: String = typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(LENGTH + 1)
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        self.0.as_bytes().ct_eq(typed.as_bytes()).into()
    }
}

impl Default for SetUpCode {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let code = SetUpCode("01ABCDEFGH".to_owned());
        assert_eq!(code.shown(), "01ABC-DEFGH");
        for typed in ["01ABC-DEFGH", "01abcdefgh", " oIabc defgh ", "OLABC—DEFGH"] {
            assert!(code.fits(typed), "{typed}");
        }
        for typed in ["", "01ABC", "01ABC-DEFGH0", "11ABC-DEFGH"] {
            assert!(!code.fits(typed), "{typed}");
        }
        assert_eq!(format!("{code:?}"), "SetUpCode(…)");
    }

    #[test]
    fn every_code_is_another() {
        let codes: std::collections::HashSet<_> = (0..100).map(|_| SetUpCode::new().shown()).collect();
        assert_eq!(codes.len(), 100);
        assert!(codes.iter().all(|code| code.len() == LENGTH + 1 && SetUpCode::new().0.len() == LENGTH));
    }
}
