//! The evaluation thread: ticks from saves, submission, review, return, mending, approval, and what others may not
//! see.

use serde_json::json;
use societas::domain::error::{AppError, Reason, ReasonCode};
use societas::domain::evaluation::{EvaluationView, ExtraKind, LeafRow, NodeView};
use societas::domain::form::Answer;
use societas::domain::ids::{EvaluationId, OrgId, RecordId};
use societas::domain::indicator::evaluate::Standing;
use societas::domain::record::SaveMode;
use societas::domain::text::Lang;
use societas::service::{Ctx, evaluation, register, review};
use societas::store;
use societas::store::record::{Index, RecordRow};

use crate::support::{TestApp, failure, on_each_database};

pub fn leaves(nodes: &[NodeView]) -> Vec<LeafRow> {
    nodes.iter().flat_map(|n| n.leaves.iter().cloned().chain(leaves(&n.nodes))).collect()
}

fn leaf(view: &EvaluationView, code: &str) -> LeafRow {
    leaves(&view.nodes).into_iter().find(|l| l.code == code).unwrap()
}

fn codes(error: AppError) -> Vec<ReasonCode> {
    match error {
        AppError::Denied { reasons } => reasons.into_iter().map(|r: Reason| r.code).collect(),
        other => panic!("{other:?}"),
    }
}

pub async fn find(ctx: &Ctx) -> EvaluationView {
    evaluation::find_evaluation(ctx, Lang::Zh).await.unwrap()
}

fn answer(content: serde_json::Value) -> Answer {
    serde_json::from_value(content).unwrap()
}

/// Puts a record that counts straight into the store, as an earlier save would have left it.
pub async fn put(test: &TestApp, org: OrgId, register: &str, state: &str, content: serde_json::Value) -> RecordId {
    let mut tx = test.tx().await;
    let now = societas::service::clock();
    let row = RecordRow {
        id: RecordId::fresh(),
        org,
        register: register.into(),
        definition_version: 1,
        state: state.into(),
        title: content["name"].as_str().or(content["title"].as_str()).unwrap_or(register).into(),
        answer: answer(content),
        complete: true,
        source: None,
        created_at: now,
        updated_at: now,
        updated_by: None,
        updated_by_name: String::new(),
        version: 1,
    };
    store::record::insert(&mut tx, &row, &Index::default()).unwrap();
    store::record::bump_revision(&mut tx, org, register);
    tx.commit().await.unwrap();
    row.id
}

