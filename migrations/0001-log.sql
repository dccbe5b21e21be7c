-- SPDX-License-Identifier: Apache-2.0
-- The primary tables: what a catalogue is. Everything else is made from them.

-- One row an event, in the order of the log. `bytes` is what is hashed and
-- signed; the columns before it repeat parts of it for looking up.
CREATE TABLE events (
	seq     INTEGER PRIMARY KEY,
	id      TEXT NOT NULL UNIQUE,
	subject TEXT NOT NULL,
	n       INTEGER NOT NULL,
	type    TEXT NOT NULL,
	leaf    BLOB NOT NULL CHECK (length(leaf) = 32),
	bytes   TEXT NOT NULL,
	UNIQUE (subject, n)
) STRICT;

-- The private side of an event: the seed of its salts and the plain values of
-- its sealed members, a canonical JSON object. Where a value was destroyed,
-- the seed is NULL and `salts` holds the salts of the other members.
CREATE TABLE event_values (
	seq     INTEGER PRIMARY KEY REFERENCES events,
	seed    BLOB CHECK (seed IS NULL OR length(seed) = 32),
	salts   TEXT,
	members TEXT NOT NULL,
	CHECK ((seed IS NULL) <> (salts IS NULL))
) STRICT;

-- Roots of complete subtrees of level 1 and above; leaves stand in events.
CREATE TABLE tree_nodes (
	level    INTEGER NOT NULL CHECK (level > 0),
	position INTEGER NOT NULL,
	hash     BLOB NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

-- The signed note after each change, by the size of the log it signs.
CREATE TABLE checkpoints (
	size INTEGER PRIMARY KEY,
	note TEXT NOT NULL
) STRICT;

-- Which script made the p_ tables, and whether that was finished.
CREATE TABLE projection (
	one        INTEGER PRIMARY KEY CHECK (one = 1),
	version    TEXT NOT NULL,
	rebuilding INTEGER NOT NULL
) STRICT;

CREATE TRIGGER events_stay BEFORE UPDATE ON events
	BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events
	BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_values_stay BEFORE UPDATE ON event_values
	BEGIN SELECT raise(ABORT, 'values are never changed'); END;
CREATE TRIGGER event_values_remain BEFORE DELETE ON event_values
	BEGIN SELECT raise(ABORT, 'values are never deleted'); END;
CREATE TRIGGER tree_nodes_stay BEFORE UPDATE ON tree_nodes
	BEGIN SELECT raise(ABORT, 'tree nodes are never changed'); END;
CREATE TRIGGER tree_nodes_remain BEFORE DELETE ON tree_nodes
	BEGIN SELECT raise(ABORT, 'tree nodes are never deleted'); END;
CREATE TRIGGER checkpoints_stay BEFORE UPDATE ON checkpoints
	BEGIN SELECT raise(ABORT, 'checkpoints are never changed'); END;
CREATE TRIGGER checkpoints_remain BEFORE DELETE ON checkpoints
	BEGIN SELECT raise(ABORT, 'checkpoints are never deleted'); END;
