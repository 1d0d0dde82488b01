/* column.c - the table of columns, and of headings. */
#include "sheet/column.h"

#include "base/buf.h"
#include "base/intl.h"
#include "base/utf8.h"
#include "pattern/normalise.h"

const struct column_of_book columns_written[COLUMNS_WRITTEN] = {
    [COLUMN_GROUP] = {NULL, SPLICE_TEXT, true, N_("group"), "分组"},
    [COLUMN_TITLE] = {"title", SPLICE_TEXT, true, N_("title"), "标题"},
    [COLUMN_QUESTION] = {"examples", SPLICE_LINES, false, N_("question"), "问题"},
    [COLUMN_PATTERNS] = {"match", SPLICE_LINES, false, N_("patterns"), "规则（正则）"},
    [COLUMN_ANSWER] = {"say", SPLICE_TEXTS, true, N_("answer"), "答案"},
    [COLUMN_PRIORITY] = {"priority", SPLICE_TEXT, false, N_("priority"), "优先级"},
    [COLUMN_ID] = {NULL, SPLICE_TEXT, true, N_("id"), "编号"},
    [COLUMN_KIND] = {"kind", SPLICE_TEXT, true, N_("kind"), "种类"},
    [COLUMN_UNLESS] = {"unless", SPLICE_LINES, false, N_("unless"), "排除规则"},
    [COLUMN_COUNTER] = {"counterexamples", SPLICE_LINES, false, N_("counterexamples"), "反例"},
    [COLUMN_AGAIN] = {"again", SPLICE_TEXTS, true, N_("again"), "再次回答"},
    [COLUMN_PHRASE] = {"reply", SPLICE_TEXT, false, N_("phrase"), "短语编号"},
    [COLUMN_THEN] = {"then", SPLICE_TEXT, false, N_("then"), "之后"},
    [COLUMN_FORM] = {"form", SPLICE_TEXT, false, N_("form"), "表单"},
    [COLUMN_LOOKUP] = {"lookup", SPLICE_TEXT, false, N_("lookup"), "查询"},
    [COLUMN_SKILL] = {"skill", SPLICE_TEXT, false, N_("skill"), "技能组"},
    [COLUMN_URGENCY] = {"urgency", SPLICE_TEXT, false, N_("urgency"), "紧急程度"},
    [COLUMN_RESPONSIBLE] = {"responsible", SPLICE_TEXT, false, N_("responsible"), "责任方"},
};

