import type { Socket } from 'node:net';
import { untilAborted, withDeadline } from './egress-deadline.ts';
import { codeOf, EgressError } from './egress-errors.ts';

/**
 * @property ms until the attempt is given up
 * @property ports those of the protocol that is spoken, which are open although nothing else may be sent there
 */
export type ConnectLimits = { ms: number; signal: AbortSignal; ports?: readonly number[] };

/**
 * Connects to one of the checked addresses of a host, for protocols other than HTTP: the name is not resolved again, so
 * a changed DNS answer leads nowhere.
 * @throws EgressRefused when the rules do not let it out, EgressError when nobody answers, the signal's reason
 */
export function connectChecked(
  check: (host: string, port: number, protocolPorts: readonly number[]) => Promise<string[]>,
  host: string,
  port: number,
  { ms, signal: given, ports = [] }: ConnectLimits,
): Promise<Socket> {
  const late = () =>
    new EgressError(
      'timeout',
      `${host}:${port} did not answer within ${ms} ms: check the host and the port, or allow more time`,
    );
  return withDeadline({ ms, signal: given, late }, async (signal) => {
    const addresses = await untilAborted(check(host, port, ports), signal);
    let failure: unknown;
    for (const address of addresses) {
      try {
        return await connected(address, port, signal);
      } catch (thrown) {
        failure = thrown;
        if (signal.aborted) break;
      }
    }
    throw new EgressError('network', `No connection to ${host}:${port} was made (${codeOf(failure)})`);
  });
}

async function connected(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const { connect } = await import('node:net');
  const socket = connect({ host: address, port });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const stop = () => socket.destroy(new Error('The attempt was given up.'));
  signal.addEventListener('abort', stop, { once: true });
  socket.once('error', reject);
  socket.once('connect', () => resolve(socket));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    socket.off('error', reject);
  }
}