/// Everything that ticks all leaves of a society; the id is that of the assembly.
pub async fn complete(test: &TestApp, org: OrgId) -> RecordId {
    let day = test.ctx("admin").await.today().to_string();
    let year = day[..4].parse::<i64>().unwrap();
    let file = json!([{ "file": RecordId::fresh(), "name": "证明.pdf", "size_bytes": 1 }]);
    let years = |extra: serde_json::Value| -> Vec<serde_json::Value> {
        let row = |y: i64| {
            let mut row = extra.clone();
            row["year"] = json!(y.to_string());
            row
        };
        (year - 5..=year).map(row).collect()
    };
    let basic = json!({
        "name": "滨江市力学学会", "net_assets": "5.00", "registered_funds": "3.00", "legal_rep_name": "示例",
        "legal_rep_post": "秘书长", "legal_rep_mobile": "13800000000", "office_proof": file, "bank_account": "1",
        "accountant": "示例", "no_branch": "是", "no_entity": "是",
        "annual_checks": years(json!({ "result": "合格" })), "audit_reports": years(json!({ "files": file })),
    });
    put(test, org, "society_basic", "valid", basic).await;
    let mut some = Vec::new();
    for post in ["组长", "成员", "成员"] {
        some.push(("party_group_member", json!({ "name": post, "post": post })));
        some.push(("party_member", json!({ "name": post })));
    }
    for field in &test.app.catalog.get().register("policy_doc").unwrap().fields {
        if let societas::domain::form::Kind::Select { choices, .. } = &field.kind {
            some.extend(choices.iter().map(|c| ("policy_doc", json!({ "name": c.value, "file": file }))));
        }
    }
    some.push(("party_group_rule", json!({ "content": "规则" })));
    for kind in ["“三重一大”事项前置审议", "“三重一大”事项前置审议", "党建业务融合活动", "学习会议"]
    {
        some.push(("party_group_record", json!({ "kind": kind })));
    }
    for kind in ["支部党员大会", "支部委员会", "党小组会", "党课", "主题党日", "主题党日"] {
        some.push(("party_branch_record", json!({ "kind": kind })));
    }
    some.push(("party_notice", json!({ "kind": "征集", "feedback": "已反馈" })));
    let far = format!("{}-12-31", year + 3);
    some.push(("reelection", json!({ "held_on": "2024-01-01", "term_to": far, "leaders": [{ "name": "示例" }], "council": [{ "name": "示例" }] })));
    let held = format!("{day} 09:00");
    for kind in ["理事会", "常务理事会", "常务理事会", "监事会"] {
        some.push(("meeting", json!({ "type": kind, "held_at": held })));
    }
    some.push(("internal_dept", json!({ "name": "办公室" })));
    for post in ["秘书长", "干事", "干事", "干事"] {
        some.push((
            "secretariat_staff",
            json!({ "kind": "专职", "post": post, "birth_date": "1995-01-01", "education": "21" }),
        ));
    }
    some.extend((0..200).map(|_| ("member", json!({ "kind": "个人会员" }))));
    some.extend((0..10).map(|_| ("member", json!({ "kind": "团体会员" }))));
    some.push(("member_level", json!({ "name": "普通会员" })));
    some.extend((0..4).map(|_| ("member_notice", json!({ "title": "通知" }))));
    some.push(("info_system", json!({ "kind": "门户网站", "disclosure": "是" })));
    some.push(("info_system", json!({ "kind": "办公系统" })));
    for (class, form, n) in [
        ("学术交流研讨", "学术年会", 1),
        ("学术交流研讨", "专题学术会议", 3),
        ("学术交流研讨", "论坛", 2),
        ("人才培育激励", "评奖/举荐", 1),
        ("人才培育激励", "培训班", 2),
        ("科技成果转化和科技经济融合", "技术咨询/服务", 2),
        ("科技成果转化和科技经济融合", "标准研制", 1),
        ("科普服务和青少年科技教育", "报告会/讲座", 4),
        ("科学家精神宣教", "报告会/讲座", 2),
        ("国际交流合作", "国际会议", 1),
        ("国际交流合作", "互访", 1),
        ("决策咨询建议", "调研/咨询课题", 2),
    ] {
        let activity = json!({
            "class": class, "form": form, "start": day, "participants": "200", "papers": "40", "adopted": "领导批示",
            "tags": ["青年托举", "全国科普日", "学风建设", "调查"], "audience": ["青少年"],
        });
        some.extend((0..n).map(|_| ("activity", activity.clone())));
    }
    let editors = vec![json!({ "name": "示例" }); 10];
    some.push((
        "journal",
        json!({ "cn": "CN 11-1111/O3", "type": "学术期刊", "editors": editors, "indexed": ["CSCD"] }),
    ));
    some.push(("journal", json!({ "type": "内部资料" })));
    for kind in ["社会科技奖励设奖", "承接政府转移职能", "科普教育基地"] {
        some.push(("qualification", json!({ "type": kind, "valid_to": far })));
    }
    some.extend((0..30).map(|_| ("expert_pool", json!({ "name": "示例" }))));
    for kind in ["科技服务团", "科普志愿服务队伍", "科学家精神宣讲团", "决策咨询专家团队"]
    {
        some.push(("expert_team", json!({ "type": kind, "members": editors })));
    }
    some.push(("media_account", json!({ "posts_year": "60" })));
    some.push(("intl_org", json!({ "coop": ["任职"] })));
    for (register, content) in some {
        put(test, org, register, "valid", content).await;
    }
    let application = put(test, org, "member_application", "approved", json!({ "kind": "个人会员" })).await;
    let member = put(test, org, "member", "valid", json!({ "kind": "个人会员" })).await;
    let mut tx = test.tx().await;
    let made_from = vec![application.to_string().into(), member.into()];
    tx.run("UPDATE records SET source_id = $1 WHERE id = $2", made_from).await.unwrap();
    tx.commit().await.unwrap();
    put(
        test,
        org,
        "meeting",
        "valid",
        json!({ "type": "会员（代表）大会", "title": "大会", "held_at": held, "agenda": "财务报告" }),
    )
    .await
}

pub async fn open_batch(test: &TestApp) {
    let admin = test.ctx("admin").await;
    let year = admin.today().year();
    let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
    review::create_batch(&admin, "年度评估", year, &from, &to).await.unwrap();
}

