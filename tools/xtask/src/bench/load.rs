//! A load on our own server: threads with one kept connection each, bounded in count and in time, loopback
//! only.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};

use crate::http::Connection;

/// How much load.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub connections: usize,
    pub time: Duration,
    /// No more requests than this, all connections together.
    pub most: usize,
}

/// What one load showed.
pub struct Figures {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
    pub max: Duration,
    /// Body bytes of one answer.
    pub bytes: u64,
    /// Answers other than 2xx and 3xx.
    pub failed: usize,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    bytes: u64,
    failed: usize,
}

/// Sends one request over and over until a bound is reached.
pub fn fire(address: SocketAddr, request: &[u8], bounds: Bounds) -> Result<Figures> {
    if !address.ip().is_loopback() {
        bail!("{address} is not this machine: no load is sent elsewhere");
    }
    let sent = AtomicUsize::new(0);
    let begin = Instant::now();
    let work = || -> Result<Seen> {
        let mut seen = Seen::default();
        let mut connection = Connection::open(address)?;
        while begin.elapsed() < bounds.time && sent.fetch_add(1, Ordering::Relaxed) < bounds.most {
            let asked = Instant::now();
            let answer = connection.send(request)?;
            seen.times.push(asked.elapsed());
            seen.bytes = answer.body_bytes;
            if !(200..400).contains(&answer.status) {
                seen.failed += 1;
            }
            if answer.last {
                connection = Connection::open(address)?;
            }
        }
        Ok(seen)
    };
    let all = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..bounds.connections).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a load thread died"))?)
            .collect::<Result<Vec<Seen>>>()
    })?;
    let time = begin.elapsed();

    let mut times: Vec<Duration> = all.iter().flat_map(|seen| &seen.times).copied().collect();
    times.sort_unstable();
    if times.is_empty() {
        bail!("no request was sent");
    }
    Ok(Figures {
        per_second: times.len() as f64 / time.as_secs_f64(),
        p50: rank(&times, 50),
        p99: rank(&times, 99),
        max: rank(&times, 100),
        bytes: all.iter().map(|seen| seen.bytes).max().unwrap_or_default(),
        failed: all.iter().map(|seen| seen.failed).sum(),
    })
}

/// The time that `percent` of all are not above; the list is sorted and not empty.
fn rank(times: &[Duration], percent: usize) -> Duration {
    let at = (times.len() * percent).div_ceil(100).clamp(1, times.len());
    times[at - 1]
}

#[cfg(test)]
mod tests {
    use super::{Bounds, fire, rank};
    use std::time::Duration;

    #[test]
    fn rank_is_the_nearest() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(rank(&times, 50), Duration::from_millis(100));
        assert_eq!(rank(&times, 99), Duration::from_millis(198));
        assert_eq!(rank(&times, 100), Duration::from_millis(200));
        assert_eq!(rank(&times[..1], 50), Duration::from_millis(1));
    }

    #[test]
    fn load_goes_nowhere_but_here() {
        let bounds = Bounds { connections: 1, time: Duration::from_secs(1), most: 1 };
        let far = ([192, 0, 2, 1], 80).into();
        assert!(fire(far, b"", bounds).is_err_and(|error| error.to_string().contains("not this machine")));
    }
}