/* Simplified, lower case, without blanks, hyphens and underscores: as tidy() leaves them. */
static const struct {
	enum column column;
	const char *names; /* between blanks */
} known[] = {
    {COLUMN_GROUP,
	"分组 分组名 分组名称 分类 分类名 分类名称 类别 类别名称 类目 目录 目录名称 栏目 组 组名 组别 所属分组 所属分类 "
	"所属目录 所属类目 一级分类 二级分类 三级分类 一级目录 二级目录 三级目录 一级类目 二级类目 三级类目 一级分组 "
	"二级分组 大类 小类 问题分类 问题类别 问题类型 知识分类 知识类目 知识目录 话术分类 话术分组 话术类别 业务分类 "
	"短语分组 快捷短语分组 快捷回复分组 回复分组 规则分组 模板分类 场景分类 group groups groupname category "
	"categories categoryname subcategory folder section directory class classification topic catalog catalogue"},
    {COLUMN_TITLE,
	"标题 名称 名字 问题标题 知识标题 话术标题 话术名称 短语标题 短语名称 回复标题 标题名称 主题 规则名称 规则名 "
	"模板名称 模板标题 意图 意图名称 意图名 技能名称 知识点 知识点名称 知识名称 场景 场景名称 分段标题 文档标题 "
	"条目名称 title titles name subject headline intentname rulename macro macroname templatename "
	"caption summary shortdescription"},
    {COLUMN_QUESTION,
	"问题 问 用户问题 用户问法 用户提问 用户说 客户问题 客户问法 客户提问 买家问题 买家问法 顾客问题 顾客问法 "
	"访客问题 问法 问句 提问 咨询问题 咨询内容 常见问题 相似问 相似问题 相似问法 相似句 相似说法 扩展问 扩展问题 "
	"扩展问法 补充问法 补充用户问法 补充问题 同义问 同义问法 同义句 例句 例子 示例 示例问题 样例 标准问 标准问题 "
	"标准问法 标准问句 主问题 主问法 问题内容 问题描述 问题列表 训练语句 训练语料 训练问题 语料 说法 q "
	"question questions userquestion userquestions customerquestion standardquestion mainquestion "
	"primaryquestion similarquestion similarquestions alternativequestion alternativequestions "
	"alternatequestion alternatequestions alternatephrasing alternatephrasings questionvariants "
	"variants variation variations example examples sample samples sampleutterance sampleutterances "
	"utterance utterances userutterance userutterances trainingphrase trainingphrases phrasing "
	"phrasings faq faqquestion query queries index indexes userinput usersays input questiontext "
	"userquery customermessage incomingmessage instruction 问题示例 提问内容 高频问题 热门问题 客户咨询 顾客咨询 买家咨询"},
    {COLUMN_PATTERNS,
	"规则 正则 正则式 正则表达式 匹配正则 正则规则 模式 表达式 pattern patterns regex regexes "
	"regexp regularexpression regularexpressions match matchpattern matchpatterns"},
    {COLUMN_ANSWER,
	"答案 答 答复 答复内容 回复 回复内容 回复文本 回复话术 回复模板 回复语 回复消息 回复信息 回答 回答内容 回答话术 "
	"应答 应答内容 应答话术 话术 话术内容 话术文本 推荐话术 标准话术 客服话术 标准答案 标准回复 标准回答 答案内容 "
	"内容 正文 文本 文本内容 消息 消息内容 自动回复 自动回复内容 机器人回复 机器人回答 机器人答案 短语内容 "
	"快捷短语内容 快捷回复 快捷回复内容 快捷语 常用语 常用语内容 解答 解决方案 知识内容 分段内容 a answer answers "
	"reply replies replytext replycontent response responses responsetext content contents text body "
	"bodytext bodyhtml message messages messagetext cannedresponse cannedresponses cannedreply "
	"solution say output botresponse botreply botanswer faqanswer answertext answercontent replymessage "
	"standardanswer 参考回复 参考答案 参考话术 推荐回复 建议回复 客服回复 客服回答 商家回复 回复示例 答复话术"},
    {COLUMN_PRIORITY, "优先级 优先 优先权 优先度 优先级别 权重 匹配优先级 priority weight rank precedence"},
    {COLUMN_ID,
	"编号 id 标识 唯一标识 意图id 意图编号 意图标识 知识id 知识编号 问题id 问题编号 规则id 规则编号 话术id "
	"话术编号 条目id intent intentid intentkey key itemid faqid questionid qnaid ruleid recordid "
	"externalid uid uuid slug"},
    {COLUMN_KIND, "种类 意图种类 意图类型 kind"},
    {COLUMN_UNLESS, "排除规则 例外规则 否定规则 排除正则 否定正则 unless veto exclude"},
    {COLUMN_COUNTER, "反例 反例句 负例 负样本 不匹配例句 counterexample counterexamples negativeexample negativeexamples not"},
    {COLUMN_AGAIN, "再次回答 再次回复 重复提问回复 第二次回答 第二次回复 again"},
    {COLUMN_PHRASE, "短语编号 短语id 引用短语 phrase phraseid replyphrase"},
    {COLUMN_THEN, "之后 后续动作 后续操作 动作 then action"},
    {COLUMN_FORM, "表单 form"},
    {COLUMN_LOOKUP, "查询 查询接口 lookup"},
    {COLUMN_SKILL, "技能组 技能 skill skillgroup"},
    {COLUMN_URGENCY, "紧急程度 紧急度 urgency"},
    {COLUMN_RESPONSIBLE, "责任方 责任 responsible"},
    {COLUMN_KEYWORDS,
	"关键词 关键字 关键词列表 关键字列表 关键词组 触发词 触发关键词 触发关键字 触发语 触发语句 匹配词 匹配关键词 "
	"匹配关键字 匹配内容 匹配文本 命中词 命中关键词 检索词 同义词 keys keyword keywords trigger triggers "
	"triggerword triggerwords triggerkeyword triggerkeywords triggerphrase triggerphrases"},
    {COLUMN_EXCLUDED,
	"排除词 排除关键词 排除关键字 否定词 否定关键词 反向关键词 屏蔽词 例外词 excludedword excludedwords "
	"excludedkeywords excludekeyword excludekeywords excludewords negativekeyword negativekeywords"},
    {COLUMN_MATCHING,
	"匹配方式 匹配类型 匹配模式 匹配形式 匹配规则 匹配方法 匹配 触发方式 matchtype matchmode matchingtype matching "
	"matchmethod"},
    {COLUMN_ENABLED,
	"启用 启用状态 是否启用 是否生效 是否有效 生效 生效状态 状态 开启 是否开启 enabled enable active isactive "
	"isenabled status state"},
    {COLUMN_CODE,
	"快捷编码 编码 快捷码 快捷代码 快捷键 快捷词 快捷指令 快捷短语编码 短语编码 短码 code shortcode shortcut "
	"shortcuts shortcutkey hotkey hotkeys abbreviation"},
    {COLUMN_TYPE, "类型 type"},
    {COLUMN_SHORT, "快捷短语 短语 quickreply quickreplies snippet"},
    {COLUMN_PASSED_OVER,
	"序号 行号 no number 备注 说明 注释 描述 remark remarks note notes comment comments 创建时间 创建日期 创建人 "
	"添加时间 添加人 更新时间 更新人 修改时间 修改日期 修改人 最后修改 最后更新 作者 createdat createdby createtime "
	"updatedat updatedby updatetime lastmodified lastupdated author owner 标签 tag tags 有效期 有效时间 生效时间 "
	"失效时间 开始时间 结束时间 过期时间 validfrom validto startdate enddate 点击量 点击次数 使用次数 命中次数 "
	"引用次数 浏览量 usage usagecount hits views count 语言 language lang locale source 来源 渠道 channel 图片 "
	"图片地址 image images url 链接 附件 attachment attachments 排序 排序号 sort sortorder order metadata "
	"description label suggestedquestions iscontextonly prompts sourcedisplayname 相似度阈值 标准问题相似度阈值 阈值 threshold 店铺 shop "
	"商品id itemurl 回复类型 答案类型 replytype answertype 权限 可见范围 visibility 审核状态"},
};

