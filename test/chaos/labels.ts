import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SRC = resolve(import.meta.dir, '../../src');

/**
 * Every point at which STEPWELL_CRASH_AT can end the process, read from the source: each name given to a write has
 * `:before-commit` and `:after-commit`, and each `crashPoint('…')` is one.
 */
export function crashPoints(): string[] {
  const points = new Set<string>();
  for (const name of new Bun.Glob('**/*.ts').scanSync(SRC)) {
    // Components write to other systems.
    if (name.startsWith('components/')) continue;
    const text = readFileSync(join(SRC, name), 'utf8');
    for (const [, point] of text.matchAll(/\bcrashPoint\('([^']+)'\)/g)) if (point) points.add(point);
    for (const what of writesIn(text)) {
      points.add(`${what}:before-commit`);
      points.add(`${what}:after-commit`);
    }
  }
  return [...points].sort();
}

/** Names of writes: the last argument of `store.write(…)`, and the first of a wrapper such as the journal's `#write`. */
function writesIn(text: string): string[] {
  const direct = [...text.matchAll(/\bwrite\(/g)].flatMap(({ index }) => {
    const args = argumentsAt(text, index + 'write('.length);
    return args.length > 1 ? literal(args.at(-1)) : [];
  });
  const wrapped = [...text.matchAll(/#write\(/g)].flatMap(({ index }) =>
    literal(argumentsAt(text, index + '#write('.length)[0]),
  );
  return [...direct, ...wrapped];
}

function literal(argument: string | undefined): string[] {
  const [, name] = /^\s*'([a-z-]+)'\s*$/.exec(argument ?? '') ?? [];
  return name ? [name] : [];
}

/** The arguments of a call whose opening bracket ends at the position, split at its own commas. */
function argumentsAt(text: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (/['"`]/.test(character)) at = endOfText(text, at, character);
    else if (/[([{]/.test(character)) depth += 1;
    else if (/[)\]}]/.test(character) && depth-- === 0) {
      const last = text.slice(start, at);
      return last.trim() === '' ? parts : [...parts, last];
    } else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return parts;
}

function endOfText(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}
