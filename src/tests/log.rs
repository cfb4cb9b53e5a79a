//! The log: lines in words, filters, pages, exports, and chains whose damage is found and named (OPS-01, OPS-02, X-003).

use std::collections::BTreeSet;

use serde_json::json;
use societas::domain::error::AppError;
use societas::domain::ids::OrgId;
use societas::domain::log::words::ACTIONS;
use societas::domain::log::{Break, BreakKind, LogLine, LogQuery};
use societas::domain::record::SaveMode;
use societas::service::log::{find_log, find_verdicts};
use societas::service::{Ctx, check, register};
use societas::store::db::Val;
use societas::store::event::append;

use super::invitation::answer;
use super::support::{PASSWORD, TestApp, on_each_database};

fn of(test: &TestApp) -> LogQuery {
    LogQuery { org: Some(test.society), ..LogQuery::default() }
}

async fn lines(ctx: &Ctx, query: LogQuery) -> Vec<LogLine> {
    find_log(ctx, &query).await.unwrap().lines
}

async fn dept(ctx: &Ctx, name: &str) -> societas::domain::record::SavedRecord {
    let org = ctx.actor().unwrap().org;
    let typed = answer(json!({ "name": name }));
    register::save_record(ctx, org, "internal_dept", None, 0, typed, SaveMode::Draft).await.unwrap()
}

/// OPS-01: what was before and after stands in words, in both languages, and filters narrow by person, action, kind,
/// subject and period.
#[tokio::test(flavor = "multi_thread")]
async fn lines_are_words_and_filters_narrow_them() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        let first = dept(&me, "学术部").await;
        let typed = answer(json!({ "name": "学术交流部" }));
        let id = first.id;
        register::save_record(&me, test.society, "internal_dept", Some(id), 1, typed, SaveMode::Draft).await.unwrap();
        dept(&head, "科普部").await;

        let all = lines(&head, of(&test)).await;
        let change = all.iter().find(|line| line.action.zh == "修改记录").unwrap();
        assert_eq!((change.name.as_str(), change.subject.as_str()), ("测试secretary", "学术交流部"));
        assert_eq!((change.action.en.as_str(), change.kind.zh.as_str()), ("Record changed", "登记记录"));
        assert_eq!(change.link, format!("/registers/internal_dept/{id}"));
        let name = change.details.iter().find(|d| d.before.as_deref() == Some("学术部")).unwrap();
        assert_eq!(name.after, "学术交流部");

        let narrowed = async |query: LogQuery| lines(&head, LogQuery { org: Some(test.society), ..query }).await;
        let by = |person: &str| LogQuery { person: person.into(), ..LogQuery::default() };
        assert!(narrowed(by("secretary")).await.iter().all(|line| line.name == "测试secretary"));
        assert!(narrowed(by("100%")).await.is_empty(), "signs of patterns are letters");
        let made = narrowed(LogQuery { action: "record.create".into(), ..LogQuery::default() }).await;
        assert_eq!(made.iter().map(|line| line.subject.as_str()).collect::<Vec<_>>(), ["科普部", "学术部"]);
        let one = narrowed(LogQuery { subject: id.to_string(), ..LogQuery::default() }).await;
        assert_eq!(one.len(), 2);
        assert!(narrowed(LogQuery { kind: "congress".into(), ..LogQuery::default() }).await.is_empty());
        let (today, tomorrow) = (head.today().to_string(), head.today().plus_days(1).to_string());
        let within = LogQuery { from: today.clone(), to: today, ..LogQuery::default() };
        assert_eq!(narrowed(within).await.len(), all.len());
        assert!(narrowed(LogQuery { from: tomorrow, ..LogQuery::default() }).await.is_empty());

        // A change of a unit that says nothing of its name is still called by it.
        let mut tx = test.tx().await;
        append(&mut tx, &head.event(test.society, "org.update", "org", test.society, json!({}))).await.unwrap();
        tx.commit().await.unwrap();
        let unit = lines(&head, of(&test)).await.swap_remove(0);
        assert_eq!((unit.subject, unit.link), (unit.org_name, format!("/orgs/{}", test.society)));
    })
    .await;
}

