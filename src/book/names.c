/* names.c - the ids and names that the program itself uses, and a book cannot change. */
#include <stddef.h>

#include "book/book.h"

const char *const book_situations[] = {
    "opening", "opening.queue", "opening.offhours", "confirm.question", "confirm.unclear",
    "confirm.understood", "document.sent", "transfer", "transfer.technician", "transfer.offhours",
    "transfer.waiting", "transfer.failed", "hold", "hold.again", "hold.end", "ticket.filed", "ticket.pending", "ticket.progress", "ticket.answered",
    "ticket.closed", "opening.callback", "sla.late", "outage", "lunch", "lunch.unanswered",
    "offhours", "thanks.reply", "closing.check", "closing.idle", "closing.done", "soothe",
    "media.words", "listen", "form.wrong", "form.abandoned", "form.expired", "form.gave_up",
    "lookup.failed", "survey.ask", "survey.thanks", "survey.sorry", "survey.remark", NULL};

const char *const book_asides[] = {"form.again", "form.noted", "form.wait", NULL};

const char *const book_opened_intents[] = {"media", NULL};

const char *const book_opened_forms[] = {"contact", NULL};

const char *const book_builtin_slots[] = {"agent", "shop", "customer", "topic", "question",
    "opens", "hours", "lunch_end", "ticket_no", "ticket_status",
    "ticket_text", "skill", "notice", "wait", NULL};

const char *const book_responsible[] = {"", "shop", "both", "customer"};

const char *const book_skills[] = {"general", "logistics", "returns", "quality", "invoice",
    "payment", "technical", "complaint", "review", "supervisor", NULL};
