import { isIP } from 'node:net';

/**
 * The name in a Host header, in lower case and without its port.
 * @returns undefined for what is no name or address with a port that exists
 */
export function hostName(host: string): string | undefined {
  if (!/^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return undefined;
  if (!URL.canParse(`http://${host}/`)) return undefined;
  const name = host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return name === '' ? undefined : name;
}

/**
 * Whether a name cannot be made to point here by a stranger who wants a browser to take our pages for his: addresses
 * and `localhost`, and names without a dot, which nobody outside can own.
 */
export function isLocalName(name: string): boolean {
  return isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost');
}