/// OPS-01: an administrator sees the own unit's log and those below, staff and reviewers none; paging by place gives
/// each line once.
#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_of_the_scope_see_a_log_and_pages_are_whole() {
    on_each_database(|test: TestApp| async move {
        let (admin, head) = (test.ctx("admin").await, test.ctx("lixue").await);
        for n in 0..60 {
            let mut tx = test.tx().await;
            append(&mut tx, &head.event(test.society, "org.update", "org", test.society, json!({ "n": n })))
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        for login in ["secretary", "reviewer"] {
            let ctx = test.ctx(login).await;
            assert!(matches!(find_log(&ctx, &of(&test)).await, Err(AppError::Denied { .. })), "{login}");
            assert!(matches!(find_verdicts(&ctx, &of(&test)).await, Err(AppError::Denied { .. })), "{login}");
        }
        let stranger = test.ctx("shuxue").await;
        assert_eq!(find_log(&stranger, &of(&test)).await.unwrap_err(), AppError::NotFound);
        let own = lines(&stranger, LogQuery { below: true, ..LogQuery::default() }).await;
        assert!(own.iter().all(|line| line.org == test.other));

        // Units at any depth can be chosen, one step after the other.
        let branch = super::message::branch(&test, "fenhui").await;
        let depths = async |org: Option<OrgId>| {
            let units = find_log(&admin, &LogQuery { org, ..LogQuery::default() }).await.unwrap().units;
            units.into_iter().map(|unit| (unit.id, unit.depth)).collect::<Vec<_>>()
        };
        let closed = depths(None).await;
        assert_eq!(closed[0], (test.association, 0));
        assert!(closed.contains(&(test.society, 1)) && closed.iter().all(|(id, _)| *id != branch));
        let opened = depths(Some(test.society)).await;
        let at = opened.iter().position(|(id, _)| *id == test.society).unwrap();
        assert_eq!((opened[at + 1], opened.len()), ((branch, 2), closed.len() + 1));
        assert_eq!(depths(Some(branch)).await, opened);

        let mut query = LogQuery { below: true, ..LogQuery::default() };
        let (mut seen, mut at) = (BTreeSet::new(), i64::MAX);
        loop {
            let page = find_log(&admin, &query).await.unwrap();
            for line in &page.lines {
                assert!(line.at.0 <= at, "the newest first");
                at = line.at.0;
                assert!(seen.insert((line.org.to_string(), line.seq)), "given twice");
            }
            match page.next {
                Some(next) => query.before = next,
                None => break,
            }
        }
        let rows = test.tx().await.all("SELECT org_id, seq FROM events", Vec::new()).await.unwrap();
        let stored: BTreeSet<(String, i64)> =
            rows.iter().map(|row| (row.get("org_id").unwrap(), row.get("seq").unwrap())).collect();
        assert_eq!(seen, stored);
        assert!(seen.iter().any(|(org, _)| *org == test.other.to_string()));
    })
    .await;
}

/// sign-ins, refused ones, sign-outs and switches leave a line with the address that they came from; what was
/// typed as a login name that nobody has is not kept.
#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_and_refusals_leave_a_line_with_the_address() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        browser.call("session/sign_out", &[]).await;
        test.visitor().call("session/sign_in", &[("login", "secretary"), ("password", "Wrong-2026")]).await;
        test.visitor().call("session/sign_in", &[("login", "my-secret-word"), ("password", PASSWORD)]).await;
        let head = test.ctx("lixue").await;
        let all = lines(&head, LogQuery { kind: "account".into(), ..of(&test) }).await;
        for action in ["登录", "退出登录", "登录被拒绝"] {
            let line = all.iter().find(|line| line.action.zh == action && line.subject == "测试secretary");
            assert_eq!(line.map(|line| line.remote.as_str()), Some("127.0.0.1"), "{action}");
        }
        let admin = test.ctx("admin").await;
        let refused = lines(&admin, LogQuery { action: "session.refuse".into(), ..LogQuery::default() }).await;
        assert_eq!(refused.len(), 1);
        assert!(!serde_json::to_string(&refused).unwrap().contains("my-secret-word"));
    })
    .await;
}

