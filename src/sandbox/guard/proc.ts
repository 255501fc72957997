import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { MOST_THREADS } from '../plan.ts';

/** More than it may have, where nobody knows. */
export function threadsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return MOST_THREADS;
  }
}

/** The flags of a child's socket; undefined for what is none. It gains nothing by changing them meanwhile. */
export function flagsOf(pid: number, file: number): number | undefined {
  try {
    if (!readlinkSync(`/proc/${pid}/fd/${file}`).startsWith('socket:')) return undefined;
    const [, flags = ''] = /flags:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${file}`, 'utf8')) ?? [];
    return Number.parseInt(flags, 8);
  } catch {
    return undefined;
  }
}
