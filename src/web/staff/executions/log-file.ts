import type { Store } from '../../../db/store.ts';
import { toIso } from '../../../lib/time.ts';
import { type LogLine, listLogs } from '../../../models/logs.ts';

const PER_PAGE = 500;

/** The whole log of an execution as text, read as fast as it is taken. */
export function logFile(store: Store, id: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | undefined;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { items, nextCursor } = await listLogs(store.read, id, { limit: PER_PAGE, cursor });
      if (items.length > 0) controller.enqueue(encoder.encode(items.map(textOf).join('')));
      if (nextCursor === null) controller.close();
      else cursor = nextCursor;
    },
  });
}

const LINE_BREAKS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
/** What a terminal would obey; a tab does no harm. */
const CONTROLS = /[^\P{Cc}\t\n\v\f\r\u0085]/gu;

/** What follows a line break of a message is indented, so that no message can pass for a line of its own. */
function textOf({ at, level, step, message }: LogLine): string {
  const name = harmless(step).replace(LINE_BREAKS, ' ');
  const text = harmless(message).replace(LINE_BREAKS, '\n    ');
  return `${toIso(at)} ${level.padEnd(5)} [${name}] ${text}\n`;
}

function harmless(text: string): string {
  return text.replace(CONTROLS, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
