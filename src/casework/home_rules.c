/* SPDX-License-Identifier: Apache-2.0 */
/* home_rules.c - who may write where. */
#include "casework/home_rules.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum status
home_machine(const struct surroundings *here, const struct uuid *catalogue,
             char out[DIGEST_TEXT_SIZE], struct error *err)
{
	SCOPED(buffer) text = { 0 };
	char uuid[UUID_TEXT_SIZE];
	struct digest digest;
	enum status st;

	uuid_write(uuid, catalogue);
	buffer_append_format(&text, "vidimus-machine-v1\n%s\n%s\n", uuid,
	                     here->machine ? here->machine : "");
	st = buffer_check(&text, err);
	if (st == STATUS_OK)
		st = digest_of(text.p, text.n, &digest, err);
	if (st == STATUS_OK)
		digest_write(out, &digest);
	return st;
}

static enum status
check_home(struct catalogue *catalogue, bool tolerate_tree, struct error *err)
{
	enum home_verdict verdict;
	enum status st;

	if (catalogue->resuming)
		return STATUS_OK;
	st = home_judge(&catalogue->home, catalogue->ledger, &verdict, err);
	if (st != STATUS_OK || verdict == HOME_EXTENDED ||
	    (verdict == HOME_TREE_DAMAGED && tolerate_tree))
		return st;
	return STATUS_UNUSABLE;
}

enum status
home_find(struct catalogue *catalogue, bool tolerate_tree, struct error *err)
{
	enum status st = home_read(catalogue->here.state_folder, &catalogue->uuid, &catalogue->home,
	                           err);

	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st != STATUS_OK)
		return st;
	catalogue->has_home = true;
	return check_home(catalogue, tolerate_tree, err);
}

