//! Search in registers: by words and by the initials of their pinyin, through an index on both databases.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use societas::domain::form::view::{TOKEN_RULES, query_tokens};
use societas::domain::ids::RecordId;
use societas::domain::record::{RecordQuery, SaveMode};
use societas::service::Ctx;
use societas::service::register::{delete_record, find_candidates, find_page, index_of, next_row, save_record};
use societas::store;
use societas::store::db::{AssertSqlSafe, Db, Val, among};
use societas::store::record::{Narrowing, page_statement};

use super::support::sample::Sample;
use super::support::{TestApp, on_each_database};

async fn save(ctx: &Ctx, register: &str, typed: Json) {
    let org = ctx.actor().unwrap().org;
    let answer = serde_json::from_value(typed).unwrap();
    save_record(ctx, org, register, None, 0, answer, SaveMode::Draft).await.unwrap();
}

async fn titles(ctx: &Ctx, register: &str, words: &str) -> Vec<String> {
    let query = RecordQuery { q: words.into(), ..RecordQuery::default() };
    let page = find_page(ctx, None, register, query).await.unwrap();
    let column = page.definition.columns.iter().position(|key| *key == page.definition.title).unwrap();
    page.rows.iter().map(|row| row.cells[column].clone()).collect()
}

/// What was found is kept for the next pages, and found anew once a record has changed; the last changed first.
#[tokio::test(flavor = "multi_thread")]
async fn hits_are_turned_over_page_by_page_and_found_anew_after_a_change() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        for n in 0..25 {
            save(&me, "info_system", json!({ "name": format!("示例{n}") })).await;
        }
        save(&me, "info_system", json!({ "name": "别的" })).await;
        let page = async |page| {
            let query = RecordQuery { q: "示例".into(), page, ..RecordQuery::default() };
            find_page(&me, None, "info_system", query).await.unwrap()
        };
        let (first, second) = (page(1).await, page(2).await);
        assert_eq!((first.total, first.rows.len(), second.total, second.rows.len()), (25, 20, 25, 5));
        let mut shown: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| (row.updated_at, row.id)).collect();
        assert!(shown.is_sorted_by(|a, b| a > b));
        shown.dedup();
        assert_eq!(shown.len(), 25);
        let oldest = second.rows.last().unwrap().id;
        let renamed = serde_json::from_value(json!({ "name": "示例改名" })).unwrap();
        let later = test.ctx("secretary").await;
        save_record(&later, test.society, "info_system", Some(oldest), 1, renamed, SaveMode::Draft).await.unwrap();
        assert_eq!(page(1).await.rows[0].id, oldest);
        delete_record(&me, "info_system", oldest, 2, None).await.unwrap();
        assert_eq!((page(1).await.total, page(2).await.rows.len()), (24, 4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_found_by_the_initials_of_their_pinyin() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        for name in ["示例学会", "会计学会", "数理统计", "示例市农学会"] {
            save(&me, "info_system", json!({ "name": name })).await;
        }
        for (words, found) in [
            ("slxh", vec!["示例学会"]),
            ("SLX", vec!["示例学会"]),
            ("sl", vec!["示例市农学会", "数理统计", "示例学会"]),
            ("slsnxh", vec!["示例市农学会"]),
            ("nxh", vec!["示例市农学会"]),
            ("nx", vec!["示例市农学会"]),
            ("NXH 示例", vec!["示例市农学会"]),
            ("xh", vec!["示例市农学会", "会计学会", "示例学会"]),
            ("tj sl", vec!["数理统计"]),
            // One letter finds beginnings only.
            ("s", vec!["示例市农学会", "数理统计", "示例学会"]),
            ("n", vec![]),
            ("nh", vec![]),
            ("sl 统计", vec!["数理统计"]),
            ("kjxh", vec!["会计学会"]),
            ("会计", vec!["会计学会"]),
            ("lxsh", vec![]),
        ] {
            assert_eq!(titles(&me, "info_system", words).await, found, "{words}");
        }
        // What is changed or deleted is no longer found by what it was.
        let query = RecordQuery { q: "kjxh".into(), ..RecordQuery::default() };
        let id = find_page(&me, None, "info_system", query).await.unwrap().rows[0].id;
        let renamed = serde_json::from_value(json!({ "name": "审计学会" })).unwrap();
        let saved = save_record(&me, test.society, "info_system", Some(id), 1, renamed, SaveMode::Draft).await.unwrap();
        assert_eq!(titles(&me, "info_system", "kjxh").await, Vec::<String>::new());
        assert_eq!(titles(&me, "info_system", "sj").await, ["审计学会"]);
        assert_eq!(titles(&me, "info_system", "jxh").await, ["审计学会"]);
        delete_record(&me, "info_system", id, saved.version, None).await.unwrap();
        assert_eq!(titles(&me, "info_system", "sj").await, Vec::<String>::new());
        // Nobody finds what is another unit's.
        assert!(titles(&test.ctx("stranger").await, "info_system", "sl").await.is_empty());
        // Nor does a picker have other words than the list.
        let definition = me.catalog.register("secretariat_staff").unwrap();
        let sample = Sample { ctx: &me, register: "secretariat_staff", chosen: &BTreeMap::new() };
        let person = sample.answer(&definition.fields).await;
        save_record(&me, test.society, "secretariat_staff", None, 0, person, SaveMode::Valid).await.unwrap();
        let offered = find_candidates(&me, "secretariat_staff", "slj").await.unwrap();
        assert_eq!(offered.iter().map(|c| c.title.as_str()).collect::<Vec<_>>(), ["示例甲"]);
    })
    .await;
}

