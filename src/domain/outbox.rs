//! Mail and short messages on their way out: what an administrator sees of them, and when a failed one is tried again.

use serde::{Deserialize, Serialize};

use super::text::letter::OutboxText;
use super::time::Instant;

/// By which way a message leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 电子邮件
    Email,
    /// 短信
    Sms,
}

impl Channel {
    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Email, Self::Sms].into_iter().find(|c| c.key() == key)
    }

    /// The word.
    pub fn name(self) -> OutboxText {
        match self {
            Self::Email => OutboxText::Email,
            Self::Sms => OutboxText::Sms,
        }
    }
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendState {
    /// 待发送
    Waiting,
    /// 已发送
    Sent,
    /// 发送失败: tried as often as is sensible
    Failed,
}

impl SendState {
    /// The word.
    pub fn name(self) -> OutboxText {
        match self {
            Self::Waiting => OutboxText::Waiting,
            Self::Sent => OutboxText::Sent,
            Self::Failed => OutboxText::Failed,
        }
    }
}

/// One message as the page of the outbox shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxLine {
    /// By which way.
    pub channel: Channel,
    /// To whom; masked where the page is that of an administrator.
    pub recipient: String,
    /// The subject; empty for a short message.
    pub subject: String,
    /// The text; empty where it is secret, as codes are.
    pub body: String,
    /// When it was written.
    pub created_at: Instant,
    /// When it is tried next; only while it waits.
    pub next_at: Instant,
    /// How often it was tried.
    pub tries: i64,
    /// How far it has come.
    pub state: SendState,
    /// What the carrier said last.
    pub fault: String,
}

/// The page of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxView {
    /// Whether nothing leaves the house: the demo, where the page shows what would have been sent.
    pub shelf: bool,
    /// Whether a mail server is set up.
    pub email: bool,
    /// Whether a gateway for short messages is set up.
    pub sms: bool,
    /// The last messages, newest first.
    pub lines: Vec<OutboxLine>,
}

/// How often a message is tried before it counts as failed.
pub const TRIES_MAX: i64 = 9;

/// How long to wait after so many failed tries, in milliseconds: 5 seconds, because somebody waits for a code, then
/// four times as long each time, six hours at most. None: given up.
pub fn wait_ms(tries: i64) -> Option<i64> {
    if tries >= TRIES_MAX {
        return None;
    }
    let steps = u32::try_from((tries - 1).clamp(0, 7)).unwrap_or_default();
    Some((5_000 * 4_i64.pow(steps)).min(6 * 3_600_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<Option<i64>> = (1..=TRIES_MAX).map(wait_ms).collect();
        assert_eq!(waits[..3], [Some(5_000), Some(20_000), Some(80_000)]);
        assert!(waits.windows(2).all(|w| w[1].is_none() || w[0] <= w[1]));
        assert_eq!(waits.iter().flatten().max(), Some(&(6 * 3_600_000)));
        assert_eq!(waits.last(), Some(&None));
        assert!(waits.iter().flatten().sum::<i64>() > 12 * 3_600_000, "a night is bridged");
    }

    #[test]
    fn channels_survive_their_keys() {
        for channel in [Channel::Email, Channel::Sms] {
            assert_eq!(Channel::from_key(channel.key()), Some(channel));
        }
    }
}
