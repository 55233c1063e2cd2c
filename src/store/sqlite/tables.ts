/** `PRAGMA application_id` of a store: "CNCD". */
export const applicationId = 0x434e4344;

// Triggers protect events and log entries, so that no statement can rewrite them (ST31). INSERT needs one too: INSERT OR
// REPLACE deletes a row without firing the DELETE trigger.
const first = `
CREATE TABLE kinds (
  kind TEXT PRIMARY KEY, version INTEGER NOT NULL, shape TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE aggregates (
  kind TEXT NOT NULL, id TEXT NOT NULL,
  revision INTEGER NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, reacted INTEGER NOT NULL,
  version INTEGER NOT NULL, event_bytes INTEGER NOT NULL, at TEXT NOT NULL, fields TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX aggregates_unreacted ON aggregates (at, kind, id) WHERE reacted < seq;

CREATE TABLE unique_keys (
  kind TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX unique_keys_of ON unique_keys (kind, id);

CREATE TABLE tombstones (
  kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tombstones_kept BEFORE DELETE ON tombstones BEGIN SELECT RAISE(ABORT, 'a tombstone stays'); END;
CREATE TRIGGER tombstones_as_written BEFORE UPDATE ON tombstones BEGIN SELECT RAISE(ABORT, 'a tombstone stays'); END;
CREATE TRIGGER tombstones_once BEFORE INSERT ON tombstones
WHEN EXISTS (SELECT 1 FROM tombstones WHERE kind = NEW.kind AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a tombstone stays'); END;

CREATE TABLE events (
  kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, id, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER events_as_written BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'an event is never rewritten'); END;
CREATE TRIGGER events_kept BEFORE DELETE ON events
WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE kind = OLD.kind AND id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE kind = NEW.kind AND id = NEW.id), 0)
BEGIN SELECT RAISE(ABORT, 'an event is appended at the end'); END;

CREATE TABLE epochs (
  no INTEGER PRIMARY KEY, draft TEXT NOT NULL, epoch TEXT NOT NULL,
  cut TEXT, covers TEXT NOT NULL, authors TEXT NOT NULL, base BLOB NOT NULL,
  UNIQUE (draft, epoch)
) STRICT;
CREATE TABLE heads (
  no INTEGER NOT NULL, node TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (no, node)
) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
  no INTEGER NOT NULL, node TEXT NOT NULL, seq INTEGER NOT NULL, authors TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (no, node, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER entries_as_written BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never rewritten'); END;
CREATE TRIGGER entries_kept BEFORE DELETE ON entries
WHEN EXISTS (SELECT 1 FROM epochs WHERE no = OLD.no)
 AND OLD.seq > coalesce((SELECT value FROM epochs, json_each(covers) WHERE no = OLD.no AND key = OLD.node), 0)
BEGIN SELECT RAISE(ABORT, 'an entry that no base covers is never removed'); END;
CREATE TRIGGER entries_in_order BEFORE INSERT ON entries
WHEN NEW.seq <> 1 + coalesce((SELECT seq FROM heads WHERE no = NEW.no AND node = NEW.node), 0)
BEGIN SELECT RAISE(ABORT, 'an entry is appended at the end'); END;
CREATE TABLE late_edits (
  draft TEXT NOT NULL, epoch TEXT NOT NULL, id TEXT NOT NULL, member TEXT NOT NULL, at TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (draft, epoch, id)
) STRICT;

CREATE TABLE ephemeral (
  space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires TEXT NOT NULL,
  PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ephemeral_expires ON ephemeral (expires);
`;

/** Step i brings a store file of schema number i to i + 1 (`PRAGMA user_version`); a released step never changes. */
export const migrations: readonly string[] = [first];
