/** A page's stream of server-sent events, as a browser reads it. */
import type { Desk } from '../deps.ts';
import type { Visitor } from './visitor.ts';

export async function watch({ app }: Desk, visitor: Visitor, path: string) {
  const controller = new AbortController();
  const headers = { cookie: `session=${visitor.token}`, 'sec-fetch-site': 'same-origin' };
  const response = await app.request(`http://stepwell.test${path}`, { headers, signal: controller.signal });
  const reader = response.body?.getReader();
  if (response.status !== 200 || !reader) throw new Error(`${path} answered ${response.status}.`);
  const decoder = new TextDecoder();
  return {
    /** The messages up to the one that holds the text. */
    async until(text: string): Promise<string> {
      let seen = '';
      while (!seen.includes(text)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream ended without “${text}”: ${seen}`);
        seen += decoder.decode(value, { stream: true });
      }
      return seen;
    },
    async close(): Promise<void> {
      controller.abort();
      await reader.cancel();
    },
  };
}
