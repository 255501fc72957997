import type { Secret } from './crypto.ts';

/** Takes secrets out of JSON text (or any text) before it is stored or shown. */
export type Redactor = (text: string) => string;

// Shorter texts occur by chance all over and would make results unreadable.
const SHORTEST = 6;
const MASK = '***';

/** A redactor that replaces each secret, as written and as JSON and URLs would escape it, by `***`. JSON stays JSON. */
export function createRedactor(secrets: Iterable<Secret>): Redactor {
  const needles = new Set<string>();
  for (const secret of secrets) {
    const text = secret.reveal();
    if (text.length < SHORTEST) continue;
    needles.add(text);
    needles.add(JSON.stringify(text).slice(1, -1));
    needles.add(encodeURIComponent(text.toWellFormed()));
    needles.add(Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, ''));
  }
  if (needles.size === 0) return (text) => text;
  const longestFirst = [...needles].sort((a, b) => b.length - a.length);
  const replace = (text: string) => {
    let clean = text;
    for (const needle of longestFirst) if (clean.includes(needle)) clean = clean.replaceAll(needle, MASK);
    return clean;
  };
  return (text) => {
    const clean = replace(text);
    if (clean === text || isJson(clean) || !isJson(text)) return clean;
    const value = replaceInJson(text, replace);
    return isJson(value) && replace(value) === value ? value : `"${MASK}"`;
  };
}

/** Where a secret of digits stands in a number, the number gives way to a text, so that JSON stays JSON. */
function replaceInJson(text: string, replace: Redactor): string {
  return text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) => {
    const clean = replace(token);
    return clean === token || token.startsWith('"') ? clean : `"${MASK}"`;
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
