//! Both migration folders build the same tables.

use societas::store::db::Db;

use super::support::{TestApp, on_each_database};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

async fn columns(test: &TestApp) -> BTreeSet<String> {
    let sql = match test.app.db {
        Db::Sqlite { .. } => {
            "SELECT m.name || '.' || c.name AS place FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table'"
        }
        Db::Postgres(_) => {
            "SELECT table_name || '.' || column_name AS place FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
    };
    let rows = test.tx().await.all(sql, Vec::new()).await.unwrap();
    rows.iter()
        .map(|r| r.get::<String>("place").unwrap())
        .filter(|p| !p.starts_with('_') && !p.starts_with("sqlite_"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_columns() {
    let seen: Arc<Mutex<Vec<BTreeSet<String>>>> = Arc::default();
    on_each_database(|test: TestApp| {
        let seen = seen.clone();
        async move {
            let found = columns(&test).await;
            assert!(found.contains("orgs.parent_id"));
            seen.lock().unwrap().push(found);
        }
    })
    .await;
    let seen = seen.lock().unwrap();
    assert!(seen.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn migrations_have_the_same_numbers() {
    let names = |folder: &str| -> BTreeSet<String> {
        let path = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
