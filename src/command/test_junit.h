/* test_junit.h - the cases of a run as JUnit XML, which CI systems read.
 *
 * <testsuites><testsuite name=FILE><testcase classname=INTENT name=EXAMPLE file= line= time=/>: one
 * suite a file, <failure message= type=> for what failed (the schema of Jenkins' xUnit plug-in). */
#ifndef XIAOER_COMMAND_TEST_JUNIT_H
#define XIAOER_COMMAND_TEST_JUNIT_H

#include "base/diag.h"
#include "command/test_cases.h"

/* name: of the whole.  0, or -1 after telling on stderr why it could not be written ("-": stdout). */
int test_junit_write(const char *path, const char *name, const struct test_cases *cases,
    const struct diag_list *diags);

#endif
