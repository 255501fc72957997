import type { Context, Hono } from 'hono';

/** One row for what is neither a page nor the API's; `around` is what all rows of its table are answered with. */
export type PlainRoute<A> = {
  method: string;
  path: string;
  access: 'anyone' | 'whoever knows the address';
  answer(around: A, c: Context): Response | Promise<Response>;
};

export function mount<A>(app: Hono, routes: PlainRoute<A>[], around: A): void {
  for (const { method, path, answer } of routes) app.on(method, path, (c) => answer(around, c));
}
