//! Latencies: recorded by each task on its own, merged at the end.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Everything that took longer counts as this long: a minute.
const LONGEST_MICROS: u64 = 60_000_000;

/// A histogram in microseconds with three significant digits.
#[derive(Debug, Clone)]
pub struct Latencies(Histogram<u64>);

impl Latencies {
    pub fn new() -> Self {
        let histogram = Histogram::new_with_max(LONGEST_MICROS, 3);
        Self(histogram.unwrap_or_else(|_| unreachable!("the library accepts this range and three digits")))
    }

    pub fn record(&mut self, latency: Duration) {
        self.0.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
    }

    pub fn merge(&mut self, other: &Self) -> Result<(), String> {
        self.0.add(&other.0).map_err(|error| format!("merging latencies: {error}"))
    }

    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The latency within which the given share (0 to 1) stayed, in milliseconds.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        milliseconds(self.0.value_at_quantile(share))
    }

    pub fn max_ms(&self) -> f64 {
        milliseconds(self.0.max())
    }
}

impl Default for Latencies {
    fn default() -> Self {
        Self::new()
    }
}

fn milliseconds(micros: u64) -> f64 {
    Duration::from_micros(micros).as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_come_from_all_parts() {
        let (mut fast, mut slow) = (Latencies::new(), Latencies::new());
        (0..99).for_each(|_| fast.record(Duration::from_millis(1)));
        slow.record(Duration::from_millis(500));
        fast.merge(&slow).unwrap();
        assert_eq!(fast.count(), 100);
        assert!((fast.quantile_ms(0.5) - 1.0).abs() < 0.01);
        assert!((fast.quantile_ms(0.99) - 1.0).abs() < 0.01);
        assert!((fast.max_ms() - 500.0).abs() < 1.0);
    }
}
