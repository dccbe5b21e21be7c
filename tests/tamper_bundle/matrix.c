/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matrix.c - one change at a time to a sealed bundle: the program finds
 * each and names it, in the layers of tests/tamper/bundle_expected.tsv and in
 * no others; verify.sh finds what it can; what was not touched is not refused.
 */
#include "tamper_bundle/matrix.h"

#include "tamper_bundle/forge.h"

#include "hand_bundle/hand_bundle.h"
#include "support/support.h"

#include "base/encoding.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/cosignature.h"
#include "crypto/key_request.h"

#include <stdlib.h>
#include <string.h>

#define HERE  VIDIMUS_SOURCE "/tests/tamper_bundle"
#define TEXTS VIDIMUS_SOURCE "/catalog/bundle"

/* A line of bundle_expected.tsv. */
struct row {
	struct text name, base, hand, command, options, layers, words, exit, script;
};

struct stage {
	char               *folder;
	struct hand_log     log, fork, other;
	struct signing_key *mallory, *witness;
	struct buffer       tools; /* what every change begins with */
	struct buffer       vkey;
};

static struct stage stage;

static void
make_base(struct hand_log *log, const char *policy, const char *name)
{
	SCOPED(buffer) folder = { 0 };
	SCOPED(run) run = { 0 };

	buffer_append_format(&folder, "%s/%s", stage.folder, name);
	/* one sender for all: the keys of the first */
	expect_shell(0, &run, stage.folder, "mkdir %s && cd %s && if [ -d ../good ] && [ %s != good ]; then"
	             " cp ../good/root.* ../good/leaf.* .; fi", name, name, name);
	hand_bundle_make(log, policy, NULL, buffer_string(&folder));
	expect_shell(0, &run, stage.folder, "cp '%s/'* %s/ABC-B1 && cd %s && . '%s/tools.sh' && cd ABC-B1 && list_all && seal_tags",
	             TEXTS, name, name, HERE);
}

/* The same log up to now, which then goes another way. */
static void
fork_log(void)
{
	SCOPED(run) run = { 0 };

	stage.fork = stage.log;
	stage.fork.folder = folder_make();
	expect_shell(0, &run, stage.folder, "cp '%s'/catalog.db* '%s'", stage.log.folder,
	             stage.fork.folder);
	hand_log_open_copy(&stage.fork);
}

static void
add_note(struct hand_log *log, const char *words)
{
	hand_log_add(log, log->ana, "note.added", &log->item, NULL, json_pack("{s:s}", "text", words));
}

static void
export_key(const char *name, const struct signing_key *key)
{
	struct digest fingerprint;
	char text[DIGEST_TEXT_SIZE];

	assert_ok(actor_fingerprint(signing_key_public(key), &fingerprint, NULL), NULL);
	digest_write(text, &fingerprint);
	buffer_append_format(&stage.tools, "%s=%s ", name, text);
}

static void
export_tools(void)
{
	struct signature proof;

	buffer_append_format(&stage.tools, "GOOD='%s/good/ABC-B1' ", stage.folder);
	export_key("ANA", stage.log.ana);
	export_key("BO", stage.log.bo);
	export_key("MALLORY", stage.mallory);
	assert_ok(actor_proof_make(stage.mallory, &stage.log.catalogue, &proof, NULL), NULL);
	buffer_append_string(&stage.tools, "MALLORY_KEY=");
	hex_append(&stage.tools, signing_key_public(stage.mallory)->bytes, PUBLIC_KEY_SIZE);
	buffer_append_string(&stage.tools, " PROOF=");
	base64url_append(&stage.tools, proof.bytes, sizeof proof.bytes);
	buffer_append_string(&stage.tools, "; . '" HERE "/tools.sh'");
}

