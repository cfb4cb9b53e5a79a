//! What every test starts from: a program on each database, and clients that speak to it over HTTP.

pub mod provider;
pub mod sample;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::{Client, Response};
use societas::domain::account::{Actor, NewAccount, Role};
use societas::domain::error::AppError;
use societas::domain::ids::{AccountId, OrgId, RecordId};
use societas::domain::org::NewOrg;
use societas::domain::record::{RecordView, SavedRecord};
use societas::server::router::router;
use societas::service::catalog::Catalog;
use societas::service::outbox::CarrierSettings;
use societas::service::{App, Ctx, Settings, account, check, org, session};
use societas::store::account::AccountRow;
use societas::store::db::{AssertSqlSafe, Db, Durability, Tx};

/// The password of every account of a test.
pub const PASSWORD: &str = "Societas-2026";

/// A running program with an association, one society and their people.
pub struct TestApp {
    /// The program.
    pub app: Arc<App>,
    /// Where it listens.
    pub addr: SocketAddr,
    /// The association.
    pub association: OrgId,
    /// A society below it.
    pub society: OrgId,
    /// Another society: its data must never be seen by the first.
    pub other: OrgId,
    /// What tells another process of the program where the store is.
    store: Vec<(&'static str, String)>,
}

static COUNTER: AtomicU64 = AtomicU64::new(0);

fn scratch() -> PathBuf {
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("societas-test-{}-{n}", std::process::id()))
}

/// A record that a save builds on.
pub trait Base {
    /// Its id and version.
    fn at(&self) -> (Option<RecordId>, i64);
}

impl Base for RecordView {
    fn at(&self) -> (Option<RecordId>, i64) {
        (self.id, self.version)
    }
}

impl Base for SavedRecord {
    fn at(&self) -> (Option<RecordId>, i64) {
        (Some(self.id), self.version)
    }
}

