//! Deciding together: every mode, vetoes, turns, deputies, settings that change meanwhile, people who leave, many at once.

use societas::domain::account::Role;
use societas::domain::case::CaseView;
use societas::domain::error::{AppError, ReasonCode};
use societas::domain::ids::{AccountId, RecordId};
use societas::domain::notification::NotificationKind;
use societas::domain::record::SaveMode;
use societas::domain::workflow::course::Ask;
use societas::domain::workflow::panel::setting::PanelForm;
use societas::service::register::save_record;
use societas::service::{Ctx, account, case};

use super::case::{act, activity, desk, found, handed_in, open_moves, reasons, told};
use super::message::later;
use super::support::{TestApp, new_account, on_each_database};

/// People of the association who can decide, and a secretary who hands in.
pub struct People {
    pub me: Ctx,
    pub admin: Ctx,
    pub reviewer: Ctx,
    pub second: Ctx,
    pub third: Ctx,
}

impl People {
    pub async fn of(test: &TestApp) -> Self {
        let admin = test.ctx("admin").await;
        for login in ["second", "third"] {
            account::create_account(&admin, test.association, Role::Staff, new_account(login)).await.unwrap();
        }
        let (me, reviewer) = (test.ctx("secretary").await, test.ctx("reviewer").await);
        Self { me, admin, reviewer, second: test.ctx("second").await, third: test.ctx("third").await }
    }

    pub fn three(&self) -> [&Ctx; 3] {
        [&self.reviewer, &self.second, &self.third]
    }

    /// Whose desks show the case are those whose vote can come now, as the rule says that the browser knows too.
    async fn on_desks(&self, id: RecordId, title: &str) -> Vec<String> {
        let mut names = Vec::new();
        for ctx in [&self.admin, &self.reviewer, &self.second, &self.third] {
            let (view, shown) = (found(ctx, id).await, desk(ctx).await.iter().any(|t| t == title));
            let by_rule = match (view.panel, view.unit) {
                (Some(seen), _) => {
                    let missing = seen.panel.missing();
                    missing.is_empty() || seen.own.iter().any(|number| missing.contains(number))
                }
                (None, unit) => unit.is_some_and(|unit| unit == ctx.actor().unwrap().org_name),
            };
            assert_eq!(shown, by_rule, "{}", ctx.actor().unwrap().name);
            if shown {
                names.push(ctx.actor().unwrap().name.clone());
            }
        }
        names
    }
}

pub fn account_of(ctx: &Ctx) -> AccountId {
    ctx.actor().unwrap().account
}

pub fn form(mode: &str, share: &str, veto: bool, members: &[&Ctx]) -> PanelForm {
    let people = members.iter().map(|ctx| account_of(ctx).to_string()).collect();
    let places = (1..=members.len()).map(|place| place.to_string()).collect();
    PanelForm { mode: mode.into(), share: share.into(), veto, people, places }
}

pub async fn version(ctx: &Ctx) -> i64 {
    let list = case::list_panels(ctx).await.unwrap();
    let row = list.rows.into_iter().find(|row| row.register == "activity").unwrap();
    row.setting.map_or(0, |setting| setting.version)
}

/// Lays down who decides activities together.
pub async fn lay_down(ctx: &Ctx, mode: &str, share: &str, veto: bool, members: &[&Ctx]) {
    case::set_panel(ctx, "activity", &form(mode, share, veto, members), version(ctx).await).await.unwrap();
}

fn zh(view: &CaseView) -> Vec<&str> {
    view.timeline.iter().map(|step| step.verb.zh.as_str()).collect()
}