/* How many homes the log knows by this column's value. */
static enum status
count_homes(struct catalogue *catalogue, const char *sql, const char *value, int64_t *count,
            struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	enum status st = database_statement(catalogue->database, sql, &statement, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(statement, 1, text_of(value));
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		*count = statement_integer(statement, 0);
	return st;
}

/* Is the same catalogue still at the place where this login last wrote it? */
static bool
lies_elsewhere_too(const struct catalogue *catalogue)
{
	SCOPED(buffer) name = { 0 };
	struct stat here, there;

	if (fstatat(catalogue->folder, CATALOGUE_DATABASE, &here, 0) != 0)
		return false;
	buffer_append_format(&name, "%s/" CATALOGUE_DATABASE, buffer_string(&catalogue->home.path));
	if (stat(buffer_string(&name), &there) != 0)
		return false;
	return here.st_dev != there.st_dev || here.st_ino != there.st_ino;
}

static enum status
refuse_other_machine(struct catalogue *catalogue, struct error *err)
{
	return fail(err, STATUS_REFUSED,
	            "the catalogue %s belongs to another machine: it may be read here; where it was moved for good, and nobody writes the other copy any more, `vidimus init --adopt %s` says so",
	            catalogue->path, catalogue->path);
}

/* The machine that the last move names; before any, that of the homes. */
static const char machine_writes[] =
	"SELECT iif(EXISTS (SELECT 1 FROM p_moves), (SELECT m.machine = $1 FROM p_moves m"
	" ORDER BY m.seq DESC LIMIT 1), EXISTS (SELECT 1 FROM p_homes WHERE machine = $1))";

enum status
home_writes(struct catalogue *catalogue, bool *writes, struct error *err)
{
	char machine[DIGEST_TEXT_SIZE];
	int64_t here = 0;
	enum status st = home_machine(&catalogue->here, &catalogue->uuid, machine, err);

	if (st == STATUS_OK)
		st = count_homes(catalogue, machine_writes, machine, &here, err);
	if (st == STATUS_OK)
		*writes = here > 0;
	return st;
}

enum status
home_allow_writing(struct catalogue *catalogue, struct error *err)
{
	char home[UUID_TEXT_SIZE];
	int64_t homes = 0;
	bool here = false;
	enum status st = home_writes(catalogue, &here, err);

	if (st != STATUS_OK)
		return st;
	if (!here && !catalogue->moving)
		return refuse_other_machine(catalogue, err);
	if (!catalogue->has_home) {
		catalogue->needs_home = true;
		return STATUS_OK;
	}
	uuid_write(home, &catalogue->home.home);
	st = count_homes(catalogue, "SELECT count(*) FROM p_homes WHERE home = $1", home, &homes,
	                 err);
	if (st == STATUS_OK && homes == 0 && catalogue->resuming)
		catalogue->needs_home = true; /* it was added by an event that is lost */
	else if (st == STATUS_OK && homes == 0)
		return fail(err, STATUS_UNUSABLE,
		            "the log of %s does not know this login's home file: it was replaced or rolled back",
		            catalogue->path);
	if (st == STATUS_OK && lies_elsewhere_too(catalogue))
		return fail(err, STATUS_REFUSED,
		            "%s is a copy: this login writes the catalogue in %s, and two diverging copies could not be joined again",
		            catalogue->path, buffer_string(&catalogue->home.path));
	return st;
}

enum status
home_still_extends(struct catalogue *catalogue, struct error *err)
{
	enum status st;

	if (!catalogue->has_home)
		return STATUS_OK;
	st = home_read(catalogue->here.state_folder, &catalogue->uuid, &catalogue->home, err);
	if (st == STATUS_NOT_FOUND)
		return fail(err, STATUS_UNUSABLE,
		            "the home file of this catalogue vanished from %s while it was in use",
		            catalogue->here.state_folder);
	return st == STATUS_OK ? check_home(catalogue, false, err) : st;
}

enum status
home_add(struct catalogue *catalogue, struct change *change, struct error *err)
{
	char machine[DIGEST_TEXT_SIZE];
	struct subject subject = subject_of("setting", &catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	enum status st = change_new_uuid(change, &catalogue->home.home, err);

	if (st == STATUS_OK)
		st = home_machine(&catalogue->here, &catalogue->uuid, machine, err);
	if (st != STATUS_OK)
		return st;
	values = json_pack("{s:o,s:s,s:s,s:s}", "home", json_of_uuid(&catalogue->home.home),
	                   "machine", machine, "host", catalogue->here.host, "login",
	                   catalogue->here.login);
	if (values == NULL || open == NULL)
		return fail_memory(err);
	return change_add(change, "home.added", &subject, open, values, NULL, err);
}

enum status
home_prepare(struct catalogue *catalogue, struct error *err)
{
	enum status st = home_reserve(catalogue->here.state_folder, &catalogue->uuid, err);

	if (st == STATUS_OK || st == STATUS_MEMORY)
		return st;
	return while_doing(err, fail_as(err, STATUS_UNUSABLE),
	                   "looking whether this login's home file can be written, which remembers the log's last state; nothing was changed: free space, or make that folder writable, or set XDG_STATE_HOME to another");
}

void
home_give_up(struct catalogue *catalogue)
{
	home_release(catalogue->here.state_folder, &catalogue->uuid);
}

enum status
home_remember(struct catalogue *catalogue, struct error *err)
{
	struct home *home = &catalogue->home;
	enum status st;

	home->catalogue = catalogue->uuid;
	buffer_clear(&home->path);
	buffer_append_string(&home->path, catalogue->path);
	buffer_clear(&home->checkpoint);
	st = ledger_checkpoint(catalogue->ledger, &home->checkpoint, err);
	if (st == STATUS_OK)
		st = buffer_check(&home->path, err);
	if (st == STATUS_OK)
		st = home_write(catalogue->here.state_folder, home, err);
	if (st != STATUS_OK)
		return st;
	catalogue->has_home = true;
	catalogue->needs_home = false;
	return STATUS_OK;
}
