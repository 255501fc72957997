import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { HALF_CHARACTER, refusedKey } from './plain.ts';
import { formatPath, type Path, type Problem } from './problem.ts';

const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** After so many faults of a file the rest is not looked at. */
export const MAX_PROBLEMS = 50;

/**
 * Turns the nodes of a YAML document into plain data and adds a problem, with path and line, for everything that a
 * definition may not use. The answer is only whole when no problem was added.
 */
export function treeOf(node: unknown, lines: LineCounter, problems: Problem[]): unknown {
  return dataOf(node, [], { lines, problems });
}

/** The line where a place begins (its key, for a field); of the nearest place above it when it is not there. */
export function lineAt(root: unknown, path: Path, lines: LineCounter): number | undefined {
  let node = root;
  let offset = startOf(root);
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((each) => keyText(each.key) === part);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

type Reading = { lines: LineCounter; problems: Problem[] };

function dataOf(node: unknown, path: Path, reading: Reading): unknown {
  if (reading.problems.length >= MAX_PROBLEMS) return null;
  refuseReferences(node, path, reading);
  if (isMap(node)) return recordOf(node, path, reading);
  if (isSeq(node)) return node.items.map((item, index) => dataOf(item, [...path, index], reading));
  if (!isScalar(node)) return null;
  const value = scalarOf(node);
  if (typeof value === 'string' && !value.isWellFormed()) add(reading, node, path, HALF_CHARACTER);
  return value;
}

function recordOf(map: YAMLMap, path: Path, reading: Reading): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const pair of map.items) {
    if (reading.problems.length >= MAX_PROBLEMS) break;
    const key = keyOf(pair, path, reading);
    if (key === undefined) continue;
    if (Object.hasOwn(record, key)) {
      add(reading, pair.key, [...path, key], `The key ${key} is given twice: remove one of them.`);
    }
    record[key] = dataOf(pair.value, [...path, key], reading);
  }
  return record;
}

function keyOf(pair: Pair, path: Path, reading: Reading): string | undefined {
  refuseReferences(pair.key, path, reading);
  const key = keyText(pair.key);
  const refusal = key === undefined ? 'A key must be a text on one line.' : refusedKey(key);
  if (refusal) add(reading, pair.key ?? pair.value, key === undefined ? path : [...path, key], refusal);
  return refusal ? undefined : key;
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return key.source === undefined || key.source === '' ? undefined : key.source;
}

/** Numbers that JavaScript would change (`007`, more than 53 bits, `.inf`) are kept as the text that was written. */
function scalarOf(scalar: Scalar): unknown {
  const { value, source } = scalar;
  if (typeof value !== 'number') return value ?? null;
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  const isChanged =
    source !== undefined && source !== String(value) && (!isExact || /^[-+]?0\d/.test(source));
  return isChanged ? source : value + 0;
}

function refuseReferences(node: unknown, path: Path, reading: Reading): void {
  if (isAlias(node) || ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor)) {
    const what =
      'Anchors and aliases (&name, *name) are not part of a definition: write the value out in full.';
    add(reading, node, path, what);
  } else if ((isMap(node) || isSeq(node) || isScalar(node)) && node.tag && !CORE_TAG.test(node.tag)) {
    add(reading, node, path, `The tag ${node.tag} is not part of a definition: remove it.`);
  }
}

function add(reading: Reading, node: unknown, path: Path, message: string): void {
  const offset = startOf(node);
  const line = offset === undefined ? {} : { line: reading.lines.linePos(offset).line };
  reading.problems.push({ severity: 'error', path: formatPath(path), message, ...line });
}

function startOf(node: unknown): number | undefined {
  if (isAlias(node) || isMap(node) || isSeq(node) || isScalar(node)) return node.range?.[0];
  return undefined;
}