/// What was stored before the initials were among the tokens is found by them once the program has started.
#[tokio::test(flavor = "multi_thread")]
async fn earlier_records_are_indexed_anew_at_the_start() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        save(&me, "info_system", json!({ "name": "示例学会" })).await;
        save(&me, "archive", json!({ "name": "示例档案" })).await;
        let mut tx = test.tx().await;
        tx.run("DELETE FROM record_tokens WHERE token LIKE 's%'", Vec::new()).await.unwrap();
        tx.run("UPDATE token_rules SET version = 0", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(titles(&me, "info_system", "slxh").await.is_empty());

        let again = test.restarted(|_| {}).await;
        let me = again.ctx("secretary").await;
        assert_eq!(titles(&me, "info_system", "slxh").await, ["示例学会"]);
        assert_eq!(titles(&me, "info_system", "lxh").await, ["示例学会"]);
        assert_eq!(titles(&me, "info_system", "学会").await, ["示例学会"]);
        assert_eq!(titles(&me, "archive", "slda").await, ["示例档案"]);
        let row = test.tx().await.one("SELECT version FROM token_rules", Vec::new()).await.unwrap();
        assert_eq!(row.get::<i64>("version").unwrap(), TOKEN_RULES);
    })
    .await;
}

/// How the database goes about a page of a list.
async fn plan(test: &TestApp, words: &str, few: bool) -> String {
    let by = Narrowing { tokens: query_tokens(words).into_iter().collect(), ..Narrowing::default() };
    assert!(!by.tokens.is_empty());
    let (sql, values) = page_statement(test.society, "info_system", &by, few, 20, 0);
    explain(test, &sql, values).await
}

/// The plan of a statement.
async fn explain(test: &TestApp, sql: &str, values: Vec<Val>) -> String {
    let (before, column) = match test.app.db {
        Db::Sqlite { .. } => ("EXPLAIN QUERY PLAN", "detail"),
        Db::Postgres(_) => ("EXPLAIN", "QUERY PLAN"),
    };
    let lines = test.tx().await.all(AssertSqlSafe(format!("{before} {sql}")), values).await.unwrap();
    lines.iter().map(|line| line.get::<String>(column).unwrap() + "\n").collect()
}

/// A Chinese word of two characters, a pinyin initial and part of a name's initials are looked up in the index, and no
/// table is read through.
#[tokio::test(flavor = "multi_thread")]
async fn words_and_initials_are_looked_up_in_an_index() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let definition = me.catalog.register("info_system").unwrap();
        let mut tx = test.tx().await;
        for n in 0..2_000 {
            let name = if n % 200 == 0 { "示例学会" } else { "办公系统" };
            let answer = serde_json::from_value(json!({ "name": format!("{name}{n}") })).unwrap();
            let row = next_row(&me, definition, test.society, None, None, answer);
            store::record::insert(&mut tx, &row, &index_of(&me, definition, &row.answer)).unwrap();
        }
        if let Db::Postgres(_) = test.app.db {
            tx.run("ANALYZE records, record_tokens", Vec::new()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let cases = [("学会", true, "="), ("s", true, "="), ("slxh", true, ">"), ("lxh", true, ">")];
        let cases = cases.into_iter().chain([("学会 lx", true, "="), ("办公", false, "="), ("b", false, "=")]);
        for (words, few, sign) in cases.chain([("bg", false, ">"), ("gxt", false, ">")]) {
            let plan = plan(&test, words, few).await;
            let covering = format!("USING PRIMARY KEY (org_id=? AND register=? AND token{sign}?");
            let found = plan.lines().any(|line| match test.app.db {
                Db::Sqlite { .. } => line.contains(&covering),
                Db::Postgres(_) => {
                    line.contains("Index Cond: ((org_id = ") && line.contains(&format!(" AND (token {sign}"))
                }
            });
            // The ids that the index gave are gone through, no table.
            let tables = plan.replace("SCAN found", "");
            assert!((found || !few) && !tables.contains("SCAN ") && !tables.contains("Seq Scan"), "{words}\n{plan}");
            // Among many hits, part of a name is looked for in the tokens of each record.
            let own = plan.contains("record_tokens_record_id_idx (record_id=?)");
            let sqlite = matches!(test.app.db, Db::Sqlite { .. });
            assert_eq!(own, sqlite && (sign == ">" && !few || words.contains(' ')), "{words}\n{plan}");
        }

        // The records of a page are looked up one by one.
        let ids: Vec<RecordId> = (0..20).map(|_| RecordId::fresh()).collect();
        let (own, values) = among(test.society, &ids);
        let plan = explain(&test, &format!("SELECT id FROM records WHERE {own} AND deleted_at IS NULL"), values).await;
        let by_id = match test.app.db {
            Db::Sqlite { .. } => "USING INDEX sqlite_autoindex_records_1 (id=?)",
            Db::Postgres(_) => "records_pkey",
        };
        assert!(plan.contains(by_id), "{plan}");
    })
    .await;
}
