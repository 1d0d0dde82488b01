// Reads a SARIF log from stdin and validates it with the official schema (of a draft that later versions of ajv do not
// know); prints what is wrong with it.
// Exit status: 0 valid, 1 not.
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv6');

const schema = path.join(__dirname, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({schemaId: 'auto', allErrors: true});
ajv.addMetaSchema(require('ajv6/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, 'utf8')));

if (!validate(JSON.parse(fs.readFileSync(0, 'utf8')))) {
  for (const e of validate.errors) console.log(`${e.dataPath}: ${e.message}`);
  process.exit(1);
}
