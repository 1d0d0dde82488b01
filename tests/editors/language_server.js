// language_server.js - speaks LSP with a language server over its standard input and output.
//
// One request at a time is enough here. Every answer is awaited; a server that dies or says nothing
// for SILENCE_MS fails what waits.
'use strict';

const { spawn } = require('child_process');

const SILENCE_MS = 20000;

class LanguageServer {
  // settings: what the server gets when it asks for the section 'yaml'.
  constructor(command, args, settings) {
    this.settings = settings;
    this.next = 1;
    this.waiting = new Map(); // id of a request -> who waits for its answer
    this.watched = new Map(); // uri -> who waits for its findings
    this.input = Buffer.alloc(0);
    this.noise = '';
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdout.on('data', (bytes) => this.read(bytes));
    this.child.stderr.on('data', (bytes) => { this.noise += bytes; });
    this.child.on('exit', (code) => this.fail(new Error(`the language server ended (${code}): ${this.noise}`)));
  }

  fail(error) {
    for (const waiter of [...this.waiting.values(), ...this.watched.values()]) waiter.reject(error);
    this.waiting.clear();
    this.watched.clear();
  }

  read(bytes) {
    this.input = Buffer.concat([this.input, bytes]);
    for (;;) {
      const head = this.input.indexOf('\r\n\r\n');
      if (head < 0) return;
      const size = Number(/content-length: *(\d+)/i.exec(this.input.subarray(0, head).toString())[1]);
      if (this.input.length < head + 4 + size) return;
      const message = JSON.parse(this.input.subarray(head + 4, head + 4 + size).toString());
      this.input = this.input.subarray(head + 4 + size);
      this.take(message);
    }
  }

  take(message) {
    if (message.method === 'workspace/configuration') {
      const answers = message.params.items.map((item) => (item.section === 'yaml' ? this.settings : null));
      this.write({ id: message.id, result: answers });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const waiter = this.watched.get(message.params.uri);
      this.watched.delete(message.params.uri);
      if (waiter) waiter.resolve(message.params.diagnostics);
    } else if (message.method && message.id !== undefined) {
      this.write({ id: message.id, result: null });
    } else if (message.id !== undefined && this.waiting.has(message.id)) {
      const waiter = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error) waiter.reject(new Error(message.error.message));
      else waiter.resolve(message.result);
    }
  }

  write(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  wait(map, key, what) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        map.delete(key);
        reject(new Error(`the language server does not answer ${what}: ${this.noise}`));
      }, SILENCE_MS);
      const end = (then) => (value) => { clearTimeout(timer); then(value); };
      map.set(key, { resolve: end(resolve), reject: end(reject) });
    });
  }

  ask(method, params) {
    const id = this.next++;
    const answer = this.wait(this.waiting, id, method);
    this.write({ id, method, params });
    return answer;
  }

  tell(method, params) {
    this.write({ method, params });
  }

  async start(root) {
    await this.ask('initialize', {
      processId: process.pid,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'here' }],
      capabilities: {
        textDocument: {
          publishDiagnostics: {},
          hover: { contentFormat: ['markdown', 'plaintext'] },
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
        },
        workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true }, workspaceFolders: true },
      },
    });
    this.tell('initialized', {});
    this.tell('workspace/didChangeConfiguration', { settings: { yaml: this.settings } });
  }

  // Opens the text under the uri; its findings.
  async open(uri, text) {
    const findings = this.wait(this.watched, uri, `findings of ${uri}`);
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return findings;
  }

  close(uri) {
    this.tell('textDocument/didClose', { textDocument: { uri } });
  }

  // line, character: from 0.
  complete(uri, line, character) {
    return this.ask('textDocument/completion', { textDocument: { uri }, position: { line, character } });
  }

  hover(uri, line, character) {
    return this.ask('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  async stop() {
    await this.ask('shutdown', null);
    this.child.removeAllListeners('exit');
    const gone = new Promise((resolve) => { this.child.on('exit', resolve); });
    this.tell('exit');
    await gone;
  }
}

module.exports = { LanguageServer };
