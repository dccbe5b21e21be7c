/* SPDX-License-Identifier: Apache-2.0 */
/* test_note.c - signed notes: the published cases, and what a strict reader refuses. */
#include "crypto/note.h"

#include "support/vectors.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "vectors/custody/note"
#define VERIFIERS_LIMIT 8
#define NAME "example.org/log"

static struct signing_key *test_key;
static struct note_verifier test_verifier;

static int
make_key(void **state)
{
	static const unsigned char seed[SIGNING_SEED_SIZE] = "a seed that only these tests use";
	struct error err;

	(void)state;
	assert_ok(signing_key_of_seed(&test_key, seed, &err), &err);
	assert_ok(note_verifier_of(&test_verifier, text_of(NAME), signing_key_public(test_key), &err),
	          &err);
	return 0;
}

static int
end_key(void **state)
{
	(void)state;
	signing_key_close(test_key);
	return 0;
}

static enum status
read_string(const char *bytes)
{
	static struct note note;

	return note_read(text_of(bytes), &note, NULL);
}

static void
notes_are_signed_and_verified(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	bool signed_by = false;
	struct note note;
	struct error err;

	(void)state;
	assert_ok(note_sign(&bytes, text_of("one\n\ntwo \xd5\x8e\n"), text_of(NAME), test_key, &err), &err);
	assert_ok(note_read(text_of_buffer(&bytes), &note, &err), &err);
	assert_true(text_is(note.text, "one\n\ntwo \xd5\x8e\n"));
	assert_int_equal(note.count, 1);
	assert_true(text_is(note.signatures[0].name, NAME));
	assert_memory_equal(note.signatures[0].key_id, test_verifier.key_id, NOTE_KEY_ID_SIZE);
	assert_ok(note_verify(&note, &test_verifier, 1, &signed_by, &err), &err);
	assert_true(signed_by);
	bytes.p[0] = 'O';
	assert_status(STATUS_FALSE, note_verify(&note, &test_verifier, 1, &signed_by, &err), &err);
	assert_status(STATUS_FALSE, note_verify(&note, NULL, 0, NULL, &err), &err);
}

static void
a_second_signer_adds_a_line(void **state)
{
	SCOPED_POINTER(signing_key) other = NULL;
	struct note_verifier known[2];
	SCOPED(buffer) bytes = { 0 };
	bool signed_by[2];
	struct note note;
	struct error err;

	(void)state;
	assert_ok(signing_key_make(&other, &err), &err);
	assert_ok(note_verifier_of(&known[0], text_of("witness"), signing_key_public(other), &err), &err);
	known[1] = test_verifier;
	assert_ok(note_sign(&bytes, text_of("text\n"), text_of(NAME), test_key, &err), &err);
	assert_ok(note_read(text_of_buffer(&bytes), &note, &err), &err);
	assert_ok(note_verify(&note, known, 2, signed_by, &err), &err);
	assert_false(signed_by[0]);
	assert_true(signed_by[1]);
	assert_ok(note_sign_again(&bytes, text_of("text\n"), text_of("witness"), other, &err), &err);
	assert_ok(note_read(text_of_buffer(&bytes), &note, &err), &err);
	assert_ok(note_verify(&note, known, 2, signed_by, &err), &err);
	assert_true(signed_by[0] && signed_by[1]);
}

static void
texts_that_cannot_be_notes_are_not_signed(void **state)
{
	static const char *const texts[] = { "", "no newline", "a\tb\n", "a\r\n", "\xff\n", "a\x01\n" };
	static const char *const names[] = { "", "a b", "a+b", "a\nb", "a\xc2\xa0z", "\xff", "a\xe3\x80\x80" };
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_status(STATUS_INVALID,
		              note_sign(&bytes, text_of(texts[i]), text_of(NAME), test_key, &err), &err);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_status(STATUS_INVALID,
		              note_sign(&bytes, text_of("a\n"), text_of(names[i]), test_key, &err), &err);
	assert_status(STATUS_INVALID,
	              note_sign(&bytes, (struct text){ "a\0b\n", 4 }, text_of(NAME), test_key, &err), &err);
	assert_int_equal(bytes.n, 0);
}

