//! An identity provider on loopback: it describes itself, takes people in without a password, and signs what it was
//! told to say about them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Form, Query, State};
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{AccessToken, JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey};
use serde_json::{Value, json};
use societas::service::clock;
use societas::service::identity::IdentitySettings;
use societas::service::session::random_token;

const CLIENT: &str = "societas";
const SECRET: &str = "only-for-tests";
const ACCESS: &str = "access-token-of-a-test";

type Fields = BTreeMap<String, String>;

/// A provider, and what it does wrong.
pub struct Provider {
    /// Its address.
    pub issuer: String,
    /// Signs with a key that it does not publish, under the name of the one that it does.
    pub forges: AtomicBool,
    /// Never ends an answer.
    pub sleeps: AtomicBool,
    /// Tells mail and number only to whom asks again.
    pub is_terse: AtomicBool,
    /// How often it has described itself.
    pub described: AtomicUsize,
    key: Mutex<CoreEdDsaPrivateSigningKey>,
    says: Mutex<Value>,
    asked: Mutex<BTreeMap<String, Fields>>,
    serving: Mutex<Option<tokio::task::AbortHandle>>,
}

/// A fresh key. The text before the chance is what every such key begins with.
fn key(name: &str) -> CoreEdDsaPrivateSigningKey {
    let (kind, chance) = ("PRIVATE KEY", random_token().unwrap());
    let text = format!("-----BEGIN {kind}-----\nMC4CAQAwBQYDK2VwBCIEIA{}\n-----END {kind}-----\n", &chance[..42]);
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&text, Some(JsonWebKeyId::new(name.into()))).unwrap()
}

impl Provider {
    /// Starts a provider.
    pub async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Arc::new(Self {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            forges: AtomicBool::new(false),
            sleeps: AtomicBool::new(false),
            is_terse: AtomicBool::new(false),
            described: AtomicUsize::new(0),
            key: Mutex::new(key("first")),
            says: Mutex::new(json!({})),
            asked: Mutex::default(),
            serving: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(answer))
            .route("/userinfo", get(tell))
            .with_state(provider.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        *provider.serving.lock().unwrap() = Some(serving.abort_handle());
        provider
    }

    /// What the program must know of it.
    pub fn settings(&self) -> IdentitySettings {
        IdentitySettings {
            issuer: self.issuer.clone(),
            client: CLIENT.into(),
            secret: SECRET.into(),
            name: String::new(),
            patience: Duration::from_millis(500),
        }
    }

    /// From now on it says this about people, over what belongs in every answer.
    pub fn say(&self, claims: Value) {
        *self.says.lock().unwrap() = claims;
    }

    /// From now on it signs with another key, which it publishes.
    pub fn change_key(&self, name: &str) {
        *self.key.lock().unwrap() = key(name);
    }

    /// Ends it: nobody listens any more.
    pub fn stop(&self) {
        if let Some(serving) = self.serving.lock().unwrap().take() {
            serving.abort();
        }
    }

    /// A person's browser goes where the program sent it; the path at which it comes back.
    pub async fn visit(&self, to: &str) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = client.get(to).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let back: Uri = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        back.path_and_query().unwrap().to_string()
    }

    fn claims(&self, nonce: &str) -> Value {
        let now = clock().0 / 1000;
        let mut claims = json!({
            "iss": self.issuer, "sub": "person-1", "aud": [CLIENT], "iat": now, "exp": now + 300, "nonce": nonce,
        });
        for (name, value) in self.says.lock().unwrap().as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }
}

async fn describe(State(provider): State<Arc<Provider>>) -> Json<Value> {
    provider.described.fetch_add(1, Ordering::Relaxed);
    if provider.sleeps.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let at = |path: &str| format!("{}{path}", provider.issuer);
    Json(json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/keys"),
        "scopes_supported": ["openid", "email", "profile"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys(State(provider): State<Arc<Provider>>) -> Json<CoreJsonWebKeySet> {
    Json(CoreJsonWebKeySet::new(vec![provider.key.lock().unwrap().as_verification_key()]))
}

async fn authorize(State(provider): State<Arc<Provider>>, Query(asked): Query<Fields>) -> Response {
    let says = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let right = says("client_id") == CLIENT
        && says("response_type") == "code"
        && says("code_challenge_method") == "S256"
        && says("scope") == "openid email"
        && says("redirect_uri") == "http://127.0.0.1/oidc/callback";
    if !right {
        return (StatusCode::BAD_REQUEST, format!("{asked:?}")).into_response();
    }
    let code = random_token().unwrap();
    let back = format!("{}?code={code}&state={}", says("redirect_uri"), says("state"));
    provider.asked.lock().unwrap().insert(code, asked);
    Redirect::to(&back).into_response()
}

async fn answer(State(provider): State<Arc<Provider>>, headers: HeaderMap, Form(given): Form<Fields>) -> Response {
    if provider.sleeps.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let refuse = |why: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": why }))).into_response();
    // "societas:only-for-tests"
    if headers.get(AUTHORIZATION).is_none_or(|v| v != "Basic c29jaWV0YXM6b25seS1mb3ItdGVzdHM=") {
        return refuse("invalid_client");
    }
    let says = |name: &str| given.get(name).cloned().unwrap_or_default();
    let Some(asked) = provider.asked.lock().unwrap().remove(&says("code")) else { return refuse("invalid_grant") };
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(says("code_verifier")));
    if challenge.as_str() != asked["code_challenge"] || says("redirect_uri") != asked["redirect_uri"] {
        return refuse("invalid_grant");
    }
    let mut claims = provider.claims(&asked["nonce"]);
    if provider.is_terse.load(Ordering::Relaxed) {
        for name in ["email", "email_verified", "phone_number", "phone_number_verified"] {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    let claims: CoreIdTokenClaims = serde_json::from_value(claims).unwrap();
    let published = provider.key.lock().unwrap();
    let forged = provider.forges.load(Ordering::Relaxed).then(|| key("first"));
    let access = AccessToken::new(ACCESS.into());
    let signing = forged.as_ref().unwrap_or(&published);
    let token = CoreIdToken::new(claims, signing, CoreJwsSigningAlgorithm::EdDsa, Some(&access), None).unwrap();
    Json(json!({ "access_token": ACCESS, "token_type": "Bearer", "id_token": token.to_string() })).into_response()
}

async fn tell(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    match headers.get(AUTHORIZATION).is_some_and(|v| v == &format!("Bearer {ACCESS}")) {
        true => Json(provider.claims("")).into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}
