//! Checking the chains: recomputes every seal and names the first line that was edited, deleted, inserted or moved.

use super::digest;
use crate::domain::log::{Break, BreakKind, Verdict};
use crate::store::db::{Result, Row, Tx, args};

/// Lines read at once.
const BATCH: i64 = 1000;

/// The content of a line, without its number.
struct Line {
    seq: i64,
    at: String,
    account: String,
    texts: [String; 5],
    hash: String,
}

impl Line {
    fn of(row: &Row) -> Result<Self> {
        let text = |column| row.get::<String>(column);
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get::<i64>("at")?.to_string(),
            account: row.get::<Option<String>>("account_id")?.unwrap_or_default(),
            texts: [
                text("account_name")?,
                text("action")?,
                text("subject_kind")?,
                text("subject_id")?,
                text("payload")?,
            ],
            hash: text("hash")?,
        })
    }

    /// The seal that the content would have as the line of that number after a line with that seal.
    fn seal(&self, org: &str, seq: i64, previous: &str) -> String {
        let [name, action, kind, subject, payload] = &self.texts;
        digest([previous, org, &seq.to_string(), &self.at, &self.account, name, action, kind, subject, payload])
    }
}

/// What is wrong with a line that stands at the right number and does not fit, judged with the line after it.
fn judge(org: &str, previous: &str, line: &Line, next: Option<&Line>) -> Break {
    let seq = line.seq;
    let kind = match next {
        Some(next) => {
            let fits_here = next.seal(org, seq, previous);
            if fits_here == next.hash {
                // The next line was sealed for this place: this one came in later, or both changed places.
                if line.seal(org, seq + 1, &next.hash) == line.hash { BreakKind::Swapped } else { BreakKind::Inserted }
            } else if fits_here == line.hash {
                // Only the contents changed places.
                BreakKind::Swapped
            } else if next.seal(org, seq + 2, &line.hash) == next.hash {
                // Both were sealed for the place after theirs: one before them is gone.
                BreakKind::Deleted
            } else {
                BreakKind::Edited
            }
        }
        None => BreakKind::Edited,
    };
    Break { kind, seq }
}

/// The lines of a unit after a number.
async fn lines(tx: &mut Tx, org: &str, after: i64) -> Result<Vec<Line>> {
    let rows = tx
        .all(
            "SELECT seq, at, account_id, account_name, action, subject_kind, subject_id, payload, hash \
             FROM events WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            args![org, after, BATCH],
        )
        .await?;
    rows.iter().map(Line::of).collect()
}

/// Checks the chain of one unit: how many lines fit, and what the first that does not fit has met with. Lines may
/// be added meanwhile.
pub async fn verify_unit(tx: &mut Tx, org: &str) -> Result<Verdict> {
    let (mut last, mut seal) = (0, String::new());
    let mut after = i64::MIN;
    let broken = 'walk: loop {
        let found = lines(tx, org, after).await?;
        if found.is_empty() {
            // The head is read after its lines, so that a line that is added now is in neither or in both.
            let head = tx.opt("SELECT seq, hash FROM event_heads WHERE org_id = $1", args![org]).await?;
            let (head_seq, head_hash) = match head {
                Some(row) => (row.get::<i64>("seq")?, row.get::<String>("hash")?),
                None => (0, String::new()),
            };
            if head_seq > last && !lines(tx, org, last).await?.is_empty() {
                after = last;
                continue;
            }
            break match head_seq {
                n if n > last => Some(Break { kind: BreakKind::DeletedLast, seq: last + 1 }),
                0 if last > 0 => Some(Break { kind: BreakKind::Head, seq: last + 1 }),
                n if n < last => Some(Break { kind: BreakKind::Inserted, seq: n + 1 }),
                _ if head_hash != seal => Some(Break { kind: BreakKind::Head, seq: last + 1 }),
                _ => None,
            };
        }
        for (at, line) in found.iter().enumerate() {
            if line.seq != last + 1 {
                let kind = if line.seq <= last { BreakKind::Inserted } else { BreakKind::Deleted };
                let seq = if line.seq <= last { line.seq } else { last + 1 };
                break 'walk Some(Break { kind, seq });
            }
            if line.seal(org, line.seq, &seal) != line.hash {
                let mut more = Vec::new();
                if at + 1 == found.len() {
                    more = lines(tx, org, line.seq).await?;
                }
                let head = tx.opt("SELECT seq FROM event_heads WHERE org_id = $1", args![org]).await?;
                if head.map(|row| row.get::<i64>("seq")).transpose()?.is_some_and(|seq| line.seq > seq) {
                    break 'walk Some(Break { kind: BreakKind::Inserted, seq: line.seq });
                }
                let next = found.get(at + 1).or(more.first()).filter(|next| next.seq == line.seq + 1);
                break 'walk Some(judge(org, &seal, line, next));
            }
            (last, seal) = (line.seq, line.hash.clone());
        }
        after = last;
    };
    Ok(Verdict { org: org.to_owned(), org_name: String::new(), sound: last, broken, seal })
}

/// Checks every chain; the broken ones.
pub async fn verify(tx: &mut Tx) -> Result<Vec<Verdict>> {
    let units = tx
        .all("SELECT org_id FROM event_heads UNION SELECT DISTINCT org_id FROM events ORDER BY org_id", args![])
        .await?;
    let mut broken = Vec::new();
    for unit in &units {
        let verdict = verify_unit(tx, &unit.get::<String>("org_id")?).await?;
        if verdict.broken.is_some() {
            broken.push(verdict);
        }
    }
    Ok(broken)
}