/// Runs the same body on SQLite and, where `SOCIETAS_TEST_POSTGRES` names a server, on Postgres; then
/// demands that the whole store is sound. `cargo xtask test` always names one.
pub async fn on_each_database<F>(body: impl Fn(TestApp) -> F)
where
    F: Future<Output = ()>,
{
    let data = scratch();
    std::fs::create_dir_all(&data).unwrap();
    let db = Db::open_sqlite(&data.join("societas.db"), Durability::Normal).await.unwrap();
    run(db, data.clone(), Vec::new(), &body).await;
    std::fs::remove_dir_all(&data).unwrap();

    let Ok(url) = std::env::var("SOCIETAS_TEST_POSTGRES") else {
        eprintln!("SOCIETAS_TEST_POSTGRES is not set: this run covers SQLite only");
        return;
    };
    let schema = format!("t{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let admin = Db::open_postgres(&url, None).await.unwrap();
    let mut tx = admin.write().await.unwrap();
    tx.run(AssertSqlSafe(format!("CREATE SCHEMA {schema}")), Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
    let data = scratch();
    std::fs::create_dir_all(&data).unwrap();
    let store = vec![("DATABASE_URL", url.clone()), ("SOCIETAS_DATABASE_SCHEMA", schema.clone())];
    run(Db::open_postgres(&url, Some(&schema)).await.unwrap(), data.clone(), store, &body).await;
    std::fs::remove_dir_all(&data).unwrap();
    let mut tx = admin.write().await.unwrap();
    tx.run(AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE")), Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
    admin.close().await;
}

async fn run<F: Future<Output = ()>>(
    db: Db,
    data: PathBuf,
    mut store: Vec<(&'static str, String)>,
    body: &impl Fn(TestApp) -> F,
) {
    db.migrate().await.unwrap();
    store.push(("SOCIETAS_DATA", data.display().to_string()));
    let settings = Settings {
        data,
        public_url: "http://127.0.0.1".into(),
        secure_cookies: false,
        captcha_always: false,
        carriers: CarrierSettings { shelf: true, ..CarrierSettings::default() },
        identity: None,
        s3: None,
        scan: None,
        proxies: Vec::new(),
    };
    let app = App::open(db, settings).await.unwrap();
    let test = start(app.clone(), store).await;
    body(test).await;
    assert_eq!(check::check_all(&app).await.unwrap(), Vec::<String>::new());
    app.db.close().await;
}

async fn start(app: Arc<App>, store: Vec<(&'static str, String)>) -> TestApp {
    let visitor = Ctx::anonymous(app.clone());
    org::create_first(&visitor, "滨江市科学技术协会", new_account("admin")).await.unwrap();
    let admin = act_as(&app, "admin").await;
    let association = admin.actor().unwrap().org;
    let add = |code: &'static str, name: &'static str| {
        let new = NewOrg { kind: "society".into(), code: code.into(), name: name.into(), founded: None };
        org::create_org(&admin, association, new)
    };
    let society = add("LIXUE", "滨江市力学学会").await.unwrap();
    let other = add("SHUXUE", "滨江市数学学会").await.unwrap();
    account::create_account(&admin, association, Role::Reviewer, new_account("reviewer")).await.unwrap();
    for (unit, login, staff) in [(society, "lixue", "secretary"), (other, "shuxue", "stranger")] {
        account::create_account(&admin, unit, Role::Administrator, new_account(login)).await.unwrap();
        let head = act_as(&app, login).await;
        account::create_account(&head, unit, Role::Staff, new_account(staff)).await.unwrap();
    }
    let addr = listen(&app).await;
    TestApp { app, addr, association, society, other, store }
}

async fn listen(app: &Arc<App>) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    addr
}

/// An account to be created with that login name.
pub fn new_account(login: &str) -> NewAccount {
    NewAccount {
        login: login.into(),
        name: format!("测试{login}"),
        mobile: String::new(),
        email: format!("{login}@example.org"),
        password: PASSWORD.into(),
    }
}

/// An account as it is stored, with that login name and no password.
pub fn stored_account(login: &str) -> AccountRow {
    AccountRow {
        id: AccountId::fresh(),
        login: login.into(),
        name: "示例人".into(),
        mobile: String::new(),
        email: format!("{login}@example.org"),
        email_confirmed_at: None,
        password_hash: String::new(),
        enabled: true,
        version: 1,
    }
}

/// What somebody types to sign in.
pub fn entry(login: &str, password: &str) -> session::Entry {
    session::Entry { login: login.into(), password: password.into(), ..session::Entry::default() }
}

/// A call by the person with that login name, without HTTP.
pub async fn act_as(app: &Arc<App>, login: &str) -> Ctx {
    let visitor = Ctx::anonymous(app.clone());
    let actor: Actor = session::sign_in(&visitor, &entry(login, PASSWORD)).await.unwrap().actor;
    let catalog = app.catalog.fresh(&app.db, None).await.unwrap();
    Ctx { catalog, ..visitor.with_actor(actor) }
}

impl TestApp {
    /// A call by the person with that login name, without HTTP.
    pub async fn ctx(&self, login: &str) -> Ctx {
        act_as(&self.app, login).await
    }

    /// Another process of the program on the same store, as far as the store can have two: none on SQLite.
    pub async fn twin(&self) -> Option<TestApp> {
        let setting = |name: &str| self.store.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
        let db = Db::open_postgres(setting("DATABASE_URL")?, setting("SOCIETAS_DATABASE_SCHEMA")).await.unwrap();
        let app = App::open(db, self.app.settings.clone()).await.unwrap();
        let addr = listen(&app).await;
        let (association, society, other) = (self.association, self.society, self.other);
        Some(TestApp { app, addr, association, society, other, store: self.store.clone() })
    }

    /// The program on the same store, started again with other settings.
    pub async fn restarted(&self, change: impl FnOnce(&mut Settings)) -> TestApp {
        let mut settings = self.app.settings.clone();
        change(&mut settings);
        let app = App::open(self.app.db.clone(), settings).await.unwrap();
        let addr = listen(&app).await;
        let (association, society, other) = (self.association, self.society, self.other);
        TestApp { app, addr, association, society, other, store: self.store.clone() }
    }

    /// The program on the same store, started again with these definitions.
    pub async fn restarted_with(&self, catalog: &Catalog) -> TestApp {
        let app = App::open_with(catalog, self.app.db.clone(), self.app.settings.clone()).await.unwrap();
        let addr = listen(&app).await;
        let (association, society, other) = (self.association, self.society, self.other);
        TestApp { app, addr, association, society, other, store: self.store.clone() }
    }

    /// The program's command line, on the store of this test.
    pub fn program(&self, words: &[&str]) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_societas"));
        command.env_remove("DATABASE_URL").envs(self.store.iter().cloned()).args(words).kill_on_drop(true);
        command
    }

    /// An open transaction, for looking at or damaging the store.
    pub async fn tx(&self) -> Tx {
        self.app.db.write().await.unwrap()
    }

    /// A browser that nobody has signed in with.
    pub fn visitor(&self) -> Browser {
        let client = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Browser { client, base: format!("http://{}", self.addr) }
    }

    /// A browser in which that person is signed in.
    pub async fn browser(&self, login: &str) -> Browser {
        let browser = self.visitor();
        let answer = browser.call("session/sign_in", &[("login", login), ("password", PASSWORD)]).await;
        assert!(answer.status().is_success(), "{}", answer.status());
        browser
    }
}

/// One person's browser.
pub struct Browser {
    client: Client,
    base: String,
}

impl Browser {
    /// Calls a server function as the browser module does.
    pub async fn call(&self, function: &str, fields: &[(&str, &str)]) -> Response {
        self.client
            .post(format!("{}/api/{function}", self.base))
            .header("accept", "application/json")
            .header("origin", &self.base)
            .form(fields)
            .send()
            .await
            .unwrap()
    }

    /// Posts a plain form as a browser without JavaScript does.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.client
            .post(format!("{}{path}", self.base))
            .header("accept", "text/html")
            .header("origin", &self.base)
            .form(fields)
            .send()
            .await
            .unwrap()
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).header("accept", "text/html").send().await.unwrap()
    }

    /// The same browser, with its cookies, at another process of the program.
    pub fn at(&self, other: &TestApp) -> Self {
        Self { client: self.client.clone(), base: format!("http://{}", other.addr) }
    }

    /// A request without the headers that a browser of this site sends.
    pub fn raw(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }
}

/// The failure that an answer carries.
pub async fn failure(answer: Response) -> AppError {
    let text = answer.text().await.unwrap();
    serde_json::from_str::<AppError>(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}
