import { MB } from '../lib/bytes.ts';
import { clientAddress, isTrusted, parseProxies } from '../lib/client-address.ts';
import type { Settings } from '../lib/config.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Range } from '../lib/ip-addresses.ts';
import { SECOND } from '../lib/time.ts';
import type { Hosts } from './kit/hosts.ts';
import { MOST_FILES } from './kit/streamed-form.ts';

/** The form that imports a definition. */
const LARGEST_FORM_MB = 6;

/** What routes learn of the connection, in their `c.env`. */
type Visit = { readonly address: string; keepOpen(seconds?: number): void };
type Fetch = (request: Request, visit: Visit) => Response | Promise<Response>;

/** The socket: each request whose host is ours is handed on. @throws AppError `invalid` when it cannot be opened */
export function listen(settings: Settings, hosts: Hosts, fetch: Fetch) {
  const { STEPWELL_HOST: hostname, STEPWELL_PORT: port } = settings;
  const proxies = trustedProxies(settings.STEPWELL_TRUSTED_PROXIES);
  try {
    return Bun.serve({
      hostname,
      port,
      fetch: (request, server) => {
        const peer = () => server.requestIP(request)?.address ?? '';
        const checked = hosts.check(request, () => isTrusted(peer(), proxies));
        if (checked instanceof Response) return checked;
        return fetch(checked, {
          // Webhooks, of which there are most, do not ask.
          get address() {
            return clientAddress(peer(), request.headers.get('x-forwarded-for'), proxies);
          },
          keepOpen: (seconds = 0) => server.timeout(request, seconds),
        });
      },
      // A little over the limits, so that our own answers say what they are.
      maxRequestBodySize: (largestBodyMb(settings) + 1) * MB,
      idleTimeout: Math.min(settings.STEPWELL_SYNC_SECONDS + 10, 255),
    });
  } catch (error) {
    throw new AppError(
      'invalid',
      `Cannot listen on ${hostname}:${port}: ${messageOf(error)}. Choose another with STEPWELL_PORT or --port.`,
    );
  }
}

function largestBodyMb({ STEPWELL_MAX_BODY_MB, STEPWELL_MAX_ATTACHMENT_MB }: Settings): number {
  return Math.max(STEPWELL_MAX_BODY_MB, LARGEST_FORM_MB, STEPWELL_MAX_ATTACHMENT_MB * MOST_FILES);
}

function trustedProxies(entries: string[]): Range[] {
  try {
    return parseProxies(entries);
  } catch (error) {
    throw new AppError('invalid', `STEPWELL_TRUSTED_PROXIES: ${messageOf(error)}.`);
  }
}

/** Whoever waits for a run that has just ended is still answered; one who waits for more than that is not. */
export async function closeServer(server: Bun.Server<undefined>): Promise<void> {
  const late = setTimeout(() => void server.stop(true), SECOND);
  await server.stop();
  clearTimeout(late);
}
