/** What a page's stream of server-sent events sends, read as a browser reads it. */
import type { Desk } from './app.ts';
import type { Visitor } from './visitor.ts';

export type Stream = {
  /** What has come since the last look, up to a text. @throws when the stream ends without it */
  until(text: string): Promise<string>;
  /** What comes until the stream ends. */
  rest(): Promise<string>;
  /** Goes away, as a closed tab does. */
  leave(): Promise<void>;
};

export async function openStream({ app }: Desk, { token }: Visitor, path: string): Promise<Stream> {
  const leaving = new AbortController();
  const response = await app.request(`http://stepwell.test${path}`, {
    headers: { cookie: `session=${token}`, accept: 'text/html, text/event-stream', 'hx-request': 'true' },
    signal: leaving.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`${path} answered ${response.status}.`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const more = async () => {
    const { value, done } = await reader.read();
    return done ? undefined : decoder.decode(value, { stream: true });
  };
  return {
    async until(text) {
      let seen = '';
      while (!seen.includes(text)) {
        const part = await more();
        if (part === undefined) throw new Error(`The stream ended without “${text}”: ${seen}`);
        seen += part;
      }
      return seen;
    },
    async rest() {
      let seen = '';
      for (let part = await more(); part !== undefined; part = await more()) seen += part;
      return seen;
    },
    async leave() {
      leaving.abort();
      await reader.cancel();
    },
  };
}
