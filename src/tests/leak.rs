//! Whose data is seen by whom: every page and call that takes an id, for every role that has no business there. A
//! foreign id is answered exactly like one that does not exist.

use reqwest::Method;
use serde_json::{Value as Json, json};
use societas::domain::account::Role;
use societas::domain::ids::{OrgId, RecordId};
use societas::domain::message::NewMessage;
use societas::domain::notice::{Audience, NewNotice};
use societas::domain::org::NewOrg;
use societas::domain::portal::Category;
use societas::domain::record::SaveMode;
use societas::domain::upload::NewUpload;
use societas::service::file::pieces::begin_pieces;
use societas::service::{Ctx, account, congress, invitation, message, notice, notification, org, register, review};

use super::file_preview::{png, sent};
use super::support::{Browser, TestApp, new_account, on_each_database};
use super::{
    case as handing, congress as board, evaluation as case, import as roster, invitation as joining,
    message as letters, portal,
};

/// A word that stands in everything the society has, and in nothing of others.
const SECRET: &str = "机密示例";

/// One of each thing that has an id and belongs to a society.
struct Ids {
    org: String,
    record: String,
    saved: String,
    deleted: String,
    draft: String,
    entry: String,
    invitation: String,
    application: String,
    plan: String,
    evaluation: String,
    congress: String,
    nominee: String,
    change: String,
    post: String,
    wanted: String,
    notice: String,
    notice_draft: String,
    message: String,
    message_draft: String,
    notification: String,
    account: String,
    picture: String,
    upload: String,
}

impl Ids {
    async fn of(test: &TestApp) -> Self {
        let me = test.ctx("secretary").await;
        let org = test.society;
        let level = joining::level(&me).await;
        let dept = |name: String| joining::answer(json!({ "name": name }));
        let save =
            |mode: SaveMode, name: String| register::save_record(&me, org, "internal_dept", None, 0, dept(name), mode);
        let record = save(SaveMode::Draft, format!("{SECRET}一")).await.unwrap().id;
        let draft = save(SaveMode::Draft, format!("{SECRET}二")).await.unwrap().id;
        let entry = handing::handed_in(test, &me, &format!("{SECRET}五")).await;
        let deleted = save(SaveMode::Draft, format!("{SECRET}五")).await.unwrap().id;
        register::delete_record(&me, "internal_dept", deleted, 1, None).await.unwrap();
        let picture = sent(&test.browser("secretary").await, &format!("{SECRET}.png"), png(4, 3)).await;
        let papers = joining::answer(json!({ "name": format!("{SECRET}六"), "files": [picture] }));
        register::save_record(&me, org, "archive", None, 0, papers, SaveMode::Draft).await.unwrap();
        let large = NewUpload { name: format!("{SECRET}.pdf"), size_bytes: 9 << 20 };
        let upload = begin_pieces(&me, "archive", "files", &large).await.unwrap().upload;
        let history = register::open_record(&me, "internal_dept", record, None).await.unwrap().history;
        let saved = &history.saves[0].place;
        let invited = joining::invite(&me).await;
        let token = invited.link.rsplit('/').next().unwrap().to_owned();
        let mut applicant = joining::applicant(level, "13800000009");
        applicant.set("name", SECRET);
        invitation::apply(&Ctx::anonymous(test.app.clone()), &token, applicant).await.unwrap();
        let application = joining::applications(&me).await[0].id;
        let plan = roster::plan(&me, &roster::crowd(3)).await;
        let congress = board::set_up(test).await;
        let mut nominee = board::form(1, "delegate");
        nominee.name = SECRET.into();
        let nominee = congress::nominate(&me, congress, &nominee).await.unwrap();
        case::open_batch(test).await;
        case::complete(test, org).await;
        let head = test.ctx("lixue").await;
        societas::service::evaluation::submit(&head, case::find(&head).await.version).await.unwrap();
        let evaluation = review::list_reviews(&test.ctx("reviewer").await).await.unwrap().0[0].id;
        let seen = org::find_org(&head, org, None).await.unwrap();
        // Long enough ago that everybody who may can see it.
        let before = letters::later(&me, -60_000);
        let written = |title: String| NewNotice {
            title,
            body: SECRET.into(),
            audience: Audience { everyone: true, ..Audience::default() },
            ..NewNotice::default()
        };
        let published = notice::save_draft(&before, None, 0, written(format!("{SECRET}三"))).await.unwrap();
        notice::publish(&before, published).await.unwrap();
        let notice_draft = notice::save_draft(&before, None, 0, written(format!("{SECRET}四"))).await.unwrap();
        let secret = |to| NewMessage { subject: SECRET.into(), body: SECRET.into(), ..letters::letter(vec![to]) };
        let from = letters::later(&head, -60_000);
        let sent = message::save_draft(&from, None, secret(letters::person(&me))).await.unwrap();
        message::send(&from, sent).await.unwrap();
        let message_draft = message::save_draft(&me, None, secret(letters::person(&head))).await.unwrap();
        let notification = notification::list_notifications(&me, false, 1).await.unwrap().rows[0].id;
        Self {
            change: seen.history[0].id.to_string(),
            post: seen.people[0].post.to_string(),
            wanted: wanted(org),
            org: org.to_string(),
            record: record.to_string(),
            saved: saved.clone(),
            deleted: deleted.to_string(),
            draft: draft.to_string(),
            entry: entry.to_string(),
            invitation: invited.invitation.id.to_string(),
            application: application.to_string(),
            plan: plan.to_string(),
            evaluation: evaluation.to_string(),
            congress: congress.to_string(),
            nominee: nominee.to_string(),
            notice: published.to_string(),
            notice_draft: notice_draft.to_string(),
            message: sent.to_string(),
            message_draft: message_draft.to_string(),
            notification: notification.to_string(),
            account: me.actor().unwrap().account.to_string(),
            picture: picture.file.to_string(),
            upload: upload.to_string(),
        }
    }

