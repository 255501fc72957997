import type { Actor } from '../../src/models/rights.ts';
import { systemViewer, type Viewer, viewerOf } from '../../src/models/viewer.ts';

/** Sees all. */
export const EVERYTHING = systemViewer('a test');

/** Somebody of a customer. */
export function viewerFor(customerId: string): Viewer {
  const actor: Actor = {
    kind: 'token',
    id: 't',
    name: 'Test',
    role: 'customer_admin',
    scope: { kind: 'customer', customerId },
  };
  return viewerOf(actor);
}
