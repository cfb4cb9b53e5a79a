//! Whose data is seen by whom: every page and call that takes an id, for every role that has no business there. A
//! foreign id is answered exactly like one that does not exist.

use reqwest::Method;
use serde_json::{Value as Json, json};
use societas::domain::ids::RecordId;
use societas::domain::record::SaveMode;
use societas::service::{congress, invitation, register, review};

use super::support::{Browser, TestApp, on_each_database};
use super::{congress as board, evaluation as case, import as roster, invitation as joining};

/// A word that stands in everything the society has, and in nothing of others.
const SECRET: &str = "机密示例";

/// One of each thing that has an id and belongs to a society.
struct Ids {
    org: String,
    record: String,
    draft: String,
    invitation: String,
    application: String,
    plan: String,
    evaluation: String,
    congress: String,
    nominee: String,
}

impl Ids {
    async fn of(test: &TestApp) -> Self {
        let me = test.ctx("secretary").await;
        let org = test.society;
        let level = joining::level(&me).await;
        let dept = |name: String| joining::answer(json!({ "name": name }));
        let save =
            |mode: SaveMode, name: String| register::save_record(&me, org, "internal_dept", None, 0, dept(name), mode);
        let record = save(SaveMode::Draft, format!("{SECRET}一")).await.unwrap().id.unwrap();
        let draft = save(SaveMode::Draft, format!("{SECRET}二")).await.unwrap().id.unwrap();
        let invited = joining::invite(&me).await;
        let token = invited.link.rsplit('/').next().unwrap().to_owned();
        let mut applicant = joining::applicant(level, "13800000009");
        applicant.set("name", SECRET);
        invitation::apply(&societas::service::Ctx::anonymous(test.app.clone()), &token, applicant).await.unwrap();
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
        Self {
            org: org.to_string(),
            record: record.to_string(),
            draft: draft.to_string(),
            invitation: invited.invitation.id.to_string(),
            application: application.to_string(),
            plan: plan.to_string(),
            evaluation: evaluation.to_string(),
            congress: congress.to_string(),
            nominee: nominee.to_string(),
        }
    }

    /// Ids of the same shape that lead to nothing.
    fn unknown() -> Self {
        let id = || RecordId::fresh().to_string();
        Self {
            org: id(),
            record: id(),
            draft: id(),
            invitation: id(),
            application: id(),
            plan: id(),
            evaluation: id(),
            congress: id(),
            nominee: id(),
        }
    }

    /// Every page with an id in its address.
    fn pages(&self) -> Vec<String> {
        vec![
            format!("/orgs/{}", self.org),
            format!("/registers?org={}", self.org),
            format!("/registers/internal_dept?org={}", self.org),
            format!("/registers/internal_dept/{}", self.record),
            format!("/registers/internal_dept/{}/edit", self.record),
            format!("/registers/internal_dept/{}", self.draft),
            format!("/registers/member_application/{}", self.application),
            format!("/invitations/{}", self.invitation),
            format!("/invitations/{}/qr.svg", self.invitation),
            format!("/applications/{}", self.application),
            format!("/imports/{}", self.plan),
            format!("/imports/{}?rows=new", self.plan),
            format!("/review/{}", self.evaluation),
            format!("/review/{}?leaf=1.1.2.2", self.evaluation),
            format!("/congress/{}", self.congress),
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
            json("register/list", json!({ "org": org })),
            get("register/find", vec![("register", dept), ("id", record)]),
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
        ]
    }
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

#[tokio::test(flavor = "multi_thread")]
async fn foreign_ids_are_answered_like_unknown_ones() {
    on_each_database(|test: TestApp| async move {
        let (ids, unknown) = (Ids::of(&test).await, Ids::unknown());
        let mut wrong = Vec::new();
        for login in ["stranger", "shuxue"] {
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
                // Forgetting what one typed oneself succeeds also where there is nothing.
                let refused = status == 404 || call.function == "register/drop_draft";
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
        for path in ids.pages() {
            let browser = if path.starts_with("/review/") { &reviewer } else { &secretary };
            assert_eq!(browser.get(&path).await.status(), 200, "{path}");
        }
    })
    .await;
}
