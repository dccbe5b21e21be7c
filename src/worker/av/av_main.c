/* SPDX-License-Identifier: Apache-2.0 */
/* av_main.c - the worker for films and sounds. */
#include "worker/av/av_parser.h"

int
main(int count, char **arguments)
{
	return worker_main(count, arguments, &av_parser);
}