/// WFL-05: each mode, with and without a veto: the case waits until the votes decide, and goes where they say.
#[tokio::test(flavor = "multi_thread")]
async fn every_mode_ends_as_the_votes_say() {
    const YES: &str = "approve";
    const NO: &str = "return";
    const VETO: &str = "veto";
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let cases: [(&str, &str, bool, &[&str], &str); 10] = [
            ("all", "", false, &[YES, YES, YES], "approved"),
            ("all", "", false, &[YES, NO], "returned"),
            ("any", "", false, &[NO, YES], "approved"),
            ("any", "", false, &[NO, NO, NO], "returned"),
            ("any", "", true, &[YES, YES, VETO], "returned"),
            ("in_turn", "", false, &[YES, YES, YES], "approved"),
            ("in_turn", "", false, &[YES, NO], "returned"),
            ("share", "60", false, &[YES, NO, YES], "approved"),
            ("share", "60", false, &[NO, NO], "returned"),
            ("share", "60", true, &[YES, YES, NO], "approved"),
        ];
        for (number, (mode, share, veto, votes, end)) in cases.into_iter().enumerate() {
            lay_down(&people.admin, mode, share, veto, &people.three()).await;
            let title = format!("活动{number}");
            let id = handed_in(&test, &people.me, &title).await;
            for (at, (ctx, verb)) in people.three().into_iter().zip(votes).enumerate() {
                let view = found(&people.me, id).await;
                assert_eq!(view.state, "valid", "{mode} {votes:?} is open before vote {at}");
                people.on_desks(id, &title).await;
                act(&later(ctx, at as i64 * 1_000), id, verb, &format!("意见{at}")).await.unwrap();
            }
            let view = found(&people.me, id).await;
            assert_eq!((view.state.as_str(), view.panel), (end, None), "{mode} {votes:?}");
            let steps = view.timeline;
            assert_eq!(steps.len(), votes.len() + 2, "{mode}");
            let said: Vec<&str> = steps.last().unwrap().opinion.lines().collect();
            let names = ["reviewer", "second", "third"].iter().enumerate();
            let all: Vec<String> = names.map(|(at, name)| format!("测试{name}：意见{at}")).collect();
            assert_eq!(said, all[..votes.len()]);
        }
        let told = told(&people.me).await;
        assert!(told.contains(&NotificationKind::CaseReturned) && told.contains(&NotificationKind::CaseDecided));
    })
    .await;
}

/// WFL-05: in turn only the one whose turn it is votes, is told of it and has it on the desk; the others learn why not.
#[tokio::test(flavor = "multi_thread")]
async fn votes_in_turn_come_one_after_the_other() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, third } = &people;
        lay_down(admin, "in_turn", "", false, &people.three()).await;
        let id = handed_in(&test, me, "学术年会").await;
        assert_eq!(people.on_desks(id, "学术年会").await, ["测试reviewer"]);
        let all_told = async || (told(reviewer).await, told(second).await, told(third).await);
        let arrived = || vec![NotificationKind::CaseArrived];
        assert_eq!(all_told().await, (arrived(), vec![], vec![]));
        assert_eq!(reasons(act(second, id, "approve", "").await), [ReasonCode::VoteInTurn]);
        assert_eq!(reasons(act(admin, id, "approve", "").await), [ReasonCode::HeldByAnother]);
        let seen = found(third, id).await;
        assert!(open_moves(&seen).is_empty());
        assert_eq!(seen.moves.iter().find(|m| m.verb == "approve").unwrap().reasons[0].args, ["测试reviewer"]);

        act(&later(reviewer, 60_000), id, "approve", "").await.unwrap();
        assert_eq!(people.on_desks(id, "学术年会").await, ["测试second"]);
        assert_eq!(all_told().await, (vec![], arrived(), vec![]));
        assert_eq!(reasons(act(me, id, "withdraw", "").await), [ReasonCode::AlreadyTouched]);
        let view = found(me, id).await;
        let panel = view.panel.unwrap().panel;
        assert_eq!((panel.missing(), panel.since(view.since.unwrap())), (vec![1], reviewer.now.plus_ms(60_000)));
        case::urge(&later(me, 90_000), id).await.unwrap();
        assert_eq!((told(reviewer).await, told(third).await), (vec![], vec![]), "only who is awaited is reminded");
        assert!(told(second).await.contains(&NotificationKind::CaseUrged));

        case::withdraw_vote(&later(reviewer, 120_000), id, 0).await.unwrap();
        assert_eq!(people.on_desks(id, "学术年会").await, ["测试reviewer"]);
        assert_eq!(reasons(act(second, id, "approve", "").await), [ReasonCode::VoteInTurn]);
        act(&later(reviewer, 180_000), id, "approve", "").await.unwrap();
        act(&later(second, 240_000), id, "approve", "").await.unwrap();
        act(&later(third, 300_000), id, "approve", "").await.unwrap();
        let view = found(me, id).await;
        let agreed = "表决：同意";
        assert_eq!(zh(&view), ["提交", agreed, "催办", "撤回表决", agreed, agreed, agreed, "通过"]);
        let mut tx = test.tx().await;
        let sql = "SELECT action FROM events WHERE subject_id = $1 AND action IN ('case.vote', 'case.withdraw_vote')";
        let id = societas::store::db::Val::from(id);
        assert_eq!(tx.all(sql, vec![id]).await.unwrap().len(), 5);
    })
    .await;
}

