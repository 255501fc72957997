/** What lists of the API answer, as far as tests look at it. */
import type { Hono } from 'hono';
import { call, listAt } from './app.ts';

const each = async (app: Hono, path: string, field: string): Promise<string[]> =>
  listAt(await call(app, 'GET', path), 'items').map((item) => String(Reflect.get(Object(item), field)));

export const listedNames = (app: Hono, path: string) => each(app, path, 'name');
export const listedIds = (app: Hono, path: string) => each(app, path, 'id');
