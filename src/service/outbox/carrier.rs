//! Who carries a message out of the house: a mail server (SMTP), or a gateway for short messages (HTTP).

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use sha2::Sha256;

use super::{clip, clock};
use crate::store::event::hex;
use crate::store::outbox::Letter;

/// How long a server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How mail and short messages leave, as the settings say.
#[derive(Clone, Debug, Default)]
pub struct CarrierSettings {
    /// `smtp://user:password@host:port` or `smtps://…`; none: mail waits.
    pub smtp_url: Option<String>,
    /// The sender of mail: `学会通 <no-reply@example.org>`.
    pub mail_from: Option<String>,
    /// The gateway for short messages; none: they wait.
    pub sms: Option<SmsSettings>,
    /// Nothing leaves; the page of the outbox shows everything.
    pub shelf: bool,
}

/// A gateway for short messages that is called by HTTP.
#[derive(Clone, Debug)]
pub struct SmsSettings {
    /// Where to post to.
    pub url: String,
    /// The key of the signature; empty: unsigned.
    pub key: String,
    /// The body with `{mobile}`, `{text}` and `{id}`, as JSON: what is put in is escaped.
    pub template: String,
    /// What stands in the answer to a message that was taken; empty: every answer of success will do.
    pub expects: String,
}

/// Names the one provider of cryptography, which clients look for in this process.
pub(super) fn install_cryptography() {
    // Fails only where one was installed before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl CarrierSettings {
    pub(super) fn email(&self) -> Result<Option<Carrier>, String> {
        let Some(url) = &self.smtp_url else { return Ok(None) };
        let from = self.mail_from.as_deref().unwrap_or_default();
        let from: Mailbox = from.parse().map_err(|e| format!("the sender of mail, “{from}”, is no address: {e}"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|e| format!("the address of the mail server cannot be read: {e}"))?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Some(Carrier::Smtp { transport, from: Box::new(from) }))
    }

    pub(super) fn sms(&self) -> Result<Option<Carrier>, String> {
        let Some(settings) = &self.sms else { return Ok(None) };
        serde_json::from_str::<serde_json::Value>(&filled(&settings.template, "13800138000", "123456", "0"))
            .map_err(|e| format!("the template of short messages is no JSON: {e}"))?;
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| format!("no client for the gateway of short messages: {e}"))?;
        Ok(Some(Carrier::Gateway { client, settings: settings.clone() }))
    }
}

/// The template with its places filled.
fn filled(template: &str, mobile: &str, text: &str, id: &str) -> String {
    let escaped = |value: &str| {
        let quoted = serde_json::Value::from(value).to_string();
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        inner.unwrap_or_default().to_owned()
    };
    template.replace("{mobile}", &escaped(mobile)).replace("{id}", &escaped(id)).replace("{text}", &escaped(text))
}

/// `X-Signature`: HMAC-SHA-256 in hexadecimal over the time, a line break and the body.
fn signature(key: &str, time: &str, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(time.as_bytes());
    mac.update(b"\n");
    mac.update(body.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// One way out.
pub(super) enum Carrier {
    Smtp { transport: AsyncSmtpTransport<Tokio1Executor>, from: Box<Mailbox> },
    Gateway { client: reqwest::Client, settings: SmsSettings },
}

impl Carrier {
    /// Hands a message over. `id` is the same at every try, so that a gateway can drop what it has had.
    ///
    /// # Errors
    /// What the other side said, for the log and the administrator.
    pub async fn send(&self, id: &str, letter: &Letter) -> Result<(), String> {
        match self {
            Self::Smtp { transport, from } => {
                let to: Mailbox = letter.recipient.parse().map_err(|e| format!("no address: {e}"))?;
                let domain = from.email.domain();
                let message = MessageBuilder::new()
                    .message_id(Some(format!("<{id}@{domain}>")))
                    .from(from.as_ref().clone())
                    .to(to)
                    .subject(letter.subject.clone())
                    .header(ContentType::TEXT_PLAIN)
                    .body(letter.body.clone())
                    .map_err(|e| e.to_string())?;
                transport.send(message).await.map(|_| ()).map_err(|e| e.to_string())
            }
            Self::Gateway { client, settings } => {
                let body = filled(&settings.template, &letter.recipient, &letter.body, id);
                let time = clock().0.to_string();
                let mut request = client.post(&settings.url).header("content-type", "application/json");
                if !settings.key.is_empty() {
                    request = request
                        .header("x-timestamp", &time)
                        .header("x-signature", signature(&settings.key, &time, &body));
                }
                let answer = request.body(body).send().await.map_err(|e| e.without_url().to_string())?;
                let status = answer.status();
                let said = answer.text().await.map_err(|e| e.without_url().to_string())?;
                if status.is_success() && said.contains(&settings.expects) {
                    return Ok(());
                }
                Err(format!("the gateway answered {status}: {}", clip(&said, 200)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_is_filled_as_json() {
        let template = r#"{"phone":"{mobile}","params":{"text":"{text}"},"id":"{id}"}"#;
        let body = filled(template, "13800138000", "“引号\" 和\n换行\"", "7");
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(read["params"]["text"], "“引号\" 和\n换行\"");
        assert_eq!((read["phone"].as_str(), read["id"].as_str()), (Some("13800138000"), Some("7")));
    }

    #[test]
    fn signature_is_that_of_the_standard() {
        // HMAC-SHA-256("key", "1\n{}"), computed by another program.
        assert_eq!(signature("key", "1", "{}"), "26580996971a5c402bfec0b1f0122c5e4021123d46b5e5476ffac03d65e36ca8");
    }

    #[test]
    fn wrong_settings_are_named() {
        let mail = |url: &str, from: &str| CarrierSettings {
            smtp_url: Some(url.into()),
            mail_from: Some(from.into()),
            ..CarrierSettings::default()
        };
        assert!(mail("smtp://127.0.0.1:2525", "no-reply@example.org").email().is_ok());
        assert!(mail("http://127.0.0.1", "no-reply@example.org").email().is_err());
        assert!(mail("smtp://127.0.0.1:2525", "nobody").email().is_err());
        let sms = SmsSettings {
            url: "http://127.0.0.1:1".into(),
            key: String::new(),
            template: "{".into(),
            expects: String::new(),
        };
        assert!(CarrierSettings { sms: Some(sms), ..CarrierSettings::default() }.sms().is_err());
    }
}
