//! `sockets`: what a browser costs that listens and does nothing, in a small practice and in a large one.

use crate::Measured;
use crate::load::{Reading, connect};
use crate::options::Options;
use crate::report::{Report, Target};
use crate::seeded::{Seed, Seeded};

/// The most a socket may hold, in KiB.
const MOST: f64 = 20.0;
/// People of a small practice and of a large one.
const PRACTICES: [u32; 2] = [50, 1_000];

pub async fn run(options: &Options) -> Measured {
    let sockets = options.number("sockets", 1_000_usize)?;
    let mut report = Report::new(format!("{sockets} sockets that listen and do nothing"));
    for staff in PRACTICES {
        let seeded = Seeded::start(Seed { staff, applicants: 0, messages: 0 }, &[]).await?;
        // The first one of each person makes what the others use. One after the other: sockets that are open together
        // would leave the very memory that is to be measured.
        for person in 0..staff as usize {
            drop(connect(&seeded.client(person)?).await?);
        }
        seeded.server.settle().await?;
        let before = seeded.server.memory()?.resident;
        let open = open(&seeded, staff as usize, sockets).await?;
        seeded.server.settle().await?;
        let after = seeded.server.memory()?.resident;
        drop(open);
        seeded.server.settle().await?;
        let closed = seeded.server.memory()?.resident;
        report
            .row(
                format!("{staff} people: each socket"),
                each(after - before, sockets),
                "KiB",
                Target::AtMost(MOST),
            )
            .row(format!("{staff} people: memory with all of them"), after, "MiB", Target::None)
            .row(format!("{staff} people: memory once they are closed"), closed, "MiB", Target::None);
    }
    Ok(report)
}

/// Connects `count` browsers of `staff` people in turn. Frames are read on, so that nothing waits in the server.
async fn open(seeded: &Seeded, staff: usize, count: usize) -> Result<Vec<Reading>, String> {
    let mut open = Vec::with_capacity(count);
    for (index, _) in (0..staff).cycle().zip(0..count) {
        open.push(Reading::of(connect(&seeded.client(index)?).await?));
    }
    Ok(open)
}

#[expect(clippy::cast_precision_loss, reason = "thousands of sockets")]
fn each(mebibytes: f64, sockets: usize) -> f64 {
    mebibytes * 1024.0 / sockets as f64
}
