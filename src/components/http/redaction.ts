import { Secret } from '../../lib/crypto.ts';
import { createRedactor } from '../../lib/redact.ts';
import { isSecretName, MASK, SECRET_PAIR } from '../../lib/secret-fields.ts';
import { isRecord, setOwn } from '../records.ts';

/** Shows requests and responses without their secrets. */
export type Veil = {
  text(text: string): string;
  /** The URL with the names of its query's parameters only: which values are secret cannot be known. */
  url(url: URL): string;
  headers(headers: Headers): Record<string, string>;
  value(value: unknown): unknown;
};

const DEEPEST = 20;
const LONGEST_TEXT = 10_000;
// Redacted before it is shortened, so that the cut leaves no half of a secret.
const MARGIN = 4_000;

/** @param secrets texts that are masked wherever they occur */
export function createVeil(secrets: readonly string[]): Veil {
  const redact = createRedactor(secrets.map((text) => new Secret(text)));
  const text = (whole: string) =>
    shortened(redact(whole.slice(0, LONGEST_TEXT + MARGIN)), whole.length).replace(SECRET_PAIR, `$1${MASK}`);
  const value = (item: unknown, depth = 0): unknown => {
    if (typeof item === 'string') return text(item);
    if (item instanceof Uint8Array) return `<${item.byteLength} bytes>`;
    if (typeof item !== 'object' || item === null) return item;
    if (depth >= DEEPEST) return '…';
    if (Array.isArray(item)) return item.map((element) => value(element, depth + 1));
    if (!isRecord(item)) return item;
    const copy: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(item)) {
      setOwn(copy, name, isSecretName(name) ? MASK : value(inner, depth + 1));
    }
    return copy;
  };
  return {
    text,
    url: (url) => `${redact(url.origin + url.pathname)}${queryNames(url)}`,
    headers: (headers) =>
      Object.fromEntries([...headers].map(([name, line]) => [name, isSecretName(name) ? MASK : text(line)])),
    value: (item) => value(item),
  };
}

function queryNames(url: URL): string {
  const names = [...url.searchParams.keys()].map((name) => `${encodeURIComponent(name)}=…`);
  return names.length === 0 ? '' : `?${names.join('&')}`;
}

function shortened(text: string, originalLength: number): string {
  return originalLength > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
