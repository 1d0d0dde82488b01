/* answer.c - one table of names that other programs put into their texts. */
#include "sheet/answer.h"

#include "base/buf.h"
#include "base/utf8.h"

/* What stands for what, and the names in lower case without blanks and underscores. */
static const struct {
	const char *ours, *names;
} meanings[] = {
    {"{customer|}",
	" 昵称 买家昵称 客户昵称 用户昵称 顾客昵称 会员昵称 微信昵称 粉丝昵称 客户姓名 客户名 "
	"客户名称 用户名 用户名称 用户姓名 买家 "
	"买家名 买家名称 买家姓名 买家旺旺 买家id 姓名 名字 称呼 顾客 顾客姓名 客户 用户 会员名 "
	"收件人 收货人 name nickname nick "
	"username customer customername client clientname buyer buyername firstname fullname "
	"lastname "
	"contactname contact.name contact.firstname visitor.name visitorname customer.name "
	"customer.firstname user.name user.firstname requester.name ticket.requester.name "
	"ticket.customer.firstname ticket.customer.name recipientname "},
    {"{order_no|}", " 订单号 订单编号 订单id 订单号码 单号 交易号 orderno orderid ordernumber "
		    "order.id order.number order.name ticket.order "
		    "tradeid "},
    {"{shop|}", " 店铺 店铺名 店铺名称 店名 商家 商家名称 店铺昵称 公司名 公司名称 品牌 shop "
		"shopname store storename company companyname "
		"account.name brand brandname shop.name "},
    {"{agent|}",
	" 客服 客服名 客服名称 客服姓名 客服昵称 客服工号 坐席 坐席名称 坐席昵称 agent agentname "
	"agent.name agent.firstname operator "
	"operatorname operator.name currentuser.name current.agent.name seller sellername "},
};

static const struct bracket {
	const char *open, *close;
	bool any; /* whatever stands in it is a placeholder; else only a name of the table */
} brackets[] = {
    {"{{", "}}", true},
    {"${", "}", true},
    {"#{", "}", true},
    {"{", "}", false},
    {"[", "]", false},
    {"【", "】", false},
    {"#", "#", false},
    {"%", "%", false},
    {"<", ">", false},
    {"＜", "＞", false},
    {"｛", "｝", false},
};

/* In lower case, without blanks and underscores; empty when it is no name. */
static struct str name_of(struct arena *arena, struct str inner)
{
	struct buf b;
	struct str out;

	if (!inner.n || inner.n > 60)
		return STR("");
	buf_init(&b, 128);
	for (size_t i = 0; i < inner.n; i++) {
		char c = inner.p[i];

		if (c == ' ' || c == '_')
			continue;
		buf_addc(&b, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static const char *meaning_of(struct arena *arena, struct str inner)
{
	struct str name = name_of(arena, inner);

	for (size_t i = 0; name.n && i < sizeof meanings / sizeof *meanings; i++)
		if (strstr(meanings[i].names, arena_printf(arena, " %s ", name.p).p))
			return meanings[i].ours;
	return NULL;
}

/* {customer} and {order_no} are ours as they are. */
static bool is_ours(struct str inner)
{
	static const char *const names[] = {"agent", "shop", "customer", "topic", "question",
	    "opens", "hours", "lunch_end", "skill", "notice", "wait", "order_no"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(inner, names[i]))
			return true;
	return false;
}

struct found {
	size_t from, to;  /* bytes of the text */
	const char *ours; /* NULL: nobody knows what is meant */
};

/* The placeholder that begins at byte i; false: none does. */
static bool find_at(struct arena *arena, struct str text, size_t i, struct found *out)
{
	for (size_t k = 0; k < sizeof brackets / sizeof *brackets; k++) {
		const struct bracket *b = &brackets[k];
		size_t n = strlen(b->open), m = strlen(b->close);
		const char *end;
		struct str inner;

		if (text.n - i < n || memcmp(text.p + i, b->open, n) != 0)
			continue;
		end = memmem(text.p + i + n, text.n - i - n, b->close, m);
		inner = end ? str_trim(str_make(text.p + i + n, (size_t)(end - text.p) - i - n))
			    : STR("");
		if (!inner.n || memchr(inner.p, '\n', inner.n) || memchr(inner.p, '{', inner.n))
			continue;
		out->ours = meaning_of(arena, inner);
		if ((!b->any && !out->ours) || (strcmp(b->open, "{") == 0 && is_ours(inner)))
			continue;
		out->from = i;
		out->to = (size_t)(end - text.p) + m;
		return true;
	}
	return false;
}

static void tell(const struct sheet_rules *r, const struct cell_text *t, const struct found *f)
{
	struct str written = str_make(t->text.p + f->from, f->to - f->from);

	diag_find(r->diags, f->ours ? sheet_trap(r) : DIAG_ERROR, "answer.placeholder", STR(""),
	    cell_place(t->sheet, t->cell),
	    "%.*s is a placeholder of another program: the customer would read it as it is",
	    STR_ARG(written));
	cell_show(r, t->cell, t->at + (unsigned)utf8_length(str_make(t->text.p, f->from)));
	if (f->ours)
		diag_propose(r->diags, "write %s; --fix does", f->ours);
	else
		diag_propose(r->diags,
		    "write a placeholder of the book, as in {customer|}, or the text "
		    "itself");
}

void answer_check(const struct sheet_rules *r, struct cell_text *t)
{
	struct buf mended;
	size_t from = 0;
	struct found f;

	buf_init(&mended, SIZE_MAX / 2);
	for (size_t i = 0; i < t->text.n;) {
		if (!find_at(r->arena, t->text, i, &f)) {
			i++;
			continue;
		}
		tell(r, t, &f);
		buf_add(&mended, t->text.p + from, f.from - from);
		if (f.ours)
			buf_addz(&mended, f.ours);
		from = i = f.to;
	}
	buf_add(&mended, t->text.p + from, t->text.n - from);
	t->text = arena_str(r->arena, str_trim(buf_str(&mended)));
	buf_free(&mended);
}