static void
malformed_notes_are_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"\n",
		"\n\n",
		"text\n",
		"text\n\n",
		"text\n\n\n",
		"\n\xe2\x80\x94 a AAAAAAA=\n",
		"text\n\xe2\x80\x94 a AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA=",
		"text\n\n- a AAAAAAA=\n",
		"text\n\n\xe2\x80\x94z AAAAAAA=\n",
		"text\n\n\xe2\x80\x94  AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a\n",
		"text\n\n\xe2\x80\x94 a \n",
		"text\n\n\xe2\x80\x94 a  AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA= \n",
		"text\n\n\xe2\x80\x94 a AAAAAA==\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA\n",
		"text\n\n\xe2\x80\x94 a AAAAAAB=\n",
		"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a\xc2\x85 AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA=\nmore\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA=\n\n",
		"te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n",
		"te\xc0\x80xt\n\n\xe2\x80\x94 a AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a\xed\xa0\x80 AAAAAAA=\n",
	};

	(void)state;
	assert_int_equal(read_string("text\n\n\xe2\x80\x94 a AAAAAAA=\n"), STATUS_OK);
	assert_int_equal(read_string("\n\n\xe2\x80\x94 a AAAAAAA=\n"), STATUS_OK);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (read_string(cases[i]) != STATUS_INVALID)
			fail_msg("case %zu is not refused: %s", i, cases[i]);
	}
	assert_int_equal(note_read((struct text){ "a\0\n\n\xe2\x80\x94 a AAAAAAA=\n", 20 },
	                           &(struct note){ 0 }, NULL),
	                 STATUS_INVALID);
}

static void
build_note(struct buffer *out, size_t text, size_t signatures, size_t letters)
{
	buffer_clear(out);
	for (size_t i = 1; i < text; i++)
		buffer_append_byte(out, 'x');
	buffer_append_string(out, "\n\n");
	for (size_t i = 0; i < signatures; i++) {
		buffer_append_string(out, "\xe2\x80\x94 a ");
		for (size_t k = 0; k < letters; k++)
			buffer_append_byte(out, 'A');
		buffer_append_byte(out, '\n');
	}
}

static void
limits_are_held(void **state)
{
	SCOPED(buffer) bytes = { 0 };
	struct note note;

	(void)state;
	build_note(&bytes, NOTE_TEXT_LIMIT, NOTE_SIGNATURES_LIMIT, 8);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_OK);
	assert_int_equal(note.count, NOTE_SIGNATURES_LIMIT);
	build_note(&bytes, NOTE_TEXT_LIMIT + 1, 1, 8);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_LIMIT);
	build_note(&bytes, 4, NOTE_SIGNATURES_LIMIT + 1, 8);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_LIMIT);
	build_note(&bytes, 4, 1, 8184);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_OK);
	build_note(&bytes, 4, 1, 8188);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_LIMIT);
	build_note(&bytes, 4, 1000000, 8);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_LIMIT);
}

/* A note that someone signed well, with a line "NAME letters" added. */
static enum status
verify_with_line(const char *letters)
{
	SCOPED(buffer) bytes = { 0 };
	struct note note;

	assert_int_equal(note_sign(&bytes, text_of("text\n"), text_of(NAME), test_key, NULL), STATUS_OK);
	buffer_append_format(&bytes, "\xe2\x80\x94 %s\n", letters);
	assert_int_equal(note_read(text_of_buffer(&bytes), &note, NULL), STATUS_OK);
	return note_verify(&note, &test_verifier, 1, NULL, NULL);
}

static void
each_signature_of_a_known_key_counts(void **state)
{
	unsigned char blob[NOTE_KEY_ID_SIZE + SIGNATURE_SIZE] = { 0 };
	SCOPED(buffer) line = { 0 };

	(void)state;
	assert_int_equal(verify_with_line("unknown AAAAAAA="), STATUS_OK);
	assert_int_equal(verify_with_line(NAME " AAAAAAA="), STATUS_OK); /* another key id */
	memcpy(blob, test_verifier.key_id, NOTE_KEY_ID_SIZE);
	buffer_append_string(&line, NAME " ");
	base64_append(&line, blob, sizeof blob);
	assert_int_equal(verify_with_line(buffer_string(&line)), STATUS_FALSE);
	buffer_clear(&line);
	buffer_append_string(&line, NAME " ");
	base64_append(&line, blob, NOTE_KEY_ID_SIZE + 1); /* right key id, no signature */
	assert_int_equal(verify_with_line(buffer_string(&line)), STATUS_FALSE);
}

