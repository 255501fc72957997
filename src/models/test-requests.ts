import type { StoredRequest } from './requests.ts';

/** What a flow is tested with: what its webhook would be called with. A body that is a text goes as it is, another as JSON. */
export type TestPayload = {
  headers?: Record<string, string> | undefined;
  queryParameters?: Record<string, string | string[]> | undefined;
  body?: unknown;
};

/** The payload as a call would have brought it. */
export function testRequest({ headers = {}, queryParameters = {}, body }: TestPayload): StoredRequest {
  const sent = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const contentType = sent['content-type'] ?? (typeof body === 'string' ? 'text/plain' : 'application/json');
  return {
    method: 'POST',
    headers: { ...sent, 'content-type': contentType },
    queryParameters,
    pathFragment: '',
    contentType,
    body: { kind: 'text', text: textOf(body) },
  };
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
