//! Tables of the database. A merged migration is never edited; a change is a new one.

use sea_orm_migration::prelude::*;

mod m0001_foundation;
mod m0002_chat;
mod m0003_records;
mod m0005_sms;
mod m0006_mail;
mod m0007_video;
mod m0008_indexes;
mod m0009_watch;
mod m0010_key_check;
mod m0011_mailbox;
mod m0012_request_hash;
mod m0014_admission;
mod m0015_letters;
mod m0016_sms_ends;
mod m0017_names;
mod m0018_read_counts;
mod m0019_reader_counts;

/// Runs the migrations, in this order, on SQLite and PostgreSQL alike.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_chat::Migration),
            Box::new(m0003_records::Migration),
            Box::new(m0005_sms::Migration),
            Box::new(m0006_mail::Migration),
            Box::new(m0007_video::Migration),
            Box::new(m0008_indexes::Migration),
            Box::new(m0009_watch::Migration),
            Box::new(m0010_key_check::Migration),
            Box::new(m0011_mailbox::Migration),
            Box::new(m0012_request_hash::Migration),
            Box::new(m0014_admission::Migration),
            Box::new(m0015_letters::Migration),
            Box::new(m0016_sms_ends::Migration),
            Box::new(m0017_names::Migration),
            Box::new(m0018_read_counts::Migration),
            Box::new(m0019_reader_counts::Migration),
        ]
    }
}