#[tokio::test]
async fn one_save_ticks_its_leaf_and_a_draft_is_explained() {
    on_each_database(|test| async move {
        let ctx = test.ctx("secretary").await;
        assert_eq!(leaf(&find(&ctx).await, "1.1.2.2").standing, Standing::Empty);
        let save =
            |mode, content| register::save::save_record(&ctx, test.society, "party_group_rule", None, 0, content, mode);
        let draft = save(SaveMode::Draft, Answer::default()).await.unwrap();
        let view = find(&ctx).await;
        assert_eq!((leaf(&view, "1.1.2.2").standing, view.progress.done), (Standing::Partly, 0));
        let panel = evaluation::find_leaf(&ctx, "1.1.2.2", Lang::Zh).await.unwrap();
        let href = format!("/registers/party_group_rule/{}?leaf=1.1.2.2", draft.id);
        assert!(panel.missing.iter().any(|m| m.href == href), "{:?}", panel.missing);
        assert!(panel.missing.iter().any(|m| m.href == format!("{href}#content")), "{:?}", panel.missing);

        let full = answer(json!({ "content": "党建工作小组议事规则" }));
        register::save::save_record(
            &ctx,
            test.society,
            "party_group_rule",
            Some(draft.id),
            draft.version,
            full,
            SaveMode::Valid,
        )
        .await
        .unwrap();
        let view = find(&ctx).await;
        assert_eq!((leaf(&view, "1.1.2.2").standing, view.progress.done), (Standing::Met, 1));
        let panel = evaluation::find_leaf(&ctx, "1.1.2.2", Lang::En).await.unwrap();
        assert_eq!((panel.missing.len(), panel.counted_total), (0, 1));
        assert_eq!(leaf(&find(&test.ctx("shuxue").await).await, "1.1.2.2").standing, Standing::Empty);
    })
    .await;
}

#[tokio::test]
async fn page_reads_without_scripts_and_has_every_leaf() {
    on_each_database(|test| async move {
        let answer = test.browser("lixue").await.get("/evaluation?leaf=2.3.1.1").await;
        assert_eq!(answer.status(), 200);
        let page = answer.text().await.unwrap();
        for code in ["1.1.1.1", "3.4.1.4", "5.3.2.2"] {
            assert!(page.contains(&format!("id=\"line-{code}\"")), "{code}");
        }
        assert!(page.contains("role=\"tree\"") && page.contains("由科协确认") && page.contains("为什么没有√"));
    })
    .await;
}

#[tokio::test]
async fn record_names_the_leaves_that_it_counts_for_and_would_take_along() {
    on_each_database(|test| async move {
        let ctx = test.ctx("secretary").await;
        let filled = complete(&test, test.society).await;
        let tree = find(&ctx).await;
        let view = register::find_record(&ctx, "meeting", filled).await.unwrap();
        assert!(!view.counts_for.is_empty());
        for leaf_of in &view.counts_for {
            assert!(matches!(leaf(&tree, &leaf_of.code).standing, Standing::Met | Standing::Partly), "{leaf_of:?}");
        }
        let losses = evaluation::uses::find_losses(&ctx, filled).await.unwrap();
        assert!(!losses.is_empty());
        assert!(evaluation::uses::find_losses(&test.ctx("stranger").await, filled).await.is_err());
        register::delete_record(&ctx, "meeting", filled, view.version, None).await.unwrap();
        let without = find(&ctx).await;
        let done = |view: &EvaluationView| -> Vec<String> {
            let done = |l: &LeafRow| matches!(l.standing, Standing::Met | Standing::NothingRequired);
            leaves(&view.nodes).into_iter().filter(done).map(|l| l.code.clone()).collect()
        };
        let (before, after) = (done(&tree), done(&without));
        let lost: Vec<String> = before.into_iter().filter(|code| !after.contains(code)).collect();
        assert_eq!(losses.into_iter().map(|l| l.code).collect::<Vec<_>>(), lost);
    })
    .await;
}

