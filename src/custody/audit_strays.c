/* SPDX-License-Identifier: Apache-2.0 */
/* audit_strays.c - what lies in the vault without being catalogued: reported, and no damage. */
#include "custody/audit_internal.h"

#include "store/vault_list.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define PAGE             1024 /* hashes that are read at once */
#define ENTRIES_A_STEP   1024 /* between two looks at the progress */
#define SHELVED_PREFIX   "originals/ab/cd/"

/* The catalogued hashes in ascending order, walked along with the vault. */
struct known_hashes {
	struct database *database;
	struct digest    page[PAGE];
	size_t           count, at;
	bool             at_end;
};

struct stray_walk {
	struct audit       *audit;
	struct known_hashes known;
	struct audit_progress progress;
};

static enum status
read_hashes(struct known_hashes *known, struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	char after[DIGEST_TEXT_SIZE] = "";
	size_t read = 0, right = 0;
	enum status st = database_statement(known->database,
	                                    "SELECT sha256 FROM p_objects WHERE sha256 > $1"
	                                    " ORDER BY sha256 LIMIT $2",
	                                    &rows, err);

	if (st != STATUS_OK)
		return st;
	if (known->count > 0)
		digest_write(after, &known->page[known->count - 1]);
	statement_bind_text(rows, 1, text_of(after));
	statement_bind_integer(rows, 2, PAGE);
	for (; (st = statement_step(rows, err)) == STATUS_OK; read++) {
		if (strcmp(statement_text(rows, 0).p, after) <= 0)
			return fail(err, STATUS_UNUSABLE, "the index of p_objects is damaged: it is not in order");
		right += digest_read(statement_text(rows, 0), &known->page[right]);
	}
	known->count = right;
	known->at = 0;
	known->at_end = right == 0;
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Is it catalogued? Asked in ascending order. */
static enum status
is_known(struct known_hashes *known, const struct digest *digest, bool *out, struct error *err)
{
	enum status st = STATUS_OK;

	*out = false;
	while (st == STATUS_OK && !known->at_end) {
		int order = known->at == known->count
		                    ? 1
		                    : memcmp(known->page[known->at].bytes, digest->bytes,
		                             sizeof digest->bytes);

		if (known->at == known->count) {
			st = read_hashes(known, err);
		} else if (order < 0) {
			known->at++;
		} else {
			*out = order == 0;
			break;
		}
	}
	return st;
}

/* Does something that is no file stand at an object's place? */
static bool
object_place(const char *path, struct digest *out)
{
	size_t n = strlen(path), prefix = strlen(SHELVED_PREFIX);
	const char *name = path + prefix;

	return n == prefix + 2 * DIGEST_SIZE && digest_read(text_of(name), out) &&
	       memcmp(path + strlen("originals/"), name, 2) == 0 &&
	       memcmp(path + strlen("originals/ab/"), name + 2, 2) == 0;
}

/* What stands in place of a catalogued object was reported as altered before. */
static enum status
take_foreign(struct stray_walk *walk, const struct vault_entry *entry, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	struct digest digest;
	bool known = false;
	enum status st = STATUS_OK;

	if (object_place(entry->path, &digest))
		st = is_known(&walk->known, &digest, &known, err);
	if (st != STATUS_OK || known)
		return st;
	text_append_escaped(&path, entry->path, strlen(entry->path));
	audit_list_add(walk->audit, &walk->audit->unreferenced,
	               json_of_text(text_of(buffer_string(&path))));
	return STATUS_OK;
}

static enum status
take_object(struct stray_walk *walk, const struct vault_entry *entry, struct error *err)
{
	bool known = false;
	enum status st = is_known(&walk->known, &entry->digest, &known, err);

	if (st == STATUS_OK && !known)
		audit_list_add(walk->audit, &walk->audit->unreferenced,
		               json_of_digest(&entry->digest));
	return st;
}

static void
take_unreadable(struct audit *audit, const struct vault_entry *entry)
{
	if (!audit_lacks_means(entry->os)) {
		audit_fault(audit, PART_OBJECTS, "%s cannot be looked at: %s", entry->path,
		            strerror(entry->os));
		return;
	}
	audit->unable = true;
	if (audit->unread.count == 0)
		audit_not_checked(audit, PART_OBJECTS, "%s cannot be looked at: %s", entry->path,
		                  strerror(entry->os));
}

static enum status
take_entry(struct stray_walk *walk, const struct vault_entry *entry, struct error *err)
{
	if (++walk->progress.done % ENTRIES_A_STEP == 0)
		audit_tell(walk->audit, &walk->progress);
	switch (entry->kind) {
	case VAULT_OBJECT:
		return take_object(walk, entry, err);
	case VAULT_FOREIGN:
		return take_foreign(walk, entry, err);
	default:
		take_unreadable(walk->audit, entry);
		return STATUS_OK;
	}
}

static enum status
walk_vault(struct stray_walk *walk, struct error *err)
{
	SCOPED_POINTER(vault_list) list = NULL;
	struct vault_entry entry;
	enum status st = vault_list_open(&list, walk->audit->catalogue->vault, err);

	while (st == STATUS_OK && (st = vault_list_next(list, &entry, err)) == STATUS_OK) {
		st = take_entry(walk, &entry, err);
		if (st == STATUS_OK && audit_stopped(walk->audit))
			return fail(err, STATUS_INTERRUPTED, "stopped");
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* An object that was received since is none: drops those that are catalogued by now. */
static enum status
drop_received(struct audit *audit, struct error *err)
{
	struct audit_list *list = &audit->unreferenced;
	enum status st = STATUS_OK;

	for (size_t i = json_array_size(list->entries); st == STATUS_OK && i-- > 0;) {
		SCOPED_STATEMENT row = NULL;
		const char *entry = json_string_value(json_array_get(list->entries, i));

		st = database_statement(audit->catalogue->database,
		                        "SELECT 1 FROM p_objects WHERE sha256 = $1", &row, err);
		if (st != STATUS_OK)
			break;
		statement_bind_text(row, 1, text_of(entry));
		st = statement_step(row, err);
		if (st == STATUS_OK) {
			json_array_remove(list->entries, i);
			list->count--;
		} else if (st == STATUS_DONE) {
			st = STATUS_OK;
		}
	}
	return st;
}

static void
take_leftover(void *context, const struct vault_leftover *leftover)
{
	struct audit *audit = context;
	SCOPED(buffer) name = { 0 };

	text_append_escaped(&name, leftover->name, strlen(leftover->name));
	audit_list_add(audit, &audit->leftovers, json_of_text(text_of(buffer_string(&name))));
}

/* The layer was judged by its objects; only what keeps the walk from its end is added here. */
enum status
audit_strays(struct audit *audit, struct error *err)
{
	struct stray_walk *walk = calloc(1, sizeof *walk);
	struct error why = { 0 };
	enum status st;

	if (walk == NULL)
		return fail_memory(err);
	walk->audit = audit;
	walk->known.database = audit->catalogue->database;
	walk->progress.doing = "looking for uncatalogued files";
	st = walk_vault(walk, &why);
	free(walk);
	if (st == STATUS_OK)
		st = drop_received(audit, &why);
	if (st == STATUS_OK)
		st = vault_leftovers(audit->catalogue->vault, false, take_leftover, audit, &why);
	return st == STATUS_OK ? st : audit_ended(audit, PART_OBJECTS, st, &why, err);
}
