//! How people look at lists: chosen columns, kept filters (REG-11, REG-12).

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode};
use societas::domain::form::Answer;
use societas::domain::record::{FILTERS_MAX, RecordPage, RecordQuery, SaveMode, SavedFilter};
use societas::service::Ctx;
use societas::service::register::{change_columns, delete_filter, find_page, save_filter, save_record};

use super::support::{TestApp, on_each_database};

const REGISTER: &str = "internal_dept";

async fn department(ctx: &Ctx, name: &str) {
    let value: Json = json!({
        "name": name, "founded_on": "2020-01-02", "duties": "示例职责", "head": "示例人",
        "people": [{ "name": "示例人", "phone": "13800138000", "sex": "女" }],
    });
    let answer: Answer = serde_json::from_value(value).unwrap();
    save_record(ctx, ctx.actor().unwrap().org, REGISTER, None, 0, answer, SaveMode::Valid).await.unwrap();
}

async fn page(ctx: &Ctx) -> RecordPage {
    let org = ctx.actor().unwrap().org;
    find_page(ctx, org, REGISTER, RecordQuery::default()).await.unwrap()
}

fn code(refused: Result<(), AppError>) -> ProblemCode {
    match refused {
        Err(AppError::Invalid { problems }) => problems[0].code,
        other => panic!("{other:?}"),
    }
}

/// REG-12: chosen, ordered and remembered, for the person alone; cells follow the columns.
#[tokio::test(flavor = "multi_thread")]
async fn columns_are_chosen_ordered_and_remembered() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        department(&me, "办公室").await;
        let own = page(&me).await;
        assert_eq!(own.definition.columns, ["name", "founded_on", "head", "duties"]);
        assert_eq!((own.own_columns, own.more_columns.len()), (false, 0), "rows are no column");
        for step in ["remove:founded_on", "earlier:duties", "remove:nothing"] {
            change_columns(&me, REGISTER, step).await.unwrap();
        }
        let mine = page(&me).await;
        assert_eq!(mine.definition.columns, ["name", "duties", "head"]);
        assert_eq!(mine.rows[0].cells, ["办公室", "示例职责", "示例人"]);
        assert_eq!(mine.more_columns.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["founded_on"]);
        assert!(mine.own_columns);
        assert_eq!(page(&head).await.definition.columns, own.definition.columns, "another person");

        change_columns(&me, REGISTER, "add:founded_on").await.unwrap();
        assert_eq!(page(&me).await.rows[0].cells[3], "2020-01-02");
        change_columns(&me, REGISTER, "default").await.unwrap();
        assert_eq!(page(&me).await.definition.columns, own.definition.columns);
        let wrong = change_columns(&me, REGISTER, "turn:name").await.unwrap_err();
        assert_eq!(wrong, AppError::Invalid { problems: Vec::new() });
        assert_eq!(change_columns(&me, "nothing", "default").await, Err(AppError::NotFound));

        // Without scripts: a post leads back to the list, which shows the columns.
        let browser = test.browser("secretary").await;
        let fields = [("register", REGISTER), ("_mode", "remove:duties")];
        let answer = browser.submit("/api/register/columns", &fields).await;
        assert!(answer.status().is_redirection(), "{}", answer.status());
        let html = browser.get("/registers/internal_dept").await.text().await.unwrap();
        assert!(!html.contains("示例职责") && html.contains("恢复默认"));
    })
    .await;
}

/// REG-11: a filter is kept under a name, replaced under the same one, forgotten; it belongs to the person.
#[tokio::test(flavor = "multi_thread")]
async fn filters_are_kept_under_names() {
    on_each_database(|test: TestApp| async move {
        let (me, head) = (test.ctx("secretary").await, test.ctx("lixue").await);
        department(&me, "办公室").await;
        save_filter(&me, REGISTER, "  老部门 ", "q=办公").await.unwrap();
        save_filter(&me, REGISTER, "老部门", "q=办公室").await.unwrap();
        let kept = vec![SavedFilter { name: "老部门".into(), query: "q=办公室".into() }];
        assert_eq!(page(&me).await.kept, kept);
        assert!(page(&head).await.kept.is_empty());
        let html = test.browser("secretary").await.get("/registers/internal_dept").await.text().await.unwrap();
        assert!(html.contains("href=\"/registers/internal_dept?q=办公室\""), "{html}");

        assert_eq!(code(save_filter(&me, REGISTER, " ", "q=1").await), ProblemCode::Required);
        assert_eq!(code(save_filter(&me, REGISTER, &"长".repeat(31), "q=1").await), ProblemCode::TooLong);
        for n in 1..FILTERS_MAX {
            save_filter(&me, REGISTER, &format!("筛选{n}"), "q=1").await.unwrap();
        }
        assert_eq!(code(save_filter(&me, REGISTER, "再一个", "q=1").await), ProblemCode::TooManyRows);
        save_filter(&me, REGISTER, "老部门", "q=2").await.unwrap();
        // What names the columns in the store is no filter.
        change_columns(&me, REGISTER, "remove:head").await.unwrap();
        assert_eq!(code(delete_filter(&me, REGISTER, "").await), ProblemCode::Required);
        delete_filter(&head, REGISTER, "老部门").await.unwrap();
        delete_filter(&me, REGISTER, "筛选1").await.unwrap();
        let left = page(&me).await;
        assert_eq!((left.kept.len(), left.definition.columns.len()), (FILTERS_MAX - 1, 3));
    })
    .await;
}
