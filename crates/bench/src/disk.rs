//! `disk`: the time of one durable write, the floor under every figure of a server that acknowledges after the disk.

use std::fs::File;
use std::io::Write;
use std::time::Instant;

use crate::Measured;
use crate::latency::Latencies;
use crate::options::Options;
use crate::report::{Report, Target};
use crate::server::Dir;

/// A page of SQLite's log with its header.
const BYTES: usize = 4120;

pub fn run(options: &Options) -> Measured {
    let writes = options.number("writes", 2000_u32)?;
    let dir = Dir::temporary()?;
    let path = dir.path().join("disk");
    let (latencies, seconds) =
        measure(&path, writes).map_err(|error| format!("writing {}: {error}", path.display()))?;
    let mut report = Report::new(format!("{writes} appends of {BYTES} bytes, each made durable"));
    report
        .row("durable writes", f64::from(writes) / seconds, "/s", Target::None)
        .row("p50", latencies.quantile_ms(0.5), "ms", Target::None)
        .row("p99", latencies.quantile_ms(0.99), "ms", Target::None)
        .row("max", latencies.max_ms(), "ms", Target::None);
    Ok(report)
}

fn measure(path: &std::path::Path, writes: u32) -> std::io::Result<(Latencies, f64)> {
    let mut file = File::create(path)?;
    let mut latencies = Latencies::new();
    let begin = Instant::now();
    for _ in 0..writes {
        let start = Instant::now();
        file.write_all(&[0x5a; BYTES])?;
        file.sync_data()?;
        latencies.record(start.elapsed());
    }
    Ok((latencies, begin.elapsed().as_secs_f64()))
}
