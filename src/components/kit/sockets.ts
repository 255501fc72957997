import type { Socket } from 'node:net';
import { untilAborted, withDeadline } from '../../lib/egress-deadline.ts';
import { EgressError } from '../../lib/egress-errors.ts';
import { SECOND } from '../../lib/time.ts';
import type { PartContext } from '../component.ts';

/** How long a server has to take leave. */
export const LEAVE_MS = 5 * SECOND;
/** What a timer holds. */
export const LONGEST_MS = 2 ** 31 - 1;

/**
 * @property ports those of the protocol, which HTTP may not be sent to
 * @property timeout milliseconds until the whole talk is given up; 0: as long as the run may take
 */
export type Talk = {
  label: string;
  host: string;
  port: number;
  ports?: readonly number[];
  connectMs: number;
  timeout?: number;
};

/**
 * Talks to a server over a socket of its own, which is gone soon after the talk, and at once when the run ends or the time
 * is over.
 */
export async function talk<T>(
  context: PartContext,
  { label, host, port, ports = [], connectMs, timeout }: Talk,
  work: (socket: Socket, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ms = timeout || LONGEST_MS;
  const late = () =>
    new EgressError('timeout', `${label} gave no answer within ${ms} ms: allow more time or ask for less`);
  return await withDeadline({ ms, signal: context.signal, late }, async (signal) => {
    const socket = await context.host.connect(host, port, { ms: connectMs, signal, ports });
    // What breaks is said by the work that it breaks.
    socket.on('error', () => undefined);
    const stop = () => socket.destroy(new Error('The talk was given up.'));
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return await untilAborted(work(socket, signal), signal);
    } finally {
      signal.removeEventListener('abort', stop);
      leave(socket);
    }
  });
}

/** The work has said goodbye; a server that does not hear it is left all the same. */
function leave(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LEAVE_MS);
  socket.once('close', () => clearTimeout(timer));
  if (socket.destroyed) clearTimeout(timer);
}

/** A socket as libraries take one that they want to connect themselves. */
export function connectedAlready(socket: Socket): Socket {
  return Object.assign(socket, {
    connect() {
      queueMicrotask(() => socket.emit('connect'));
      return socket;
    },
  });
}