/* later: the same log some events on, with a proof that it extends good, which a witness had cosigned. */
static void
make_later(void)
{
	SCOPED(buffer) good = { 0 };
	SCOPED(buffer) later = { 0 };
	SCOPED(run) run = { 0 };
	struct cosigner cosigner;

	add_note(&stage.log, "one more");
	make_base(&stage.log, "court", "later");
	buffer_append_format(&good, "%s/good/ABC-B1", stage.folder);
	buffer_append_format(&later, "%s/later/ABC-B1", stage.folder);
	forge_consistency(&stage.log, buffer_string(&good), buffer_string(&later));
	forge_cosignature(buffer_string(&good), stage.witness, buffer_string(&later));
	expect_shell(0, &run, stage.folder, ". '%s/tools.sh' && cd later/ABC-B1 && list_all && seal_tags", HERE);
	assert_ok(cosigner_of(&cosigner, text_of("lawyer.example"), signing_key_public(stage.witness),
	                      NULL), NULL);
	cosigner_write(&stage.vkey, &cosigner);
}

/* Notes that a key of the log, and the leaf, are in other hands; one of them by a stranger. */
static void
make_revocations(void)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) path = { 0 };
	struct digest leaf;

	expect_shell(0, &run, stage.folder,
	             "openssl x509 -in good/leaf.crt -outform DER | openssl dgst -sha256 -r | cut -c1-64");
	assert_true(digest_read((struct text){ run.out.p, DIGEST_TEXT_SIZE - 1 }, &leaf));
	buffer_append_format(&path, "%s/revoked-key.txt", stage.folder);
	forge_revocation(&stage.log, stage.log.ana, NULL, buffer_string(&path));
	buffer_clear(&path);
	buffer_append_format(&path, "%s/revoked-leaf.txt", stage.folder);
	forge_revocation(&stage.log, stage.log.ana, &leaf, buffer_string(&path));
	buffer_clear(&path);
	buffer_append_format(&path, "%s/revoked-by-stranger.txt", stage.folder);
	forge_revocation(&stage.log, stage.mallory, &leaf, buffer_string(&path));
}

int
matrix_begin(void **state)
{
	SCOPED(run) run = { 0 };

	(void)state;
	stage.folder = folder_make();
	assert_ok(signing_key_make(&stage.mallory, NULL), NULL);
	assert_ok(signing_key_make(&stage.witness, NULL), NULL);
	hand_log_make(&stage.log);
	fork_log();
	make_base(&stage.log, "court", "good");
	make_base(&stage.fork, "court", "fork");
	make_later();
	hand_log_make(&stage.other);
	make_base(&stage.other, "court", "other");
	expect_shell(0, &run, stage.folder, "sh '%s/fixtures.sh'", HERE);
	export_tools();
	expect_shell(0, &run, stage.folder, "%s; cd good/ABC-B1 && cat custody/checkpoints/$(own finding.reviewed).txt"
	             " >../../resigned.txt", buffer_string(&stage.tools));
	forge_resigned(&stage.log, stage.folder);
	make_revocations();
	return 0;
}

int
matrix_end(void **state)
{
	(void)state;
	signing_key_close(stage.mallory);
	signing_key_close(stage.witness);
	hand_log_close_copy(&stage.fork);
	hand_log_end(&stage.log);
	hand_log_end(&stage.other);
	buffer_end(&stage.tools);
	buffer_end(&stage.vkey);
	folder_remove(stage.folder);
	return 0;
}

/* Makes anew what the hand can. */
static void
follow(const struct row *row, const char *bundle)
{
	struct forgery forgery = { stage.log.ana, stage.log.bo, stage.mallory,
		                   text_is(row->hand, "forger-keeps"),
		                   text_is(row->hand, "forger-commits") };
	bool forges = text_begins(row->hand, "forger");
	const char *then = text_is(row->hand, "nobody")     ? ":"
	                   : text_is(row->hand, "stranger") ? "list_all"
	                                                    : "list_all && seal_tags";
	SCOPED(run) run = { 0 };

	if (forges)
		forge_custody(&forgery, bundle);
	expect_shell(0, &run, stage.folder, "cd '%s' && . '%s/tools.sh' && %s", bundle, HERE, then);
}

