#include "http/auth.h"

#include <string.h>
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

static struct str without_port(struct str authority)
{
	size_t n = authority.n;

	while (n && authority.p[n - 1] >= '0' && authority.p[n - 1] <= '9')
		n--;
	return n && n < authority.n && authority.p[n - 1] == ':' ? str_make(authority.p, n - 1)
								  : authority;
}

static bool is_address(struct str host)
{
	bool digits = host.n > 0;

	for (size_t i = 0; i < host.n; i++)
		digits &= host.p[i] == '.' || (host.p[i] >= '0' && host.p[i] <= '9');
	return digits || (host.n && host.p[0] == '[');
}

static bool is_loopback(struct str host)
{
	return (host.n == 9 && strncasecmp(host.p, "localhost", 9) == 0) ||
	       (is_address(host) && str_starts(host, STR("127."))) || str_is(host, "[::1]");
}

bool auth_is_foreign(struct str host, struct str origin)
{
	const char *slashes = origin.n ? memmem(origin.p, origin.n, "://", 3) : NULL;
	struct str name = without_port(host), page = STR("");

	if (!is_address(name) && name.n && memchr(name.p, '.', name.n))
		return true;
	if (slashes)
		page = str_make(slashes + 3, (size_t)(origin.p + origin.n - slashes - 3));
	return origin.n && !(host.n && str_eq(page, host)) && !is_loopback(without_port(page));
}
