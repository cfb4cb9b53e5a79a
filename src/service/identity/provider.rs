//! The identity provider: asked by OpenID Connect through our own HTTP client. What it publishes about itself is
//! fetched when it is first needed and kept for a while; nothing here knows accounts.

use std::io;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm as Algorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndUserEmail, EndUserPhoneNumber, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, TokenResponse, http,
};
use tokio::sync::Mutex;

use super::super::clock;
use crate::domain::dial;
use crate::domain::form::kinds::email;
use crate::domain::time::Instant;

/// How long the provider may take for one answer.
pub const PATIENCE: Duration = Duration::from_secs(8);
/// How long what the provider publishes about itself is believed without asking again.
const FRESH_MS: i64 = 3_600_000;
/// The longest answer that is read.
const ANSWER_BYTES: usize = 1 << 20;
/// What is asked for besides the person's name at the provider, where the provider has it.
const SCOPES: [&str; 2] = ["email", "phone"];
/// How answers may be signed: by a key that only the provider has.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// Which provider people can sign in by.
#[derive(Clone, Debug)]
pub struct IdentitySettings {
    /// Its address, under which it describes itself.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our password there; empty: none.
    pub secret: String,
    /// What the button says; empty: a word of ours.
    pub name: String,
    /// How long it may take for one answer; for so long it is then left alone.
    pub patience: Duration,
}

/// Why the provider has not said who somebody is; the text is for our log.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It does not answer, or not in its language.
    Silent(String),
    /// What it says does not hold.
    Refused(String),
}

/// A question that somebody takes along to the provider.
pub(super) struct Question {
    /// Where the browser goes.
    pub to: String,
    /// What comes back with the browser.
    pub state: String,
    /// What comes back in the answer.
    pub nonce: String,
    /// What the answer is fetched with.
    pub verifier: String,
}

/// Somebody of whom the provider has said who it is.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The provider.
    pub issuer: String,
    /// The provider's own name for the person, which never changes.
    pub subject: String,
    /// A mail address that the provider has verified; empty: none.
    pub email: String,
    /// A mobile number that the provider has verified; empty: none.
    pub mobile: String,
    access: AccessToken,
}

/// What the provider published about itself, and when it was asked in vain.
#[derive(Default)]
struct Published {
    metadata: Option<(CoreProviderMetadata, Instant)>,
    silent_at: Option<Instant>,
}

