// schemas.js - our schemas in the hands of ajv, a validator that is not ours.
'use strict';

const fs = require('fs');
const Ajv = require('ajv');
const YAML = require('yaml');

const KINDS = ['book', 'test', 'config'];

// kind -> the validating function. Strict: a word that JSON Schema does not have is an error.
function compile(dir) {
  const validators = {};
  for (const kind of KINDS) {
    const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
    validators[kind] = ajv.compile(JSON.parse(fs.readFileSync(`${dir}/${kind}.schema.json`, 'utf8')));
  }
  return validators;
}

// What a file holds, as editors read it; undefined when it is no YAML, or not one they let pass.
function parse(text) {
  const doc = YAML.parseDocument(text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: true });
  if (doc.errors.length) return undefined;
  const value = doc.toJS({ maxAliasCount: -1 });
  return value === null ? {} : value;
}

function complaints(validate) {
  return (validate.errors || []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('\n    ');
}

module.exports = { KINDS, compile, parse, complaints };
