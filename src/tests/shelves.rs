//! Lists that are laid out by a choice, and records that belong to others (E-025, E-026, E-027, E-040, E-102, E-103).

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use societas::domain::ids::RecordId;
use societas::domain::record::{RecordQuery, SaveMode, Shelf};
use societas::domain::text::Lang;
use societas::service::register::{find_page, new_record, open_record, save_record};
use societas::service::{Ctx, evaluation};

use super::branch::new_branch;
use super::support::sample::pdf;
use super::support::{TestApp, on_each_database};

async fn save(ctx: &Ctx, register: &str, value: Json, mode: SaveMode) -> RecordId {
    let org = ctx.actor().unwrap().org;
    let answer = serde_json::from_value(value).unwrap();
    save_record(ctx, org, register, None, 0, answer, mode).await.unwrap().id
}

async fn shelf(ctx: &Ctx, register: &str, value: &str) -> Shelf {
    let org = ctx.actor().unwrap().org;
    let page = find_page(ctx, Some(org), register, RecordQuery::default()).await.unwrap();
    page.shelves.into_iter().find(|shelf| shelf.value == value).unwrap()
}

/// E-025: the built-in documents stand there, filled or empty. E-026: any number of others. E-027: what was uploaded
/// counts once it is saved, not before.
#[tokio::test(flavor = "multi_thread")]
async fn built_in_documents_are_there_or_missing() {
    on_each_database(|test: TestApp| async move {
        let (me, above) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        let page = find_page(&me, None, "policy_doc", RecordQuery::default()).await.unwrap();
        assert_eq!((page.shelves.len(), page.total), (29, 0));
        assert!(page.shelves.iter().all(|shelf| shelf.first.is_none() && shelf.count == 0));
        let begun = new_record(&me, "policy_doc", BTreeMap::from([("name".into(), "章程".into())])).await.unwrap();
        assert_eq!(begun.answer.text("name"), "章程");

        // Uploaded and not saved: nothing is there. Kept as a draft: it is the society's own and does not count.
        let file = pdf(&me, "policy_doc", "file", "章程.pdf", "charter").await;
        assert_eq!(shelf(&me, "policy_doc", "章程").await.count, 0);
        let value = json!({ "name": "章程", "file": [file] });
        let draft = save(&me, "policy_doc", value.clone(), SaveMode::Draft).await;
        let held = shelf(&me, "policy_doc", "章程").await;
        assert_eq!((held.first, held.draft), (Some(draft), true));
        let ticked = || async {
            let leaves = open_record(&me, "policy_doc", draft, None).await.unwrap().view.counts_for;
            !leaves.is_empty()
        };
        assert!(!ticked().await);
        let org = me.actor().unwrap().org;
        let answer = serde_json::from_value(value).unwrap();
        save_record(&me, org, "policy_doc", Some(draft), 1, answer, SaveMode::Valid).await.unwrap();
        assert!(ticked().await, "saved, it counts");
        assert!(!shelf(&me, "policy_doc", "章程").await.draft);

        for name in ["志愿者管理办法", "奖学金管理办法"] {
            let file = pdf(&me, "policy_doc", "file", "制度.pdf", name).await;
            save(&me, "policy_doc", json!({ "name": "其他", "name_other": name, "file": [file] }), SaveMode::Valid)
                .await;
        }
        assert_eq!(shelf(&me, "policy_doc", "其他").await.count, 2);
        let theirs = find_page(&above, Some(org), "policy_doc", RecordQuery::default()).await.unwrap();
        assert_eq!(theirs.shelves.iter().map(|shelf| shelf.count).sum::<i64>(), 3);
        let query =
            RecordQuery { filters: BTreeMap::from([("name".into(), "章程".into())]), ..RecordQuery::default() };
        assert!(find_page(&me, None, "policy_doc", query).await.unwrap().shelves.is_empty(), "a filter shows its own");
    })
    .await;
}

/// REG-20, E-103: folders by class, found by words; drafts of others are not told. E-102: it never changes the evaluation.
#[tokio::test(flavor = "multi_thread")]
async fn the_archive_has_folders_and_does_not_count() {
    on_each_database(|test: TestApp| async move {
        let (me, above) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        let progress = || async { evaluation::find_evaluation(&me, Lang::Zh).await.unwrap().progress };
        let before = progress().await;
        let mut made = Vec::new();
        for (name, kind, mode) in [
            ("一月简报", "工作动态", SaveMode::Valid),
            ("二月简报", "工作动态", SaveMode::Draft),
            ("总结", "工作总结", SaveMode::Valid),
        ] {
            let file = pdf(&me, "archive", "files", "资料.pdf", name).await;
            made.push(save(&me, "archive", json!({ "name": name, "kind": kind, "files": [file] }), mode).await);
        }
        assert_eq!(shelf(&me, "archive", "工作动态").await.count, 2);
        assert_eq!(shelf(&me, "archive", "会员资料").await.count, 0);
        let org = me.actor().unwrap().org;
        let theirs = find_page(&above, Some(org), "archive", RecordQuery::default()).await.unwrap().shelves;
        assert_eq!(theirs.iter().find(|shelf| shelf.value == "工作动态").unwrap().count, 1);
        let folder = BTreeMap::from([("kind".to_owned(), "工作动态".to_owned())]);
        let found = find_page(&me, None, "archive", RecordQuery { filters: folder, ..RecordQuery::default() }).await;
        assert_eq!(found.unwrap().total, 2);
        let words = RecordQuery { q: "总结".into(), ..RecordQuery::default() };
        assert_eq!(find_page(&me, None, "archive", words).await.unwrap().rows[0].id, made[2]);
        assert_eq!(progress().await, before);
        assert!(open_record(&me, "archive", made[2], None).await.unwrap().view.counts_for.is_empty());
    })
    .await;
}

/// E-040: 组织人员 leads from a branch to its people, and a new one belongs to it.
#[tokio::test(flavor = "multi_thread")]
async fn a_branch_leads_to_its_people() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("lixue").await;
        let (one, other) =
            (new_branch(&me, "力学专业委员会", "lizhuan").await, new_branch(&me, "青年工作委员会", "qinggong").await);
        let set = BTreeMap::from([("branch".to_owned(), one.to_string())]);
        let begun = new_record(&me, "branch_person", set.clone()).await.unwrap();
        assert_eq!(begun.titles.get(&one).map(String::as_str), Some("力学专业委员会"), "the form names it");
        for (branch, name) in [(one, "示例甲"), (one, "示例乙"), (other, "示例丙")] {
            save(&me, "branch_person", json!({ "branch": branch, "name": name }), SaveMode::Draft).await;
        }
        let belongings = open_record(&me, "branch", one, None).await.unwrap().belongings;
        let people = belongings.iter().find(|list| list.register == "branch_person").unwrap();
        assert_eq!((people.field.as_str(), people.count), ("branch", 2));
        let page = find_page(&me, None, "branch_person", RecordQuery { filters: set, ..RecordQuery::default() })
            .await
            .unwrap();
        assert_eq!((page.total, page.narrowed_to["branch"].as_str()), (2, "力学专业委员会"));
    })
    .await;
}
