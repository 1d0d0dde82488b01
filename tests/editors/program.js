// program.js - asks the program itself (build/editors/reader) what it says of files.
'use strict';

const { spawn, execFileSync } = require('child_process');
const readline = require('readline');

// The books of tests/unit/load_cases.h: [{kind, name, files}].
function loadCases(reader) {
  const text = execFileSync(reader, ['cases'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return text.trim().split('\n').map((line) => JSON.parse(line));
}

class Program {
  // folder: where the names of books begin.
  constructor(reader, folder) {
    this.waiting = [];
    this.child = spawn(reader, [], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift().resolve(JSON.parse(line)));
    this.child.on('exit', (code) => {
      for (const waiter of this.waiting) waiter.reject(new Error(`the reader ended (${code})`));
    });
  }

  // The errors in a file, among others of the same book: [{line, text}].
  errors(file, text, beside = []) {
    const question = { kind: file.kind, files: [text, ...beside] };
    if (file.kind === 'test') question.of = file.of;
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  stop() {
    this.child.stdin.end();
  }
}

// Is the error one of how the file is written, which a schema can know?  The others are of patterns,
// of names that must exist, of what does not go together, of what a dialogue expects.
const STRUCTURAL = [
  /^unknown key /, /^unknown setting /, /^unknown (kind|then|skill|responsible|script|weekday) '/,
  / must be (a|an|true|names|keys) .*/, / must be (a list|names with values|keys with values)/,
  /^what belongs to the \w+ '.*' stands below it/, /^below \S+ stand names/, /^a file of a book begins with/,
  / is (missing|empty): .* is wanted$/, / is empty$/, / is (an? )?.*(map|list)( |$|:)/, / (is|are) a (list|map)\b/,
  / has no (title|say|ask|when|wording)\b/, /has neither say nor reply nor then nor form$/,
  /^this case does nothing/, /^a case of a form has neither/, /^a wording without when/,
  /^again without say/, /^unless without match/, /^both say and reply/,
  /^more than \d+ (cases|choices|questions|of them|slots)/,
  / is a span of time/, /^the hours of a day are missing/, /^(?!this )\S+ is (a number|yes or no|a text)/, / is no time of opening/, / is no date;/,
  / holds \{month\} and \{day\}/, /^a score is 1 to 5/, /^the name of .* has (a blank|only)/,
  /^this colon is full-width/, /^a blank is missing behind this ':'/,
  / is a JSON Pointer such as /, / is an address that begins /, / is (GET or POST|debug, info)/, / is from -?\d+ to /,
  /^the name of a (shop|channel|look-up) has 1 to/,
  /^a step begins with/, / cannot stand in this step$/, /^a dialogue (is|has|needs) /, /^(env|channel) knows /,
  /^a look-up (is|has) /, /^nothing called /, /^expect needs keys/, /^an agent can:/, /^an event can be:/, /^ticket_news has /,
  / can (only )?be:? /, / expects nothing, so it cannot fail$/,
];

// Of these a schema sees some: a block of comments alone has no pattern either.
const PARTLY = [/ has no (pattern|words|examples)\b/];

const isOf = (kinds, e) => kinds.some((r) => r.test(e.text));

// true, false, or null where the schema may say either.
function structural(errors) {
  if (errors.some((e) => isOf(STRUCTURAL, e))) return true;
  return errors.some((e) => isOf(PARTLY, e)) ? null : false;
}

module.exports = { Program, loadCases, structural };
