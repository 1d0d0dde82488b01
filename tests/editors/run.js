// run.js - proves the schemas with a validator and a language server that are not ours:
//   node tests/editors/run.js SCHEMAS READER
// SCHEMAS: the folder of the *.schema.json; READER: the program of reader.c. Ends with "N passed, N failed".
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { pathToFileURL } = require('url');
const { root, shipped } = require('./files');
const { KINDS, compile, parse, complaints } = require('./schemas');
const { Program, loadCases, structural } = require('./program');
const { mutants } = require('./mutate');
const { LanguageServer } = require('./language_server');
const broken = require('./broken');
const help = require('./help');

const MUTANTS = 4; // of each file

let passed = 0;
let failed = 0;

function check(good, what, why) {
  if (good) passed++;
  else {
    failed++;
    console.log(`FAILED: ${what}\n    ${why}`);
  }
}

// ---- the validator

function shippedAreValid(validators, files) {
  for (const f of files) {
    const value = parse(f.text);
    check(value !== undefined && validators[f.kind](value), `ajv: ${f.name}`,
      value === undefined ? 'no YAML' : complaints(validators[f.kind]));
  }
}

// The program and the schema find a mistake of form in the same files.
function agree(what, invalid, errors) {
  const expected = structural(errors);
  check(expected === null || expected === invalid, what,
    `the schema says ${invalid ? 'wrong' : 'right'}, the program: ${JSON.stringify(errors.map((e) => e.text))}`);
}

async function casesAgree(validators, program, reader) {
  let compared = 0;
  for (const c of loadCases(reader)) {
    const values = c.files.map(parse);
    if (values.includes(undefined)) continue; // no YAML: every editor says so itself
    compared++;
    const errors = await program.errors(c, c.files[0], c.files.slice(1));
    agree(`case: ${c.name}`, values.some((v) => !validators.book(v)), errors);
  }
  check(compared >= 40, 'cases of load_cases.h', `only ${compared} could be compared`);
}

async function mutantsAgree(validators, program, files) {
  const count = { wrong: 0, right: 0 };
  const asked = []; // the program reads one while the next is made
  for (const [i, f] of files.entries()) {
    for (const m of mutants(parse(f.text), i + 1, MUTANTS)) {
      const invalid = !validators[f.kind](parse(m.text));
      count[invalid ? 'wrong' : 'right']++;
      asked.push(program.errors(f, m.text, f.beside).then((errors) => agree(`${f.name}: ${m.what}`, invalid, errors)));
    }
    await asked.at(-MUTANTS);
  }
  await Promise.all(asked);
  console.log(`changed at random: ${count.wrong} wrong, ${count.right} right`);
  check(count.wrong > 100 && count.right > 50, 'random changes', `${JSON.stringify(count)}: too few of a kind`);
}

// ---- the language server

const uriOf = (kind, n) => pathToFileURL(path.join(__dirname, kind, `${n}.yaml`)).href;

// All at once, as the server waits a moment before it looks at a text.
function openAll(server, what, texts) {
  return Promise.all(texts.map(async ({ kind, text }, i) => {
    const uri = uriOf(kind, `${what}-${i}`);
    return { uri, marks: await server.open(uri, text) };
  }));
}

const told = (marks) => marks.map((m) => `${m.range.start.line + 1}: ${m.message}`).join('; ') || 'nothing';

async function shippedHaveNoMarks(server, files) {
  const opened = await openAll(server, 'shipped', files);
  for (const [i, f] of files.entries()) check(!opened[i].marks.length, `language server: ${f.name}`, told(opened[i].marks));
}

async function brokenAreMarked(server) {
  const opened = await openAll(server, 'broken', broken.map(([kind, , text]) => ({ kind, text })));
  for (const [i, [, name, , line, words]] of broken.entries()) {
    const { marks } = opened[i];
    check(marks.some((m) => m.range.start.line + 1 === line && words.test(m.message)), `marked: ${name}`,
      `wanted line ${line}, ${words}; got ${told(marks)}`);
  }
}

// A text with | where the cursor is: without it, and the place.
function cursor({ kind, text }) {
  const at = text.indexOf('|');
  const lines = text.slice(0, at).split('\n');
  return { kind, text: text.slice(0, at) + text.slice(at + 1), line: lines.length - 1, character: lines.at(-1).length };
}