/* The id of the first event of a type in the base, for {TYPE}. */
static void
append_id(const struct row *row, struct text type, struct buffer *out)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, stage.folder, ". '%s/tools.sh'; GOOD='%s/%.*s/ABC-B1'; id '%.*s'", HERE,
	             stage.folder, (int)row->base.n, row->base.p, (int)type.n, type.p);
	assert_true(run.out.n == UUID_TEXT_SIZE);
	buffer_append(out, run.out.p, run.out.n - 1);
}

/* Does every word, of those between bars, stand in the answer? Told which does not. */
static bool
says(const struct row *row, struct text words, const struct buffer *answer, const char *who)
{
	bool all = true;

	while (words.p != NULL) {
		struct text word = text_cut(&words, '|');
		SCOPED(buffer) filled = { 0 };

		if (text_begins(word, "{"))
			append_id(row, (struct text){ word.p + 1, word.n - 2 }, &filled);
		else
			buffer_append_text(&filled, word);
		if (strstr(buffer_string(answer), buffer_string(&filled)) != NULL)
			continue;
		fprintf(stderr, "%.*s: %s lacks \"%s\": %s\n", (int)row->name.n, row->name.p, who,
		        buffer_string(&filled), buffer_string(answer));
		all = false;
	}
	return all;
}

/* The layers that say FAILED, between spaces. */
static void
list_failed(const json_t *report, struct buffer *out)
{
	const char *name;
	json_t *says_so;

	json_object_foreach(json_object_get(report, "layers"), name, says_so) {
		if (strcmp(json_string_value(says_so), "FAILED") == 0)
			buffer_append_format(out, "%s%s", out->n ? " " : "", name);
	}
}

/* Is the list the expected one, or begun by it where that ends with an ellipsis? */
static bool
is_list(struct text expected, const struct buffer *failed)
{
	struct text rest = expected;

	if (!text_ends(expected, " …"))
		return text_equal(expected, text_of_buffer(failed));
	while (rest.p != NULL) {
		struct text layer = text_cut(&rest, ' ');

		if (!text_is(layer, "…") && memmem(failed->p, failed->n, layer.p, layer.n) == NULL)
			return false;
	}
	return true;
}

static bool
judge(const struct row *row, const char *bundle)
{
	SCOPED(run) run = { 0 };
	SCOPED(buffer) failed = { 0 };
	SCOPED(buffer) words = { 0 };
	SCOPED_JSON json_t *report = NULL;
	SCOPED_FREE char *errors = NULL;
	bool right;

	run_shell(&run, stage.folder,
	          "cd '%s' && \"$VIDIMUS\" bundle verify --json '%s' --trust '%s'/../$([ -f '%s'/../trusted.crt ]"
	          " && echo trusted || echo root).crt --trust-witness '%s' %.*s",
	          stage.folder, bundle, bundle, bundle, buffer_string(&stage.vkey), (int)row->options.n,
	          row->options.p);
	if (run.out.n == 0 || json_read(&report, text_of_buffer(&run.out), NULL) != STATUS_OK) {
		fprintf(stderr, "%.*s: no report: %s\n", (int)row->name.n, row->name.p,
		        buffer_string(&run.err));
		return false;
	}
	errors = json_dumps(json_object_get(report, "errors"), 0);
	buffer_append_string(&words, errors);
	list_failed(report, &failed);
	right = is_list(row->layers, &failed);
	if (!right || (run.code == 0) != text_is(row->exit, "0"))
		fprintf(stderr, "%.*s: exit %d, failed: %s: %s\n", (int)row->name.n, row->name.p, run.code,
		        buffer_string(&failed), errors);
	return says(row, row->words, &words, "vidimus") && right &&
	       (run.code == 0) == text_is(row->exit, "0");
}

/* A second of shell for each row: the everyday suite takes every third, the full one all. */
static bool
script_is_due(const struct row *row)
{
	unsigned hash = 2166136261u;

	for (size_t i = 0; i < row->name.n; i++)
		hash = (hash ^ (unsigned char)row->name.p[i]) * 16777619u;
	return getenv("VIDIMUS_TEST_FULL") != NULL || hash % 3 == 0;
}

