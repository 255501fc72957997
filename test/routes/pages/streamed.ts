/** What a page's stream sends, read as a browser reads it. */
import type { Desk } from '../deps.ts';

export type Stream = {
  /** All that has come until a text is among it. @throws when the stream ends without it */
  until(text: string): Promise<string>;
  /** All that comes until the stream ends. */
  rest(): Promise<string>;
  /** Goes away, as a closed tab does. */
  leave(): Promise<void>;
};

export async function openStream({ app }: Desk, token: string, path: string): Promise<Stream> {
  const leaving = new AbortController();
  const response = await app.request(`http://stepwell.test${path}`, {
    headers: { cookie: `session=${token}`, accept: 'text/html, text/event-stream', 'hx-request': 'true' },
    signal: leaving.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`${path} answered ${response.status}.`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let seen = '';
  const more = async () => {
    const { value, done } = await reader.read();
    if (value) seen += decoder.decode(value, { stream: true });
    return !done;
  };
  return {
    async until(text) {
      while (!seen.includes(text))
        if (!(await more())) throw new Error(`The stream ended without ${text}: ${seen}`);
      return seen;
    },
    async rest() {
      while (await more());
      return seen;
    },
    async leave() {
      leaving.abort();
      await reader.cancel();
    },
  };
}
