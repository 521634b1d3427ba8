-- name: add_user
INSERT INTO users (user, hash, changed_ms) VALUES (:user, :hash, :now_ms)
ON CONFLICT (user) DO NOTHING RETURNING user;

-- name: drop_user
DELETE FROM users WHERE user = :user RETURNING user;

-- name: set_hash
UPDATE users SET hash = :hash, changed_ms = :now_ms WHERE user = :user RETURNING user;

-- name: rehash
-- Only while nobody has changed the password meanwhile
UPDATE users SET hash = :hash WHERE user = :user AND hash = :was;

-- name: hash_of
SELECT hash FROM users WHERE user = :user AND NOT disabled;

-- name: set_disabled
UPDATE users SET disabled = :disabled, changed_ms = :now_ms WHERE user = :user RETURNING user;

-- name: users
SELECT user FROM users ORDER BY user;

-- name: open_session
INSERT INTO sessions (token_sha256, user, dev, used_ms, idle_ms, ends_ms)
SELECT :token, user, :dev, :now_ms, :idle_ms, :ends_ms FROM users
WHERE user = :user AND NOT disabled RETURNING user;

-- name: session
SELECT s.user, s.dev, s.used_ms, s.idle_ms, s.ends_ms
FROM sessions s JOIN users u USING (user)
WHERE s.token_sha256 = :token AND NOT u.disabled
  AND s.used_ms + s.idle_ms > :now_ms AND s.ends_ms > :now_ms;

-- name: touch_session
UPDATE sessions SET used_ms = max(used_ms, :now_ms) WHERE token_sha256 = :token;

-- name: close_session
DELETE FROM sessions WHERE token_sha256 = :token;

-- name: close_device_sessions
DELETE FROM sessions WHERE dev = :dev RETURNING user;

-- name: close_user_sessions
DELETE FROM sessions WHERE user = :user;

-- name: close_desk_sessions
DELETE FROM sessions WHERE user = :user AND dev IS NULL;

-- name: drop_codes
DELETE FROM codes WHERE user = :user AND NOT claimed;

-- name: add_code
INSERT INTO codes (code_sha256, user, ends_ms)
SELECT :code, user, :ends_ms FROM users WHERE user = :user AND NOT disabled RETURNING user;

-- name: claim_code
-- One statement, so that of two phones showing the same code one gets it
UPDATE codes SET claimed = 1
WHERE code_sha256 = :code AND NOT claimed AND ends_ms > :now_ms
  AND EXISTS (SELECT 1 FROM users u WHERE u.user = codes.user AND NOT u.disabled)
RETURNING user;

-- name: release_code
UPDATE codes SET claimed = 0 WHERE code_sha256 = :code;

-- name: purge_sessions
DELETE FROM sessions WHERE used_ms + idle_ms <= :now_ms OR ends_ms <= :now_ms;

-- name: purge_codes
DELETE FROM codes WHERE ends_ms <= :now_ms;

-- name: subscribe
INSERT INTO subscriptions (dev, user, endpoint, p256dh, auth)
SELECT :dev, user, :endpoint, :p256dh, :auth FROM users WHERE user = :user AND NOT disabled
ON CONFLICT (dev) DO UPDATE SET
  user = excluded.user, endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth;

-- name: unsubscribe
DELETE FROM subscriptions WHERE dev = :dev;

-- name: subscribers
-- Of a phone that was revoked no session is left
SELECT p.dev, p.user, p.endpoint, p.p256dh, p.auth
FROM subscriptions p JOIN users u USING (user)
WHERE NOT u.disabled AND EXISTS (
  SELECT 1 FROM sessions s
  WHERE s.dev = p.dev AND s.used_ms + s.idle_ms > :now_ms AND s.ends_ms > :now_ms
) ORDER BY p.dev;
