# xiaoer: make | make check | make SAN=address,undefined check | make install DESTDIR= PREFIX= | make dist
VERSION    := 0.1.0
B          ?= build$(if $(SAN),-$(subst $(comma),-,$(SAN)))
comma      := ,
SAN        ?=
PREFIX     ?= /usr/local
DESTDIR    ?=
PKG_CONFIG ?= pkg-config
MSGFMT     ?= msgfmt
WERROR     ?=
RUN        ?=
LIBS       := libpcre2-8 libcurl libcjson libfyaml libutf8proc opencc libmicrohttpd sqlite3 libcrypto libedit \
	libzip expat xlsxwriter

OPT        ?= $(if $(SAN),-O1,-O2)
CFLAGS     ?= $(OPT) -g
override CFLAGS += -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wno-missing-field-initializers -fno-omit-frame-pointer -pthread -Isrc -I$(B) $(if $(WERROR),-Werror) \
	-DXIAOER_VERSION='"$(VERSION)"' -DXIAOER_OPENCC_DIR='"/usr/share/opencc"' \
	$(shell $(PKG_CONFIG) --cflags $(LIBS)) $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all)
LDFLAGS    ?=
override LDFLAGS += -pthread $(if $(SAN),-fsanitize=$(SAN))
LDLIBS     := $(shell $(PKG_CONFIG) --libs $(LIBS)) -lm

SRC        := $(sort $(wildcard src/*.c src/*/*.c))
OBJ        := $(SRC:src/%.c=$(B)/%.o)
LIB_OBJ    := $(filter-out $(B)/main.o,$(OBJ)) $(B)/embedded.o $(B)/pages.o
UNIT       := $(patsubst tests/unit/%.c,$(B)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ       := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
READER     := $(B)/editors/reader
SCHEMAS    := $(foreach s,book test config,$(B)/schema/$(s).schema.json)
BENCH      := $(patsubst tests/bench/%.c,$(B)/bench/%,$(sort $(wildcard tests/bench/*.c)))
# the books inside the binary; the first serves who writes no letters
BOOKS      := zh-CN en
# the languages of messages beside English
LANGUAGES  := zh_CN
CATALOGUES := $(LANGUAGES:%=$(B)/locale/%/LC_MESSAGES/xiaoer.mo)
# what pages inside the binary are made of; replay/page.h has their order
PAGE_FILES := src/replay/replay.css src/replay/replay.js
BOOK_FILES := $(foreach book,$(BOOKS),$(sort $(wildcard phrases/$(book)/*.yaml)))

.PHONY: all check tests unit fuzzers bench editors install dist clean
all: $(B)/xiaoer $(CATALOGUES) $(SCHEMAS)

$(B)/xiaoer: $(B)/main.o $(B)/libxiaoer.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libxiaoer.a $(LDLIBS)

$(B)/libxiaoer.a: $(LIB_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# The books travel inside the binary: each file between two symbols, and a table of them.
$(B)/embedded.S: $(BOOK_FILES) scripts/embed Makefile
	@mkdir -p $(@D)
	scripts/embed $(BOOK_FILES) > $@
$(B)/embedded.o: $(B)/embedded.S $(BOOK_FILES)
	$(CC) -c -o $@ $<
$(B)/pages.S: $(PAGE_FILES) scripts/embed Makefile
	@mkdir -p $(@D)
	scripts/embed --table page $(PAGE_FILES) > $@
$(B)/pages.o: $(B)/pages.S $(PAGE_FILES)
	$(CC) -c -o $@ $<

$(B)/locale/%/LC_MESSAGES/xiaoer.mo: po/%.po
	@mkdir -p $(@D)
	$(MSGFMT) -o $@ $<

# What editors know of books, tests and the config, in English; LC_ALL chooses another language.
$(SCHEMAS) &: $(B)/xiaoer
	LC_ALL=C $(B)/xiaoer schema --write $(B)/schema

$(B)/unit/%: tests/unit/%.c $(B)/libxiaoer.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libxiaoer.a $(LDLIBS) $(shell $(PKG_CONFIG) --libs cmocka)

# With CC=clang SAN=fuzzer-no-link,address,undefined: scripts/fuzz does it.
$(B)/fuzz/%: tests/fuzz/%.c $(B)/libxiaoer.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Wno-missing-prototypes -MMD -MP $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(B)/libxiaoer.a $(LDLIBS)

$(B)/bench/%: tests/bench/%.c $(B)/libxiaoer.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libxiaoer.a $(LDLIBS)

$(READER): tests/editors/reader.c $(B)/libxiaoer.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libxiaoer.a $(LDLIBS)

editors: $(READER)
fuzzers: $(FUZZ)
bench: $(BENCH)
tests: $(UNIT)

unit: $(UNIT)
	@fail=0; for t in $(UNIT); do $(RUN) $$t || { echo "FAILED: $$t"; fail=1; }; done; exit $$fail

# The dialogue tests of the books we ship, and of a small one made for the rules.
dialogues: $(B)/xiaoer
	for book in $(BOOKS); do test ! -d phrases/$$book || $(RUN) $(B)/xiaoer test phrases/$$book || exit 1; done
	$(RUN) $(B)/xiaoer test tests/dialogue

check: all unit dialogues

install: all
	install -D -m 755 $(B)/xiaoer $(DESTDIR)$(PREFIX)/bin/xiaoer
	for l in $(LANGUAGES); do \
	  install -D -m 644 $(B)/locale/$$l/LC_MESSAGES/xiaoer.mo $(DESTDIR)$(PREFIX)/share/locale/$$l/LC_MESSAGES/xiaoer.mo || exit 1; \
	done
	install -d $(DESTDIR)$(PREFIX)/share/xiaoer/schema
	install -m 644 $(SCHEMAS) $(DESTDIR)$(PREFIX)/share/xiaoer/schema

dist:
	git archive --prefix=xiaoer-$(VERSION)/ -o xiaoer-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(B)

-include $(wildcard $(B)/*.d $(B)/*/*.d)