/// OPS-01: an export holds exactly the filtered lines, in both formats, and leaves a line itself.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_exactly_the_filtered_lines_and_is_logged() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        for n in 0..3 {
            dept(&me, &format!("=部门{n},\"甲\"")).await;
        }
        let (head, browser) = (test.ctx("lixue").await, test.browser("lixue").await);
        let query = LogQuery { action: "record.create".into(), ..of(&test) };
        let shown = lines(&head, query).await;
        let answer = browser.get("/log/export/csv?action=record.create").await;
        assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let bytes = answer.bytes().await.unwrap();
        assert_eq!(&bytes[..3], b"\xef\xbb\xbf", "Excel needs the mark to read Chinese");
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert_eq!(rows.len(), shown.len() + 1);
        for (row, line) in rows[1..].iter().zip(&shown) {
            assert!(row.contains(&line.hash) && row.contains(&line.at.second_text()), "{row}");
            assert!(row.contains("\"'=部门"), "no text is a formula: {row}");
        }
        let all = lines(&head, of(&test)).await;
        let whole = browser.get("/log/export/csv").await.text().await.unwrap();
        assert!(all.iter().all(|line| whole.contains(&line.hash)));
        assert_eq!(whole.matches("\r\n").count(), all.len() + 1, "without the line of the export itself");

        let excel = browser.get("/log/export/xlsx?action=record.create").await.bytes().await.unwrap();
        use calamine::Reader;
        let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(excel.to_vec())).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.height(), shown.len() + 1);
        assert!(sheet.rows().skip(1).zip(&shown).all(|(row, line)| row[10].to_string() == line.hash));

        let exports = lines(&head, LogQuery { action: "log.export".into(), ..of(&test) }).await;
        assert_eq!(exports.len(), 3);
        assert!(exports.iter().all(|line| line.name == "测试lixue" && line.remote == "127.0.0.1"));
        for (login, status) in [("secretary", 403), ("shuxue", 404)] {
            let path = format!("/log/export/csv?org={}", test.society);
            assert_eq!(test.browser(login).await.get(&path).await.status(), status, "{login}");
        }
        assert_eq!(browser.get("/log/export/pdf").await.status(), 404);
    })
    .await;
}

