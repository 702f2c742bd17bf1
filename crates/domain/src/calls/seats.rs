//! Who finds a seat in a room that holds few people.
//!
//! Clients come by a link that anybody may have passed on. They must not keep the team out of its own call, and
//! nobody may keep the host out.

/// Everyone costs every browser one encoder, so six people is the most that stays usable.
pub const SEATS: usize = 6;
/// Seats that clients never take.
const TEAM_SEATS: usize = 2;

/// As what someone comes into a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendant {
    /// Whose call it is.
    Host,
    /// Another member of the team.
    Team,
    Client,
}

impl Attendant {
    /// Whether one more of this kind finds a seat beside those who are inside.
    pub fn finds_seat(self, inside: &[Self]) -> bool {
        let count = |kind: Self| inside.iter().filter(|one| **one == kind).count();
        // The host's own seat stays free until the host sits in it.
        let for_the_host = usize::from(count(Self::Host) == 0);
        match self {
            Self::Host => inside.len() < SEATS,
            Self::Team => inside.len() + for_the_host < SEATS,
            Self::Client => count(Self::Client) < SEATS - TEAM_SEATS && inside.len() + for_the_host < SEATS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_leave_two_seats_to_the_team() {
        use Attendant::{Client, Host, Team};
        for (who, inside, found) in [
            (Client, vec![Client; 3], true),
            (Client, vec![Client; 4], false),
            (Client, vec![Host, Client, Client, Client], true),
            (Client, vec![Host, Client, Client, Client, Client], false),
            (Client, vec![Team, Team, Team, Team, Client], false),
            (Client, vec![Host, Team, Team, Team, Client], true),
            (Team, vec![Client, Client, Client, Client], true),
            (Team, vec![Client, Client, Client, Client, Team], false),
            (Team, vec![Client, Client, Client, Client, Host], true),
            (Team, vec![Team; 5], false),
            (Host, vec![Client, Client, Client, Client, Team], true),
            (Host, vec![Team; 5], true),
            (Host, vec![Team; 6], false),
        ] {
            assert_eq!(who.finds_seat(&inside), found, "{who:?} beside {inside:?}");
        }
    }

    #[test]
    fn whoever_came_before_the_host_finds_a_seat() {
        let kinds = [Attendant::Team, Attendant::Client];
        // Every order in which six others try to come.
        for order in 0..64_u32 {
            let mut inside = Vec::new();
            for place in 0..6 {
                let kind = kinds[usize::from(order & (1 << place) != 0)];
                if kind.finds_seat(&inside) {
                    inside.push(kind);
                }
            }
            assert!(Attendant::Host.finds_seat(&inside), "{inside:?}");
        }
    }
}