static void
verifier_keys_are_read_strictly(void **state)
{
	static const char *const bad[] = {
		"",
		"example.com/foo",
		"example.com/foo+530d903a",
		"example.com/foo+530d903a+",
		"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/fox+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
		"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	};
	struct note_verifier verifier;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_status(STATUS_INVALID, vkey_read(text_of(bad[i]), &verifier, &err), &err);
}

static void
a_key_of_low_order_is_nobodys(void **state)
{
	struct public_key weak = { { 1 } };
	struct note_verifier verifier;
	struct error err;

	(void)state;
	assert_status(STATUS_REFUSED, note_verifier_of(&verifier, text_of(NAME), &weak, &err), &err);
}

static void
names_have_a_bound(void **state)
{
	char name[NOTE_NAME_LIMIT + 2];
	struct note_verifier verifier;
	struct error err;

	(void)state;
	memset(name, 'n', sizeof name);
	assert_ok(note_verifier_of(&verifier, (struct text){ name, NOTE_NAME_LIMIT },
	                           signing_key_public(test_key), &err), &err);
	assert_status(STATUS_LIMIT,
	              note_verifier_of(&verifier, (struct text){ name, NOTE_NAME_LIMIT + 1 },
	                               signing_key_public(test_key), &err), &err);
}

static void
the_published_example_verifies(void **state)
{
	SCOPED_FREE char *note_path = shared_path(FOLDER "/c2sp-example.note");
	SCOPED_FREE char *vkey_path = shared_path(FOLDER "/c2sp-example.vkey");
	SCOPED_FREE char *form_path = shared_path(FOLDER "/c2sp-checkpoint-form-only.note");
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) vkey = { 0 };
	SCOPED(buffer) again = { 0 };
	SCOPED(buffer) form = { 0 };
	struct note_verifier verifier;
	struct note note;
	struct error err;

	(void)state;
	read_file(&bytes, note_path);
	read_file(&vkey, vkey_path);
	read_file(&form, form_path);
	assert_ok(vkey_read(text_trim(text_of_buffer(&vkey)), &verifier, &err), &err);
	vkey_write(&again, &verifier);
	assert_true(text_equal(text_trim(text_of_buffer(&vkey)), text_of_buffer(&again)));
	assert_ok(note_read(text_of_buffer(&bytes), &note, &err), &err);
	assert_ok(note_verify(&note, &verifier, 1, NULL, &err), &err);
	assert_ok(note_read(text_of_buffer(&form), &note, &err), &err);
	assert_status(STATUS_FALSE, note_verify(&note, &verifier, 1, NULL, &err), &err);
}

/* The names of the known keys that signed, in the order of the signatures, each once. */
static void
list_signers(struct buffer *out, const struct note *note, const struct note_verifier *known,
             size_t count, bool *signed_by)
{
	for (size_t i = 0; i < note->count; i++) {
		for (size_t k = 0; k < count; k++) {
			if (!signed_by[k] || !text_is(note->signatures[i].name, known[k].name) ||
			    memcmp(note->signatures[i].key_id, known[k].key_id, NOTE_KEY_ID_SIZE) != 0)
				continue;
			buffer_append_format(out, "%s%s", out->n == 0 ? "accept verified=" : ",",
			                     known[k].name);
			signed_by[k] = false;
		}
	}
}

