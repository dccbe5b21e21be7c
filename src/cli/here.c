/* SPDX-License-Identifier: Apache-2.0 */
/* here.c - reads environment, host name, login and machine id, once a command. */
#include "cli/here.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MACHINE_ID_PATH "/etc/machine-id"
#define MACHINE_ID_LIMIT 256

/* An absolute path in the environment; relative ones count as not set (XDG base directories). */
static const char *
folder_in_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

static const char *
home_folder(void)
{
	const char *home = folder_in_environment("HOME");
	const struct passwd *entry = home ? NULL : getpwuid(geteuid());

	if (entry != NULL && entry->pw_dir != NULL && entry->pw_dir[0] == '/')
		home = entry->pw_dir;
	return home;
}

/* $VARIABLE/vidimusBELOW, else HOME/OTHERWISE/vidimusBELOW. */
static enum status
own_folder(char **out, const char *variable, const char *otherwise, const char *below,
           struct error *err)
{
	const char *base = folder_in_environment(variable);
	SCOPED(buffer) path = { 0 };

	if (base != NULL) {
		buffer_append_format(&path, "%s/vidimus%s", base, below);
	} else {
		const char *home = home_folder();

		if (home == NULL)
			return fail(err, STATUS_INVALID,
			            "neither %s nor HOME says where your own files are", variable);
		buffer_append_format(&path, "%s/%s/vidimus%s", home, otherwise, below);
	}
	*out = buffer_take(&path);
	return *out != NULL ? STATUS_OK : fail_memory(err);
}

/* Outside of our root, as after a chroot, Linux calls it "(unreachable)/…". */
static char *
working_folder(void)
{
	char *folder = getcwd(NULL, 0);

	if (folder == NULL || folder[0] == '/')
		return folder;
	free(folder);
	return NULL;
}

static void
read_login(char out[HERE_NAME_SIZE])
{
	const struct passwd *entry = getpwuid(geteuid());

	if (entry != NULL && entry->pw_name != NULL && entry->pw_name[0] != '\0')
		snprintf(out, HERE_NAME_SIZE, "%s", entry->pw_name);
	else
		snprintf(out, HERE_NAME_SIZE, "%lu", (unsigned long)geteuid());
}

/* Containers often have an empty one, or none: then `out` stays empty. */
static void
read_machine(char out[HERE_MACHINE_SIZE])
{
	SCOPED(buffer) whole = { 0 };
	struct text id;

	if (file_read(MACHINE_ID_PATH, MACHINE_ID_LIMIT, &whole, NULL) != STATUS_OK)
		return;
	id = text_trim(text_of_buffer(&whole));
	if (id.n > 0 && id.n < HERE_MACHINE_SIZE && text_is_utf8(id.p, id.n))
		snprintf(out, HERE_MACHINE_SIZE, "%.*s", (int)id.n, id.p);
}

enum status
here_begin(struct here *here, struct error *err)
{
	enum status status;

	*here = (struct here){ 0 };
	status = own_folder(&here->keys, "XDG_CONFIG_HOME", ".config", "/keys", err);
	if (status == STATUS_OK)
		status = own_folder(&here->config, "XDG_CONFIG_HOME", ".config", "", err);
	if (status == STATUS_OK)
		status = own_folder(&here->state, "XDG_STATE_HOME", ".local/state", "", err);
	if (status != STATUS_OK) {
		here_end(here);
		return status;
	}
	here->working = working_folder();
	if (gethostname(here->host, sizeof here->host - 1) != 0 || here->host[0] == '\0')
		snprintf(here->host, sizeof here->host, "unknown");
	read_login(here->login);
	read_machine(here->machine);
	here->surroundings = (struct vidimus_surroundings){
		.state_folder = here->state,
		.keys_folder = here->keys,
		.working_folder = here->working,
		.host = here->host,
		.login = here->login,
		.machine = here->machine[0] ? here->machine : NULL,
		.build = build_id_write(here->build) ? here->build : NULL,
	};
	return STATUS_OK;
}

void
here_end(struct here *here)
{
	free(here->keys);
	free(here->config);
	free(here->state);
	free(here->working);
	*here = (struct here){ 0 };
}
