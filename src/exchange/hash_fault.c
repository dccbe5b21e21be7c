/* SPDX-License-Identifier: Apache-2.0 */
/* hash_fault.c - what stands in a line in place of a hash, told by its digits. */
#include "exchange/hash_fault.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Fewer digits are a word. */
#define LEAST_DIGITS 16

static const char *const kind_words[] = { "a", "a SHA-256", "an MD5", "a PDQ", "a vPDQ" };

/* The digits of other hashes that people have. */
static const struct {
	size_t      digits;
	const char *name;
} hashes[] = {
	{ 32, "MD5" }, { 40, "SHA-1" }, { 56, "SHA-224" }, { 64, "SHA-256 or PDQ" },
	{ 96, "SHA-384" }, { 128, "SHA-512" },
};

static const char *
name_of(size_t digits)
{
	for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
		if (hashes[i].digits == digits)
			return hashes[i].name;
	}
	return NULL;
}

/* Hex digits at the beginning, past a mark. */
static size_t
count_digits(struct text text)
{
	size_t n = 0;

	if (text.n > 0 && (text.p[0] == '"' || text.p[0] == '\\'))
		text = (struct text){ text.p + 1, text.n - 1 };
	while (n < text.n && text.p[n] != '\0' && strchr("0123456789abcdefABCDEF", text.p[n]) != NULL)
		n++;
	return n;
}

#define FOUND_SIZE 128

/* "40 hex digits, as SHA-1 has" */
static void
describe(struct text found, char out[FOUND_SIZE])
{
	size_t digits = count_digits(found);
	const char *name = name_of(digits);

	if (found.n == 0)
		snprintf(out, FOUND_SIZE, "nothing");
	else if (digits < LEAST_DIGITS)
		snprintf(out, FOUND_SIZE, "something else");
	else if (name != NULL)
		snprintf(out, FOUND_SIZE, "%zu hex digits, as %s has", digits, name);
	else
		snprintf(out, FOUND_SIZE, "%zu hex digits, as no hash has: it is cut, or has other letters in it", digits);
}

static const char *
why_expected(const struct hash_form *form)
{
	return form->said ? "as --kind says" : "as the list began";
}

enum status
hash_fault_digits(const struct hash_form *form, struct text found, struct error *err)
{
	char words[FOUND_SIZE];

	describe(found, words);
	return fail(err, STATUS_INVALID, "%s hash of %zu hex digits is expected, %s; here is %s",
	            kind_words[form->kind], hash_kind_digits(form->kind), why_expected(form), words);
}

enum status
hash_fault_kind(const struct hash_form *form, enum hash_kind kind, struct error *err)
{
	return fail(err, STATUS_INVALID,
	            "%s hash is expected, %s; here is %s hash. A list has hashes of one kind",
	            kind_words[form->kind], why_expected(form), kind_words[kind]);
}

enum status
hash_fault_first(const struct hash_form *form, struct text line, struct error *err)
{
	char words[FOUND_SIZE];

	if (count_digits(line) >= LEAST_DIGITS) {
		describe(line, words);
		return fail(err, STATUS_INVALID,
		            "here is %s; a list has MD5 (32), SHA-256 or PDQ (64 hex digits), one a line",
		            words);
	}
	return fail(err, STATUS_INVALID,
	            "here is neither a hash nor names of columns, of which one is %s; a list has one hash a line, or is a table whose first line names its columns",
	            form->kind == HASHES_UNKNOWN ? "sha256, md5, pdq or hash" : hash_kind_name(form->kind));
}

enum status
hash_fault_zero(struct text line, struct error *err)
{
	if (text_begins(line, "\xff\xfe") || text_begins(line, "\xfe\xff"))
		return fail(err, STATUS_INVALID, "this is UTF-16; a list is plain text: save it as UTF-8");
	return fail(err, STATUS_INVALID, "a zero byte; a list is plain text, and this is none");
}
