//! Carrying out a plan and taking it back: races, cut-off and killed programs, later changes.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_takes_back_what_nobody_has_touched_since() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me).await.to_string();
        let stored = save(
            &me,
            "member",
            json!({
                "kind": "个人会员", "name": "李示例", "sex": "男", "mobile": "13800000002", "employer": "旧单位",
                "level": level, "joined_on": "2024-03-05",
            }),
        )
        .await;
        let file = table(&[
            &HEAD,
            &["张三", "女", "13800000001", "滨江大学", "2024-03-05", ""],
            &["李示例", "男", "13800000002", "滨江大学", "2024-03-05", ""],
            &["王示例", "男", "13800000003", "滨江大学", "2024-03-05", ""],
        ]);
        let id = plan(&me, &file).await;
        commit(&me, id).await.unwrap();
        assert_eq!(members(&me).await, 3);
        let found = RecordQuery { q: "王示例".into(), ..RecordQuery::default() };
        let row = register::find_page(&me, test.society, "member", found).await.unwrap().rows[0].id;
        let record = register::find_form(&me, "member", row).await.unwrap();
        let mut edited = record.answer.clone();
        edited.set("employer", "后来的单位");
        register::save_record(&me, test.society, "member", record.id, record.version, edited, SaveMode::Valid)
            .await
            .unwrap();
        let outcome = undo(&me, id).await.unwrap();
        assert_eq!((outcome.reversed, outcome.kept_count, outcome.kept), (2, 1, vec!["王示例".to_owned()]));
        let back = register::find_record(&me, "member", stored).await.unwrap();
        assert_eq!(back.answer.text("employer"), "旧单位");
        assert_eq!(members(&me).await, 2);
        assert_eq!(reason(undo(&me, id).await.unwrap_err()), ReasonCode::PlanRefused);
        assert_eq!(preview(&me, id, RowStatus::New).await.head.state, PlanState::Undone);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_makes_a_draft_of_what_was_one() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let draft = answer(json!({ "kind": "个人会员", "name": "甲示例", "mobile": "13800000021" }));
        let draft = register::save_record(&me, test.society, "member", None, 0, draft, SaveMode::Draft).await.unwrap();
        let row = ["甲示例", "女", "13800000021", "滨江大学", "2024-03-05", ""];
        let id = plan(&me, &table(&[&HEAD, &row])).await;
        assert_eq!(counts(&me, id).await.update, 1);
        commit(&me, id).await.unwrap();
        let state = async || register::find_record(&me, "member", draft.id).await.unwrap().state;
        assert_eq!(state().await, "valid");
        assert_eq!(undo(&me, id).await.unwrap().reversed, 1);
        assert_eq!(state().await, "draft");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_names_a_level_deleted_since_is_not_committed() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me).await;
        let row = ["甲示例", "女", "13800000021", "滨江大学", "2024-03-05", ""];
        let id = plan(&me, &table(&[&HEAD, &row])).await;
        register::delete_record(&me, "member_level", level, 1, None).await.unwrap();
        assert_eq!(reason(commit(&me, id).await.unwrap_err()), ReasonCode::PlanStale);
        assert_eq!(members(&me).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_made_on_older_data_is_not_committed() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let level = level(&me).await.to_string();
        let id = plan(&me, &table(&[&HEAD, &["张三", "女", "13800000001", "滨江大学", "2024-03-05", ""]])).await;
        save(
            &me,
            "member",
            json!({
                "kind": "个人会员", "name": "张三", "sex": "女", "mobile": "13800000001", "employer": "滨江大学",
                "level": level, "joined_on": "2024-03-05",
            }),
        )
        .await;
        assert_eq!(reason(commit(&me, id).await.unwrap_err()), ReasonCode::PlanStale);
        assert_eq!(members(&me).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_racing_commits_wins_and_a_cut_off_one_leaves_nothing() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let id = plan(&me, &crowd(1200)).await;
        assert!(counts(&me, id).await.new > CHUNK as i64 * 2);
        // A commit that ends in the middle, as when the program is killed: the transaction is dropped.
        let cut = tokio::time::timeout(std::time::Duration::from_millis(40), commit(&me, id)).await;
        if cut.is_err() {
            assert_eq!(members(&me).await, 0);
        }
        let fresh = Ctx { app: test.app.clone(), ..me.clone() };
        let tries = (0..8).map(|_| {
            let me = fresh.clone();
            tokio::spawn(async move { start_commit(&me, id).await })
        });
        let outcomes: Vec<_> = futures::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
        for _ in 0..600 {
            if preview(&me, id, RowStatus::New).await.head.state == PlanState::Committed {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert_eq!(members(&me).await, 1200, "{outcomes:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_killed_in_the_middle_of_a_commit_leaves_nothing_half_done() {
    const PEOPLE: usize = 4000;
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let file = test.app.settings.data.join("名册.xlsx");
        std::fs::write(&file, crowd(PEOPLE)).unwrap();
        let mut words = vec!["import", "member", file.to_str().unwrap(), "--org", "LIXUE"];
        let mut program = test.program(&words).stdout(std::process::Stdio::null()).spawn().unwrap();
        let id = loop {
            // The plan is stored right before it is committed.
            if let Some(head) = list_plans(&me).await.unwrap().first() {
                break head.id;
            }
            assert_eq!(program.try_wait().unwrap(), None, "the program ended without a plan");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        };
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        program.kill().await.unwrap();
        assert_eq!(members(&me).await, 0);

        // The plan is as good as before.
        commit(&me, id).await.unwrap();
        assert_eq!(members(&me).await, PEOPLE as i64);
        words.extend(["--dry-run", "--json"]);
        let again = test.program(&words).output().await.unwrap();
        assert!(again.status.success(), "{again:?}");
        let report: Json = serde_json::from_slice(&again.stdout).unwrap();
        assert_eq!((&report["counts"]["new"], &report["counts"]["same"]), (&json!(0), &json!(PEOPLE)));
    })
    .await;
}

/// Numbers that look random and are the same in each run.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.draw(from.len())]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_preview_counts_is_what_the_commit_does() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        level(&me).await;
        let mut lots = Lots(7);
        for round in 0..12 {
            let people: Vec<[String; 6]> = (0..40)
                .map(|_| {
                    let mobile = lots.pick(&["1380000", "1390000", "138000"]).to_owned();
                    [
                        lots.pick(&["甲示例", "乙示例", " 丙示例 ", "", "丁\u{3000}示例"]).to_owned(),
                        lots.pick(&["女", "男", "未知", ""]).to_owned(),
                        format!("{mobile}{:04}", lots.draw(60)),
                        lots.pick(&["滨江大学", "滨江研究院"]).to_owned(),
                        lots.pick(&["2024-03-05", "2024年3月", "去年", "2024.3.5"]).to_owned(),
                        lots.pick(&["", "", "110101199003079964", "123"]).to_owned(),
                    ]
                })
                .collect();
            let rows: Vec<Vec<&str>> = people.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let mut all: Vec<&[&str]> = vec![&HEAD];
            all.extend(rows.iter().map(Vec::as_slice));
            let file = table(&all);
            let before = members(&me).await;
            let id = plan(&me, &file).await;
            let seen = counts(&me, id).await;
            assert_eq!(seen.rows(), 40, "round {round}: {seen:?}");
            if seen.writable() > 0 {
                commit(&me, id).await.unwrap();
            }
            // A row with a warning is written too, as a new member or as a change of one.
            let added = members(&me).await - before;
            assert!((seen.new..=seen.new + seen.warning).contains(&added), "round {round}: {added} by {seen:?}");
            let again = counts(&me, plan(&me, &file).await).await;
            assert_eq!((again.new, again.update), (0, 0), "round {round}: {seen:?} then {again:?}");
            assert_eq!(again.blocked(), seen.blocked(), "round {round}: {seen:?} then {again:?}");
        }
    })
    .await;
}
