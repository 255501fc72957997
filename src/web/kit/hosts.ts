import { hostName, isLocalName } from '../../lib/host-names.ts';
import { errorAnswer } from './errors.ts';

/** Says of each request whether its Host is one under which this server is known. */
export type Hosts = {
  /**
   * The request to be answered, or the answer to one that has come to the wrong host.
   * @param isProxied whether a trusted proxy sends it: that one has looked at the name
   */
  check(request: Request, isProxied: () => boolean): Request | Response;
};

const MOST_KNOWN = 1000;

/** @param own names beside the local ones: of the public address, and what is listened on */
export function createHosts(own: () => string[]): Hosts {
  // Nearly all requests have one of a few.
  const known = new Set<string>();
  return {
    check(request, isProxied) {
      const host = request.headers.get('host');
      if (host !== null && known.has(host)) return request;
      // HTTP/1.0, as some health checks still speak it: without a host the URL is a mere path.
      if (!host) return new Request(`http://localhost${request.url}`, request);
      const name = hostName(host);
      if (name === undefined) return badHost();
      if (!isLocalName(name) && !own().includes(name)) return isProxied() ? request : wrongHost(name);
      if (known.size < MOST_KNOWN) known.add(host);
      return request;
    },
  };
}

function badHost(): Response {
  const message = 'The header Host is not a host name with a port. Correct it, and send this again.';
  return errorAnswer({ status: 400, code: 'bad_request', message });
}

function wrongHost(name: string): Response {
  const message = `This server is not known as ${name.slice(0, 100)}. Set STEPWELL_URL to the address that others use, or name the proxy in front in STEPWELL_TRUSTED_PROXIES.`;
  return errorAnswer({ status: 421, code: 'misdirected', message });
}
