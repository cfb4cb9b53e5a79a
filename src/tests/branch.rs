//! Branches and their accounts, opened and closed by the registers of the society (E-037, E-038, E-077).

use serde_json::{Value as Json, json};
use societas::domain::error::{AppError, ProblemCode, ReasonCode};
use societas::domain::form::Answer;
use societas::domain::ids::RecordId;
use societas::domain::record::{SaveMode, SavedRecord};
use societas::service::{Ctx, org, register, session};

use super::support::{Base, TestApp, entry, on_each_database};

const WORD: &str = "Branch-2026";

fn branch(name: &str, login: &str, password: &str) -> Json {
    json!({
        "name": name, "account": login, "password": password, "founded_on": "2019-03-01",
        "last_reelection_on": "2023-03-01", "scope": "示例业务范围", "head": "示例负责人",
    })
}

async fn save(
    ctx: &Ctx,
    register: &str,
    before: Option<&dyn Base>,
    answer: Json,
    mode: SaveMode,
) -> Result<SavedRecord, AppError> {
    let answer: Answer = serde_json::from_value(answer).unwrap();
    let org = ctx.actor().unwrap().org;
    let (id, version) = before.map_or((None, 0), Base::at);
    register::save_record(ctx, org, register, id, version, answer, mode).await
}

/// A branch of the actor's society that is open.
pub async fn new_branch(ctx: &Ctx, name: &str, login: &str) -> RecordId {
    save(ctx, "branch", None, branch(name, login, WORD), SaveMode::Valid).await.unwrap().id
}

async fn sign_in(test: &TestApp, login: &str, password: &str) -> Result<Ctx, AppError> {
    let visitor = Ctx::anonymous(test.app.clone());
    let opened = session::sign_in(&visitor, &entry(login, password)).await?;
    Ok(visitor.with_actor(opened.actor))
}

fn path(error: &AppError) -> Vec<(&str, ProblemCode)> {
    match error {
        AppError::Invalid { problems } => problems.iter().map(|p| (p.path.as_str(), p.code)).collect(),
        other => panic!("{other:?}"),
    }
}

/// E-037, E-038: the record of a branch opens its account; the account sees the branch and nothing of the society.
#[tokio::test(flavor = "multi_thread")]
async fn a_branch_record_opens_an_account_that_sees_only_the_branch() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let draft = save(&me, "branch", None, branch("示例甲分会", "jiafen", WORD), SaveMode::Draft).await.unwrap();
        assert!(sign_in(&test, "jiafen", WORD).await.is_err(), "a draft opens nothing");
        let missing = save(&me, "branch", Some(&draft), branch("示例甲分会", "jiafen", ""), SaveMode::Valid).await;
        assert_eq!(path(&missing.unwrap_err()), [("password", ProblemCode::Required)]);
        let weak = save(&me, "branch", Some(&draft), branch("示例甲分会", "jiafen", "abc"), SaveMode::Valid).await;
        assert_eq!(path(&weak.unwrap_err()), [("password", ProblemCode::WeakPassword)]);
        let taken = save(&me, "branch", Some(&draft), branch("示例甲分会", "stranger", WORD), SaveMode::Valid).await;
        assert_eq!(path(&taken.unwrap_err()), [("account", ProblemCode::LoginTaken)]);
        let saved =
            save(&me, "branch", Some(&draft), branch("示例甲分会", "jiafen", WORD), SaveMode::Valid).await.unwrap();
        assert_eq!(
            register::find_form(&me, "branch", saved.id).await.unwrap().answer.text("password"),
            "",
            "a password is never kept in a record"
        );

        let theirs = sign_in(&test, "jiafen", WORD).await.unwrap();
        let actor = theirs.actor().unwrap().clone();
        assert_eq!((actor.org_name.as_str(), actor.org_kind.as_str()), ("示例甲分会", "branch"));
        assert_eq!(org::find_org(&theirs, actor.org, None).await.unwrap().node.org.parent, Some(test.society));
        for foreign in [test.society, test.other, test.association] {
            assert_eq!(register::list_registers(&theirs, foreign).await.unwrap_err(), AppError::NotFound);
        }
        let seen = register::find_record(&theirs, "branch", saved.id).await;
        assert_eq!(seen.unwrap_err(), AppError::NotFound);

        // The name follows the record, the login name stays, a new password ends the sessions.
        let moved = save(&me, "branch", Some(&saved), branch("示例甲分会", "other", ""), SaveMode::Valid).await;
        assert_eq!(path(&moved.unwrap_err()), [("account", ProblemCode::LoginFixed)]);
        let renamed =
            save(&me, "branch", Some(&saved), branch("示例甲专委会", "jiafen", ""), SaveMode::Valid).await.unwrap();
        let again = sign_in(&test, "jiafen", WORD).await.unwrap();
        assert_eq!(again.actor().unwrap().org_name, "示例甲专委会");
        save(&me, "branch", Some(&renamed), branch("示例甲专委会", "jiafen", "Other-2026"), SaveMode::Valid)
            .await
            .unwrap();
        assert_eq!(sign_in(&test, "jiafen", WORD).await.err(), Some(AppError::SignInFailed));
        sign_in(&test, "jiafen", "Other-2026").await.unwrap();
    })
    .await;
}

