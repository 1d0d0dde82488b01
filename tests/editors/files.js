// files.js - the files that the project ships, each with the kind of its schema.
'use strict';

const fs = require('fs');
const path = require('path');

const root = path.resolve(__dirname, '../..');
const BOOKS = ['phrases/zh-CN', 'phrases/en', 'tests/dialogue'];

function yamlFiles(dir) {
  const full = path.join(root, dir);
  return fs.readdirSync(full).filter((name) => name.endsWith('.yaml')).sort().map((name) => `${dir}/${name}`);
}

function read(name, kind) {
  return { name, kind, text: fs.readFileSync(path.join(root, name), 'utf8') };
}

// The blocks of ```yaml in a page: kindOf(text) says what they are, null: something else.
function examples(page, kindOf) {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```yaml\n([^]*?)^```/gm)]
    .map((m) => ({
      name: `${page}:${text.slice(0, m.index).split('\n').length}`,
      kind: kindOf(m[1]),
      text: m[1].replace(/^# yaml-language-server:.*\n/, ''), // it would be looked for here
    }));
}

// [{name, kind, text, beside, of}]; beside: texts of the same book that name slots and words; of: the book of a test.
function shipped() {
  const list = [];
  for (const dir of BOOKS) {
    const files = yamlFiles(dir).map((name) => read(name, 'book'));
    for (const f of files) {
      f.beside = files.filter((o) => o !== f && /^(slots|words):/m.test(o.text)).map((o) => o.text);
      list.push(f);
    }
    for (const name of yamlFiles(`${dir}/tests`)) list.push({ ...read(name, 'test'), of: dir });
  }
  const bookOrTest = (text) => (/^(#.*\n)*- dialogue:/.test(text) ? 'test' : 'book');
  for (const page of ['phrases/README.md', 'phrases/README.zh-CN.md']) list.push(...examples(page, bookOrTest));
  list.push(...examples('README.md', () => 'config'));
  for (const f of list) if (f.kind === 'test' && !f.of) f.of = BOOKS[0];
  return list;
}

module.exports = { root, shipped };