    /// Ids of the same shape that lead to nothing.
    fn unknown() -> Self {
        let id = || RecordId::fresh().to_string();
        Self {
            change: id(),
            post: id(),
            wanted: wanted(OrgId::fresh()),
            org: id(),
            record: id(),
            saved: format!("{}.1", OrgId::fresh()),
            deleted: id(),
            draft: id(),
            entry: id(),
            invitation: id(),
            application: id(),
            plan: id(),
            evaluation: id(),
            congress: id(),
            nominee: id(),
            notice: id(),
            notice_draft: id(),
            message: id(),
            message_draft: id(),
            notification: id(),
            account: id(),
            picture: id(),
            upload: id(),
        }
    }

    /// Every page with an id in its address.
    fn pages(&self) -> Vec<String> {
        vec![
            format!("/orgs/{}", self.org),
            format!("/orgs/{}?on=2999-01-01", self.org),
            format!("/orgs/{}/edit", self.org),
            format!("/orgs/{}/change", self.org),
            format!("/orgs/{}/change?undo={}", self.org, self.change),
            format!("/registers?org={}", self.org),
            format!("/registers/internal_dept?org={}", self.org),
            format!("/registers/internal_dept/{}", self.record),
            format!("/registers/internal_dept/{}/edit", self.record),
            format!("/registers/internal_dept/{}", self.draft),
            format!("/registers/activity/{}", self.entry),
            format!("/registers/internal_dept/{}/restore?save={}&field=name", self.record, self.saved),
            format!("/registers/member_application/{}", self.application),
            format!("/invitations/{}", self.invitation),
            format!("/invitations/{}/qr.svg", self.invitation),
            format!("/applications/{}", self.application),
            format!("/imports/{}", self.plan),
            format!("/imports/{}?rows=new", self.plan),
            format!("/review/{}", self.evaluation),
            format!("/review/{}?leaf=1.1.2.2", self.evaluation),
            format!("/congress/{}", self.congress),
            format!("/notices/{}", self.notice),
            format!("/notices/{}", self.notice_draft),
            format!("/notices/{}/edit", self.notice_draft),
            format!("/notices/{}/publish", self.notice_draft),
            format!("/notices/{}/readers", self.notice),
            format!("/messages/{}", self.message),
            format!("/messages/new?reply={}", self.message),
            format!("/messages/{}/edit", self.message_draft),
            format!("/messages/{}/send", self.message_draft),
            format!("/files/{}", self.picture),
            format!("/files/{}/preview", self.picture),
            format!("/files/{}/small", self.picture),
            format!("/uploads/{}", self.upload),
            format!("/log?org={}", self.org),
            format!("/log?org={}&below=1&verify=1", self.org),
            format!("/log/export/csv?org={}", self.org),
        ]
    }

