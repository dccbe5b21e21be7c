-- SPDX-License-Identifier: Apache-2.0
-- What the commands show: computed from the events and their values, thrown
-- away and made again by `vidimus rebuild`, compared by `vidimus audit`. Only
-- casework's apply writes here. A change of this text means a rebuild.
-- Every column that comes from a sealed member may be NULL: unknown, or destroyed.
-- JSON columns hold canonical JSON. `number` is the number of the short id.

CREATE TABLE p_catalogue (
	uuid         TEXT PRIMARY KEY,
	format       INTEGER NOT NULL,
	created      TEXT NOT NULL,
	name         TEXT,
	organisation TEXT
) STRICT;

CREATE TABLE p_homes (
	seq     INTEGER PRIMARY KEY,
	home    TEXT,
	machine TEXT,
	host    TEXT,
	login   TEXT
) STRICT;

-- The catalogue is written by the machine of its last move.
CREATE TABLE p_moves (
	seq        INTEGER PRIMARY KEY,
	time       TEXT NOT NULL,
	actor      TEXT NOT NULL,
	machine    TEXT,
	host       TEXT,
	login      TEXT,
	path       TEXT,
	path_bytes BLOB,
	because    TEXT
) STRICT;

CREATE TABLE p_resumptions (
	seq             INTEGER PRIMARY KEY,
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	generation      INTEGER NOT NULL,
	kept            INTEGER NOT NULL,
	lost_size       INTEGER NOT NULL,
	lost_root       TEXT NOT NULL,
	lost_checkpoint TEXT,
	because         TEXT
) STRICT;

CREATE TABLE p_backups (
	seq        INTEGER PRIMARY KEY,
	time       TEXT NOT NULL,
	actor      TEXT NOT NULL,
	events     INTEGER,
	objects    INTEGER,
	bytes      INTEGER,
	damaged    INTEGER,
	path       TEXT,
	path_bytes BLOB,
	host       TEXT
) STRICT;


CREATE TABLE p_actors (
	uuid         TEXT PRIMARY KEY,
	number       INTEGER NOT NULL UNIQUE,
	fingerprint  TEXT NOT NULL UNIQUE,
	public_key   TEXT NOT NULL,
	role         TEXT NOT NULL,
	added        TEXT NOT NULL,
	code         TEXT,
	name         TEXT,
	organisation TEXT,
	compromised  INTEGER -- the first event that says so
) STRICT;

CREATE TABLE p_certificates (
	seq        INTEGER PRIMARY KEY,
	actor      TEXT NOT NULL,
	time       TEXT NOT NULL,
	sha256     TEXT,
	used_by    TEXT,
	subject    TEXT,
	issuer     TEXT,
	not_before TEXT,
	not_after  TEXT
) STRICT;
CREATE INDEX p_certificates_actor ON p_certificates (actor);
CREATE INDEX p_certificates_sha256 ON p_certificates (sha256);

CREATE TABLE p_compromises (
	seq         INTEGER PRIMARY KEY,
	actor       TEXT NOT NULL,
	time        TEXT NOT NULL,
	declared_by TEXT NOT NULL,
	certificate TEXT, -- NULL: the actor's own key
	last_good   INTEGER,
	until       TEXT,
	reason      TEXT,
	because     TEXT
) STRICT;
CREATE INDEX p_compromises_actor ON p_compromises (actor);
CREATE INDEX p_compromises_certificate ON p_compromises (certificate);

