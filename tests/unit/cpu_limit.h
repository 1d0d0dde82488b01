/* cpu_limit.h - a runaway ends the test instead of hanging it.  No measure of speed: what this catches would
 * take hours. */
#ifndef XIAOER_TESTS_UNIT_CPU_LIMIT_H
#define XIAOER_TESTS_UNIT_CPU_LIMIT_H

#include <stdio.h>
#include <sys/resource.h>

/* The process may use so many seconds of CPU in all, then SIGXCPU ends it. */
static inline void cpu_limit(unsigned seconds)
{
	struct rlimit limit = {seconds, seconds + 1};

	if (setrlimit(RLIMIT_CPU, &limit) != 0)
		perror("setrlimit");
}

#endif
