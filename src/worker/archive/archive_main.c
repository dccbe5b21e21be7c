/* SPDX-License-Identifier: Apache-2.0 */
/* archive_main.c - vidimus-worker-archive. */
#include "worker/archive/archive_parser.h"

int
main(int count, char **arguments)
{
	return worker_main(count, arguments, &archive_parser);
}
