//! Transactions: what waits, what fails, what is dropped; the same on both databases.

use societas::domain::time::Instant;
use societas::store::db::{Db, Question, Row, StoreError, Tx, Val};
use societas::store::throttle;

use super::support::{TestApp, on_each_database};

const INSERT: &str = "INSERT INTO drafts (key, content, updated_at, expires_at) VALUES ($1, $2, $3, $3)";

fn draft(key: &str, content: &str) -> Vec<Val> {
    vec![key.into(), content.into(), 7_i64.into()]
}

async fn content(db: &Db, key: &str) -> Option<String> {
    let mut tx = db.read().await.unwrap();
    let row = tx.opt("SELECT content FROM drafts WHERE key = $1", vec![key.into()]).await.unwrap();
    row.map(|row| row.get("content").unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_that_wait_run_in_order_with_their_own_values() {
    on_each_database(|test: TestApp| async move {
        let db = &test.app.db;
        let mut tx = db.write().await.unwrap();
        tx.run_later(INSERT, draft("a", "1"));
        tx.run_later("UPDATE drafts SET content = $2 WHERE key = $1", vec!["a".into(), "2".into()]);
        let seen = tx.one("SELECT content FROM drafts WHERE key = $1", vec!["a".into()]).await.unwrap();
        assert_eq!(seen.get::<String>("content").unwrap(), "2");
        tx.run_later(INSERT, draft("b", "$1; 好"));
        let touched = tx.run("UPDATE drafts SET updated_at = $2 WHERE key = $1", vec!["a".into(), 8_i64.into()]).await;
        assert_eq!(touched.unwrap(), 1, "what waited is not counted");
        tx.run_later(INSERT, draft("c", "3"));
        assert_eq!(content(db, "a").await, None, "nothing is seen before the commit");
        tx.commit().await.unwrap();
        for (key, text) in [("a", "2"), ("b", "$1; 好"), ("c", "3")] {
            assert_eq!(content(db, key).await.as_deref(), Some(text));
        }
    })
    .await;
}

const READ: &str = "SELECT key, content FROM drafts WHERE key = $1 OR key = $2 ORDER BY key";

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_fetched_ahead_are_those_of_their_questions() {
    on_each_database(|test: TestApp| async move {
        let db = &test.app.db;
        let mut tx = db.write().await.unwrap();
        for (key, text) in [("a", "1"), ("b", "$1; 好"), ("c", "3")] {
            tx.run_later(INSERT, draft(key, text));
        }
        tx.commit().await.unwrap();
        let of = |one: &str, other: &str| Question::new(READ, vec![one.into(), other.into()]);
        let texts = |rows: Vec<Row>| rows.iter().map(|row| row.get::<String>("content").unwrap()).collect::<Vec<_>>();

        let mut tx = db.read().await.unwrap();
        tx.ahead(vec![of("a", "b"), of("x", "y"), of("c", "c"), of("b", "x")]).await.unwrap();
        assert_eq!(texts(of("c", "c").all(&mut tx).await.unwrap()), ["3"]);
        assert_eq!(texts(of("x", "y").all(&mut tx).await.unwrap()), [""; 0]);
        assert_eq!(texts(of("a", "b").all(&mut tx).await.unwrap()), ["1", "$1; 好"]);
        assert_eq!(texts(of("a", "c").all(&mut tx).await.unwrap()), ["1", "3"], "this was not asked ahead");
        let first = of("b", "x").opt(&mut tx).await.unwrap().unwrap();
        assert_eq!(first.get::<String>("content").unwrap(), "$1; 好");

        let mut writer = db.write().await.unwrap();
        writer.run("UPDATE drafts SET content = 'new' WHERE key = 'c'", Vec::new()).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(texts(of("c", "c").all(&mut tx).await.unwrap()), ["new"], "an answer is given once");
        // Postgres is not asked ahead.
        let broken = tx.ahead(vec![of("a", "b"), Question::new("SELECT nothing FROM nowhere", Vec::new())]).await;
        assert_eq!(broken.is_ok(), matches!(db, Db::Postgres(_)));
        assert_eq!(texts(of("a", "x").all(&mut tx).await.unwrap()), ["1"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_what_waits_undoes_the_whole() {
    on_each_database(|test: TestApp| async move {
        let db = &test.app.db;
        let mut tx = db.write().await.unwrap();
        tx.run_later(INSERT, draft("a", "1"));
        tx.run_later(INSERT, draft("a", "2"));
        assert!(matches!(tx.commit().await, Err(StoreError::Taken)));
        assert_eq!(content(db, "a").await, None);

        let mut tx = db.write().await.unwrap();
        tx.run(INSERT, draft("a", "3")).await.unwrap();
        assert!(matches!(tx.run(INSERT, draft("a", "4")).await, Err(StoreError::Taken)));
        assert!(tx.run(INSERT, draft("b", "4")).await.is_err(), "nothing goes on after a failure");
        drop(tx);
        assert_eq!(content(db, "a").await, None);
        still_writes(db).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_transaction_leaves_nothing_and_lets_others_write() {
    on_each_database(|test: TestApp| async move {
        let db = &test.app.db;
        for _ in 0..20 {
            drop(db.write().await.unwrap());
            let mut tx = db.write().await.unwrap();
            tx.run(INSERT, draft("a", "1")).await.unwrap();
            tx.run_later(INSERT, draft("b", "1"));
            drop(tx);
            let mut tx = db.write().await.unwrap();
            // Given up while the statement is on its way.
            let gone = tokio::time::timeout(std::time::Duration::ZERO, tx.run(INSERT, draft("c", "1"))).await;
            drop(gone);
            drop(tx);
        }
        still_writes(db).await;
        for key in ["a", "b", "c"] {
            assert_eq!(content(db, key).await, None);
        }
    })
    .await;
}

async fn still_writes(db: &Db) {
    let mut tx = db.write().await.unwrap();
    throttle::count(&mut tx, "k", 5, 1000, Instant(1)).await.unwrap();
    tx.commit().await.unwrap();
    let read = async |tx: &mut Tx| throttle::select(tx, "k").await.unwrap().map(|(uses, _)| uses);
    assert_eq!(read(&mut db.read().await.unwrap()).await, Some(1));
    let mut tx = db.write().await.unwrap();
    throttle::delete(&mut tx, "k").await.unwrap();
    assert_eq!(read(&mut tx).await, None);
    tx.commit().await.unwrap();
}
