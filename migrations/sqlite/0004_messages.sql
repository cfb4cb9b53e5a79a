-- Notices (通知公告): a unit announces to the units below
CREATE TABLE notices (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), state TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  everyone BOOLEAN NOT NULL, pinned_until_on TEXT, files TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  author_id TEXT NOT NULL REFERENCES accounts(id), author_name TEXT NOT NULL, visible_at BIGINT, version BIGINT NOT NULL
);
CREATE INDEX notices_org_id_idx ON notices(org_id, state, visible_at);
-- Kinds of units and named units that a notice is for, unless it is for everyone below.
CREATE TABLE notice_targets (
  notice_id TEXT NOT NULL REFERENCES notices(id), kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (notice_id, kind, value)
);
CREATE TABLE notice_reads (
  notice_id TEXT NOT NULL REFERENCES notices(id), account_id TEXT NOT NULL REFERENCES accounts(id), read_at BIGINT NOT NULL,
  PRIMARY KEY (notice_id, account_id)
);

-- Messages (站内消息): between people
CREATE TABLE messages (
  id TEXT PRIMARY KEY, state TEXT NOT NULL, sender_id TEXT NOT NULL REFERENCES accounts(id), sender_name TEXT NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs(id), org_name TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, targets TEXT NOT NULL,
  files TEXT NOT NULL, reply_to_id TEXT REFERENCES messages(id), updated_at BIGINT NOT NULL, sent_at BIGINT, deleted_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX messages_sender_id_idx ON messages(sender_id, state, updated_at);
CREATE TABLE message_receivers (
  message_id TEXT NOT NULL REFERENCES messages(id), account_id TEXT NOT NULL REFERENCES accounts(id), account_name TEXT NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs(id), org_name TEXT NOT NULL, visible_at BIGINT NOT NULL, read_at BIGINT, deleted_at BIGINT,
  PRIMARY KEY (message_id, account_id)
);
CREATE INDEX message_receivers_account_id_idx ON message_receivers(account_id, visible_at);

-- Notifications (提醒): what changed for somebody who must act, and how it also leaves the site
CREATE TABLE notifications (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  kind TEXT NOT NULL, subject_id TEXT NOT NULL, args TEXT NOT NULL, link TEXT NOT NULL, created_at BIGINT NOT NULL, read_at BIGINT
);
CREATE INDEX notifications_account_id_idx ON notifications(account_id, created_at);
CREATE INDEX notifications_unread_idx ON notifications(account_id) WHERE read_at IS NULL;
CREATE INDEX notifications_subject_id_idx ON notifications(subject_id) WHERE read_at IS NULL;
CREATE TABLE notification_choices (
  account_id TEXT NOT NULL REFERENCES accounts(id), kind TEXT NOT NULL, email BOOLEAN NOT NULL, sms BOOLEAN NOT NULL,
  PRIMARY KEY (account_id, kind)
);

-- Support (技术服务): whom to ask
CREATE TABLE support_contacts (
  org_id TEXT PRIMARY KEY REFERENCES orgs(id), name TEXT NOT NULL, phone TEXT NOT NULL, hours TEXT NOT NULL, note TEXT NOT NULL,
  version BIGINT NOT NULL
);
