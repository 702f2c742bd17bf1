//! Finding a conversation: by who it is with, by the number, by what was said in it.

use domain::{ApplicantId, PracticeId};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::applicants::ApplicantFilter;
use crate::entity::{sms_message as message, sms_thread as thread};
use crate::full_text::Search;
use crate::{Result, Store};

/// So many of the people that a search finds are looked for in conversations.
const MOST_PEOPLE: u64 = 200;
/// Fewer digits are part of nearly every number.
const FEWEST_DIGITS: usize = 3;

impl Store {
    /// The condition on conversations that `q` represents.
    pub(super) async fn sms_search(&self, practice: PracticeId, q: &str) -> Result<Condition> {
        let people = ApplicantFilter { search: Search::parse(q), ..ApplicantFilter::default() };
        let people = self.practice(practice).applicants().list(&people, None, MOST_PEOPLE).await?;
        let people: Vec<ApplicantId> = people.into_iter().map(|applicant| applicant.id).collect();
        let said = contains(message::Column::Body, q);
        let messages = message::Entity::find()
            .select_only()
            .column(message::Column::ThreadId)
            .filter(message::Column::PracticeId.eq(practice))
            .filter(
                Condition::any().add(said).add(message::Column::ApplicantId.is_in(people.iter().copied())),
            )
            .into_query();
        let mut found = Condition::any()
            .add(thread::Column::ApplicantId.is_in(people))
            .add(thread::Column::Id.in_subquery(messages))
            .add(contains(thread::Column::OtherParty, q));
        let digits: String = q.chars().filter(char::is_ascii_digit).collect();
        let only_a_number = q.chars().all(|c| !c.is_alphabetic());
        if only_a_number && digits.len() >= FEWEST_DIGITS {
            // The zero that is dialled at home is no part of the number.
            let digits = digits.trim_start_matches('0');
            found = found.add(thread::Column::OtherParty.contains(digits));
        }
        Ok(found)
    }
}

/// The column has these words somewhere, in either case of plain letters.
fn contains(column: impl ColumnTrait, words: &str) -> Condition {
    let escaped: String = words
        .trim()
        .chars()
        .flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c]))
        .collect();
    let pattern = |text: &str| LikeExpr::new(format!("%{text}%")).escape('\\');
    Condition::any()
        .add(Expr::col(column).like(pattern(&escaped)))
        .add(Expr::expr(Func::lower(Expr::col(column))).like(pattern(&escaped.to_lowercase())))
}