/// The provider that the settings name.
pub struct Provider {
    settings: IdentitySettings,
    issuer: IssuerUrl,
    back: RedirectUrl,
    http: reqwest::Client,
    published: Mutex<Published>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Provider {
    /// The provider of those settings; nothing is asked yet.
    ///
    /// # Errors
    /// What is wrong with the settings, for the terminal.
    pub fn new(settings: &IdentitySettings, public_url: &str) -> Result<Self, String> {
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|e| format!("the address of the identity provider cannot be read: {e}"))?;
        let local = issuer.url().host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        if issuer.url().scheme() != "https" && !(local && issuer.url().scheme() == "http") {
            return Err("the address of the identity provider must begin with https://".into());
        }
        if settings.client.is_empty() {
            return Err("the identity provider is named, but not our client id there".into());
        }
        let back = RedirectUrl::new(format!("{public_url}/oidc/callback"))
            .map_err(|e| format!("the public address of the site cannot be read: {e}"))?;
        let http = reqwest::Client::builder()
            .timeout(settings.patience)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| format!("no client for the identity provider: {e}"))?;
        Ok(Self { settings: settings.clone(), issuer, back, http, published: Mutex::default() })
    }

    /// What the button says; empty: a word of ours.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// What somebody is to ask the provider.
    pub(super) async fn question(&self) -> Result<Question, Trouble> {
        let metadata = self.metadata().await?;
        let offered = metadata.scopes_supported().cloned();
        let wanted = SCOPES.map(|name| Scope::new(name.to_owned()));
        let scopes = wanted.into_iter().filter(|scope| offered.as_ref().is_none_or(|offered| offered.contains(scope)));
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (to, state, nonce) = self
            .client(metadata)
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        let (state, nonce) = (state.secret().clone(), nonce.secret().clone());
        Ok(Question { to: to.into(), state, nonce, verifier: verifier.secret().clone() })
    }

    /// Who somebody is that came back with a code.
    pub(super) async fn identify(&self, code: &str, nonce: &str, verifier: &str) -> Result<Person, Trouble> {
        let client = self.client(self.metadata().await?);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|e| Trouble::Silent(e.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&self.caller())
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => Trouble::Refused(said.to_string()),
                other => Trouble::Silent(told(&other)),
            })?;
        let nonce = Nonce::new(nonce.to_owned());
        let claims = match verified(&client, &answer, &nonce) {
            // The provider may have changed its keys.
            Err(Doubt::Key(_)) => {
                let renewed = self.client(self.renewed().await?);
                verified(&renewed, &answer, &nonce)
            }
            other => other,
        };
        let claims = claims.map_err(|doubt| match doubt {
            Doubt::Key(why) | Doubt::Other(why) => Trouble::Refused(why),
        })?;
        Ok(Person {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            email: email_of(claims.email(), claims.email_verified()),
            mobile: mobile_of(claims.phone_number(), claims.phone_number_verified()),
            access: answer.access_token().clone(),
        })
    }

    /// The same person with what the provider only tells who asks again: many leave mail and number out of the
    /// signed answer.
    pub(super) async fn complete(&self, person: Person) -> Result<Person, Trouble> {
        let client = self.client(self.metadata().await?);
        // What cannot stand in a header would end the library in a panic.
        let sound = person.access.secret().bytes().all(|b| b.is_ascii_graphic());
        let expected = openidconnect::SubjectIdentifier::new(person.subject.clone());
        let (true, Ok(request)) = (sound, client.user_info(person.access.clone(), Some(expected))) else {
            return Ok(person);
        };
        let claims: CoreUserInfoClaims =
            request.request_async(&self.caller()).await.map_err(|e| Trouble::Silent(told(&e)))?;
        Ok(Person {
            email: email_of(claims.email(), claims.email_verified()),
            mobile: mobile_of(claims.phone_number(), claims.phone_number_verified()),
            ..person
        })
    }

    fn client(&self, metadata: CoreProviderMetadata) -> Client {
        let secret = Some(self.settings.secret.clone()).filter(|s| !s.is_empty()).map(ClientSecret::new);
        let methods = metadata.token_endpoint_auth_methods_supported().cloned().unwrap_or_default();
        let in_body = !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
            && methods.contains(&CoreClientAuthMethod::ClientSecretPost);
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(self.settings.client.clone()), secret)
            .set_redirect_uri(self.back.clone());
        if in_body { client.set_auth_type(AuthType::RequestBody) } else { client }
    }

    /// What the provider says about itself; asked once for all who wait for it.
    async fn metadata(&self) -> Result<CoreProviderMetadata, Trouble> {
        let mut published = self.published.lock().await;
        let kept = published.metadata.as_ref().filter(|(_, at)| at.plus_ms(FRESH_MS) > clock());
        if let Some((metadata, _)) = kept {
            return Ok(metadata.clone());
        }
        if published.silent_at.is_some_and(|at| self.is_just_now(at)) {
            // Better old than nothing: keys rarely change.
            let old = published.metadata.as_ref().map(|(metadata, _)| metadata.clone());
            return old.ok_or_else(|| Trouble::Silent("it did not answer a moment ago".into()));
        }
        match CoreProviderMetadata::discover_async(self.issuer.clone(), &self.caller()).await {
            Ok(metadata) => {
                *published = Published { metadata: Some((metadata.clone(), clock())), silent_at: None };
                Ok(metadata)
            }
            Err(error) => {
                published.silent_at = Some(clock());
                match &published.metadata {
                    Some((metadata, _)) => Ok(metadata.clone()),
                    None => Err(Trouble::Silent(told(&error))),
                }
            }
        }
    }

    /// The same with its keys fetched anew, unless that was done a moment ago.
    async fn renewed(&self) -> Result<CoreProviderMetadata, Trouble> {
        let old = self.metadata().await?;
        let mut published = self.published.lock().await;
        if published.metadata.as_ref().is_some_and(|(_, at)| self.is_just_now(*at)) {
            return Ok(published.metadata.as_ref().map_or(old, |(metadata, _)| metadata.clone()));
        }
        let keys = CoreJsonWebKeySet::fetch_async(old.jwks_uri(), &self.caller()).await;
        let metadata = old.set_jwks(keys.map_err(|e| Trouble::Silent(told(&e)))?);
        published.metadata = Some((metadata.clone(), clock()));
        Ok(metadata)
    }

    /// Whether the provider is left alone since then: what it was asked a moment ago is not asked again.
    fn is_just_now(&self, at: Instant) -> bool {
        at.plus_ms(self.settings.patience.as_millis() as i64) > clock()
    }

    fn caller(&self) -> impl for<'c> AsyncHttpClient<'c, Error = io::Error, Future: Send> + Send + Sync + use<> {
        let http = self.http.clone();
        move |request| call(http.clone(), request)
    }
}