/// WFL-12: a change holds for what arrives later; what is under way goes on as it was.
#[tokio::test(flavor = "multi_thread")]
async fn change_of_the_setting_leaves_running_cases_alone() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, third } = &people;
        let before = handed_in(&test, me, "设置之前").await;
        lay_down(admin, "all", "", false, &[reviewer, second]).await;
        assert_eq!(found(admin, before).await.panel, None);
        let running = handed_in(&test, me, "设置之后").await;
        act(reviewer, running, "approve", "").await.unwrap();
        lay_down(admin, "any", "", false, &[third]).await;
        let later_one = handed_in(&test, me, "再次设置之后").await;
        assert_eq!(people.on_desks(running, "设置之后").await, ["测试second"]);
        assert_eq!(people.on_desks(later_one, "再次设置之后").await, ["测试third"]);
        assert_eq!(reasons(act(third, running, "approve", "").await), [ReasonCode::HeldByAnother]);
        act(third, later_one, "approve", "").await.unwrap();
        lay_down(admin, "", "", false, &[]).await;
        act(second, running, "approve", "").await.unwrap();
        act(admin, before, "approve", "").await.unwrap();
        let alone = handed_in(&test, me, "取消设置之后").await;
        assert_eq!(found(admin, alone).await.panel, None);
        act(third, alone, "return", "请补充").await.unwrap();

        // What was returned by one alone comes to those who decide together since.
        lay_down(admin, "all", "", false, &[reviewer, second]).await;
        let again = found(me, alone).await.version;
        let answer = activity(&test, "取消设置之后");
        let org = test.society;
        save_record(&later(me, 1_000), org, "activity", Some(alone), again, answer, SaveMode::Valid).await.unwrap();
        assert_eq!(people.on_desks(alone, "取消设置之后").await, ["测试reviewer", "测试second"]);
        for id in [before, running, later_one] {
            assert_eq!(found(me, id).await.state, "approved");
        }
    })
    .await;
}

/// WFL-05, WFL-06: a deputy votes for the one who is away, once; a seat goes to a colleague; the head moves any seat.
#[tokio::test(flavor = "multi_thread")]
async fn deputies_and_colleagues_vote_in_the_place_of_others() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, third } = &people;
        lay_down(admin, "all", "", false, &people.three()).await;
        let id = handed_in(&test, me, "研讨会").await;
        let today = admin.today();
        let days = (today.to_string(), today.plus_days(3).to_string());
        case::set_absence(reviewer, &account_of(second).to_string(), &days.0, &days.1).await.unwrap();
        assert_eq!(found(second, id).await.panel.unwrap().own, [1, 0]);
        act(&later(second, 1_000), id, "approve", "").await.unwrap();
        assert!(people.on_desks(id, "研讨会").await.contains(&"测试second".to_owned()), "the absent one's is missing");
        act(&later(second, 2_000), id, "approve", "代表审阅").await.unwrap();
        assert_eq!(people.on_desks(id, "研讨会").await, ["测试third"]);
        let panel = found(me, id).await.panel.unwrap().panel;
        let by: Vec<_> = panel.seats.iter().map(|seat| seat.ballot.as_ref().map(|b| b.by.account)).collect();
        assert_eq!(by, [Some(account_of(second)), Some(account_of(second)), None]);
        assert_eq!(found(me, id).await.timeline.last().unwrap().opinion, "测试reviewer：代表审阅");

        let colleagues = found(third, id).await.colleagues;
        assert_eq!(colleagues.iter().map(|c| c.account).collect::<Vec<_>>(), [account_of(admin)]);
        assert!(case::hand_over(third, id, account_of(second), None).await.is_err(), "has a seat already");
        assert_eq!(reasons(case::hand_over(second, id, account_of(admin), Some(2)).await), [ReasonCode::HeldByAnother]);
        case::hand_over(third, id, account_of(admin), None).await.unwrap();
        assert_eq!(people.on_desks(id, "研讨会").await, ["测试admin"]);
        assert!(told(admin).await.contains(&NotificationKind::CaseHandedOver) && told(third).await.is_empty());
        case::hand_over(admin, id, account_of(third), Some(2)).await.unwrap();
        let head = found(admin, id).await;
        assert_eq!((head.panel.unwrap().to_hand, head.colleagues.len()), (vec![2], 1), "the head moves any seat");
        act(&later(third, 3_000), id, "approve", "").await.unwrap();
        assert_eq!(found(me, id).await.state, "approved");
    })
    .await;
}

