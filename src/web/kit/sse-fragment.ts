import type { Child } from 'hono/jsx';

/** A message of a stream: the part that takes the place of the one with that selector, keeping focus and open details. */
export async function partial(target: string, view: Child): Promise<string> {
  return `<hx-partial hx-target="${target}" hx-swap="outerMorph">${await view}</hx-partial>`;
}