/// Why an answer is not believed.
enum Doubt {
    /// It is signed by a key that we do not know.
    Key(String),
    /// Anything else.
    Other(String),
}

/// What stands in the answer, if it is signed by the provider, for us, for this question, and not over.
fn verified(client: &Client, answer: &CoreTokenResponse, nonce: &Nonce) -> Result<CoreIdTokenClaims, Doubt> {
    let doubt = |error: ClaimsVerificationError| match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
        ) => Doubt::Key(told(&error)),
        other => Doubt::Other(told(&other)),
    };
    let token = answer.id_token().ok_or_else(|| Doubt::Other("the answer says nothing about a person".into()))?;
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let claims = token.claims(&verifier, nonce).map_err(doubt)?;
    if let Some(expected) = claims.access_token_hash() {
        let other = |e: &dyn std::error::Error| Doubt::Other(told(e));
        let algorithm = token.signing_alg().map_err(|e| other(&e))?;
        let key = token.signing_key(&verifier).map_err(|e| other(&e))?;
        let given = AccessTokenHash::from_token(answer.access_token(), algorithm, key).map_err(|e| other(&e))?;
        if given != *expected {
            return Err(Doubt::Other("the access token belongs to another answer".into()));
        }
    }
    Ok(claims.clone())
}

/// An address that the provider has verified; empty: none.
fn email_of(told: Option<&EndUserEmail>, verified: Option<bool>) -> String {
    let told = told.filter(|_| verified == Some(true)).map(|address| email::canonical(address));
    told.filter(|address| email::is_valid(address)).unwrap_or_default()
}

/// A number that the provider has verified; empty: none.
fn mobile_of(told: Option<&EndUserPhoneNumber>, verified: Option<bool>) -> String {
    told.filter(|_| verified == Some(true)).and_then(|number| dial::read(number).ok()).unwrap_or_default()
}

/// An error with its causes, on one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// One call of the provider.
async fn call(client: reqwest::Client, request: HttpRequest) -> io::Result<HttpResponse> {
    let request = request.try_into().map_err(io::Error::other)?;
    let mut answer = client.execute(request).await.map_err(io::Error::other)?;
    let mut taken = http::Response::builder().status(answer.status());
    if let Some(headers) = taken.headers_mut() {
        headers.clone_from(answer.headers());
    }
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(io::Error::other)? {
        if body.len() + part.len() > ANSWER_BYTES {
            return Err(io::Error::other("the answer is too long"));
        }
        body.extend_from_slice(&part);
    }
    taken.body(body).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: &str, client: &str) -> IdentitySettings {
        let (issuer, client) = (issuer.to_owned(), client.to_owned());
        IdentitySettings { issuer, client, secret: String::new(), name: String::new(), patience: PATIENCE }
    }

    #[test]
    fn wrong_settings_are_named() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let site = "https://xhb.example.org";
        for good in ["https://id.example.org/realms/kx", "http://127.0.0.1:8080", "http://localhost"] {
            assert!(Provider::new(&settings(good, "societas"), site).is_ok(), "{good}");
        }
        for bad in ["http://id.example.org", "ftp://id.example.org", "id.example.org", ""] {
            assert!(Provider::new(&settings(bad, "societas"), site).is_err(), "{bad}");
        }
        assert!(Provider::new(&settings("https://id.example.org", ""), site).is_err());
    }

    #[test]
    fn only_sound_addresses_and_numbers_count() {
        let mail = |told: &str, verified| email_of(Some(&EndUserEmail::new(told.into())), verified);
        assert_eq!(mail("Shili@Example.ORG", Some(true)), "Shili@example.org");
        assert_eq!(mail("example", Some(true)), "");
        assert_eq!(mail("shili@example.org", Some(false)), "");
        assert_eq!(mail("shili@example.org", None), "");
        let number = |told: &str, verified| mobile_of(Some(&EndUserPhoneNumber::new(told.into())), verified);
        assert_eq!(number("+86 138-0000-0001", Some(true)), "13800000001");
        assert_eq!(number("+852 5123 4567", Some(true)), "+85251234567");
        assert_eq!(number("+1 202 555 0100", Some(true)), "");
        assert_eq!(number("13800000001", Some(false)), "");
        assert_eq!((email_of(None, Some(true)), mobile_of(None, Some(true))), Default::default());
    }
}