/// E-077: a further account of a branch is added, switched off and on, moved, and removed; the branch closes with its
/// record. Nothing of what they did is erased.
#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_branches_are_managed_by_their_records() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let open = async |name: &str, login: &str| {
            save(&me, "branch", None, branch(name, login, WORD), SaveMode::Valid).await.unwrap()
        };
        let (first, second) = (open("示例甲分会", "jiafen").await, open("示例乙分会", "yifen").await);
        let account = |branch: Option<&SavedRecord>, password: &str, status: &str| {
            json!({
                "account": "jiafen-2", "password": password, "branch": branch.map(|saved| saved.id.to_string()).unwrap_or_default(),
                "contact_name": "示例联系人", "contact_mobile": "13800000031", "status": status,
            })
        };
        let nowhere = save(&me, "sub_account", None, account(None, WORD, "启用"), SaveMode::Valid).await;
        assert_eq!(path(&nowhere.unwrap_err()), [("branch", ProblemCode::Required)]);
        let made = save(&me, "sub_account", None, account(Some(&first), WORD, "启用"), SaveMode::Valid).await.unwrap();
        let org_of = |ctx: &Ctx| ctx.actor().unwrap().org_name.clone();
        assert_eq!(org_of(&sign_in(&test, "jiafen-2", WORD).await.unwrap()), "示例甲分会");

        let off = save(&me, "sub_account", Some(&made), account(Some(&first), "", "禁用"), SaveMode::Valid).await.unwrap();
        let refused = sign_in(&test, "jiafen-2", WORD).await.err().unwrap();
        assert!(matches!(&refused, AppError::Denied { reasons } if reasons[0].code == ReasonCode::AccountDisabled));
        let on = save(&me, "sub_account", Some(&off), account(Some(&second), "", "启用"), SaveMode::Valid).await.unwrap();
        assert_eq!(org_of(&sign_in(&test, "jiafen-2", WORD).await.unwrap()), "示例乙分会");

        register::delete_record(&me, "sub_account", on.id, on.version, None).await.unwrap();
        assert!(sign_in(&test, "jiafen-2", WORD).await.is_err());
        sign_in(&test, "yifen", WORD).await.unwrap();

        let unit = sign_in(&test, "yifen", WORD).await.unwrap().actor().unwrap().org;
        register::delete_record(&me, "branch", second.id, second.version, None).await.unwrap();
        assert!(sign_in(&test, "yifen", WORD).await.is_err(), "a closed branch lets nobody in");
        let head = test.ctx("lixue").await;
        assert!(!org::find_org(&head, unit, None).await.unwrap().node.org.enabled, "and stays readable");
    })
    .await;
}
