/* memory.c - after a book was loaded, some 4 MB of the heap are free, and half of the resident code
 * (OpenCC, libcrypto's start, libfyaml) will not run again. */
#include "base/memory.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Segments that cannot be written hold nothing but what is in the file, so dropping their pages loses
 * nothing.  (Relocations stand in segments that can be written, or could until they were done.) */
static int drop_code(struct dl_phdr_info *object, size_t size, void *ctx)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)ctx;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &object->dlpi_phdr[i];
		uintptr_t from = (object->dlpi_addr + h->p_vaddr + page - 1) & ~(page - 1);
		uintptr_t to = (object->dlpi_addr + h->p_vaddr + h->p_memsz) & ~(page - 1);

		if (h->p_type == PT_LOAD && !(h->p_flags & PF_W) && from < to)
			madvise((void *)from, to - from, MADV_DONTNEED); /* refused (vdso): no harm */
	}
	return 0;
}

void memory_settle(void)
{
	malloc_trim(0);
	dl_iterate_phdr(drop_code, NULL);
}