/// What somebody who reaches into the store does to a chain of at least six lines, and how it must be named.
const DAMAGES: &[(&str, &[&str], Break)] = &[
    (
        "a changed payload",
        &["UPDATE events SET payload = '{}' WHERE org_id = $1 AND seq = 3"],
        Break { kind: BreakKind::Edited, seq: 3 },
    ),
    (
        "a changed name in the last row",
        &["UPDATE events SET account_name = 'x' WHERE org_id = $1 AND seq = 6"],
        Break { kind: BreakKind::Edited, seq: 6 },
    ),
    (
        "a deleted row in the middle",
        &["DELETE FROM events WHERE org_id = $1 AND seq = 3"],
        Break { kind: BreakKind::Deleted, seq: 3 },
    ),
    (
        "a deleted row whose gap was closed",
        &[
            "DELETE FROM events WHERE org_id = $1 AND seq = 3",
            "UPDATE events SET seq = 3 WHERE org_id = $1 AND seq = 4",
            "UPDATE events SET seq = 4 WHERE org_id = $1 AND seq = 5",
            "UPDATE events SET seq = 5 WHERE org_id = $1 AND seq = 6",
            "UPDATE event_heads SET seq = 5 WHERE org_id = $1",
        ],
        Break { kind: BreakKind::Deleted, seq: 3 },
    ),
    (
        "a deleted first row",
        &["DELETE FROM events WHERE org_id = $1 AND seq = 1"],
        Break { kind: BreakKind::Deleted, seq: 1 },
    ),
    (
        "a deleted last row",
        &["DELETE FROM events WHERE org_id = $1 AND seq = 6"],
        Break { kind: BreakKind::DeletedLast, seq: 6 },
    ),
    (
        "a deleted last row with the head turned back",
        &["DELETE FROM events WHERE org_id = $1 AND seq = 6", "UPDATE event_heads SET seq = 5 WHERE org_id = $1"],
        Break { kind: BreakKind::Head, seq: 6 },
    ),
    (
        "an inserted row at the end",
        &[
            "INSERT INTO events SELECT org_id, 7, at, account_id, account_name, action, subject_kind, subject_id, payload, \
           'x' FROM events WHERE org_id = $1 AND seq = 6",
        ],
        Break { kind: BreakKind::Inserted, seq: 7 },
    ),
    (
        "an inserted row in the middle",
        &[
            "UPDATE events SET seq = 7 WHERE org_id = $1 AND seq = 6",
            "UPDATE events SET seq = 6 WHERE org_id = $1 AND seq = 5",
            "UPDATE events SET seq = 5 WHERE org_id = $1 AND seq = 4",
            "INSERT INTO events SELECT org_id, 4, at, account_id, account_name, action, subject_kind, subject_id, \
             payload, 'x' FROM events WHERE org_id = $1 AND seq = 3",
            "UPDATE event_heads SET seq = 7 WHERE org_id = $1",
        ],
        Break { kind: BreakKind::Inserted, seq: 4 },
    ),
    (
        "an inserted row before the first",
        &[
            "INSERT INTO events SELECT org_id, 0, at, account_id, account_name, action, subject_kind, subject_id, payload, \
           hash FROM events WHERE org_id = $1 AND seq = 3",
        ],
        Break { kind: BreakKind::Inserted, seq: 0 },
    ),
    (
        "a swapped pair",
        &[
            "UPDATE events SET seq = -1 WHERE org_id = $1 AND seq = 3",
            "UPDATE events SET seq = 3 WHERE org_id = $1 AND seq = 4",
            "UPDATE events SET seq = 4 WHERE org_id = $1 AND seq = -1",
        ],
        Break { kind: BreakKind::Swapped, seq: 3 },
    ),
    ("a lost head", &["DELETE FROM event_heads WHERE org_id = $1"], Break { kind: BreakKind::Head, seq: 7 }),
];