/* The same by who has a shell, sha256sum and openssl: vidimus is not on the path. */
static bool
judge_by_script(const struct row *row, const char *bundle)
{
	bool stamps = text_begins(row->words, "bad-stamp");
	bool sees = !text_is(row->script, "-");
	SCOPED(run) run = { 0 };

	run_shell(&run, stage.folder,
	          "cd '%s/..' && env -u VIDIMUS PATH=/usr/bin:/bin sh '%s/verify.sh' -C ABC-B1 $([ -f trusted.crt ] &&"
	          " echo trusted || echo root).crt %s",
	          bundle, TEXTS, stamps ? "../tsa/root.crt" : "");
	if (run.code != (sees ? 1 : 0) || strstr(buffer_string(&run.out), sees ? "FAILED" : "OK") == NULL) {
		fprintf(stderr, "%.*s: verify.sh exits with %d: %s%s\n", (int)row->name.n, row->name.p,
		        run.code, buffer_string(&run.out), buffer_string(&run.err));
		return false;
	}
	return !sees || says(row, row->script, &run.out, "verify.sh");
}

static bool
try_row(const struct row *row)
{
	SCOPED(buffer) bundle = { 0 };
	SCOPED(run) run = { 0 };
	bool right;

	buffer_append_format(&bundle, "%s/%.*s/ABC-B1", stage.folder, (int)row->name.n, row->name.p);
	expect_shell(0, &run, stage.folder, "cp -a '%.*s' '%.*s'", (int)row->base.n, row->base.p,
	             (int)row->name.n, row->name.p);
	run_shell(&run, stage.folder, "cd '%s' && %s && %.*s", buffer_string(&bundle),
	          buffer_string(&stage.tools), (int)row->command.n, row->command.p);
	if (run.code != 0) {
		fprintf(stderr, "%.*s: the change cannot be made: %s%s\n", (int)row->name.n, row->name.p,
		        buffer_string(&run.out), buffer_string(&run.err));
		return false;
	}
	follow(row, buffer_string(&bundle));
	right = judge(row, buffer_string(&bundle));
	if (script_is_due(row))
		right = judge_by_script(row, buffer_string(&bundle)) && right;
	expect_shell(0, &run, stage.folder, "rm -rf '%.*s'", (int)row->name.n, row->name.p);
	return right;
}

static bool
read_row(struct text line, struct row *row)
{
	struct text *parts[] = { &row->name, NULL,         &row->base,  &row->hand, &row->command,
		                 &row->options, &row->layers, &row->words, &row->exit, &row->script };

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		struct text part = text_cut(&line, '\t');

		if (parts[i] != NULL)
			*parts[i] = part;
	}
	return row->script.n > 0 && line.p == NULL;
}

/* Every row whose turn is that of the part; VIDIMUS_ROW names a single one. */
static void
try_rows(size_t part)
{
	SCOPED(buffer) text = { 0 };
	const char *only = getenv("VIDIMUS_ROW");
	struct text rest;
	size_t tried = 0, wrong = 0, at = 0;

	read_file(&text, VIDIMUS_SOURCE "/tests/tamper/bundle_expected.tsv");
	for (rest = text_of_buffer(&text); rest.n > 0;) {
		struct text line = text_cut(&rest, '\n');
		struct row row;

		if (line.n == 0 || text_begins(line, "#") || text_begins(line, "name\t"))
			continue;
		if (!read_row(line, &row))
			fail_msg("no row: %.*s", (int)line.n, line.p);
		if (at++ % MATRIX_PARTS != part || (only != NULL && !text_is(row.name, only)))
			continue;
		tried++;
		wrong += !try_row(&row);
	}
	assert_true(tried >= 10 || only != NULL);
	if (wrong > 0)
		fail_msg("%zu of %zu changes", wrong, tried);
}

static size_t own_part;

static void
each_change_is_found_and_named(void **state)
{
	(void)state;
	try_rows(own_part);
}

int
matrix_run(size_t part)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_change_is_found_and_named) };

	own_part = part;
	return cmocka_run_group_tests(tests, matrix_begin, matrix_end);
}

const char *
matrix_folder(void)
{
	return stage.folder;
}

const char *
matrix_vkey(void)
{
	return buffer_string(&stage.vkey);
}
