/* clock.h - the time now.  The engine (book, dialogue) never asks: it is told. */
#ifndef XIAOER_BASE_CLOCK_H
#define XIAOER_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_ms(void);                           /* milliseconds since 1970-01-01 UTC */
int64_t clock_monotonic_us(void);                     /* never goes back; for measuring */

#endif
