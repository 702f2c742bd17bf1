//! Ids and small enums are columns and primary keys, nullable ones too.
#![cfg(feature = "sea-orm")]

use domain::{ApplicantId, CaseId, UserId, language::Language};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, Database, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    Schema, Set, entity::prelude::*,
};

mod note {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "note")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub author_id: UserId,
        pub applicant_id: Option<ApplicantId>,
        pub language: Language,
        pub second_language: Option<Language>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::test]
async fn ids_and_names_are_columns() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    let table = Schema::new(db.get_database_backend()).create_table_from_entity(note::Entity);
    db.execute(&table).await.unwrap();

    let key = (CaseId::new(Uuid::from_u128(1)), UserId::new(Uuid::from_u128(2)));
    let model = note::Model {
        case_id: key.0,
        author_id: key.1,
        applicant_id: None,
        language: Language::Fr,
        second_language: None,
    };
    model.clone().into_active_model().insert(&db).await.unwrap();
    assert_eq!(note::Entity::find_by_id(key).one(&db).await.unwrap(), Some(model.clone()));

    let applicant = ApplicantId::new(Uuid::from_u128(3));
    let mut change = model.into_active_model();
    change.applicant_id = Set(Some(applicant));
    change.second_language = Set(Some(Language::Es));
    change.update(&db).await.unwrap();
    let found = note::Entity::find()
        .filter(note::Column::ApplicantId.eq(applicant).and(note::Column::Language.eq(Language::Fr)))
        .filter(note::Column::AuthorId.is_in([key.1]))
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.applicant_id, found.second_language), (Some(applicant), Some(Language::Es)));
}
