import * as v from 'valibot';
import { MB } from '../../lib/bytes.ts';
import { specifierOf } from '../../lib/code-packages.ts';
import { toIso } from '../../lib/time.ts';
import { sent } from '../../models/fields.ts';
import {
  addPackage,
  deletePackage,
  listPackages,
  MOST_PACKAGE_MB,
  type Package,
} from '../../models/packages.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, list, nothing, time } from './schemas.ts';

const MOST_CHARACTERS = MOST_PACKAGE_MB * MB;
/** As a text of JSON a file of code is up to twice as long. */
const LONGEST_BODY = 2 * MOST_CHARACTERS;

const answer = v.object({
  id,
  specifier: v.pipe(v.string(), v.description('As code requires it: papaparse@5.4.1/papaparse.min.js.')),
  size: v.pipe(v.number(), v.description('In bytes.')),
  addedAt: time,
  addedBy: v.string(),
});

function shown(row: Package) {
  const { id, size, addedAt, addedBy } = row;
  return { id, specifier: specifierOf(row), size, addedAt: toIso(addedAt), addedBy };
}

export const packages: Route[] = [
  route({
    name: 'addPackage',
    method: 'POST',
    path: '/packages',
    right: 'settings:write',
    summary: 'Lets code require a file of a package, whose text is sent along',
    query: noQuery,
    body: fields({ specifier: sent.text(200), source: sent.text(MOST_CHARACTERS) }, LONGEST_BODY),
    errors: [409],
    status: 201,
    answer,
    handler: async ({ deps, actor, body }) =>
      shown(await change(deps, actor, (tx) => addPackage(tx, deps.store, body, actor.name))),
  }),
  route({
    name: 'listPackages',
    method: 'GET',
    path: '/packages',
    right: 'integrations:read',
    summary: 'Lists the packages that were added, latest first; those that ship are not among them',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, query }) => {
      const { items, nextCursor } = await listPackages(deps.store.read, pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'deletePackage',
    method: 'DELETE',
    path: '/packages/:id',
    right: 'settings:write',
    summary: 'Deletes a package: code that requires it fails from then on',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deletePackage(tx, deps.store, param('id')));
    },
  }),
];
