/* SPDX-License-Identifier: Apache-2.0 */
/*
 * photographs.c - what fingerprinting a JPEG from its bytes to its hashes (all
 * of it, and what is inside its borders) costs beside decoding it alone by
 * libjpeg-turbo at full size: in one process each, in turns.
 *
 *	bench_photographs ROUNDS FILE…
 *
 * Prints the processor time of each way over all files, least of the rounds.
 */
#include "turn.h"

#include "base/scoped.h"
#include "worker/image/family.h"
#include "worker/parser_run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jpeglib.h>

struct files {
	char **paths;
	int    count;
};

static void
open_file(const char *path, struct parser_input *out)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || parser_input_open(file, out, NULL) != STATUS_OK)
		_exit(1);
}

static void
close_file(struct parser_input *input)
{
	parser_input_close(input);
	close(input->file);
}

static void
decode(const struct parser_input *input)
{
	struct jpeg_decompress_struct decoder;
	struct jpeg_error_mgr errors;
	unsigned char *pixels;
	size_t stride;

	decoder.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&decoder);
	jpeg_mem_src(&decoder, input->bytes, input->size);
	jpeg_read_header(&decoder, TRUE);
	jpeg_start_decompress(&decoder);
	stride = (size_t)decoder.output_width * (size_t)decoder.output_components;
	pixels = malloc(stride * decoder.output_height);
	if (pixels == NULL)
		_exit(1);
	while (decoder.output_scanline < decoder.output_height) {
		JSAMPROW row = pixels + stride * decoder.output_scanline;

		jpeg_read_scanlines(&decoder, &row, 1);
	}
	jpeg_finish_decompress(&decoder);
	jpeg_destroy_decompress(&decoder);
	free(pixels);
}

static void
decode_all(void *of)
{
	const struct files *files = of;

	for (int i = 0; i < files->count; i++) {
		struct parser_input input;

		open_file(files->paths[i], &input);
		decode(&input);
		close_file(&input);
	}
}

static void
fingerprint_all(void *of)
{
	const struct parser_task task = { .work = PARSER_FINGERPRINT, .media_type = "image/jpeg" };
	const struct files *files = of;

	for (int i = 0; i < files->count; i++) {
		struct parser_input input;

		open_file(files->paths[i], &input);
		if (!parser_run(&image_parser, &input, &task, STDOUT_FILENO))
			_exit(1);
		close_file(&input);
	}
}

static void
print(const char *name, const struct turn_cost *cost, const struct turn_cost *base,
      const struct files *files)
{
	printf("%-28s %8.2f ms a file, %5.2f times decoding alone; passed %8.2f ms, %5.2f\n", name,
	       1e3 * cost->processor / files->count, cost->processor / base->processor,
	       1e3 * cost->wall / files->count, cost->wall / base->wall);
}

int
main(int argc, char **argv)
{
	struct files files = { argv + 2, argc - 2 };
	struct turn_cost decoded = { 0 }, fingerprinted = { 0 };
	long rounds = argc > 2 ? atol(argv[1]) : 0;

	if (rounds < 1) {
		fputs("usage: bench_photographs ROUNDS FILE...\n", stderr);
		return 2;
	}
	image_parser.warm();
	for (long round = 0; round < rounds; round++) {
		turn_keep_least(&decoded, turn_of_function(decode_all, &files));
		turn_keep_least(&fingerprinted, turn_of_function(fingerprint_all, &files));
	}
	printf("%d photographs\n", files.count);
	print("decoding by libjpeg-turbo", &decoded, &decoded, &files);
	print("decoding and both hashes", &fingerprinted, &decoded, &files);
	printf("(aim 1.5)\n");
	return 0;
}
