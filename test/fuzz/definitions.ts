import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Random } from '../chaos/random.ts';
import type { Json } from '../support/definitions.ts';

const folder = join(import.meta.dir, '../journeys/fixtures');

/** The real exports, with every address turned to where nothing may be sent. */
const EXAMPLES = readdirSync(folder)
  .filter((name) => /\.ya?ml$/.test(name))
  .sort()
  .map((name) =>
    readFileSync(join(folder, name), 'utf8').replaceAll(/https?:\/\/[^\s"'`]+/g, 'http://127.0.0.1:9/'),
  );
const TREES: Json[] = EXAMPLES.map((text) => parse(text));

const HOSTILE: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x'.repeat(20_000),
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor.prototype.x',
  '{{$a.results}}{{',
  '{{#}}',
  '* * * * * *',
  '99 99 * * *',
  'a.results.'.repeat(2_000),
  [],
  {},
  [[[[]]]],
  [null, null],
  { key: null },
  { type: 'complex', value: [] },
  { type: 'reference', value: 'nowhere.results' },
  { type: 'nonsense', value: 5 },
  { type: 'configVar', value: 'Nobody' },
  { type: 'template', value: '{{$x.results.__proto__}}' },
];
const KEYS = [
  '__proto__',
  'constructor',
  'name',
  'steps',
  'branches',
  'isTrigger',
  'value',
  'type',
  'inputs',
  'schedule',
  '',
  'toString',
];
const LINES = [
  '<<: *a',
  '- &a [*a]',
  '? !!js/function x',
  '\t- tab',
  'name: twice',
  '--- ',
  '...',
  '%YAML 9.9',
  'a: !!binary x',
  '"unclosed',
  '*nobody: 1',
  'a: 0x1F',
  'b: 1_000',
  '? [complex]: key',
  '!!set {a}',
  '\u0085',
  '@x: 1',
];

/** A definition file made from a real one: its tree or its text changed in some places. */
export function generateDefinition(random: Random): string {
  return random.chance(0.6) ? mutatedTree(random) : mutatedText(random);
}

function mutatedTree(random: Random): string {
  const tree: Json = structuredClone(random.pick(TREES));
  for (let count = random.between(1, 3); count > 0; count--) mutate(random, tree);
  const asJson = random.chance(0.4);
  return asJson ? JSON.stringify(tree) : stringify(tree, { aliasDuplicateObjects: random.chance(0.1) });
}

/** Walks down at random and changes what it finds there. */
function mutate(random: Random, root: Json): void {
  let place = root;
  for (;;) {
    if (typeof place !== 'object' || place === null) return;
    const keys = Object.keys(place);
    const key = keys.length === 0 ? undefined : random.pick(keys);
    const child: Json | undefined = key === undefined ? undefined : at(place, key);
    const canGoOn = typeof child === 'object' && child !== null;
    if (!canGoOn || random.chance(0.1)) {
      change(random, place, key);
      return;
    }
    place = child;
  }
}

type Place = Json[] | { [key: string]: Json };

function at(place: Place, key: string): Json | undefined {
  return Array.isArray(place) ? place[Number(key)] : place[key];
}

function put(place: Place, key: string, value: Json): void {
  if (Array.isArray(place)) place[Number(key)] = value;
  else Object.defineProperty(place, key, { value, enumerable: true, configurable: true, writable: true });
}

function change(random: Random, place: Place, key: string | undefined): void {
  const hostile = structuredClone(random.pick(HOSTILE));
  const kind = key === undefined ? 'add' : random.pick(CHANGES);
  const list = Array.isArray(place) ? place : undefined;
  if (key === undefined || kind === 'add') {
    if (list) list.push(hostile);
    else put(place, random.pick(KEYS), hostile);
  } else if (kind === 'remove') {
    if (list) list.splice(Number(key), 1);
    else Reflect.deleteProperty(place, key);
  } else if (kind === 'nest') nest(random, place, key);
  else if (kind === 'text' && typeof at(place, key) === 'string') put(place, key, random.pick(TEXTS));
  else if (kind === 'repeat' && list) list.push(structuredClone(list[Number(key)] ?? null));
  else put(place, key, hostile);
}

const CHANGES = ['add', 'remove', 'nest', 'repeat', 'text', 'text', 'text', 'replace', 'replace'] as const;

/** Text where text was, so that the file is still a definition. */
const TEXTS = HOSTILE.filter((item) => typeof item === 'string');

/** Puts what is there so many lists or steps deep. */
function nest(random: Random, place: Place, key: string): void {
  let value: Json = at(place, key) ?? null;
  const depth = random.pick([1, 10, 200]);
  for (let level = 0; level < depth; level++)
    value = random.chance(0.5) ? [value] : { steps: [value], name: 'n' };
  put(place, key, value);
}

function mutatedText(random: Random): string {
  const lines = random.pick(EXAMPLES).split('\n');
  for (let count = random.between(1, 4); count > 0; count--) {
    const index = random.between(0, lines.length - 1);
    const indent = ' '.repeat(random.between(0, 12));
    const kind = random.between(0, 5);
    if (kind === 0) lines.splice(index, random.between(1, 5));
    else if (kind === 1) lines.splice(index, 0, indent + random.pick(LINES));
    else if (kind === 2) lines.splice(index, 0, ...lines.slice(index, index + random.between(1, 20)));
    else if (kind === 3) lines[index] = `${indent}${lines[index]?.trim()}`;
    else if (kind === 4)
      lines[index] = lines[index]?.replace(/:.*/, `: ${JSON.stringify(random.pick(HOSTILE))}`) ?? '';
    else lines[index] = (lines[index] ?? '') + random.bytes(random.between(1, 4)).toString('latin1');
  }
  const text = lines.join('\n');
  return random.chance(0.05) ? text.slice(0, random.between(0, text.length)) : text;
}