/* Without what stands in brackets: a remark. */
static void drop_remarks(struct buf *b, struct str text)
{
	static const struct {
		const char *open, *close;
	} pairs[] = {{"(", ")"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}, {"{", "}"}, {"<", ">"}};

	for (size_t i = 0; i < text.n;) {
		size_t skip = 0;

		for (size_t k = 0; k < sizeof pairs / sizeof *pairs && !skip; k++) {
			size_t n = strlen(pairs[k].open), m = strlen(pairs[k].close);
			const char *end;

			if (text.n - i < n || memcmp(text.p + i, pairs[k].open, n) != 0)
				continue;
			end = memmem(text.p + i + n, text.n - i - n, pairs[k].close, m);
			skip = end ? (size_t)(end - text.p) + m - i : 0;
		}
		if (!skip)
			buf_addc(b, text.p[i]);
		i += skip ? skip : 1;
	}
}

static bool is_separator(char c)
{
	return strchr(" \t\n_-*:.#\"'", c) != NULL;
}

/* As names stand in the table; without numbers behind, when something is left. */
static struct str tidy(const struct normaliser *n, struct arena *arena, struct str heading)
{
	struct normal normal;
	struct buf remarks, b;
	struct str out;
	size_t end;

	if (normalise(n, arena, heading, &normal))
		return STR("");
	buf_init(&remarks, 4096);
	buf_init(&b, 4096);
	drop_remarks(&remarks, normal.text);
	for (size_t i = 0; i < remarks.n; i++)
		if (!is_separator(remarks.p[i]))
			buf_addc(&b, remarks.p[i]);
	for (end = b.n; end && b.p[end - 1] >= '0' && b.p[end - 1] <= '9';)
		end--;
	out = arena_str(arena, str_make(b.p, end ? end : b.n));
	buf_free(&remarks);
	buf_free(&b);
	return out;
}

/* The next of the names between blanks; empty: no more. */
static struct str next_name(const char **at)
{
	const char *from = *at + strspn(*at, " ");
	size_t n = strcspn(from, " ");

	*at = from + n;
	return str_make(from, n);
}

static enum column find(struct str name)
{
	for (size_t i = 0; name.n && i < sizeof known / sizeof *known; i++) {
		const char *at = known[i].names;

		for (struct str one; (one = next_name(&at)).n;)
			if (str_eq(one, name))
				return known[i].column;
	}
	return COLUMN_NONE;
}

/* Of "问题/例句" the first that is known. */
static enum column find_part(struct str name)
{
	enum column found = COLUMN_NONE;

	for (size_t i = 0; i < name.n && found == COLUMN_NONE;) {
		size_t end = i;

		while (end < name.n && !strchr("/|\\&+,;", name.p[end]))
			end++;
		found = find(str_make(name.p + i, end - i));
		i = end + 1;
	}
	return found;
}

enum column column_read(const struct normaliser *n, struct arena *arena, struct str heading)
{
	struct str name = tidy(n, arena, utf8_head(heading, 100));
	enum column found = find(name);

	return found == COLUMN_NONE ? find_part(name) : found;
}

const char *column_nearest(const struct normaliser *n, struct arena *arena, struct str heading)
{
	struct str name = tidy(n, arena, utf8_head(heading, 100));
	const char *nearest = NULL;
	bool ascii = name.n && (unsigned char)name.p[0] < 0x80; /* a Han character is three bytes */
	unsigned limit = ascii ? (name.n < 4 ? 0 : name.n < 8 ? 1 : 2) : name.n < 9 ? 0 : 3;

	for (size_t i = 0; i < sizeof known / sizeof *known && limit; i++) {
		const char *at = known[i].names;

		for (struct str one; (one = next_name(&at)).n && limit;) {
			unsigned distance = str_distance(name, one, limit);

			if (distance > limit || known[i].column == COLUMN_PASSED_OVER)
				continue;
			nearest = arena_str(arena, one).p;
			limit = distance - (distance > 0);
		}
	}
	return nearest;
}
