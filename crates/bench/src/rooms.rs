//! `rooms`: many rooms of some, as a large practice has them: each post is heard by its room alone.

use domain::{ConversationId, UserId};
use wire::chat::NewRoom;

use crate::Measured;
use crate::chat::without_limits;
use crate::load::{Plan, round};
use crate::options::Options;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

pub async fn run(options: &Options) -> Measured {
    let rooms = options.number("rooms", 200_usize)?;
    let members = options.number("members", 20_usize)?;
    let sockets = options.number("sockets", 1_000_u32)?;
    let senders = options.number("senders", 8_usize)?;
    let seconds = options.number("seconds", 10_u64)?;
    let staff = sockets as usize;
    if rooms == 0 || senders == 0 || members == 0 || members > staff {
        return Err("a room has a member at least, and no more than there are sockets".to_owned());
    }
    let postgres = options.postgres()?;
    let database: Vec<(&str, &str)> = postgres.iter().map(|url| ("DATABASE_URL", url.as_str())).collect();
    let settings = [database, without_limits()].concat();
    let seeded = Seeded::start(Seed { staff: sockets, applicants: 0, messages: 0 }, &settings).await?;

    let mut people = Vec::with_capacity(staff);
    for index in 0..staff {
        people.push(seeded.client(index)?.me().await.map_err(|error| error.to_string())?.id);
    }
    let mut turns = vec![Vec::new(); senders];
    for (room, turn) in (0..rooms).zip((0..senders).cycle()) {
        let founder = room * members % staff;
        let id = make(&seeded, &people, room, founder, members).await?;
        if let Some(places) = turns.get_mut(turn) {
            places.push((founder, id));
        }
    }
    turns.retain(|places| !places.is_empty());
    let name = format!("r{}", std::process::id());
    let plan = Plan { sockets: staff, hearers: members, senders: turns, seconds, name };
    let measured = round(&seeded, &plan).await?;
    let memory = seeded.server.memory()?;

    let of = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let title = format!("{rooms} rooms of {members}, {sockets} sockets, {senders} senders, {of}");
    let mut report = Report::new(title);
    report
        .row("posts acknowledged", measured.posts, "/s", Target::None)
        .row("deliveries", measured.deliveries, "/s", Target::None)
        .row("send to deliver, p50", measured.latencies.quantile_ms(0.5), "ms", Target::None)
        .row("send to deliver, p99", measured.latencies.quantile_ms(0.99), "ms", Target::None)
        .row("processor per post, server", measured.server_micros, "µs", Target::None)
        .row("memory under load", memory.resident, "MiB", Target::None);
    Ok(report)
}

/// A room of `members` from `founder` on, of whom the first made it.
async fn make(
    seeded: &Seeded,
    people: &[UserId],
    number: usize,
    founder: usize,
    members: usize,
) -> Result<ConversationId, String> {
    let others = people.iter().cycle().skip(founder + 1).take(members - 1).copied().collect();
    let new = NewRoom { name: format!("Room {number}"), topic: String::new(), members: others };
    let made = seeded.client(founder)?.create_room(&format!("room-{number}"), &new).await;
    made.map(|room| room.id).map_err(|error| format!("making a room: {error}"))
}