#[tokio::test]
async fn what_changed_is_judged_as_if_all_were_read() {
    on_each_database(|test| async move {
        let ctx = test.ctx("secretary").await;
        let judged = |ctx: Ctx| async move {
            let mut tx = ctx.app.db.read().await.unwrap();
            evaluation::judge::judge(&ctx, &mut tx, ctx.actor().unwrap().org).await.unwrap()
        };
        let mut before = judged(ctx.clone()).await;
        let level =
            |fee: &str| json!({ "name": "甲级会员", "fee": fee, "kind": "团体会员", "permissions": ["选举权"] });
        let (mut id, mut version) = (None, 0);
        let member =
            |n: usize| json!({ "name": "示例", "kind": if n.is_multiple_of(3) { "团体会员" } else { "个人会员" } });
        let save = |id, version, content, mode| {
            let register = "member_level";
            register::save::save_record(&ctx, test.society, register, id, version, answer(content), mode)
        };
        for step in 0..8 {
            match step {
                0 => drop(complete(&test, test.society).await),
                // One by one, then more than are asked for by their ids.
                1 | 3 => drop(put(&test, test.society, "member", "valid", member(step)).await),
                2 => {
                    for n in 0..600 {
                        put(&test, test.society, "member", "valid", member(n)).await;
                    }
                }
                4..=6 => {
                    let (content, mode) = match step {
                        4 => (json!({}), SaveMode::Draft),
                        5 => (level("100.00"), SaveMode::Valid),
                        _ => (level("200.00"), SaveMode::Valid),
                    };
                    let saved = save(id, version, content, mode).await.unwrap();
                    (id, version) = (Some(saved.id), saved.version);
                }
                _ => register::delete_record(&ctx, "member_level", id.unwrap(), version, None).await.unwrap(),
            }
            let anew = judged(test.restarted(|_| ()).await.ctx("secretary").await).await;
            let now = judged(ctx.clone()).await;
            // A draft does not count.
            assert_eq!(now.digests == before.digests, step == 4, "step {step}");
            assert_eq!(now.outcomes, anew.outcomes, "step {step}");
            assert_eq!(now.digests, anew.digests, "step {step}");
            assert_eq!(now.uses, anew.uses, "step {step}");
            before = now;
        }
    })
    .await;
}

