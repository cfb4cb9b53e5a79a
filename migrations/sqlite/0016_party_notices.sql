-- Party notices are sent by the association: what societies had entered themselves counts as answered
UPDATE records SET state = CASE state WHEN 'draft' THEN 'sent' ELSE 'answered' END WHERE register = 'party_notice' AND state IN ('draft', 'valid');
