/* SPDX-License-Identifier: Apache-2.0 */
/* example.c - the stand-ins of the worked example through the public library. */
#include "exchange/stand_in.h"

#include "base/error.h"
#include "base/scoped.h"

#include <vidimus/example.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum status
vidimus_stand_ins_write(enum vidimus_stand_ins which, const char *folder, struct error *err)
{
	SCOPED_FD fd = -1;

	if (mkdir(folder, 0755) != 0)
		return errno == EEXIST ? fail(err, STATUS_EXISTS, "%s is there already", folder)
		                       : fail_os(err, "cannot make the folder %s", folder);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_os(err, "cannot open %s", folder);
	return which == VIDIMUS_STAND_INS_REDACTED ? stand_ins_write_redacted(fd, err)
	                                           : stand_ins_write(fd, err);
}
