/* SPDX-License-Identifier: Apache-2.0 */
/* image_main.c - vidimus-worker-image. */
#include "worker/image/family.h"

int
main(int count, char **arguments)
{
	return worker_main(count, arguments, &image_parser);
}
