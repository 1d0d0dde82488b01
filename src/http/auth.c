#include "http/auth.h"

#include <strings.h>

#include "base/crypto.h"

bool auth_may(const struct str *tokens, size_t n, struct str header)
{
	bool may = n == 0;

	if (header.n < 7 || strncasecmp(header.p, "Bearer ", 7) != 0)
		return may;
	header = str_trim(str_make(header.p + 7, header.n - 7));
	for (size_t i = 0; i < n; i++)
		may |= tokens[i].n > 0 && crypto_equal(tokens[i], header);
	return may;
}
