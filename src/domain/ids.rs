//! Identifiers: UUID version 7, made on the server, carried as text on the wire and in the store.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// 128 bits of identity; the first 48 are the UTC millisecond of creation, so ids sort by age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid([u8; 16]);

/// The text is no id: wrong length, wrong hyphens or a character that is not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl Uid {
    /// Composes a UUIDv7 from a UTC millisecond and ten random bytes.
    pub fn compose(unix_ms: i64, random: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&unix_ms.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        bytes[6] = 0x70 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Self(bytes)
    }

    /// A fresh id. Ids are made by the server only.
    #[cfg(feature = "ssr")]
    pub fn fresh() -> Self {
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64);
        let mut random = [0; 10];
        // The operating system's generator fails only where nothing else works either.
        if getrandom::fill(&mut random).is_err() {
            std::process::abort();
        }
        Self::compose(now, random)
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uid {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let text = text.as_bytes();
        if text.len() != 36 {
            return Err(NotAnId);
        }
        let mut bytes = [0; 16];
        let mut at = 0;
        for (i, byte) in bytes.iter_mut().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                if text[at] != b'-' {
                    return Err(NotAnId);
                }
                at += 1;
            }
            let digit = |c: u8| (c as char).to_digit(16).ok_or(NotAnId);
            *byte = (digit(text[at])? << 4 | digit(text[at + 1])?) as u8;
            at += 2;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Uid {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uid {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(|NotAnId| de::Error::custom("not an id"))
    }
}

/// One type per kind of thing, so that no id is ever taken for another's.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uid);

        impl $name {
            /// A fresh id. Ids are made by the server only.
            #[cfg(feature = "ssr")]
            pub fn fresh() -> Self {
                Self(Uid::fresh())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.parse().map(Self)
            }
        }
    )* };
}

ids! {
    /// A unit of the organisation tree.
    OrgId;
    /// One person's account.
    AccountId;
    /// An open session, as its owner names it.
    SessionId;
    /// A code or link that was sent.
    PasscodeId;
    /// A record of any register.
    RecordId;
    /// A stored file.
    FileId;
    /// An upload in pieces.
    UploadId;
    /// A stored import plan.
    PlanId;
    /// An invitation to join a society.
    InvitationId;
    /// A batch of evaluations (评估批次).
    BatchId;
    /// One society's evaluation in a batch.
    EvaluationId;
    /// A congress (代表大会).
    CongressId;
    /// A nominee of a congress (被推荐人).
    NomineeId;
    /// A change of the organisation tree.
    OrgChangeId;
    /// A notice of a unit (通知公告).
    NoticeId;
    /// A message between people (站内消息).
    MessageId;
    /// A notification of one person (提醒).
    NotificationId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_id_round_trips_through_text() {
        let id = Uid::compose(0x0123_4567_89ab, [0xff; 10]);
        assert_eq!(id.to_string(), "01234567-89ab-7fff-bfff-ffffffffffff");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn malformed_text_is_refused() {
        for text in ["", "x", "01234567-89ab-7fff-bfff-fffffffffffg", "0123456789ab-7fff-bfff-ffffffffffff-"] {
            assert_eq!(text.parse::<Uid>(), Err(NotAnId), "{text}");
        }
        assert_eq!("０1234567-89ab-7fff-bfff-ffffffff".parse::<Uid>(), Err(NotAnId));
    }
}
