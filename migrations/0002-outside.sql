-- SPDX-License-Identifier: Apache-2.0
-- What others said of the log, and when: nothing here can be made again from events.

-- A witness's signature under a checkpoint (C2SP tlog-cosignature), with the
-- verifier key that it was verified by and the time that the witness states.
CREATE TABLE cosignatures (
	size    INTEGER NOT NULL REFERENCES checkpoints,
	witness TEXT NOT NULL,
	time    INTEGER NOT NULL CHECK (time > 0), -- seconds since 1970
	line    TEXT NOT NULL,
	PRIMARY KEY (size, witness, time)
) STRICT, WITHOUT ROWID;

-- An authority's time-stamp (RFC 3161). `digest` is the SHA-256 of the bytes
-- that were stamped: the note of the checkpoint `size`, the token of the
-- earlier stamp `renews`, or a file that lies elsewhere (both NULL).
CREATE TABLE stamps (
	number    INTEGER PRIMARY KEY,
	digest    BLOB NOT NULL CHECK (length(digest) = 32),
	size      INTEGER REFERENCES checkpoints,
	renews    INTEGER REFERENCES stamps,
	time      INTEGER NOT NULL, -- that the token states, milliseconds since 1970
	ends      INTEGER NOT NULL, -- last moment of the authority's certificate, the same
	authority BLOB NOT NULL CHECK (length(authority) = 32), -- SHA-256 of that certificate
	name      TEXT NOT NULL, -- its subject
	token     BLOB NOT NULL UNIQUE,
	CHECK (size IS NULL OR renews IS NULL)
) STRICT;
CREATE INDEX stamps_by_size ON stamps (size);
CREATE INDEX stamps_by_digest ON stamps (digest);
CREATE INDEX stamps_by_renewal ON stamps (renews);

CREATE TRIGGER cosignatures_stay BEFORE UPDATE ON cosignatures
	BEGIN SELECT raise(ABORT, 'cosignatures are never changed'); END;
CREATE TRIGGER cosignatures_remain BEFORE DELETE ON cosignatures
	BEGIN SELECT raise(ABORT, 'cosignatures are never deleted'); END;
CREATE TRIGGER stamps_stay BEFORE UPDATE ON stamps
	BEGIN SELECT raise(ABORT, 'time-stamps are never changed'); END;
CREATE TRIGGER stamps_remain BEFORE DELETE ON stamps
	BEGIN SELECT raise(ABORT, 'time-stamps are never deleted'); END;