CREATE TABLE p_terms (
	vocabulary TEXT NOT NULL,
	code       TEXT NOT NULL,
	position   INTEGER NOT NULL,
	label      TEXT NOT NULL,
	definition TEXT NOT NULL,
	broader    TEXT NOT NULL,
	source     TEXT NOT NULL,
	deprecated TEXT NOT NULL,
	own        INTEGER NOT NULL, -- 1: added here, and of no list that the program brought
	PRIMARY KEY (vocabulary, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE p_settings (
	seq   INTEGER PRIMARY KEY,
	name  TEXT,
	value TEXT
) STRICT;

CREATE TABLE p_persons (
	uuid             TEXT PRIMARY KEY,
	number           INTEGER NOT NULL UNIQUE,
	added            TEXT NOT NULL,
	code             TEXT,
	roles            TEXT,
	protection_level TEXT,
	identity_held_at TEXT,
	note             TEXT,
	version          INTEGER NOT NULL, -- n of the chain's last event
	described        INTEGER NOT NULL, -- n of the last description, 0 for none
	discipline       TEXT,
	languages        TEXT,
	reliability      TEXT,
	grade_grounds    TEXT
) STRICT;
CREATE INDEX p_persons_code ON p_persons (code);

CREATE TABLE p_channels (
	uuid       TEXT PRIMARY KEY,
	number     INTEGER NOT NULL UNIQUE,
	added      TEXT NOT NULL,
	code       TEXT,
	platform   TEXT,
	kind       TEXT,
	visibility TEXT,
	native_id  TEXT,
	handle     TEXT,
	title      TEXT,
	url        TEXT,
	note       TEXT,
	version    INTEGER NOT NULL, -- n of the chain's last event
	described  INTEGER NOT NULL, -- n of the last description, 0 for none
	roles      TEXT,
	language   TEXT,
	reliability             TEXT,
	identity_disclosure     TEXT,
	grade_grounds           TEXT,
	protected_grade_grounds TEXT
) STRICT;
CREATE INDEX p_channels_code ON p_channels (code);

-- Every set of names that a channel is known to have borne; p_channels has the present one.
CREATE TABLE p_channel_names (
	seq       INTEGER PRIMARY KEY,
	channel   TEXT NOT NULL,
	time      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	native_id TEXT,
	handle    TEXT,
	title     TEXT,
	url       TEXT,
	since     TEXT,
	until     TEXT,
	seen      TEXT,
	basis     TEXT,
	note      TEXT
) STRICT;
CREATE INDEX p_channel_names_channel ON p_channel_names (channel, seq);

CREATE TABLE p_deliveries (
	uuid              TEXT PRIMARY KEY,
	number            INTEGER NOT NULL UNIQUE,
	begun             TEXT NOT NULL,
	actor             TEXT NOT NULL,
	closed            TEXT,
	provenance        TEXT, -- SHA-256 of what was said of the origin
	identity          TEXT, -- SHA-256 of actor, host, paths, mode and provenance: the same command
	from_person       TEXT,
	from_organisation TEXT,
	collector         TEXT,
	method            TEXT,
	medium            TEXT,
	serial            TEXT,
	seal_number       TEXT,
	write_blocked     TEXT,
	condition         TEXT,
	place             TEXT,
	received          TEXT,
	legal_basis       TEXT,
	capture_tool      TEXT,
	channel           TEXT,
	url               TEXT,
	post_id           TEXT,
	published         TEXT,
	caption           TEXT,
	host              TEXT,
	login             TEXT,
	tool              TEXT,
	circumstances     TEXT,
	clock             TEXT,
	mode              TEXT,
	all_items         INTEGER,
	paths             TEXT,
	paths_count       INTEGER,
	note              TEXT,
	files             INTEGER,
	bytes             INTEGER,
	already_had       INTEGER,
	failed            INTEGER,
	manifest          TEXT,
	receipt           TEXT
) STRICT;
CREATE INDEX p_deliveries_identity ON p_deliveries (identity);
CREATE INDEX p_deliveries_from_person ON p_deliveries (from_person);

CREATE TABLE p_continuations (
	seq           INTEGER PRIMARY KEY,
	delivery      TEXT NOT NULL,
	time          TEXT NOT NULL,
	host          TEXT,
	login         TEXT,
	tool          TEXT,
	circumstances TEXT,
	clock         TEXT
) STRICT;
CREATE INDEX p_continuations_delivery ON p_continuations (delivery, seq);

CREATE TABLE p_failures (
	seq        INTEGER PRIMARY KEY,
	delivery   TEXT NOT NULL,
	time       TEXT NOT NULL,
	path       TEXT,
	path_bytes BLOB,
	code       TEXT,
	text       TEXT
) STRICT;
CREATE INDEX p_failures_delivery ON p_failures (delivery, path_bytes);

CREATE TABLE p_objects (
	sha256     TEXT PRIMARY KEY,
	seq        INTEGER NOT NULL, -- the event that brought it first
	bytes      INTEGER,
	media_type TEXT,
	digests    TEXT,
	item       TEXT
) STRICT;
CREATE INDEX p_objects_seq ON p_objects (seq);
CREATE INDEX p_objects_bytes ON p_objects (bytes);

CREATE TABLE p_acquisitions (
	number     INTEGER PRIMARY KEY,
	uuid       TEXT NOT NULL UNIQUE,
	seq        INTEGER NOT NULL,
	delivery   TEXT NOT NULL,
	received   TEXT NOT NULL,
	actor      TEXT NOT NULL,
	identity   TEXT, -- SHA-256 of object, host, path, size, time and provenance
	object     TEXT,
	bytes      INTEGER,
	media_type TEXT,
	kind       TEXT,
	known      INTEGER,
	name       TEXT,
	path       TEXT,
	path_bytes BLOB,
	modified   TEXT,
	copy_times TEXT,
	owner      TEXT,
	read_ended TEXT,
	warnings   TEXT,
	item       TEXT
) STRICT;
CREATE INDEX p_acquisitions_identity ON p_acquisitions (identity);
CREATE INDEX p_acquisitions_delivery ON p_acquisitions (delivery, number);
CREATE INDEX p_acquisitions_object ON p_acquisitions (object);
CREATE INDEX p_acquisitions_item ON p_acquisitions (item, number);

CREATE TABLE p_items (
	number           INTEGER PRIMARY KEY,
	uuid             TEXT NOT NULL UNIQUE,
	seq              INTEGER NOT NULL,
	accessioned      TEXT NOT NULL,
	actor            TEXT NOT NULL,
	version          INTEGER NOT NULL, -- n of the chain's last event
	described        INTEGER NOT NULL, -- n of the last description, 0 for none
	held             INTEGER NOT NULL, -- 0 for one that was only noted, until its file came
	object           TEXT,
	bytes            INTEGER,
	media_type       TEXT,
	warnings         TEXT,
	delivery         TEXT,
	title            TEXT,
	summary          TEXT,
	graphic_level    TEXT,
	sound            TEXT,
	flags            TEXT,
	protection_flags TEXT,
	content_tags     TEXT,
	status           TEXT DEFAULT 'unverified',
	verified_as      TEXT,
	defects          TEXT
) STRICT;
CREATE INDEX p_items_status ON p_items (status, number);
CREATE INDEX p_items_type ON p_items (media_type, number);
CREATE INDEX p_items_object ON p_items (object);
CREATE INDEX p_items_not_held ON p_items (number) WHERE held = 0;
CREATE INDEX p_items_delivery ON p_items (delivery, number);

CREATE TABLE p_postings (
	number         INTEGER PRIMARY KEY,
	uuid           TEXT NOT NULL UNIQUE,
	subject        TEXT NOT NULL,
	recorded       TEXT NOT NULL,
	actor          TEXT NOT NULL,
	channel        TEXT,
	url            TEXT,
	post_id        TEXT,
	published      TEXT,
	first_day      INTEGER, -- that it can have been published on, at the widest
	last_day       INTEGER,
	caption        TEXT,
	language       TEXT,
	author         TEXT,
	forwarded_from TEXT,
	basis          TEXT,
	acquisition    TEXT,
	revised        INTEGER NOT NULL, -- n, in the chain, of the last revision, 0 for none
	forwarded_channel   TEXT,
	forwarded_posting   TEXT,
	forwarded_published TEXT,
	edited              TEXT,
	role                TEXT
) STRICT;
CREATE INDEX p_postings_days ON p_postings (last_day, first_day, subject);
CREATE INDEX p_postings_subject ON p_postings (subject, number);
CREATE INDEX p_postings_channel ON p_postings (channel, number);

CREATE TABLE p_notes (
	seq     INTEGER PRIMARY KEY,
	subject TEXT NOT NULL,
	actor   TEXT NOT NULL,
	time    TEXT NOT NULL,
	text    TEXT
) STRICT;
CREATE INDEX p_notes_subject ON p_notes (subject, seq);

CREATE TABLE p_repairs (
	seq           INTEGER PRIMARY KEY,
	subject       TEXT NOT NULL,
	time          TEXT NOT NULL,
	actor         TEXT NOT NULL,
	object        TEXT,
	damaged       TEXT,
	damaged_bytes INTEGER,
	kept_as       TEXT,
	acquisition   TEXT
) STRICT;
CREATE INDEX p_repairs_object ON p_repairs (object);

CREATE TABLE p_audits (
	seq            INTEGER PRIMARY KEY,
	time           TEXT NOT NULL,
	actor          TEXT NOT NULL,
	scope          TEXT,
	complete       INTEGER,
	started        TEXT,
	size           INTEGER,
	root           TEXT,
	layers         TEXT,
	sample_percent INTEGER,
	sample_seed    TEXT,
	objects        INTEGER,
	bytes          INTEGER,
	missing_count  INTEGER,
	missing        TEXT,
	altered_count  INTEGER,
	altered        TEXT,
	faults         TEXT
) STRICT;

-- Every examination; what the file says of itself is read from the log by `seq`.
CREATE TABLE p_examinations (
	seq             INTEGER PRIMARY KEY,
	item            TEXT NOT NULL,
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	object          TEXT,
	outcome         TEXT,
	media_type      TEXT,
	parser          TEXT,
	tool            TEXT,
	warnings        TEXT,
	origin_warnings TEXT,
	place_warnings  TEXT,
	traits          TEXT,
	tags            INTEGER NOT NULL -- how many the file had and are still there
) STRICT;
CREATE INDEX p_examinations_item ON p_examinations (item, seq);

-- Of the examination that counts: the latest complete one, else the latest.
CREATE TABLE p_measured (
	item        TEXT PRIMARY KEY,
	seq         INTEGER NOT NULL,
	outcome     TEXT,
	width       INTEGER,
	height      INTEGER,
	orientation INTEGER,
	rotation    INTEGER,
	duration    INTEGER, -- milliseconds
	frame_rate  TEXT,
	video_codec TEXT,
	audio_codec TEXT,
	pages       INTEGER,
	streams     INTEGER,
	frames      INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE p_declared (
	item      TEXT NOT NULL,
	position  INTEGER NOT NULL,
	kind      TEXT NOT NULL, -- taken, digitized, modified, container-created, place, make, model, software
	value     TEXT,
	subsecond TEXT,
	zone      TEXT,
	earliest  INTEGER, -- seconds, as edtf_bounds; NULL for none
	latest    INTEGER,
	latitude  INTEGER, -- ten-millionths of a degree
	longitude INTEGER,
	altitude  TEXT,
	source    TEXT,
	PRIMARY KEY (item, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_declared_kind ON p_declared (kind, earliest);

CREATE TABLE p_derived (
	seq          INTEGER PRIMARY KEY,
	item         TEXT NOT NULL,
	time         TEXT NOT NULL,
	actor        TEXT NOT NULL,
	kind         TEXT,
	object       TEXT,
	result       TEXT,
	bytes        INTEGER,
	media_type   TEXT,
	width        INTEGER,
	height       INTEGER,
	microseconds INTEGER,
	asked        INTEGER
) STRICT;
CREATE INDEX p_derived_item ON p_derived (item, seq);
CREATE INDEX p_derived_result ON p_derived (result);

CREATE TABLE p_copies (
	seq          INTEGER PRIMARY KEY,
	item         TEXT NOT NULL,
	time         TEXT NOT NULL,
	actor        TEXT NOT NULL,
	object       TEXT,
	bytes        INTEGER,
	form         TEXT,
	label        TEXT,
	folder       TEXT,
	folder_bytes BLOB,
	host         TEXT,
	login        TEXT
) STRICT;
CREATE INDEX p_copies_item ON p_copies (item, seq);

CREATE TABLE p_retentions (
	seq  INTEGER PRIMARY KEY,
	of   TEXT,
	days INTEGER
) STRICT;

CREATE TABLE p_disclosed_journals (
	seq     INTEGER PRIMARY KEY,
	time    TEXT NOT NULL,
	actor   TEXT NOT NULL,
	ordered TEXT,
	entries INTEGER,
	host    TEXT,
	login   TEXT
) STRICT;

-- What each exhibit looks and sounds like: the latest complete fingerprinting, else the latest.
CREATE TABLE p_fingerprints (
	item            TEXT PRIMARY KEY,
	seq             INTEGER NOT NULL,
	time            TEXT NOT NULL,
	object          TEXT,
	outcome         TEXT,
	algorithms      TEXT,
	sound           TEXT, -- SHA-256 of the raw fingerprint in derived/
	sound_items     INTEGER,
	sound_step      TEXT, -- seconds from one item to the next
	sound_length    INTEGER, -- milliseconds
	warnings        TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX p_fingerprints_seq ON p_fingerprints (seq);

CREATE TABLE p_picture_hashes (
	seq      INTEGER NOT NULL,
	position INTEGER NOT NULL,
	item     TEXT NOT NULL,
	quality  INTEGER,
	box      TEXT,
	hash     TEXT, -- of the picture as it is
	turned   TEXT, -- the other seven
	PRIMARY KEY (seq, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_picture_hashes_item ON p_picture_hashes (item);

CREATE TABLE p_films (
	seq      INTEGER NOT NULL,
	position INTEGER NOT NULL,
	item     TEXT NOT NULL,
	box      TEXT,
	blob     TEXT, -- SHA-256 of the series of frame hashes in derived/
	frames   INTEGER,
	length   INTEGER, -- milliseconds
	PRIMARY KEY (seq, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_films_item ON p_films (item);

CREATE TABLE p_matches (
	number     INTEGER PRIMARY KEY,
	seq        INTEGER NOT NULL,
	time       TEXT NOT NULL,
	actor      TEXT NOT NULL,
	item       TEXT NOT NULL, -- that was asked about
	link       TEXT,
	other      TEXT,
	kind       TEXT,
	level      TEXT,
	distance   TEXT,
	transform  TEXT,
	region     TEXT,
	segments   TEXT,
	reasons    TEXT,
	algorithms TEXT
) STRICT;
CREATE INDEX p_matches_item ON p_matches (item, number);
CREATE INDEX p_matches_other ON p_matches (other, number);
CREATE INDEX p_matches_link ON p_matches (link);

CREATE TABLE p_match_echoes (
	seq   INTEGER PRIMARY KEY,
	item  TEXT NOT NULL,
	link  TEXT,
	other TEXT
) STRICT;
CREATE INDEX p_match_echoes_item ON p_match_echoes (item, seq);

-- Every decision, one row a side; the last of a link and item counts.
CREATE TABLE p_match_decisions (
	seq      INTEGER PRIMARY KEY,
	item     TEXT NOT NULL,
	n        INTEGER NOT NULL, -- of the item's chain
	time     TEXT NOT NULL,
	actor    TEXT NOT NULL,
	link     TEXT,
	other    TEXT,
	decision TEXT,
	relation TEXT,
	because  TEXT
) STRICT;
CREATE INDEX p_match_decisions_link ON p_match_decisions (link, item, seq);
CREATE INDEX p_match_decisions_item ON p_match_decisions (item, seq);

CREATE TABLE p_footage (
	number    INTEGER PRIMARY KEY,
	uuid      TEXT NOT NULL UNIQUE,
	seq       INTEGER NOT NULL,
	made      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	version   INTEGER NOT NULL, -- n of the chain's last event
	described INTEGER NOT NULL, -- n of the last description, 0 for none
	title     TEXT,
	summary   TEXT,
	reference TEXT,
	status      TEXT DEFAULT 'unverified',
	verified_as TEXT,
	defects     TEXT
) STRICT;
CREATE INDEX p_footage_status ON p_footage (status, number);

-- As the footage's chain tells; a row a membership, ended by `left`.
CREATE TABLE p_footage_members (
	seq       INTEGER PRIMARY KEY, -- of footage.joined
	footage   TEXT NOT NULL,
	item      TEXT,
	link      TEXT,
	joined    TEXT NOT NULL,
	actor     TEXT NOT NULL,
	left_seq  INTEGER
) STRICT;
CREATE INDEX p_footage_members_footage ON p_footage_members (footage, seq);
CREATE INDEX p_footage_members_item ON p_footage_members (item, seq);

-- The same as the items' chains tell.
CREATE TABLE p_groupings (
	seq      INTEGER PRIMARY KEY,
	item     TEXT NOT NULL,
	footage  TEXT,
	link     TEXT,
	left_seq INTEGER
) STRICT;
CREATE INDEX p_groupings_item ON p_groupings (item, seq);

CREATE TABLE p_listed (
	seq       INTEGER PRIMARY KEY,
	item      TEXT NOT NULL,
	time      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	object    TEXT,
	list_name TEXT,
	list      TEXT,
	kind      TEXT,
	entry     TEXT,
	distance  INTEGER,
	transform TEXT
) STRICT;
CREATE INDEX p_listed_item ON p_listed (item, seq);

-- Lists of hashes that were given away.
CREATE TABLE p_lists_made (
	seq       INTEGER PRIMARY KEY,
	time      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	kind      TEXT,
	list      TEXT,
	entries   INTEGER,
	items     INTEGER,
	ranges    TEXT,
	recipient TEXT,
	path      TEXT,
	path_bytes BLOB,
	host      TEXT,
	login     TEXT
) STRICT;

CREATE TABLE p_incidents (
	number           INTEGER PRIMARY KEY,
	uuid             TEXT NOT NULL UNIQUE,
	seq              INTEGER NOT NULL,
	opened           TEXT NOT NULL,
	actor            TEXT NOT NULL,
	version          INTEGER NOT NULL, -- n of the chain's last event
	described        INTEGER NOT NULL, -- n of the last description, 0 for none
	part_of          TEXT,
	title            TEXT,
	summary          TEXT,
	internal_summary TEXT,
	acts             TEXT,
	methods          TEXT,
	purposes         TEXT,
	types            TEXT,
	date             TEXT,
	place            TEXT,
	region           TEXT,
	victims          TEXT,
	victim_persons   TEXT,
	victim_note      TEXT
) STRICT;
CREATE INDEX p_incidents_part_of ON p_incidents (part_of, number);

-- Every time that somebody looked whether a posting is still there.
CREATE TABLE p_observations (
	seq          INTEGER PRIMARY KEY,
	posting      TEXT,
	subject      TEXT NOT NULL,
	time         TEXT NOT NULL,
	actor        TEXT NOT NULL,
	availability TEXT,
	observed     TEXT,
	title        TEXT,
	caption      TEXT,
	views        TEXT,
	http_status  INTEGER,
	capture      TEXT,
	tool         TEXT,
	note         TEXT
) STRICT;
CREATE INDEX p_observations_posting ON p_observations (posting, seq);

-- Reports, their versions and citations.
CREATE TABLE p_reports (
	number          INTEGER PRIMARY KEY,
	uuid            TEXT NOT NULL UNIQUE,
	seq             INTEGER NOT NULL,
	registered      TEXT NOT NULL,
	actor           TEXT NOT NULL,
	version         INTEGER NOT NULL, -- n of the chain's last event
	described       INTEGER NOT NULL, -- n of the last description, 0 for none
	drafting        INTEGER NOT NULL, -- its latest version is not published
	own             INTEGER,
	title           TEXT, -- as published; what it is called until then is told apart
	draft_title     TEXT,
	authors         TEXT,
	draft_authors   TEXT,
	publisher       TEXT,
	draft_publisher TEXT,
	url             TEXT,
	draft_url       TEXT,
	kind            TEXT,
	language        TEXT,
	derived_from    TEXT,
	retrieved       TEXT,
	accessed        TEXT,
	reliability     TEXT,
	grade_grounds   TEXT,
	protected_grade_grounds TEXT,
	note            TEXT
) STRICT;

-- Which reports a report repeats, as its last description says.
CREATE TABLE p_report_origins (
	report TEXT NOT NULL,
	origin TEXT NOT NULL,
	PRIMARY KEY (report, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_report_origins_origin ON p_report_origins (origin, report);

-- Every time that a version was drafted, published or corrected; the last of a version counts.
CREATE TABLE p_report_versions (
	seq        INTEGER PRIMARY KEY,
	report     TEXT NOT NULL,
	version    INTEGER,
	state      TEXT NOT NULL, -- draft, published, corrected
	time       TEXT NOT NULL,
	actor      TEXT NOT NULL,
	document   TEXT,
	bytes      INTEGER,
	media_type TEXT,
	name       TEXT,
	name_bytes BLOB,
	published  TEXT,
	url        TEXT,
	citations  INTEGER,
	overridden TEXT,
	because    TEXT,
	corrects   INTEGER,
	correction TEXT,
	note       TEXT
) STRICT;
CREATE INDEX p_report_versions_report ON p_report_versions (report, version, seq);
CREATE INDEX p_report_versions_document ON p_report_versions (document);

CREATE TABLE p_citations (
	number         INTEGER PRIMARY KEY,
	uuid           TEXT NOT NULL UNIQUE,
	seq            INTEGER NOT NULL,
	subject        TEXT NOT NULL, -- the item or footage that is cited
	time           TEXT NOT NULL,
	actor          TEXT NOT NULL,
	report         TEXT,
	version        INTEGER, -- in which it was made
	drafted        INTEGER NOT NULL, -- which was not published then
	object         TEXT,
	status         TEXT,
	verified_as    TEXT,
	version_cited  INTEGER, -- n of the subject's chain
	part           TEXT,
	stance         TEXT,
	locator        TEXT,
	quote          TEXT,
	label          TEXT,
	quote_language TEXT,
	accessed       TEXT,
	because        TEXT
) STRICT;
CREATE INDEX p_citations_subject ON p_citations (subject, number);
CREATE INDEX p_citations_report ON p_citations (report, number);

-- What each citation rested on when a version was published.
CREATE TABLE p_pins (
	seq           INTEGER PRIMARY KEY,
	subject       TEXT NOT NULL,
	time          TEXT NOT NULL,
	actor         TEXT NOT NULL,
	citation      TEXT,
	report        TEXT,
	version       INTEGER,
	object        TEXT,
	status        TEXT,
	verified_as   TEXT,
	version_cited INTEGER,
	locator       TEXT,
	quote         TEXT
) STRICT;
CREATE INDEX p_pins_citation ON p_pins (citation, seq);
CREATE INDEX p_pins_report ON p_pins (report, version, seq);

-- What shows, supports, relates to and was made from what; searches; what was taken back.

-- Exhibits of which we know and whose file we did not hold when they were recorded.
CREATE TABLE p_noted (
	item              TEXT PRIMARY KEY,
	seq               INTEGER NOT NULL,
	described_as      TEXT,
	told_object       TEXT,
	kind              TEXT,
	availability      TEXT,
	wanted            INTEGER,
	because           TEXT,
	filled_seq        INTEGER, -- of item.filled: its file came
	filled            TEXT,
	filled_actor      TEXT,
	grounds           TEXT,
	protected_grounds TEXT
) STRICT, WITHOUT ROWID;

-- What was taken back, once each: a record by the id of its event, or a whole chain by its UUID.
CREATE TABLE p_retractions (
	seq               INTEGER PRIMARY KEY,
	subject           TEXT NOT NULL,
	record            TEXT UNIQUE,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	how               TEXT NOT NULL, -- retracted, unlinked
	entered_in_error  INTEGER,
	instead           TEXT, -- id of an event, for a whole record of the first of its chain
	grounds           TEXT,
	protected_grounds TEXT,
	because           TEXT
) STRICT;

CREATE TABLE p_depictions (
	number            INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	seq               INTEGER NOT NULL,
	subject           TEXT NOT NULL,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	incident          TEXT,
	part              TEXT,
	acts              TEXT,
	seen              TEXT,
	protected_seen    TEXT,
	temporal          TEXT,
	confidence        TEXT,
	grounds           TEXT,
	protected_grounds TEXT
) STRICT;
CREATE INDEX p_depictions_subject ON p_depictions (subject, number);
CREATE INDEX p_depictions_incident ON p_depictions (incident, number);

-- Either side of each relation, as its chain tells.
CREATE TABLE p_relations (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	subject           TEXT NOT NULL,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	link              TEXT,
	relation          TEXT,
	other             TEXT, -- KIND/UUID
	part              TEXT,
	grounds           TEXT,
	protected_grounds TEXT
) STRICT;
CREATE INDEX p_relations_subject ON p_relations (subject, seq);
CREATE INDEX p_relations_link ON p_relations (link);

CREATE TABLE p_searches (
	number          INTEGER PRIMARY KEY,
	uuid            TEXT NOT NULL UNIQUE,
	seq             INTEGER NOT NULL,
	subject         TEXT NOT NULL,
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	question        TEXT,
	place           TEXT, -- engine, platform, archive
	query           TEXT,
	protected_query TEXT,
	searched        TEXT,
	result          TEXT,
	hits            INTEGER,
	found           TEXT,
	earliest        TEXT,
	limits          TEXT,
	tool            TEXT,
	account         TEXT,
	note            TEXT
) STRICT;
CREATE INDEX p_searches_subject ON p_searches (subject, number);

-- Attachments and derivatives have one sequence of short ids.
CREATE TABLE p_attachments (
	number       INTEGER PRIMARY KEY,
	uuid         TEXT NOT NULL UNIQUE,
	seq          INTEGER NOT NULL,
	subject      TEXT NOT NULL,
	about        TEXT, -- a record of that chain
	time         TEXT NOT NULL,
	actor        TEXT NOT NULL,
	kind         TEXT,
	is_protected INTEGER NOT NULL, -- it would tell of somebody
	object       TEXT,
	bytes        INTEGER,
	media_type   TEXT,
	name         TEXT,
	name_bytes   BLOB,
	path         TEXT,
	path_bytes   BLOB,
	title        TEXT,
	description  TEXT,
	url          TEXT,
	captured     TEXT,
	http_status  INTEGER,
	tool         TEXT,
	author       TEXT,
	language     TEXT,
	note         TEXT
) STRICT;
CREATE INDEX p_attachments_subject ON p_attachments (subject, number);
CREATE INDEX p_attachments_about ON p_attachments (about, number);
CREATE INDEX p_attachments_object ON p_attachments (object);

CREATE TABLE p_derivatives (
	number          INTEGER PRIMARY KEY,
	uuid            TEXT NOT NULL UNIQUE,
	seq             INTEGER NOT NULL,
	item            TEXT NOT NULL,
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	kind            TEXT,
	parent          TEXT, -- object that it was made from
	from_derivative TEXT,
	is_protected    INTEGER NOT NULL, -- it would tell of somebody
	object          TEXT,
	bytes           INTEGER,
	media_type      TEXT,
	name            TEXT,
	name_bytes      BLOB,
	part            TEXT,
	tool            TEXT,
	steps           TEXT,
	protected_steps TEXT,
	author          TEXT,
	language        TEXT,
	machine_made    INTEGER,
	note            TEXT
) STRICT;
CREATE INDEX p_derivatives_item ON p_derivatives (item, number);
CREATE INDEX p_derivatives_object ON p_derivatives (object);

CREATE TABLE p_derivative_reviews (
	seq               INTEGER PRIMARY KEY,
	item              TEXT NOT NULL,
	derivative        TEXT,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	conclusion        TEXT,
	cleared_for       TEXT,
	grounds           TEXT,
	protected_grounds TEXT
) STRICT;
CREATE INDEX p_derivative_reviews_derivative ON p_derivative_reviews (derivative, seq);

-- Claims, and what is suggested of incidents.
CREATE TABLE p_claims (
	number      INTEGER PRIMARY KEY,
	uuid        TEXT NOT NULL UNIQUE,
	seq         INTEGER NOT NULL,
	subject     TEXT NOT NULL,
	time        TEXT NOT NULL,
	actor       TEXT NOT NULL,
	about       TEXT, -- a record in this chain; NULL: the subject itself
	part        TEXT,
	property    TEXT,
	stance      TEXT,
	refers_to   TEXT,
	by_kind     TEXT, -- actor, person, report, channel, file; NULL: destroyed
	by_record   TEXT, -- UUID
	by_version  INTEGER,
	file_tag    TEXT,
	raw         TEXT,
	language    TEXT,
	value       TEXT,
	date        TEXT,
	place       TEXT,
	region      TEXT,
	party       TEXT,
	protected   INTEGER NOT NULL, -- the value, and how it is known, are a person's
	basis       TEXT,
	made        TEXT,
	reliability TEXT,
	credibility TEXT,
	grounds     TEXT,
	protected_grounds TEXT,
	note        TEXT,
	traced      INTEGER NOT NULL, -- n, in the chain, of the last trace, 0 for none
	independence TEXT,
	trace_grounds TEXT,
	protected_trace_grounds TEXT
) STRICT;
CREATE INDEX p_claims_subject ON p_claims (subject, number);
CREATE INDEX p_claims_question ON p_claims (subject, property, number);
CREATE INDEX p_claims_property ON p_claims (property, number);
CREATE INDEX p_claims_by ON p_claims (by_record, number);
CREATE INDEX p_claims_refers_to ON p_claims (refers_to, number);

-- What a claim rests on: other claims, and reports.
CREATE TABLE p_claim_sources (
	claim  TEXT NOT NULL,
	kind   TEXT NOT NULL, -- claim, report
	source TEXT NOT NULL,
	how    TEXT NOT NULL, -- derived, repeats
	PRIMARY KEY (claim, kind, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_claim_sources_source ON p_claim_sources (source, claim);

CREATE TABLE p_provisions (
	seq          INTEGER PRIMARY KEY,
	incident     TEXT NOT NULL,
	uuid         TEXT NOT NULL UNIQUE,
	time         TEXT NOT NULL,
	actor        TEXT NOT NULL,
	provision    TEXT,
	conflict     TEXT,
	standing     TEXT,
	act          TEXT,
	by_report    TEXT,
	locator      TEXT,
	grounds      TEXT,
	protected_grounds TEXT
) STRICT;
CREATE INDEX p_provisions_incident ON p_provisions (incident, seq);
CREATE INDEX p_provisions_report ON p_provisions (by_report, seq);

-- Every assessment; the last of an incident counts.
CREATE TABLE p_assessments (
	seq       INTEGER PRIMARY KEY,
	incident  TEXT NOT NULL,
	uuid      TEXT NOT NULL UNIQUE,
	n         INTEGER NOT NULL, -- of the chain
	time      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	violation TEXT,
	standard  TEXT,
	potential TEXT,
	grounds   TEXT,
	protected_grounds TEXT,
	note      TEXT
) STRICT;
CREATE INDEX p_assessments_incident ON p_assessments (incident, seq);

-- Findings, reviews, decisions on status, defects and value, notices, work.

-- Every status that was decided; the last of a subject stands in its own row too.
CREATE TABLE p_statuses (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL,
	subject           TEXT NOT NULL,
	n                 INTEGER NOT NULL, -- of the chain
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	before            TEXT,
	status            TEXT,
	verified_as       TEXT,
	findings          TEXT,
	member_findings   TEXT,
	dissents          TEXT,
	one_person        INTEGER,
	grounds           TEXT,
	protected_grounds TEXT,
	because           TEXT
) STRICT;
CREATE INDEX p_statuses_subject ON p_statuses (subject, n);
CREATE INDEX p_statuses_uuid ON p_statuses (uuid);

-- Findings that a status rests on, those of members too.
CREATE TABLE p_status_findings (
	finding TEXT NOT NULL,
	seq     INTEGER NOT NULL, -- of status.decided
	subject TEXT NOT NULL,
	PRIMARY KEY (finding, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_status_findings_seq ON p_status_findings (seq);

CREATE TABLE p_findings (
	number               INTEGER PRIMARY KEY,
	uuid                 TEXT NOT NULL UNIQUE,
	seq                  INTEGER NOT NULL,
	subject              TEXT NOT NULL,
	n                    INTEGER NOT NULL, -- of the chain
	time                 TEXT NOT NULL,
	actor                TEXT NOT NULL,
	question             TEXT,
	answer               TEXT,
	part                 TEXT,
	conclusion           TEXT,
	protected_conclusion TEXT,
	date                 TEXT,
	place                TEXT,
	region               TEXT,
	confidence           TEXT,
	grounds              TEXT,
	protected_grounds    TEXT,
	methods              TEXT,
	tools                TEXT,
	sources              TEXT,
	private_sources      TEXT,
	protected_sources    TEXT,
	claims               TEXT,
	attachments          TEXT,
	object               TEXT,
	other_objects        TEXT,
	person               TEXT, -- whose it is; NULL: the actor's own
	by_expert            INTEGER,
	discipline           TEXT,
	instructions         TEXT,
	opinion              TEXT,
	replaces             TEXT,
	replaced             INTEGER NOT NULL, -- number of the finding that took its place; 0 for none
	note                 TEXT
) STRICT;
CREATE INDEX p_findings_subject ON p_findings (subject, number);
CREATE INDEX p_findings_question ON p_findings (question, number);

-- Claims and attachments that a finding rests on.
CREATE TABLE p_finding_bases (
	record  TEXT NOT NULL,
	finding TEXT NOT NULL,
	subject TEXT NOT NULL,
	PRIMARY KEY (record, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_finding_bases_finding ON p_finding_bases (finding);

CREATE TABLE p_reviews (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	finding           TEXT,
	subject           TEXT NOT NULL,
	n                 INTEGER NOT NULL, -- of the chain
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	conclusion        TEXT,
	confidence        TEXT,
	grounds           TEXT,
	protected_grounds TEXT,
	protected_sources TEXT,
	blind             INTEGER,
	object            TEXT,
	person            TEXT, -- whose it is; NULL: the actor's own
	by_expert         INTEGER,
	discipline        TEXT,
	opinion           TEXT,
	note              TEXT,
	answer            TEXT, -- of a review that came by a note: what its author would answer
	own_conclusion    TEXT,
	pack              TEXT, -- SHA-256 of the review pack's tag manifest
	answered          TEXT, -- when, as its author says
	brought_by        TEXT, -- actor who brought the note; actor is whose key signed it, '' where that does not hold
	decided           INTEGER NOT NULL -- event that decided a dissent; 0 for none
) STRICT;
CREATE INDEX p_reviews_finding ON p_reviews (finding, seq);
CREATE INDEX p_reviews_subject ON p_reviews (subject, seq);
CREATE INDEX p_reviews_open ON p_reviews (subject, seq) WHERE conclusion = 'dissent' AND decided = 0;

CREATE TABLE p_dissents_decided (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL,
	review            TEXT,
	subject           TEXT NOT NULL,
	n                 INTEGER NOT NULL, -- of the chain
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	decision          TEXT,
	one_person        INTEGER,
	grounds           TEXT,
	protected_grounds TEXT,
	note              TEXT
) STRICT;
CREATE INDEX p_dissents_decided_review ON p_dissents_decided (review, seq);
CREATE INDEX p_dissents_decided_subject ON p_dissents_decided (subject, seq);

-- The last decision stands in the subject's own row too.
CREATE TABLE p_defects_decided (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL,
	subject           TEXT NOT NULL,
	n                 INTEGER NOT NULL, -- of the chain
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	defects           TEXT,
	findings          TEXT,
	original          TEXT,
	grounds           TEXT,
	protected_grounds TEXT,
	note              TEXT
) STRICT;
CREATE INDEX p_defects_decided_subject ON p_defects_decided (subject, seq);

CREATE TABLE p_values_assessed (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL,
	subject           TEXT NOT NULL,
	n                 INTEGER NOT NULL, -- of the chain
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	strength          TEXT,
	disclosure        TEXT,
	caption           TEXT,
	grounds           TEXT,
	protected_grounds TEXT
) STRICT;
CREATE INDEX p_values_assessed_subject ON p_values_assessed (subject, seq);

-- Where the work on a record stands. Items and footage begin as new; incidents and reports when they are moved.
CREATE TABLE p_work (
	subject  TEXT PRIMARY KEY,
	kind     TEXT NOT NULL,
	number   INTEGER NOT NULL, -- of the subject's short id
	seq      INTEGER NOT NULL,
	time     TEXT NOT NULL,
	actor    TEXT NOT NULL,
	state    TEXT,
	priority TEXT,
	rank     INTEGER NOT NULL, -- of the priority: 0 is urgent
	to_do    INTEGER NOT NULL,
	assigned TEXT, -- an actor's UUID
	because  TEXT
) STRICT;
CREATE INDEX p_work_to_do ON p_work (to_do, rank, kind, number);
CREATE INDEX p_work_state ON p_work (state, rank, kind, number);
CREATE INDEX p_work_assigned ON p_work (assigned, to_do, rank, kind, number) WHERE assigned IS NOT NULL;

CREATE TABLE p_work_tags (
	subject TEXT NOT NULL,
	tag     TEXT NOT NULL,
	kind    TEXT NOT NULL,
	number  INTEGER NOT NULL,
	PRIMARY KEY (subject, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_work_tags_tag ON p_work_tags (tag, kind, number);

-- Who was told that something changed.
CREATE TABLE p_notices (
	seq              INTEGER PRIMARY KEY,
	uuid             TEXT NOT NULL,
	subject          TEXT NOT NULL,
	n                INTEGER NOT NULL, -- of the chain
	time             TEXT NOT NULL,
	actor            TEXT NOT NULL,
	about            TEXT,
	kind             TEXT,
	recipient        TEXT,
	recipient_person TEXT,
	means            TEXT,
	words            TEXT,
	sent             TEXT,
	evidence         TEXT
) STRICT;
CREATE INDEX p_notices_subject ON p_notices (subject, seq);
CREATE INDEX p_notices_about ON p_notices (about, seq);

-- Consents, holds, restrictions, destructions, transfers.

-- What somebody has to do with a record, as the person's chain alone tells.
CREATE TABLE p_person_links (
	seq    INTEGER PRIMARY KEY,
	uuid   TEXT NOT NULL UNIQUE, -- of the event
	person TEXT NOT NULL,
	time   TEXT NOT NULL,
	actor  TEXT NOT NULL,
	link   TEXT,
	role   TEXT,
	about  TEXT, -- KIND/UUID
	part   TEXT,
	note   TEXT
) STRICT;
CREATE INDEX p_person_links_person ON p_person_links (person, seq);
CREATE INDEX p_person_links_about ON p_person_links (about, seq);

CREATE TABLE p_consents (
	number     INTEGER PRIMARY KEY,
	uuid       TEXT NOT NULL UNIQUE,
	seq        INTEGER NOT NULL,
	subject    TEXT NOT NULL, -- whose it is: person/UUID or delivery/UUID
	recorded   TEXT NOT NULL,
	actor      TEXT NOT NULL,
	basis      TEXT,
	purposes   TEXT,
	conditions TEXT,
	language   TEXT,
	form       TEXT,
	given      TEXT,
	expires    TEXT,
	items      TEXT,
	footage    TEXT,
	deliveries TEXT,
	everything INTEGER,
	evidence   TEXT,
	replaces   TEXT,
	note       TEXT
) STRICT;
CREATE INDEX p_consents_subject ON p_consents (subject, number);
CREATE INDEX p_consents_replaces ON p_consents (replaces);

CREATE TABLE p_withdrawals (
	seq      INTEGER PRIMARY KEY,
	uuid     TEXT NOT NULL,
	consent  TEXT,
	time     TEXT NOT NULL,
	actor    TEXT NOT NULL,
	purposes TEXT, -- NULL: all
	received TEXT,
	wishes   TEXT,
	evidence TEXT,
	note     TEXT
) STRICT;
CREATE INDEX p_withdrawals_consent ON p_withdrawals (consent, seq);

-- What a consent, hold or restriction names, one row each.
CREATE TABLE p_covers (
	subject TEXT NOT NULL, -- KIND/UUID
	kind    TEXT NOT NULL, -- consent, hold, restriction
	record  TEXT NOT NULL,
	PRIMARY KEY (subject, kind, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_covers_record ON p_covers (record, subject);

CREATE TABLE p_holds (
	number    INTEGER PRIMARY KEY,
	uuid      TEXT NOT NULL UNIQUE,
	seq       INTEGER NOT NULL,
	placed    TEXT NOT NULL,
	actor     TEXT NOT NULL,
	kind      TEXT,
	authority TEXT,
	since     TEXT,
	until     TEXT,
	replaces  TEXT,
	note      TEXT
) STRICT;
CREATE INDEX p_holds_replaces ON p_holds (replaces);

CREATE TABLE p_holds_lifted (
	seq       INTEGER PRIMARY KEY,
	hold      TEXT,
	time      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	authority TEXT,
	because   TEXT
) STRICT;
CREATE INDEX p_holds_lifted_hold ON p_holds_lifted (hold, seq);

CREATE TABLE p_restrictions (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	placed            TEXT NOT NULL,
	actor             TEXT NOT NULL,
	uses              TEXT,
	until             TEXT,
	because           TEXT,
	protected_because TEXT
) STRICT;

CREATE TABLE p_restrictions_lifted (
	seq               INTEGER PRIMARY KEY,
	restriction       TEXT,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	because           TEXT,
	protected_because TEXT
) STRICT;
CREATE INDEX p_restrictions_lifted_restriction ON p_restrictions_lifted (restriction, seq);

CREATE TABLE p_transfers (
	number          INTEGER PRIMARY KEY,
	uuid            TEXT NOT NULL UNIQUE,
	seq             INTEGER NOT NULL,
	item            TEXT NOT NULL,
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	to_organisation TEXT,
	to_person       TEXT,
	object          TEXT,
	form            TEXT,
	derivative      TEXT,
	audience        TEXT,
	purpose         TEXT,
	terms           TEXT,
	expires         TEXT,
	no_onward       INTEGER,
	means           TEXT,
	condition       TEXT,
	handed_over     TEXT,
	place           TEXT,
	receipt         TEXT,
	because         TEXT
) STRICT;
CREATE INDEX p_transfers_item ON p_transfers (item, number);
CREATE INDEX p_transfers_to_person ON p_transfers (to_person, number);

CREATE TABLE p_destruction_requests (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	members           TEXT,
	files             TEXT,
	objects           INTEGER,
	keep_hash         INTEGER,
	reason            TEXT,
	basis             TEXT,
	reach             TEXT,
	protected_because TEXT
) STRICT;

-- A row for the refusal, or for each chain that lost values.
CREATE TABLE p_destructions (
	seq       INTEGER PRIMARY KEY,
	request   TEXT,
	subject   TEXT NOT NULL,
	time      TEXT NOT NULL,
	actor     TEXT NOT NULL,
	approved  INTEGER NOT NULL,
	members   TEXT,
	objects   INTEGER,
	keep_hash INTEGER,
	reason    TEXT,
	because   TEXT
) STRICT;
CREATE INDEX p_destructions_request ON p_destructions (request, seq);
CREATE INDEX p_destructions_subject ON p_destructions (subject, seq);

-- Files that were destroyed while their hashes stayed.
CREATE TABLE p_destroyed_objects (
	sha256 TEXT NOT NULL,
	seq    INTEGER NOT NULL, -- of destruction.approved
	PRIMARY KEY (sha256, seq)
) STRICT, WITHOUT ROWID;

-- What may leave, and by whose word.

-- Standing decisions over a member of an event; the last that names a policy holds for it.
CREATE TABLE p_member_decisions (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	event             TEXT,
	member            TEXT,
	opened            INTEGER NOT NULL, -- 0: withheld
	code              TEXT,
	policies          TEXT, -- NULL: all
	because           TEXT,
	protected_because TEXT
) STRICT;
CREATE INDEX p_member_decisions_event ON p_member_decisions (event, member, seq);

CREATE TABLE p_bundles (
	uuid             TEXT PRIMARY KEY,
	number           INTEGER NOT NULL UNIQUE,
	begun_seq        INTEGER, -- NULL while it is only asked for
	begun            TEXT,
	actor            TEXT,
	policy           TEXT,
	recipient        TEXT,
	recipient_person TEXT,
	purpose          TEXT,
	terms            TEXT,
	expires          TEXT,
	no_onward        INTEGER,
	decisions        INTEGER, -- how many
	size             INTEGER, -- of the log right after, whose checkpoint it carries
	sealed_seq       INTEGER,
	sealed           TEXT,
	files            TEXT, -- the object that keeps its generated files
	form             TEXT,
	tag_manifest     TEXT,
	seal             TEXT,
	leaf             TEXT,
	root             TEXT,
	bytes            INTEGER,
	originals        INTEGER,
	derivatives      INTEGER,
	accepted_finds   INTEGER,
	abandoned        TEXT,
	outcome          TEXT
) STRICT;
CREATE INDEX p_bundles_manifest ON p_bundles (tag_manifest);
CREATE INDEX p_bundles_files ON p_bundles (files);
CREATE INDEX p_bundles_seal ON p_bundles (seal);
CREATE INDEX p_bundles_recipient ON p_bundles (recipient, number);
CREATE INDEX p_bundles_person ON p_bundles (recipient_person, number);

CREATE TABLE p_bundle_exhibits (
	bundle   TEXT NOT NULL,
	position INTEGER NOT NULL,
	exhibit  TEXT, -- as printed
	item     TEXT,
	PRIMARY KEY (bundle, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_bundle_exhibits_item ON p_bundle_exhibits (item, bundle);

CREATE TABLE p_bundle_repeats (
	seq    INTEGER PRIMARY KEY,
	bundle TEXT NOT NULL,
	time   TEXT NOT NULL,
	actor  TEXT NOT NULL,
	form   TEXT
) STRICT;
CREATE INDEX p_bundle_repeats_bundle ON p_bundle_repeats (bundle, seq);

CREATE TABLE p_bundle_requests (
	seq               INTEGER PRIMARY KEY,
	uuid              TEXT NOT NULL UNIQUE,
	bundle            TEXT NOT NULL,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	kind              TEXT,
	policy            TEXT,
	opens_protected   INTEGER,
	asked             TEXT,
	recipient         TEXT,
	recipient_person  TEXT,
	purpose           TEXT,
	items             TEXT,
	decisions         TEXT,
	finds             TEXT,
	because           TEXT,
	protected_because TEXT
) STRICT;
CREATE INDEX p_bundle_requests_bundle ON p_bundle_requests (bundle, seq);
CREATE INDEX p_bundle_requests_asked ON p_bundle_requests (asked, seq);

CREATE TABLE p_bundle_approvals (
	seq     INTEGER PRIMARY KEY,
	bundle  TEXT NOT NULL,
	request TEXT,
	time    TEXT NOT NULL,
	actor   TEXT NOT NULL,
	note    TEXT
) STRICT;
CREATE INDEX p_bundle_approvals_request ON p_bundle_approvals (request, seq);

-- What was opened of a bundle already given.
CREATE TABLE p_bundle_disclosures (
	seq               INTEGER PRIMARY KEY,
	bundle            TEXT NOT NULL,
	time              TEXT NOT NULL,
	actor             TEXT NOT NULL,
	event             TEXT,
	member            TEXT,
	code              TEXT,
	name              TEXT,
	sha256            TEXT,
	request           TEXT,
	because           TEXT,
	protected_because TEXT
) STRICT;
CREATE INDEX p_bundle_disclosures_bundle ON p_bundle_disclosures (bundle, seq);
CREATE INDEX p_bundle_disclosures_request ON p_bundle_disclosures (request, seq);

-- Counters that apply keeps, where a count would scan.

-- One row a name and key (casework/counters.h); none for what there is nothing of. What was taken back counts in totals alone.
CREATE TABLE p_counters (
	name   TEXT NOT NULL,
	key    TEXT NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (name, key)
) STRICT, WITHOUT ROWID;

-- What bundles of others brought. Theirs: no row of another table comes of these events.
CREATE TABLE p_received_bundles (
	uuid            TEXT PRIMARY KEY,
	number          INTEGER NOT NULL UNIQUE,
	seq             INTEGER NOT NULL,
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	origin          TEXT, -- their log
	foreign_bundle  TEXT, -- KIND/UUID there
	foreign_id      TEXT,
	tag_manifest    TEXT,
	checkpoint      TEXT,
	checkpoint_size INTEGER,
	checkpoint_root TEXT,
	signer          TEXT,
	certificate     TEXT,
	identified      INTEGER,
	layers          TEXT,
	policy          TEXT,
	recipient       TEXT,
	purpose         TEXT,
	terms           TEXT,
	expires         TEXT,
	no_onward       INTEGER,
	events          INTEGER,
	exhibits        TEXT, -- [{"number","item","foreign"}]
	because         TEXT,
	deliveries      TEXT
) STRICT;
CREATE INDEX p_received_bundles_manifest ON p_received_bundles (tag_manifest);
CREATE INDEX p_received_bundles_origin ON p_received_bundles (origin, checkpoint_size);

-- Which items came with which bundles: the terms of these bind.
CREATE TABLE p_received_exhibits (
	item   TEXT NOT NULL, -- KIND/UUID
	bundle TEXT NOT NULL, -- UUID of p_received_bundles
	PRIMARY KEY (item, bundle)
) STRICT, WITHOUT ROWID;

CREATE TABLE p_received_events (
	seq             INTEGER PRIMARY KEY,
	uuid            TEXT NOT NULL,
	subject         TEXT NOT NULL, -- here
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	bundle          TEXT,          -- UUID of p_received_bundles
	origin          TEXT,
	foreign_subject TEXT,
	foreign_n       INTEGER,
	foreign_event   TEXT,
	leaf            TEXT,
	foreign_seq     INTEGER,
	type            TEXT,
	foreign_time    TEXT,
	foreign_actor   TEXT,
	open            TEXT,
	opened          TEXT -- values of the members that were opened to us
) STRICT;
CREATE INDEX p_received_events_place ON p_received_events (origin, foreign_subject, foreign_n);
CREATE INDEX p_received_events_subject ON p_received_events (subject, seq);
CREATE INDEX p_received_events_bundle ON p_received_events (bundle, seq);

-- What others call what we have: short ids, UUIDs, numbers of exhibits.
CREATE TABLE p_aliases (
	alias           TEXT NOT NULL,
	origin          TEXT NOT NULL,
	foreign_subject TEXT NOT NULL,
	subject         TEXT NOT NULL, -- here
	seq             INTEGER NOT NULL,
	PRIMARY KEY (alias, origin, foreign_subject, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_aliases_subject ON p_aliases (subject, seq);

CREATE TABLE p_contradictions (
	seq             INTEGER PRIMARY KEY,
	uuid            TEXT NOT NULL,
	subject         TEXT NOT NULL, -- here
	time            TEXT NOT NULL,
	actor           TEXT NOT NULL,
	origin          TEXT,
	foreign_subject TEXT,
	foreign_n       INTEGER,
	held            TEXT, -- our event.received with what came first
	held_leaf       TEXT,
	leaf            TEXT,
	tag_manifest    TEXT,
	signer          TEXT,
	certificate     TEXT
) STRICT;
CREATE INDEX p_contradictions_subject ON p_contradictions (subject, seq);
CREATE INDEX p_contradictions_place ON p_contradictions (origin, foreign_subject, foreign_n);

CREATE TABLE p_transfer_receipts (
	seq          INTEGER PRIMARY KEY,
	uuid         TEXT NOT NULL,
	transfer     TEXT,
	item         TEXT NOT NULL,
	time         TEXT NOT NULL,
	actor        TEXT NOT NULL,
	tag_manifest TEXT,
	receiver     TEXT,
	key          TEXT,
	received     TEXT,
	note         TEXT
) STRICT;
CREATE INDEX p_transfer_receipts_transfer ON p_transfer_receipts (transfer, seq);