    /// Every call that takes an id, with arguments that are otherwise right.
    fn calls(&self) -> Vec<Call> {
        let get = |function, fields: Vec<(&'static str, &str)>| Call::new(Method::GET, function, Body::fields(fields));
        let post =
            |function, fields: Vec<(&'static str, &str)>| Call::new(Method::POST, function, Body::fields(fields));
        let json = |function, body: Json| Call::new(Method::POST, function, Body::Json(body));
        let (org, record, evaluation) = (self.org.as_str(), self.record.as_str(), self.evaluation.as_str());
        let dept = "internal_dept";
        let query = serde_json::to_value(societas::domain::record::RecordQuery::default()).unwrap();
        vec![
            post("org/find", vec![("org", org)]),
            post("org/children", vec![("org", org), ("offset", "0")]),
            post("org/find", vec![("org", org), ("on", "2999-01-01")]),
            post("org/children", vec![("org", org), ("offset", "0"), ("on", "2999-01-01")]),
            post("org/switch", vec![("org", org), ("enabled", "false"), ("version", "1")]),
            post(
                "org/create_with_account",
                vec![
                    ("parent", org),
                    ("kind", "branch"),
                    ("name", "新分会"),
                    ("person", "新"),
                    ("login", "newone"),
                    ("password", "Societas-2026"),
                ],
            ),
            post("org_change/targets", vec![("org", org), ("kind", "move"), ("words", "")]),
            post("org_change/divisible", vec![("org", org)]),
            post("org_change/preview", vec![("org", org), ("wanted", &self.wanted)]),
            post("org_change/commit", vec![("org", org), ("wanted", &self.wanted), ("mark", "")]),
            post("org_change/find_reversal", vec![("change", &self.change)]),
            post("org_change/reverse", vec![("change", &self.change)]),
            post(
                "post/hand_over",
                vec![
                    ("org", org),
                    ("post", &self.post),
                    ("on", "2026-01-01"),
                    ("stays", "leaves"),
                    ("name", "新"),
                    ("login", "newone"),
                    ("password", "Societas-2026"),
                ],
            ),
            post("post/end", vec![("post", &self.post), ("on", "2026-01-01")]),
            post("post/add", vec![("org", org), ("role", "staff"), ("known", "secretary")]),
            post("org/create", vec![("parent", org), ("kind", "branch"), ("name", "新"), ("code", "X1")]),
            post("org/update", vec![("org", org), ("name", "新"), ("version", "1")]),
            post(
                "org/create_account",
                vec![
                    ("org", org),
                    ("role", "staff"),
                    ("login", "newone"),
                    ("name", "新"),
                    ("password", "Societas-2026"),
                ],
            ),
            post("org/account_enabled", vec![("org", org), ("account", org)]),
            post("org/await_person", vec![("org", org), ("role", "staff"), ("name", "新"), ("mobile", "13800000007")]),
            post("org/awaited", vec![("org", org)]),
            post("org/forget_awaited", vec![("org", org), ("role", "staff"), ("mobile", "13800000007")]),
            json("register/list", json!({ "org": org })),
            get("register/find", vec![("register", dept), ("id", record)]),
            get("register/find", vec![("register", "activity"), ("id", &self.entry)]),
            get("register/find", vec![("register", dept), ("id", &self.draft)]),
            post("register/delete", vec![("register", dept), ("id", record), ("base_version", "1")]),
            json("register/page", json!({ "org": org, "register": dept, "query": query })),
            json(
                "register/save",
                json!({ "org": org, "register": dept, "id": record, "base_version": 1, "answer": { "name": "改" },
                    "mode": "valid" }),
            ),
            json("register/find_draft", json!({ "org": org, "register": dept, "id": record })),
            json(
                "register/keep_draft",
                json!({ "org": org, "register": dept, "id": record, "base_version": 1, "answer": { "name": "改" } }),
            ),
            json("register/drop_draft", json!({ "org": org, "register": dept, "id": record })),
            post("import/preview", vec![("id", &self.plan), ("status", ""), ("page", "1"), ("lang", "Zh")]),
            post("import/commit", vec![("id", &self.plan)]),
            post("import/undo", vec![("id", &self.plan)]),
            post("invitation/poster", vec![("id", &self.invitation)]),
            post("invitation/revoke", vec![("id", &self.invitation)]),
            post("application/list", vec![("by", &self.invitation)]),
            post("application/find", vec![("id", &self.application)]),
            post("application/decide", vec![("id", &self.application), ("_mode", "approve"), ("opinion", "")]),
            get("review/find", vec![("id", evaluation), ("lang", "Zh")]),
            get("review/leaf", vec![("id", evaluation), ("code", "1.1.2.2"), ("lang", "Zh")]),
            post("review/score", vec![("id", evaluation), ("code", "1.1.2.2"), ("score", "1"), ("comment", "")]),
            post("review/adopt", vec![("id", evaluation)]),
            post("review/mark", vec![("id", evaluation), ("code", "1.1.2.2"), ("reason", "退")]),
            post("review/decide", vec![("id", evaluation), ("version", "1"), ("_mode", "approve"), ("opinion", "")]),
            post("congress/find", vec![("congress", &self.congress)]),
            post(
                "congress/nominate",
                vec![
                    ("congress", &self.congress),
                    ("name", "新"),
                    ("mobile", "13800000077"),
                    ("identity", "delegate"),
                    ("sex", "女"),
                    ("birth_on", "1990-03-07"),
                    ("ethnic", "01"),
                    ("party1", "13"),
                ],
            ),
            post("congress/remove", vec![("nominee", &self.nominee)]),
            post("notice/find", vec![("id", &self.notice)]),
            post("notice/draft", vec![("id", &self.notice_draft)]),
            post("notice/save", vec![("id", &self.notice_draft), ("version", "1"), ("title", "改")]),
            post("notice/preview", vec![("id", &self.notice_draft), ("page", "1")]),
            post("notice/publish", vec![("id", &self.notice_draft)]),
            post("notice/undo", vec![("id", &self.notice)]),
            post("notice/withdraw", vec![("id", &self.notice)]),
            post("notice/delete", vec![("id", &self.notice_draft)]),
            post("notice/readers", vec![("id", &self.notice), ("page", "1")]),
            post("message/find", vec![("id", &self.message)]),
            post("message/draft", vec![("id", &self.message_draft)]),
            post("message/draft", vec![("reply_to", &self.message)]),
            post("message/save", vec![("id", &self.message_draft), ("subject", "改")]),
            post("message/save", vec![("reply_to", &self.message), ("subject", "改")]),
            post("message/preview", vec![("id", &self.message_draft)]),
            post("message/send", vec![("id", &self.message_draft)]),
            post("message/undo", vec![("id", &self.message)]),
            post("message/delete", vec![("id", &self.message)]),
            post("notification/open", vec![("id", &self.notification)]),
            post("case/act", vec![("id", &self.entry), ("version", "1"), ("_mode", "withdraw")]),
            post("case/hand_over", vec![("id", &self.entry), ("to", &self.account)]),
            post("case/withdraw_vote", vec![("id", &self.entry), ("seat", "0")]),
            post("case/urge", vec![("id", &self.entry)]),
            get("register/form", vec![("register", dept), ("id", record)]),
            get("register/form", vec![("register", dept), ("id", &self.draft)]),
            get("register/former", vec![("register", dept), ("id", record), ("place", &self.saved), ("field", "name")]),
            post(
                "register/restore",
                vec![
                    ("register", dept),
                    ("id", record),
                    ("place", &self.saved),
                    ("field", "name"),
                    ("base_version", "1"),
                ],
            ),
            post("register/recover", vec![("register", dept), ("id", &self.deleted)]),
            get("register/candidate", vec![("register", dept), ("id", record)]),
            post(
                "register/reveal",
                vec![("register", dept), ("id", record), ("reason", "核对会员身份"), ("back", "/")],
            ),
            json("log/page", json!({ "query": { "org": org } })),
            json("log/page", json!({ "query": { "org": org, "below": true } })),
            json("log/verify", json!({ "query": { "org": org } })),
            post("viewing/start", vec![("org", org), ("account", &self.account)]),
        ]
    }
}

/// A merge into that unit.
fn wanted(into: OrgId) -> String {
    serde_json::to_string(&societas::domain::org_change::Wanted::Merge { into }).unwrap()
}

enum Body {
    Fields(Vec<(String, String)>),
    Json(Json),
}

impl Body {
    fn fields(fields: Vec<(&str, &str)>) -> Self {
        Self::Fields(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

struct Call {
    method: Method,
    function: &'static str,
    body: Body,
}

impl Call {
    fn new(method: Method, function: &'static str, body: Body) -> Self {
        Self { method, function, body }
    }

    async fn by(&self, browser: &Browser) -> (u16, String) {
        let request = browser
            .raw(self.method.clone(), &format!("/api/{}", self.function))
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin");
        let request = match &self.body {
            Body::Fields(fields) if self.method == Method::GET => request.query(fields),
            Body::Fields(fields) => request.form(fields),
            Body::Json(body) => request.json(body),
        };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

/// People of every role that can be given, in units that have nothing to do with the society: beside it, and one level
/// below its neighbour.
async fn strangers(test: &TestApp) -> Vec<String> {
    let (admin, neighbour) = (test.ctx("admin").await, test.ctx("shuxue").await);
    let mut logins = vec!["stranger".to_owned(), "shuxue".to_owned()];
    account::create_account(&neighbour, test.other, Role::Liaison, new_account("go-between")).await.unwrap();
    logins.push("go-between".into());
    for (by, parent, kind) in [
        (&neighbour, test.other, "branch"),
        (&admin, test.association, "association"),
        (&admin, test.association, "office"),
    ] {
        let new =
            NewOrg { kind: kind.into(), code: kind.to_uppercase(), name: format!("旁边的{kind}"), founded: None };
        let unit = org::create_org(by, parent, new).await.unwrap();
        let head = format!("{kind}-head");
        account::create_account(by, unit, Role::Administrator, new_account(&head)).await.unwrap();
        if kind == "office" {
            let head = test.ctx(&head).await;
            account::create_account(&head, unit, Role::Reviewer, new_account("office-reviewer")).await.unwrap();
            logins.push("office-reviewer".into());
        } else {
            logins.push(head);
        }
    }
    logins
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_ids_are_answered_like_unknown_ones() {
    on_each_database(|test: TestApp| async move {
        let (ids, unknown) = (Ids::of(&test).await, Ids::unknown());
        let mut wrong = Vec::new();
        for login in &strangers(&test).await {
            let browser = test.browser(login).await;
            for (path, none) in ids.pages().into_iter().zip(unknown.pages()) {
                let answer = browser.get(&path).await;
                let status = answer.status().as_u16();
                let text = answer.text().await.unwrap();
                let expected = browser.get(&none).await.status().as_u16();
                if status != 404 || expected != 404 || text.contains(SECRET) || text.contains("滨江市力学学会") {
                    wrong.push(format!("{login} {path}: {status}, unknown: {expected}"));
                }
            }
            for (call, none) in ids.calls().into_iter().zip(unknown.calls()) {
                let (status, text) = call.by(&browser).await;
                let expected = none.by(&browser).await;
                // Forgetting what one typed oneself succeeds also where there is nothing; whose role never may do
                // something is told so whatever the id is.
                let refused = status == 404 || call.function == "register/drop_draft" || text.contains("role_may_not");
                if !refused || (status, text.clone()) != expected {
                    wrong.push(format!("{login} {}: {status} {text}, unknown: {expected:?}", call.function));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_are_sent_to_sign_in_and_told_nothing() {
    on_each_database(|test: TestApp| async move {
        let ids = Ids::of(&test).await;
        let visitor = test.visitor();
        let mut wrong = Vec::new();
        for path in ids.pages() {
            let answer = visitor.get(&path).await;
            let status = answer.status().as_u16();
            let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
            let text = answer.text().await.unwrap();
            let refused = status == 401 || status == 404 || (300..400).contains(&status) && to.starts_with("/sign-in");
            if !refused || text.contains(SECRET) || text.contains("滨江市力学学会") {
                wrong.push(format!("{path}: {status} {to}"));
            }
        }
        for call in ids.calls() {
            let (status, text) = call.by(&visitor).await;
            if status != 401 {
                wrong.push(format!("{}: {status} {text}", call.function));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_people_reach_everything_that_the_matrix_names() {
    on_each_database(|test: TestApp| async move {
        let ids = Ids::of(&test).await;
        let (secretary, reviewer) = (test.browser("secretary").await, test.browser("reviewer").await);
        let (admin, head) = (test.browser("admin").await, test.browser("lixue").await);
        for path in ids.pages() {
            let browser = match path.split(['/', '?']).nth(1) {
                Some("review") => &reviewer,
                Some("orgs") => &admin,
                Some("log") => &head,
                _ => &secretary,
            };
            assert_eq!(browser.get(&path).await.status(), 200, "{path}");
        }
    })
    .await;
}

/// P-045: a notice that is not public, is withdrawn, is a draft, can still be taken back or is a society's own is for
/// visitors and for strangers exactly what a missing one is: page, call, byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_public_is_missing_on_the_portal() {
    on_each_database(|test: TestApp| async move {
        let (ids, admin) = (Ids::of(&test).await, test.ctx("admin").await);
        let secret = || NewNotice { body: SECRET.into(), ..portal::open(Category::Guide, SECRET) };
        let everyone = Audience { everyone: true, ..Audience::default() };
        let inner = portal::publish(&admin, NewNotice { public: false, audience: everyone, ..secret() }).await;
        let withdrawn = portal::publish(&admin, secret()).await;
        notice::withdraw(&admin, withdrawn).await.unwrap();
        let draft = notice::save_draft(&admin, None, 0, secret()).await.unwrap();
        let fresh = notice::save_draft(&admin, None, 0, secret()).await.unwrap();
        notice::publish(&admin, fresh).await.unwrap();
        let open = portal::publish(&admin, portal::open(Category::Guide, "公开指南")).await;
        let hidden = [inner, withdrawn, draft, fresh].map(|id| id.to_string());
        let hidden = hidden.into_iter().chain([ids.notice, ids.notice_draft]);
        let unknown = RecordId::fresh().to_string();
        for browser in [test.visitor(), test.browser("stranger").await] {
            // What differs from answer to answer: the id that was asked for, the nonce of its scripts, and whether the
            // framework had the time to name the chunks of the route in the head.
            let chunks = |html: &str| {
                let (before, rest) = html.split_once("<!--HEAD-->").unwrap();
                format!("{before}{}", rest.split_once("<title").unwrap().1)
            };
            let page = async |id: &str| {
                let answer = browser.get(&format!("/portal/notices/{id}")).await;
                let status = answer.status().as_u16();
                let text = answer.text().await.unwrap().replace(id, "");
                let nonce = text.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("-");
                (status, chunks(&text.replace(nonce, "")))
            };
            let call = async |id: &str| {
                let answer = browser.call("portal/notice", &[("id", id)]).await;
                (answer.status().as_u16(), answer.text().await.unwrap())
            };
            let (no_page, no_call) = (page(&unknown).await, call(&unknown).await);
            assert_eq!((no_page.0, no_call.0), (404, 404));
            for id in hidden.clone() {
                assert_eq!(page(&id).await, no_page, "{id}");
                assert_eq!(call(&id).await, no_call, "{id}");
            }
            assert_eq!((page(&open.to_string()).await.0, call(&open.to_string()).await.0), (200, 200));
            for path in ["/portal", "/portal/notices?category=guide", "/portal/notices"] {
                assert!(!browser.get(path).await.text().await.unwrap().contains(SECRET), "{path}");
            }
        }
    })
    .await;
}