/// WFL-05: whoever is disabled or has left is not waited for; what was voted before counts.
#[tokio::test(flavor = "multi_thread")]
async fn people_who_have_left_block_nothing() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, third } = &people;
        let switch = async |ctx: &Ctx, on: bool| {
            account::update_enabled(admin, test.association, account_of(ctx), on).await.unwrap();
        };
        lay_down(admin, "all", "", false, &people.three()).await;
        let decided = handed_in(&test, me, "都已同意").await;
        act(reviewer, decided, "approve", "很好").await.unwrap();
        act(second, decided, "approve", "").await.unwrap();
        lay_down(admin, "in_turn", "", false, &[third, second]).await;
        let turn = handed_in(&test, me, "轮到离任的人").await;
        lay_down(admin, "all", "", false, &[third]).await;
        let nobody = handed_in(&test, me, "无人可表决").await;
        assert_eq!(reasons(act(admin, nobody, "approve", "").await), [ReasonCode::HeldByAnother]);

        switch(third, false).await;
        let everybody = ["测试admin", "测试reviewer", "测试second"];
        let without_third = async |id: RecordId| {
            let mut names = Vec::new();
            for ctx in [admin, reviewer, second] {
                let listed = case::list_cases(ctx, 1).await.unwrap().rows;
                if listed.iter().any(|row| row.record == id) {
                    names.push(ctx.actor().unwrap().name.clone());
                }
            }
            names
        };
        assert_eq!(without_third(decided).await, everybody);
        assert_eq!(without_third(turn).await, ["测试second"]);
        assert_eq!(without_third(nobody).await, everybody);
        assert!(!found(me, decided).await.panel.unwrap().panel.seats[2].able);
        assert_eq!(reasons(act(admin, decided, "return", "再看").await), [ReasonCode::VotesSay]);
        assert_eq!(reasons(act(second, decided, "return", "再看").await), [ReasonCode::VotesSay]);
        act(&later(admin, 600_000), decided, "approve", "").await.unwrap();
        assert_eq!(found(me, decided).await.timeline.last().unwrap().opinion, "测试reviewer：很好");
        act(second, turn, "approve", "").await.unwrap();
        act(admin, nobody, "return", "请核对").await.unwrap();
        let states = [found(me, decided).await, found(me, turn).await, found(me, nobody).await].map(|view| view.state);
        assert_eq!(states, ["approved", "approved", "returned"]);

        // Nobody sits who has left before; whoever comes back sits again.
        let gone = handed_in(&test, me, "设置的人都已离任").await;
        assert_eq!(found(admin, gone).await.panel, None);
        switch(third, true).await;
        let back = handed_in(&test, me, "回来之后").await;
        assert_eq!(people.on_desks(back, "回来之后").await, ["测试third"]);
    })
    .await;
}

/// WFL-05: votes at the same moment are all counted, and the step is taken once.
#[tokio::test(flavor = "multi_thread")]
async fn votes_at_the_same_time_are_all_counted() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let voters = [&people.admin, &people.reviewer, &people.second, &people.third];
        for (mode, votes) in [("all", 4), ("any", 1)] {
            lay_down(&people.admin, mode, "", false, &voters).await;
            let id = handed_in(&test, &people.me, mode).await;
            let version = found(&people.admin, id).await.version;
            let tasks = voters.map(|ctx| {
                let ctx = ctx.clone();
                tokio::spawn(async move {
                    let ask = Ask { verb: "approve", opinion: "同意", ..Ask::default() };
                    case::act(&ctx, id, version, ask).await
                })
            });
            let mut good = 0;
            for task in tasks {
                match task.await.unwrap() {
                    Ok(()) => good += 1,
                    Err(error) => assert!(matches!(error, AppError::Conflict(_)), "{error:?}"),
                }
            }
            let view = found(&people.me, id).await;
            let given = zh(&view).iter().filter(|verb| **verb == "表决：同意").count();
            assert_eq!((good, given, view.state.as_str()), (votes, votes, "approved"), "{mode}");
            assert_eq!(zh(&view).iter().filter(|verb| **verb == "通过").count(), 1);
        }
    })
    .await;
}

