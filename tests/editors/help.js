// help.js - what an editor is to offer and to tell, at the | in a text.
'use strict';

const completions = [
  { kind: 'book', text: '|\n', wanted: { intents: /what customers want/, settings: /opening hours/, words: /lists of words/ } },
  { kind: 'book', text: 'intents:\n  a:\n    ti|', wanted: { title: /short name/ } },
  {
    kind: 'book', text: 'intents:\n  a:\n    title: x\n    |',
    wanted: { match: /patterns, one a line/, examples: /must be answered by this intent/, then: /hand over to a human/, cases: /instead/ },
    unwanted: ['title', 'ask'],
  },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    sa|', wanted: { say: /the answer/ }, inserted: 'say:\n  - ' },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    then: |', wanted: { transfer: /hand over/, ticket: /file a ticket/ }, unwanted: ['nothing'] },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    skill: |', wanted: { logistics: /colleagues/, supervisor: /colleagues/ } },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    say: x\n    cases:\n      - when: vip\n        then: |', wanted: { nothing: /without/ } },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    say:\n      - x\n      - whe|', wanted: { when: /condition/ } },
  { kind: 'book', text: 'forms:\n  f:\n    title: x\n    ask:\n      s:\n        say: x\n        |', wanted: { choices: /may be chosen/, kind: /what is an answer/ } },
  { kind: 'book', text: 'slots:\n  a:\n    title: x\n    kind: |', wanted: { date: /kind of value/, order_no: /kind of value/ } },
  { kind: 'book', text: 'settings:\n  limits:\n    |', wanted: { close_idle: /default 5m/, take_within: /transfer\.failed/ } },
  { kind: 'book', text: 'settings:\n  limits:\n    close_idle: |', wanted: { '5m': /(?:)/ } },
  { kind: 'book', text: 'settings:\n  hours: |', wanted: { always: /(?:)/ } },
  { kind: 'book', text: 'settings:\n  hours:\n    week:\n      |', wanted: { 'mon-fri': /(?:)/, sun: /(?:)/ } },
  { kind: 'test', text: '- dialogue: x\n  |', wanted: { steps: /what happens/, at: /when it begins/, env: /around/ } },
  { kind: 'test', text: '- dialogue: x\n  steps:\n    - |', wanted: { customer: /writes/, expect: /since the last expect/, wait: /time passes/ } },
  { kind: 'test', text: '- dialogue: x\n  steps:\n    - expect:\n        |', wanted: { phrases: /in this order/, mode: /in charge/ } },
  { kind: 'test', text: '- dialogue: x\n  steps:\n    - agent: |', wanted: { release: /(?:)/, close: /(?:)/ } },
  { kind: 'config', text: '|\n', wanted: { listen: /default 127\.0\.0\.1:8080/, channels: /each channel/, shops: /of its own/ } },
  { kind: 'config', text: 'channels:\n  wechat:\n    |', wanted: { deliver: /webhook/, budget_window: /none later/, async: /long poll/ } },
  { kind: 'config', text: 'log_level: |', wanted: { debug: /debug, info/, error: /debug, info/ } },
  { kind: 'config', text: 'shops:\n  milk:\n    |', wanted: { escalation: /hand-overs/, book: /folder/ }, unwanted: ['listen', 'courier'] },
];

const hovers = [
  { kind: 'book', text: 'int|ents:\n  a: {title: x, say: y}\n', words: /what customers want/ },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    say: y\n    urg|ency: 2\n', words: /1 \(at once\) to 4 \(advice\)/ },
  { kind: 'book', text: 'intents:\n  a:\n    title: x\n    say:\n      - x\n      - {wh|en: vip, say: y}\n', words: /condition under which this may be said/ },
  { kind: 'book', text: 'forms:\n  f:\n    title: x\n    ask:\n      s:\n        say: x\n        opt|ional: yes\n', words: /left out/ },
  { kind: 'book', text: 'settings:\n  limits:\n    close_i|dle: 5m\n', words: /silence after \S*closing\.check[^]*default 5m/ },
  { kind: 'book', text: 'settings:\n  hours:\n    lun|ch: "12:00-13:00"\n', words: /lunch break/ },
  { kind: 'test', text: '- dialogue: x\n  steps:\n    - expect: {phr|ase: x}\n', words: /among what was said/ },
  { kind: 'test', text: '- dialogue: x\n  steps:\n    - do|wn: 3h\n', words: /switched off/ },
  { kind: 'config', text: 'courier:\n  att|empts: 3\n', words: /dead letter[^]*default 20/ },
  { kind: 'config', text: 'lookups:\n  parcel:\n    reu|se: 1m\n', words: /taken as known/ },
];

module.exports = { completions, hovers };
