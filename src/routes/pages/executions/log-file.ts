import type { Store } from '../../../db/database.ts';
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

function textOf({ at, level, step, message }: LogLine): string {
  return `${toIso(at)} ${level.padEnd(5)} [${step}] ${message}\n`;
}
