// mutate.js - files with one random change each, always the same ones.
'use strict';

const YAML = require('yaml');

// A small generator of numbers (mulberry32): the same seed, the same files on every machine.
function random(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

// All containers in the value, the whole among them.
function containers(value, list = []) {
  if (value && typeof value === 'object') {
    list.push(value);
    for (const key of Object.keys(value)) containers(value[key], list);
  }
  return list;
}

const REPLACEMENTS = [null, '', 'x', 'nothing', 'closed', 'yes', true, 7, -1, 99999999, 0.5, '5 minutes', '90s', '10:00',
  [], ['x'], [['x']], {}, { x: 'y' }, { when: 'vip', say: 'x' }, { say: 'x' }, 'https://example.com/x', '2026-10-01'];

const CHANGES = {
  rename(map, key) {
    const entries = Object.entries(map);
    for (const k of Object.keys(map)) delete map[k];
    for (const [k, v] of entries) map[k === key ? `${key}x` : k] = v;
  },
  drop(map, key) {
    if (Array.isArray(map)) map.splice(key, 1);
    else delete map[key];
  },
  add(map) {
    if (Array.isArray(map)) map.push('x');
    else map.unheard = 'x';
  },
  replace(map, key, choose) {
    map[key] = structuredClone(REPLACEMENTS[choose(REPLACEMENTS.length)]);
  },
  wrap(map, key) {
    map[key] = [map[key]];
  },
};

// One change somewhere in the value; {value, what}.
function change(original, choose) {
  const value = structuredClone(original);
  const places = containers(value);
  const map = places[choose(places.length)];
  const keys = Object.keys(map);
  const key = keys.length ? keys[choose(keys.length)] : 'unheard';
  const names = Object.keys(CHANGES).filter((name) => !(name === 'rename' && Array.isArray(map)));
  const name = names[choose(names.length)];
  CHANGES[name](map, key, choose);
  return { value, what: `${name} ${key} in ${JSON.stringify(map).slice(0, 120)}` };
}

// n texts made of one.
function mutants(value, seed, n) {
  const choose = random(seed);
  return Array.from({ length: n }, () => {
    const m = change(value, choose);
    return { what: m.what, text: YAML.stringify(m.value, { version: '1.2', schema: 'core', lineWidth: 0 }) };
  });
}

module.exports = { mutants };
