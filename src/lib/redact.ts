import type { Secret } from './crypto.ts';

/** Takes secrets out of JSON text (or any text) before it is stored or shown. */
export type Redactor = (text: string) => string;

// Shorter texts occur by chance all over and would make results unreadable.
const SHORTEST = 6;

/** A redactor that replaces each secret, as written and as JSON and URLs would escape it, by `***`. */
export function createRedactor(secrets: Iterable<Secret>): Redactor {
  const needles = new Set<string>();
  for (const secret of secrets) {
    const text = secret.reveal();
    if (text.length < SHORTEST) continue;
    needles.add(text);
    needles.add(JSON.stringify(text).slice(1, -1));
    needles.add(encodeURIComponent(text));
    needles.add(Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, ''));
  }
  if (needles.size === 0) return (text) => text;
  const longestFirst = [...needles].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const needle of longestFirst) if (clean.includes(needle)) clean = clean.replaceAll(needle, '***');
    return clean;
  };
}
