import { AppError } from './errors.ts';
import { SECOND } from './time.ts';

const TICK = SECOND / 2;
const TICKS_PER_PING = 30;

/** Tells those who watch that the store has changed, at most twice a second. */
export type Live = {
  /**
   * A stream of server-sent events for one page. `next` is asked at once and after each change for the message to send:
   * undefined sends nothing, `end` sends a last message (if any) and closes. The stream ends as well when its reader goes.
   * @param watcher who watches
   * @throws AppError `unavailable` when the watcher has more streams open than anybody looks at
   */
  stream(next: () => Promise<LiveMessage>, signal: AbortSignal, watcher?: string): Response;
  /** How many streams are open. */
  readonly open: number;
};

export type LiveMessage = { html?: string | undefined; end?: boolean };

type Listener = {
  watcher: string;
  isChanged: boolean;
  isBusy: boolean;
  /** Whether what was sent has been taken: news for who does not read would fill the memory. */
  isReading(): boolean;
  tell(): void;
  ping(): void;
};

const MOST_OF_ONE = 250;
const TOO_MANY = `You have ${MOST_OF_ONE} live pages open, which is the limit. Close some of them.`;

/** @param revision a number that is another one after each change of the store */
export function createLive(revision: () => number): Live {
  const listeners = new Set<Listener>();
  let seen = revision();
  let ticks = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  // One timer for all streams, and none without streams: whoever only watches costs nothing while nothing happens.
  function tick(): void {
    ticks += 1;
    const current = revision();
    for (const listener of listeners) {
      if (current !== seen) listener.tell();
      if (ticks % TICKS_PER_PING === 0 && listener.isReading()) listener.ping();
    }
    seen = current;
  }

  function add(listener: Listener): void {
    listeners.add(listener);
    timer ??= setInterval(tick, TICK);
    timer.unref();
  }

  function remove(listener: Listener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    get open() {
      return listeners.size;
    },
    stream(next, signal, watcher = '') {
      const own = [...listeners].filter((listener) => listener.watcher === watcher);
      if (own.length >= MOST_OF_ONE) throw new AppError('unavailable', TOO_MANY);
      return new Response(eventsOf(next, signal, watcher, { add, remove }), {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      });
    },
  };
}

type Registry = { add(listener: Listener): void; remove(listener: Listener): void };

function eventsOf(
  next: () => Promise<LiveMessage>,
  signal: AbortSignal,
  watcher: string,
  registry: Registry,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let listener: Listener | undefined;
  const stop = () => {
    if (listener) registry.remove(listener);
    listener = undefined;
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Whoever asked may have gone before the answer began.
      if (signal.aborted) return controller.close();
      const close = () => {
        if (!listener) return;
        stop();
        controller.close();
      };
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const own: Listener = {
        watcher,
        isChanged: false,
        isBusy: false,
        isReading: () => (controller.desiredSize ?? 0) > 0,
        tell: () => void update(own, next, send, close),
        ping: () => send(': ping\n\n'),
      };
      listener = own;
      registry.add(own);
      signal.addEventListener('abort', close, { once: true });
      own.tell();
    },
    pull() {
      if (listener?.isChanged) listener.tell();
    },
    cancel: stop,
  });
}

/** What ends a line of a message; texts may hold other line breaks, which do not. */
const LINE_END = /\r\n|\r|\n/;

/** Asks for the message and sends it; what changes meanwhile is asked for once more afterwards. */
async function update(
  listener: Listener,
  next: () => Promise<LiveMessage>,
  send: (text: string) => void,
  close: () => void,
): Promise<void> {
  listener.isChanged = true;
  if (listener.isBusy) return;
  listener.isBusy = true;
  try {
    while (listener.isChanged && listener.isReading()) {
      listener.isChanged = false;
      const { html, end } = await next();
      if (html !== undefined)
        send(
          `${html
            .split(LINE_END)
            .map((line) => `data: ${line}\n`)
            .join('')}\n`,
        );
      if (!end) continue;
      send('event: close\ndata: end\n\n');
      return close();
    }
  } catch {
    // Whoever watched is told by the page itself that it is not live any more.
    close();
  } finally {
    listener.isBusy = false;
  }
}