/// OPS-02: each kind of damage is found and named, in the interface and by `societas check`.
#[tokio::test(flavor = "multi_thread")]
async fn every_damage_of_a_chain_is_found_and_named() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let count = |rows: Vec<societas::store::db::Row>| rows.len();
        let select = "SELECT org_id, seq, at, account_id, account_name, action, subject_kind, subject_id, payload, hash \
                      FROM events WHERE org_id = $1 ORDER BY seq";
        let unit = || vec![Val::from(test.society)];
        let mut n = count(test.tx().await.all(select, unit()).await.unwrap());
        assert!(n <= 6, "{n} lines already");
        while n < 6 {
            let mut tx = test.tx().await;
            let event = head.event(test.society, "org.update", "org", test.society, json!({ "name": ["甲", n] }));
            append(&mut tx, &event).await.unwrap();
            tx.commit().await.unwrap();
            n += 1;
        }
        let rows = test.tx().await.all(select, unit()).await.unwrap();
        let kept: Vec<Vec<Val>> = rows
            .iter()
            .map(|row| {
                let text = |name: &str| Val::from(row.get::<String>(name).unwrap());
                let int = |name: &str| Val::from(row.get::<i64>(name).unwrap());
                let account = Val::from(row.get::<Option<String>>("account_id").unwrap());
                vec![
                    text("org_id"),
                    int("seq"),
                    int("at"),
                    account,
                    text("account_name"),
                    text("action"),
                    text("subject_kind"),
                    text("subject_id"),
                    text("payload"),
                    text("hash"),
                ]
            })
            .collect();
        let seal: String = rows[5].get("hash").unwrap();
        let verdict = async || find_verdicts(&head, &of(&test)).await.unwrap().remove(0);
        assert_eq!((verdict().await.broken, verdict().await.sound, verdict().await.seal), (None, 6, seal.clone()));

        for (what, damage, expected) in DAMAGES {
            let mut tx = test.tx().await;
            for sql in *damage {
                tx.run(*sql, unit()).await.unwrap();
            }
            tx.commit().await.unwrap();
            let found = verdict().await;
            assert_eq!(found.broken, Some(*expected), "{what}");
            let findings = check::check_all(&test.app).await.unwrap();
            assert_eq!(findings.len(), 1, "{what}: {findings:?}");
            assert!(findings[0].contains(&test.society.to_string()), "{what}: {findings:?}");
            let below = LogQuery { below: true, ..LogQuery::default() };
            let all = find_verdicts(&test.ctx("admin").await, &below).await.unwrap();
            let broken: Vec<_> = all.iter().filter(|v| v.broken.is_some()).map(|v| v.org_name.as_str()).collect();
            assert_eq!(broken, ["滨江市力学学会"], "{what}");

            let mut tx = test.tx().await;
            tx.run("DELETE FROM events WHERE org_id = $1", unit()).await.unwrap();
            tx.run("DELETE FROM event_heads WHERE org_id = $1", unit()).await.unwrap();
            for row in &kept {
                tx.run("INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", row.clone()).await.unwrap();
            }
            let values = vec![Val::from(test.society), Val::from(6_i64), Val::from(&seal)];
            tx.run("INSERT INTO event_heads (org_id, seq, hash) VALUES ($1, $2, $3)", values).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(verdict().await.broken, None, "mended after {what}");
        }
        let page = test.browser("lixue").await.get("/log?verify=1").await.text().await.unwrap();
        assert!(page.contains("条全部完好"), "{page}");
    })
    .await;
}

/// OPS-02: fifty writers of one chain at once leave a whole chain, also while it is being checked.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_writers_leave_a_whole_chain() {
    on_each_database(|test: TestApp| async move {
        let head = test.ctx("lixue").await;
        let before = find_verdicts(&head, &of(&test)).await.unwrap()[0].sound;
        let mut writers = tokio::task::JoinSet::new();
        for n in 0..50 {
            let (ctx, org) = (head.clone(), test.society);
            writers.spawn(async move {
                let mut tx = ctx.app.db.write().await.unwrap();
                append(&mut tx, &ctx.event(org, "org.update", "org", org, json!({ "n": n }))).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while !writers.is_empty() {
            assert_eq!(find_verdicts(&head, &of(&test)).await.unwrap()[0].broken, None);
            writers.join_next().await.unwrap().unwrap();
        }
        assert_eq!(find_verdicts(&head, &of(&test)).await.unwrap()[0].sound, before + 50);
    })
    .await;
}

/// OPS-01: each action that is written anywhere has its word, and each word an action.
#[test]
fn every_action_that_is_written_has_its_word() {
    fn walk(folder: &std::path::Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, found);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap();
            for part in text.split('"').skip(1).step_by(2) {
                let words: Vec<&str> = part.split('.').collect();
                let plain = |w: &&str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                let file = |w: &str| ["toml", "xlsx", "bin", "xml", "txt", "cn"].contains(&w);
                if words.len() == 2 && words.iter().all(plain) && !file(words[1]) {
                    found.insert(part.to_owned());
                }
            }
        }
    }
    let mut written = BTreeSet::new();
    walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service"), &mut written);
    let words: BTreeSet<String> = ACTIONS.iter().map(|(key, ..)| (*key).to_owned()).collect();
    assert_eq!(written.difference(&words).collect::<Vec<_>>(), Vec::<&String>::new(), "written without a word");
    assert_eq!(words.difference(&written).collect::<Vec<_>>(), Vec::<&String>::new(), "words that nothing writes");
}
