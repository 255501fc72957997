import { isRecord } from './records.ts';

/** Fields of connections whose text is a host, where it is no whole address. */
const HOST_FIELD = /host|domain|server/i;
/** Connections stand beside other inputs, or in lists of them; what nests deeper is a caller's data. */
const MOST_DEPTH = 3;

/** The hosts that the connections among these values name, in the order of their fields. */
export function hostsOfConnections(values: readonly unknown[]): string[] {
  const found = values.flatMap((value) => connectionsIn(value, MOST_DEPTH));
  const texts = found.flatMap((fields) => Object.entries(fields));
  return [...new Set(texts.flatMap(([key, text]) => hostIn(key, text) ?? []))].sort();
}

function connectionsIn(value: unknown, depth: number): Record<string, unknown>[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((each) => connectionsIn(each, depth - 1));
  if (!isRecord(value)) return [];
  if (typeof value.configVarKey === 'string' && isRecord(value.fields)) return [value.fields];
  return Object.values(value).flatMap((each) => connectionsIn(each, depth - 1));
}

/** `https://acme.example/api` leads to `acme.example`; so does `acme.example:8080` in a field that is called a host. */
function hostIn(key: string, text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  if (!isAddress && !HOST_FIELD.test(key)) return undefined;
  // as one of the web, whose host is read in one way, whatever the scheme
  const url = URL.parse(isAddress ? text.replace(/^[^:]*/, 'http') : `http://${text}`);
  return url?.hostname.replace(/^\[|\]$|\.$/g, '') || undefined;
}