/// WFL-05: a vote is changed or taken back while it is open; the author's new version begins anew.
#[tokio::test(flavor = "multi_thread")]
async fn votes_are_changed_and_a_new_version_begins_anew() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, third } = &people;
        lay_down(admin, "share", "60", true, &people.three()).await;
        let id = handed_in(&test, me, "论坛").await;
        assert_eq!(open_moves(&found(reviewer, id).await), ["return", "approve", "veto"]);
        assert_eq!(reasons(act(reviewer, id, "veto", " ").await), [ReasonCode::OpinionMissing]);
        act(reviewer, id, "return", "不妥").await.unwrap();
        act(&later(reviewer, 1_000), id, "approve", "改为同意").await.unwrap();
        assert_eq!(reasons(case::withdraw_vote(second, id, 0).await), [ReasonCode::NotVoted]);
        assert_eq!(reasons(case::withdraw_vote(second, id, 1).await), [ReasonCode::NotVoted]);
        act(second, id, "approve", "").await.unwrap();
        assert_eq!(found(me, id).await.state, "valid", "a veto can still come");
        let view = found(me, id).await;
        let answer = activity(&test, "论坛（改）");
        let org = test.society;
        save_record(&later(me, 2_000), org, "activity", Some(id), view.version, answer, SaveMode::Valid).await.unwrap();
        let stale = Ask { verb: "approve", opinion: "", ..Ask::default() };
        assert!(matches!(case::act(third, id, view.version, stale).await, Err(AppError::Conflict(_))));
        let panel = found(me, id).await.panel.unwrap().panel;
        assert_eq!(panel.missing(), [0, 1, 2], "what was voted was of another version");
        act(&later(third, 3_000), id, "veto", "与往年重复").await.unwrap();
        let view = found(me, id).await;
        assert_eq!(
            (view.state.as_str(), view.timeline.last().unwrap().opinion.as_str()),
            ("returned", "测试third：与往年重复")
        );
        assert_eq!(reasons(case::withdraw_vote(third, id, 2).await), [ReasonCode::NotTheTurn]);

        lay_down(admin, "any", "", false, &people.three()).await;
        let without = handed_in(&test, me, "没有一票否决").await;
        assert_eq!(reasons(act(reviewer, without, "veto", "不妥").await), [ReasonCode::StateForbids]);
    })
    .await;
}

/// WFL-05, WFL-07: deciding many at once votes, each by itself.
#[tokio::test(flavor = "multi_thread")]
async fn batch_votes_on_each() {
    on_each_database(|test: TestApp| async move {
        let people = People::of(&test).await;
        let People { me, admin, reviewer, second, third } = &people;
        let alone = handed_in(&test, me, "一人审批").await;
        lay_down(admin, "all", "", false, &[reviewer, second]).await;
        let together = handed_in(&test, me, "会签").await;
        let mut chosen = Vec::new();
        for id in [alone, together] {
            chosen.push(format!("{id}.{}", found(me, id).await.version));
        }
        let states = async || [found(me, alone).await.state, found(me, together).await.state];
        let first = case::decide_cases(reviewer, &chosen, true, "").await.unwrap();
        assert!(first.iter().all(|outcome| outcome.error.is_none()), "{first:?}");
        assert_eq!(states().await, ["approved", "valid"]);
        let other = case::decide_cases(third, &chosen[1..], true, "").await.unwrap();
        assert_eq!(reasons(other[0].error.clone().map_or(Ok(()), Err)), [ReasonCode::HeldByAnother]);
        assert_eq!(desk(reviewer).await.len() + desk(third).await.len(), 0);
        case::decide_cases(second, &chosen[1..], true, "").await.unwrap();
        assert_eq!(states().await, ["approved", "approved"]);
    })
    .await;
}
