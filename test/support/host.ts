import type { Host } from '../../src/components/host.ts';

/** A host that opens no door; tests put in what they need. */
export const closedHost: Host = {
  fetch: () => Promise.reject(new Error('no network here')),
  connect: () => Promise.reject(new Error('no network here')),
  runCode: () => Promise.reject(new Error('no code here')),
  packages: () => [],
  callBundle: () => Promise.reject(new Error('no bundles here')),
};
