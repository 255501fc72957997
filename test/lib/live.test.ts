import { afterEach, describe, expect, test } from 'bun:test';
import { createLive, type LiveMessage } from '../../src/lib/live.ts';

const open: AbortController[] = [];
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort();
});

/** A live page whose state is a text that the test changes. */
function watched(messages: (revision: number) => LiveMessage) {
  let revision = 0;
  const live = createLive(() => revision);
  const controller = new AbortController();
  open.push(controller);
  let asked = 0;
  const response = live.stream(async () => {
    asked += 1;
    return messages(revision);
  }, controller.signal);
  const reader = response.body?.getReader();
  if (!reader) throw new Error('There is no stream.');
  const decoder = new TextDecoder();
  return {
    live,
    controller,
    response,
    reader,
    change: () => {
      revision += 1;
    },
    asked: () => asked,
    async next(): Promise<string | undefined> {
      const { value, done } = await reader.read();
      return done ? undefined : decoder.decode(value);
    },
  };
}

describe('a live page', () => {
  test('is told how things are at once, and again after a change', async () => {
    const page = watched((revision) => ({ html: `<p>${revision}</p>` }));
    expect(page.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await page.next()).toBe('data: <p>0</p>\n\n');
    page.change();
    expect(await page.next()).toBe('data: <p>1</p>\n\n');
  });

  test('many changes within half a second are one message', async () => {
    const page = watched((revision) => ({ html: String(revision) }));
    await page.next();
    for (let i = 0; i < 1000; i++) page.change();
    expect(await page.next()).toBe('data: 1000\n\n');
    expect(page.asked()).toBe(2);
  });

  test('asks for nothing while nothing changes', async () => {
    const page = watched(() => ({ html: 'x' }));
    await page.next();
    await Bun.sleep(1200);
    expect(page.asked()).toBe(1);
  });

  test('ends with a word to close when there is nothing more to come', async () => {
    const page = watched(() => ({ html: 'last', end: true }));
    expect(await page.next()).toBe('data: last\n\n');
    expect(await page.next()).toBe('event: close\ndata: end\n\n');
    expect(await page.next()).toBeUndefined();
    expect(page.live.open).toBe(0);
  });

  test('several lines of a message are one message', async () => {
    const page = watched(() => ({ html: 'a\nb' }));
    expect(await page.next()).toBe('data: a\ndata: b\n\n');
  });

  test('costs nothing any more when its reader goes, or its request is cut', async () => {
    const page = watched(() => ({ html: 'x' }));
    await page.next();
    expect(page.live.open).toBe(1);
    await page.reader.cancel();
    expect(page.live.open).toBe(0);
    const other = watched(() => ({ html: 'x' }));
    other.controller.abort();
    expect(other.live.open).toBe(0);
  });

  test('closes when what it shows is gone', async () => {
    const page = watched((revision) => {
      if (revision > 0) throw new Error('gone');
      return { html: 'x' };
    });
    await page.next();
    page.change();
    expect(await page.next()).toBeUndefined();
  });

  test('who does not read is sent nothing more, and the latest state once reading goes on', async () => {
    const page = watched((revision) => ({ html: String(revision) }));
    while (page.asked() === 0) await Bun.sleep(10);
    for (let i = 0; i < 3; i++) {
      page.change();
      await Bun.sleep(600);
    }
    expect(page.asked()).toBeLessThanOrEqual(2);
    let last = await page.next();
    while (last !== 'data: 3\n\n') last = await page.next();
  });

  test('who has gone before the answer begins leaves nothing open', async () => {
    const live = createLive(() => 0);
    live.stream(async () => ({ html: 'x' }), AbortSignal.abort());
    expect(live.open).toBe(0);
  });

  test('nobody has more streams open than anybody looks at', () => {
    const live = createLive(() => 0);
    const controller = new AbortController();
    open.push(controller);
    const openOne = (watcher: string) => live.stream(async () => ({}), controller.signal, watcher);
    for (let i = 0; i < 250; i++) openOne('ada');
    expect(() => openOne('ada')).toThrow('Close some of them');
    openOne('bob');
    expect(live.open).toBe(251);
  });

  test('a line break that is none of the protocol stays within its line', async () => {
    const page = watched(() => ({ html: 'a\u2028b\r\nc' }));
    expect(await page.next()).toBe('data: a\u2028b\ndata: c\n\n');
  });
});
