/* SPDX-License-Identifier: Apache-2.0 */
/* build_id.c - finds the build id note among the program's own loaded segments. */
#include "cli/build_id.h"

#include "base/encoding.h"

#include <elf.h>
#include <link.h>
#include <string.h>

#define NOTE_ALIGN(n) (((n) + 3) & ~(size_t)3)

/* One PT_NOTE segment: headers, names and descriptions, each padded to four bytes. */
static bool
read_notes(const char *notes, size_t size, char *out)
{
	ElfW(Nhdr) header;

	for (size_t at = 0; size - at >= sizeof header;) {
		size_t name = at + sizeof header, description, end;

		memcpy(&header, notes + at, sizeof header);
		description = name + NOTE_ALIGN(header.n_namesz);
		end = description + NOTE_ALIGN(header.n_descsz);
		if (end > size || end <= at)
			return false;
		if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 &&
		    memcmp(notes + name, "GNU", 4) == 0 &&
		    header.n_descsz <= (BUILD_ID_TEXT_SIZE - 1) / 2) {
			hex_write(out, notes + description, header.n_descsz);
			return true;
		}
		at = end;
	}
	return false;
}

/* Called for the program itself first; a result that is not 0 ends the walk. */
static int
look_at_object(struct dl_phdr_info *info, size_t size, void *out)
{
	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		const char *notes = (const char *)(uintptr_t)(info->dlpi_addr + segment->p_vaddr);

		if (segment->p_type == PT_NOTE && segment->p_align <= 4 &&
		    read_notes(notes, segment->p_memsz, out))
			return 1;
	}
	return -1;
}

bool
build_id_write(char out[BUILD_ID_TEXT_SIZE])
{
	return dl_iterate_phdr(look_at_object, out) == 1;
}