/* Judges a note by verifier keys, in the words that the cases use. */
static void
judge_words(struct buffer *out, struct text bytes, const json_t *vkeys)
{
	struct note_verifier known[VERIFIERS_LIMIT];
	size_t count = json_array_size(vkeys);
	bool signed_by[VERIFIERS_LIMIT];
	struct note note;
	enum status st;

	assert_true(count <= VERIFIERS_LIMIT);
	for (size_t i = 0; i < count; i++) {
		if (vkey_read(text_of(json_string_value(json_array_get(vkeys, i))), &known[i], NULL) !=
		    STATUS_OK) {
			buffer_append_string(out, "reject vkey");
			return;
		}
	}
	if (note_read(bytes, &note, NULL) != STATUS_OK) {
		buffer_append_string(out, "reject malformed");
		return;
	}
	st = note_verify(&note, known, count, signed_by, NULL);
	if (st == STATUS_OK)
		list_signers(out, &note, known, count, signed_by);
	else
		buffer_append_string(out, st == STATUS_INVALID ? "reject ambiguous" : "reject");
}

/*
 * The cases name the cause of a refusal, more finely than our states do where
 * the form is right and no signature counts: then only that is compared.
 */
static bool
is_wanted(struct text want, const char *words)
{
	if (strcmp(words, "reject") != 0)
		return text_begins(want, "accept") ? text_is(want, words) : text_begins(want, words);
	return text_begins(want, "reject") && !text_begins(want, "reject vkey") &&
	       !text_begins(want, "reject malformed") && !text_begins(want, "reject ambiguous");
}

static void
published_cases_are_judged_as_wanted(void **state)
{
	json_t *cases = vector_file(FOLDER "/go-sumdb-note-cases.json");

	(void)state;
	assert_true(json_array_size(cases) > 0);
	for (size_t i = 0; i < json_array_size(cases); i++) {
		const json_t *vector = json_array_get(cases, i);
		const char *want = vector_text(vector, "want");
		SCOPED(buffer) bytes = { 0 };
		SCOPED(buffer) words = { 0 };

		vector_base64(&bytes, json_object_get(vector, "note_b64"));
		judge_words(&words, text_of_buffer(&bytes), json_object_get(vector, "vkeys"));
		if (!is_wanted(text_of(want), buffer_string(&words)))
			fail_msg("%s: %s, wanted %s", vector_text(vector, "name"),
			         buffer_string(&words), want);
	}
	json_decref(cases);
}

/* PRIVATE+KEY+NAME+ID+BASE64(0x01 || seed) */
static void
published_signing_gives_the_same_bytes(void **state)
{
	json_t *vector = vector_file(FOLDER "/go-sumdb-sign.json");
	struct text rest = text_of(vector_text(vector, "skey")), name;
	SCOPED_POINTER(signing_key) key = NULL;
	SCOPED(buffer) seed = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct error err;

	(void)state;
	assert_true(text_is(text_cut(&rest, '+'), "PRIVATE"));
	assert_true(text_is(text_cut(&rest, '+'), "KEY"));
	name = text_cut(&rest, '+');
	text_cut(&rest, '+');
	assert_true(base64_read(&seed, rest));
	assert_int_equal(seed.n, 1 + SIGNING_SEED_SIZE);
	assert_ok(signing_key_of_seed(&key, (const unsigned char *)seed.p + 1, &err), &err);
	assert_ok(note_sign(&bytes, text_of(vector_text(vector, "text")), name, key, &err), &err);
	assert_string_equal(buffer_string(&bytes), vector_text(vector, "note"));
	json_decref(vector);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notes_are_signed_and_verified),
		cmocka_unit_test(a_second_signer_adds_a_line),
		cmocka_unit_test(texts_that_cannot_be_notes_are_not_signed),
		cmocka_unit_test(malformed_notes_are_refused),
		cmocka_unit_test(limits_are_held),
		cmocka_unit_test(each_signature_of_a_known_key_counts),
		cmocka_unit_test(verifier_keys_are_read_strictly),
		cmocka_unit_test(a_key_of_low_order_is_nobodys),
		cmocka_unit_test(names_have_a_bound),
		cmocka_unit_test(the_published_example_verifies),
		cmocka_unit_test(published_cases_are_judged_as_wanted),
		cmocka_unit_test(published_signing_gives_the_same_bytes),
	};

	need_shared(FOLDER);
	return cmocka_run_group_tests(tests, make_key, end_key);
}
