//! `start`: from the process's start to the address it prints, with migrations on an empty database.

use std::time::Instant;

use crate::latency::Latencies;
use crate::options::Options;
use crate::report::{Report, Target};
use crate::server::{Dir, Server};
use crate::{Measured, memory::Memory};

pub async fn run(options: &Options) -> Measured {
    let times = options.number("times", 5_u32)?;
    let mut latencies = Latencies::new();
    let mut most = Memory { resident: 0.0, peak: 0.0 };
    for _ in 0..times {
        let begin = Instant::now();
        let server = Server::start(Dir::temporary()?, &[]).await?;
        latencies.record(begin.elapsed());
        server.settle().await?;
        let memory = server.memory()?;
        most = Memory { resident: most.resident.max(memory.resident), peak: most.peak.max(memory.peak) };
    }
    let mut report = Report::new(format!("{times} starts on an empty SQLite database"));
    report
        .row("start, p50", latencies.quantile_ms(0.5), "ms", Target::None)
        .row("start, slowest", latencies.max_ms(), "ms", Target::AtMost(5000.0))
        .row("memory", most.resident, "MiB", Target::AtMost(60.0))
        .row("memory at its peak", most.peak, "MiB", Target::None);
    Ok(report)
}