#[tokio::test]
async fn case_goes_from_submission_over_a_returned_leaf_to_approval() {
    on_each_database(|test| async move {
        let (society, reviewer) = (test.ctx("lixue").await, test.ctx("reviewer").await);
        assert_eq!(find(&society).await.submit[0].code, ReasonCode::NoBatch);
        open_batch(&test).await;
        let early = evaluation::submit(&society, 1).await.unwrap_err();
        assert_eq!(codes(early), [ReasonCode::ProgressIncomplete]);
        let assembly = complete(&test, test.society).await;
        let view = find(&society).await;
        let open: Vec<_> = leaves(&view.nodes)
            .into_iter()
            .filter(|l| matches!(l.standing, Standing::Empty | Standing::Partly))
            .collect();
        assert_eq!((view.progress.percent(), open), (100, Vec::new()));
        assert_eq!(leaf(&view, "3.1.4.1").standing, Standing::NothingRequired);

        let refused =
            evaluation::fill_extra(&society, ExtraKind::Bonus, "B1", "20.01", "", Vec::new()).await.unwrap_err();
        let AppError::Invalid { problems } = refused else { panic!("{refused:?}") };
        assert_eq!(problems[0].message(Lang::Zh), "20.01 超过上限 20");
        assert_eq!(problems.len(), 2);
        evaluation::fill_extra(&society, ExtraKind::Bonus, "B1", "12.5", "省科技进步奖", Vec::new()).await.unwrap();
        let stale = evaluation::submit(&society, view.version + 7).await.unwrap_err();
        assert!(matches!(stale, AppError::Conflict(_)));
        evaluation::submit(&society, view.version).await.unwrap();
        let locked = evaluation::fill_extra(&society, ExtraKind::Bonus, "B1", "1", "改", Vec::new()).await.unwrap_err();
        assert_eq!(codes(locked), [ReasonCode::StateForbids]);

        // What is saved now does not touch the frozen content.
        let frozen_score = find(&society).await.score_x100;
        put(&test, test.society, "media_account", "valid", json!({ "posts_year": "9" })).await;
        assert_eq!(find(&society).await.score_x100, frozen_score);

        let (rows, _) = review::list_reviews(&reviewer).await.unwrap();
        let id: EvaluationId = rows[0].id;
        let case = review::find_review(&reviewer, id, Lang::Zh).await.unwrap();
        assert_eq!((case.row.round, case.scored.of, case.extras.bonus_x100), (1, 110, 1250));
        let off = review::score_leaf(&reviewer, id, "2.1.1.2", "3", " ").await.unwrap_err();
        assert!(matches!(off, AppError::Invalid { problems } if problems[0].path == "comment"));
        review::score_leaf(&reviewer, id, "2.1.1.2", "3", "证明不清").await.unwrap();
        review::adopt_suggestions(&reviewer, id).await.unwrap();
        let early = review::approve_evaluation(&reviewer, id, case.version, "").await.unwrap_err();
        assert_eq!(codes(early), [ReasonCode::LeavesUnscored]);
        let nothing = review::return_evaluation(&reviewer, id, case.version, " ").await.unwrap_err();
        assert_eq!(codes(nothing), [ReasonCode::NothingReturned]);
        review::mark_leaf(&reviewer, id, "3.5.2.3", "请补充议题").await.unwrap();
        let later = test.ctx("reviewer").await;
        assert_eq!(review::return_evaluation(&later, id, case.version, "").await.unwrap(), None);

        let view = find(&society).await;
        assert_eq!((view.state_key.as_str(), leaf(&view, "3.5.2.3").returned), ("returned", true));
        let panel = evaluation::find_leaf(&society, "3.5.2.3", Lang::Zh).await.unwrap();
        assert_eq!(panel.review.map(|r| (r.reason, r.score_x100)), Some(("请补充议题".into(), None)));
        let unmended = evaluation::submit(&society, view.version).await.unwrap_err();
        assert_eq!(codes(unmended), [ReasonCode::ReturnedLeavesOpen]);
        let mut tx = test.tx().await;
        let mut row = store::record::select(&mut tx, assembly).await.unwrap().unwrap();
        row.version += 1;
        row.answer.set("agenda", "审议财务报告和预算");
        store::record::update(&mut tx, &row, 1, &Index::default(), &Index::default()).await.unwrap();
        store::record::bump_revision(&mut tx, test.society, "meeting");
        tx.commit().await.unwrap();
        let (society, reviewer) = (test.ctx("lixue").await, test.ctx("reviewer").await);
        evaluation::submit(&society, view.version).await.unwrap();

        let case = review::find_review(&reviewer, id, Lang::Zh).await.unwrap();
        let changed: Vec<String> = leaves(&case.nodes).into_iter().filter(|l| l.changed).map(|l| l.code).collect();
        assert!(changed.contains(&"3.5.2.3".to_owned()) && !changed.contains(&"1.1.2.2".to_owned()), "{changed:?}");
        let foreign = review::adopt_suggestions(&test.ctx("admin").await, id).await.unwrap_err();
        assert_eq!(codes(foreign), [ReasonCode::HeldByAnother]);
        for leaf in leaves(&case.nodes).into_iter().filter(|l| l.reviewed_x100.is_none()) {
            review::score_leaf(&reviewer, id, &leaf.code, "0", "未提供").await.unwrap();
        }
        let reviewer = test.ctx("reviewer").await;
        review::approve_evaluation(&reviewer, id, case.version, "同意").await.unwrap();
        let view = find(&society).await;
        let verbs: Vec<&str> = view.timeline.iter().map(|s| s.verb.zh.as_str()).collect();
        assert_eq!(verbs, ["提交", "退回", "提交", "通过"]);
        assert_eq!((view.state_key.as_str(), leaf(&view, "2.1.1.2").reviewed_x100), ("approved", Some(300)));
    })
    .await;
}

#[tokio::test]
async fn cases_are_hidden_from_other_societies_and_reviewing_from_all_of_them() {
    on_each_database(|test| async move {
        open_batch(&test).await;
        complete(&test, test.society).await;
        let society = test.ctx("lixue").await;
        evaluation::submit(&society, find(&society).await.version).await.unwrap();
        let (rows, _) = review::list_reviews(&test.ctx("reviewer").await).await.unwrap();
        let id = rows[0].id.to_string();
        let stranger = test.browser("shuxue").await;
        for (call, fields) in [
            ("review/score", vec![("id", id.as_str()), ("code", "2.1.1.2"), ("score", "5")]),
            ("review/adopt", vec![("id", id.as_str())]),
            ("review/decide", vec![("id", id.as_str()), ("version", "2"), ("_mode", "approve")]),
        ] {
            let answer = stranger.call(call, &fields).await;
            assert_eq!(answer.status(), 404, "{call}");
            assert_eq!(failure(answer).await, AppError::NotFound, "{call}");
            let own = test.browser("lixue").await.call(call, &fields).await;
            assert_eq!(own.status(), 403, "{call}");
        }
        let page = stranger.get(&format!("/review/{id}")).await.text().await.unwrap();
        assert!(!page.contains("滨江市力学学会"));
        let (rows, batches) = review::list_reviews(&test.ctx("shuxue").await).await.unwrap();
        assert_eq!((rows.len(), batches.len()), (0, 0));
    })
    .await;
}
