import { readFileSync } from 'node:fs';
import { setClockAhead } from './time.ts';

const EVERY = 20;

/** For tests of a clock that jumps: it is as many milliseconds ahead as the file says, which may change at any time. */
export function followClockFile(path: string | undefined): void {
  if (path === undefined) return;
  const read = () => setClockAhead(Number(readFileSync(path, 'utf8')));
  read();
  setInterval(read, EVERY).unref();
}
