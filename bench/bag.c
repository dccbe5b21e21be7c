/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bag.c - the containers of bundles alone, without a catalogue: for bench/bundle.
 *
 *	bench_bag write zip|folder BAG FOLDER     packs every file of FOLDER, whose hashes are in FOLDER.sha256
 *	bench_bag verify BAG                      judges it
 */
#include "bundle/bag_check.h"
#include "bundle/bag_writer.h"

#include "base/encoding.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
need(enum status st, const struct error *err)
{
	if (st == STATUS_OK)
		return;
	fprintf(stderr, "bench_bag: %s\n", err->text);
	exit(1);
}

/* One line of sha256sum: the file is copied to data/, with its hash to hold. */
static void
add(struct bag_writer *writer, int folder, char *line)
{
	struct digest digest;
	char name[4200], *path = line + 66;
	struct error err;
	struct stat there;
	SCOPED_FD fd = -1;

	path[strcspn(path, "\n")] = '\0';
	fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	if (!digest_read((struct text){ line, 64 }, &digest) || fd < 0 || fstat(fd, &there) != 0) {
		fprintf(stderr, "bench_bag: cannot read %s\n", path);
		exit(1);
	}
	snprintf(name, sizeof name, "data/%s", path);
	need(bag_writer_object(writer, name, fd, (uint64_t)there.st_size, &digest, &err), &err);
}

static void
write_bag(const char *kind, const char *bag, const char *folder)
{
	const struct bag_options options = { .path = bag, .top = "BENCH-B1", .zip = strcmp(kind, "zip") == 0 };
	SCOPED_FD from = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct bag_writer *writer = NULL;
	struct buffer manifest = { 0 };
	struct error err;
	char list[4096], line[4096];
	FILE *names;

	snprintf(list, sizeof list, "%s.sha256", folder);
	names = fopen(list, "r");
	if (names == NULL || from < 0) {
		perror(list);
		exit(1);
	}
	need(bag_writer_open(&writer, &options, &err), &err);
	need(bag_writer_text(writer, "bagit.txt", text_of("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"), &err), &err);
	while (fgets(line, sizeof line, names) != NULL)
		add(writer, from, line);
	fclose(names);
	need(bag_writer_manifest(writer, &err), &err);
	need(bag_writer_tag_manifest(writer, text_of("exit 1\n"), &manifest, &err), &err);
	need(bag_writer_finish(writer, (struct text){ 0 }, (struct text){ 0 }, &err), &err);
	bag_writer_close(writer);
	buffer_end(&manifest);
}

static int
verify_bag(const char *bag)
{
	struct bundle_source *source = NULL;
	struct bag_verdict verdict = { 0 };
	struct error err;
	size_t faults;

	need(bundle_source_open(&source, bag, NULL, &err), &err);
	need(bag_check(source, &verdict, &err), &err);
	faults = json_array_size(verdict.faults);
	printf("%zu files, %llu bytes, %zu faults\n", verdict.files, (unsigned long long)verdict.bytes, faults);
	bag_verdict_end(&verdict);
	bundle_source_close(source);
	return faults > 0;
}

int
main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "write") == 0) {
		write_bag(argv[2], argv[3], argv[4]);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "verify") == 0)
		return verify_bag(argv[2]);
	fputs("usage: bench_bag write zip|folder BAG FOLDER | verify BAG\n", stderr);
	return 2;
}