const documentation = (item) => item.documentation?.value ?? item.documentation ?? '';

async function isCompleted(server) {
  const cursors = help.completions.map(cursor);
  const opened = await openAll(server, 'completed', cursors);
  for (const [i, c] of help.completions.entries()) {
    const { items } = await server.complete(opened[i].uri, cursors[i].line, cursors[i].character);
    const all = items.map((item) => `${item.label}: ${documentation(item)}`).join('\n    ');
    const what = `completed: ${JSON.stringify(c.text)}`;
    for (const [label, words] of Object.entries(c.wanted)) {
      const item = items.find((one) => one.label === label);
      check(item && words.test(documentation(item)), `${what} gives ${label}`, all);
      if (item && c.inserted) check(item.insertText.startsWith(c.inserted), `${what} writes ${c.inserted}`, item.insertText);
    }
    for (const label of c.unwanted || []) check(!items.some((one) => one.label === label), `${what} does not give ${label}`, all);
  }
}

async function isExplained(server) {
  const cursors = help.hovers.map(cursor);
  const opened = await openAll(server, 'explained', cursors);
  for (const [i, h] of help.hovers.entries()) {
    const shown = (await server.hover(opened[i].uri, cursors[i].line, cursors[i].character))?.contents.value ?? 'nothing';
    check(h.words.test(shown), `explained: ${JSON.stringify(h.text)}`, shown);
  }
}

// As phrases/README.md tells to hook an editor up: by its settings, and by the first line of a file.
async function isHookedUpAsTold(schemas) {
  const page = fs.readFileSync(path.join(root, 'phrases/README.md'), 'utf8');
  const settings = JSON.parse(/^```json\n([^]*?)^```/m.exec(page)[1]);
  const modeline = /^# yaml-language-server: .*$/m.exec(page)[0];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xiaoer-editors-'));
  const uri = (name) => pathToFileURL(path.join(folder, name)).href;
  const texts = {
    'my-shop/a.yaml': 'phrases:\n  p: {title: x}\n',
    'my-shop/tests/a.yaml': '- dialogue: x\n',
    'xiaoer.yaml': 'lissten: x\n',
    'other-shop/a.yaml': `${modeline}\nphrases:\n  p: {title: x}\n`,
  };
  fs.cpSync(schemas, path.join(folder, '.schema'), { recursive: true });
  const server = languageServer(settings['yaml.schemas']);
  await server.start(pathToFileURL(folder).href);
  for (const [name, text] of Object.entries(texts)) {
    const marks = await server.open(uri(name), text);
    check(marks.some((m) => /not allowed|Missing property/.test(m.message)), `hooked up as told: ${name}`, told(marks));
  }
  const marks = await server.open(uri('other-shop/b.yaml'), 'lissten: x\n');
  check(!marks.length, 'hooked up as told: nothing else', told(marks));
  await server.stop();
  fs.rmSync(folder, { recursive: true });
}

function languageServer(associations) {
  return new LanguageServer(process.execPath, [require.resolve('yaml-language-server/bin/yaml-language-server'), '--stdio'], {
    validate: true, hover: true, completion: true, schemas: associations,
    schemaStore: { enable: false }, kubernetesCRDStore: { enable: false },
  });
}

async function main([schemas, reader]) {
  const files = shipped();
  const validators = compile(schemas);
  shippedAreValid(validators, files);

  const program = new Program(reader, root);
  await casesAgree(validators, program, reader);
  await mutantsAgree(validators, program, files);
  program.stop();

  const associations = Object.fromEntries(KINDS.map((kind) => [pathToFileURL(path.resolve(schemas, `${kind}.schema.json`)).href, [`${kind}/*.yaml`]]));
  const server = languageServer(associations);
  await server.start(pathToFileURL(__dirname).href);
  await shippedHaveNoMarks(server, files);
  await brokenAreMarked(server);
  await isCompleted(server);
  await isExplained(server);
  await server.stop();
  await isHookedUpAsTold(schemas);
}

main(process.argv.slice(2)).catch((error) => {
  check(false, 'the test itself', error.stack);
}).finally(() => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
});
