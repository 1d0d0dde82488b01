/* books.h - the books in force: of every shop one or more, each in its language.
 *
 * A book stands in a folder, or inside the program.  What a trainer publishes takes its place without
 * the folder: it is kept in the store and is in force again after a restart, until another is
 * published, or the folders are loaded anew at the operator's word.  The newest of a shop and language
 * in the store's history (store_books()) is what is in force: it is stored before it comes into force.
 *
 * All but books_slot() is called by one thread at a time. */
#ifndef XIAOER_TRAINER_BOOKS_H
#define XIAOER_TRAINER_BOOKS_H

#include "base/progress.h"
#include "book/load.h"
#include "store/store.h"

struct book_slot;
struct books;
struct yaml;

struct books_shop {
	struct str name;
	const struct str *folders; /* none: the books inside */
	size_t folders_n;
	const struct yaml *settings; /* win over the books' own; may be NULL */
};

/* Makes entries of the history durable: 0, or an enum store_result below it. */
struct books_keeper {
	int (*keep)(void *ctx, struct store_book **books, size_t n);
	void *ctx;
};

/* What is to be in force, by the folders and the history.  Borrows what the shops point to.  Findings
 * are in diags, what became of published versions is logged.  NULL: a book that is needed does not
 * load, or the store cannot be read.  to_publish: nobody is served, so that whatever book of a shop
 * loads will do until another is published. */
struct books *books_load(const struct books_shop *shops, size_t n, bool to_publish,
    struct store_reader *reader, struct diag_list *diags);
void books_free(struct books **b);
/* Stores what was loaded and is not in the history yet.  When that fails it is logged, and the books
 * are in force all the same. */
void books_started(struct books *b, const struct books_keeper *keeper);
struct book_slot *books_slot(struct books *b, size_t shop);

enum books_result {
	BOOKS_DONE,
	BOOKS_REFUSED,     /* diags says why */
	BOOKS_TOO_LONG,    /* refused: so long it may not take to be examined */
	BOOKS_CONFLICT,    /* another version is in force than was thought, or is to be */
	BOOKS_MISSING,     /* no such shop, language or version */
	BOOKS_UNAVAILABLE  /* it could not be stored or read, or was stopped: nothing was changed */
};

/* The folders anew, of all shops, whatever was published: BOOKS_DONE, BOOKS_REFUSED or
 * BOOKS_UNAVAILABLE: not stored, or stopped by progress, which may be NULL.  When not done all old ones
 * stay. */
enum books_result books_reload(struct books *b, const struct books_keeper *keeper,
    const struct progress *progress, struct diag_list *diags);

/* So long a book that is published may be loaded, checked and tested, unless somebody says otherwise.
 * Our largest takes less than a second, one of 80,000 patterns three: what takes ten times as long has
 * patterns that would keep customers waiting too.  Who sent it has not given up by then, as many
 * clients and proxies do after a minute. */
enum { BOOKS_TIME_MS = 30000 };

struct books_request {
	struct str shop;     /* empty: the first */
	struct str language; /* empty: publish: the book's own; rollback: of the one published last */
	struct str who, why;
	struct str base; /* the version that must be in force still; empty: any */
	bool accept_warnings;
	bool dry_run; /* all but coming into force */
	const struct book_files *files; /* publish: version_arrange()d */
	struct str version; /* rollback: the one to come back; empty: the one before */
	/* Told of the dialogues; stops nothing.  May be NULL. */
	const struct progress *progress;
	int64_t time_ms; /* for all that is examined; 0: as long as it takes */
	/* Asked while it is examined, again and again; may be NULL.  Other than BOOKS_DONE, and nothing
	 * more is done and this is the result: BOOKS_UNAVAILABLE as nobody will be there to have it,
	 * BOOKS_CONFLICT as somebody waits who wants another version back. */
	enum books_result (*halt)(void *ctx);
	void *halt_ctx;
};

/* Texts are in the arena. */
struct books_outcome {
	enum books_result result;
	struct str problem; /* a sentence, when it was not done */
	struct str shop, language, name;
	struct str version, previous; /* that is in force now, and before */
	bool unchanged;               /* the same version was in force */
	bool dry_run;
	bool stored;                  /* added to the history, with the three that follow */
	int64_t at;
	struct str who, why;
	size_t intents, phrases, patterns, examples, dialogues, failed;
};

/* Examines a book (examine.h) and brings it into force in a shop that has one in its language.  The
 * one that is in force already is left alone. */
void books_publish(struct books *b, struct store_reader *reader,
    const struct books_keeper *keeper, const struct books_request *r, struct arena *arena,
    struct diag_list *diags, struct books_outcome *out);
/* The same with a version that was in force in this shop before. */
void books_roll_back(struct books *b, struct store_reader *reader,
    const struct books_keeper *keeper, const struct books_request *r, struct arena *arena,
    struct diag_list *diags, struct books_outcome *out);

#endif
