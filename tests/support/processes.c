/* SPDX-License-Identifier: Apache-2.0 */
/* processes.c - who is whose child, by proc(5). */
#include "support/processes.h"

#include "support/support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Parent of a process by its stat file (proc(5)), or 0. */
static pid_t
parent_of(const char *name)
{
	char path[300], line[1024] = "";
	const char *after;
	int parent = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%s/stat", name);
	file = fopen(path, "r");
	if (file == NULL)
		return 0;
	if (fgets(line, sizeof line, file) == NULL)
		line[0] = '\0';
	fclose(file);
	after = strrchr(line, ')');
	return after && sscanf(after + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

size_t
children_of(pid_t parent, pid_t *out, size_t room)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL && count < room) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);

		if (*end == '\0' && pid > 0 && parent_of(entry->d_name) == parent)
			out[count++] = (pid_t)pid;
	}
	closedir(folder);
	return count;
}
