import * as v from 'valibot';
import type { Problem } from '../../definition/document/problem.ts';
import { AppError, refuseIssues } from '../../lib/errors.ts';
import { plural } from '../../lib/format.ts';
import { toIso } from '../../lib/time.ts';
import { getIntegration } from '../../models/integrations.ts';
import {
  getVersion,
  getVersionText,
  listVersions,
  publishVersion,
  setVersionAvailable,
  type Version,
} from '../../models/versions.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { definitionAnswer, definitionMedia, seenTags } from './definition-files.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { description, list, problems, time } from './schemas.ts';

const facts = { number: v.number(), note: v.string(), available: v.boolean(), createdAt: time };
const answer = v.object(facts);

function shown({ number, note, available, createdAt }: Version) {
  return { number, note, available, createdAt: toIso(createdAt) };
}

/** @throws AppError `not_found` for what is no version number, as for one that is not there */
export function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError('not_found', `There is no version ${text}.`);
}

/** @throws AppError `invalid` with an issue for each error */
function refuseErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const message = `Nothing was published: the draft has ${plural(errors.length, 'error')}. Correct ${errors.length === 1 ? 'it' : 'them'} first.`;
  refuseIssues(
    message,
    errors.map(({ path, message }) => ({ path, message })),
  );
}

export const versions: Route[] = [
  route({
    name: 'publishVersion',
    method: 'POST',
    path: '/integrations/:id/versions',
    right: 'integrations:write',
    summary:
      'Publishes the draft as the next version, and lists what is odd about it; a draft with errors is refused with each of them, as on the page',
    query: noQuery,
    body: fields({
      note: v.optional(description, ''),
      withErrors: v.optional(
        v.pipe(v.boolean(), v.description('Whether a draft with errors is published all the same.')),
        false,
      ),
    }),
    status: 201,
    answer: v.object({ ...facts, problems }),
    handler: async ({ deps, actor, param, body }) => {
      const seen = await getIntegration(deps.store.read, param('id'));
      if (!body.withErrors) refuseErrors((await deps.drafts.get(deps.store.read, seen)).problems);
      const version = await change(deps, actor, async (tx) => {
        if ((await getIntegration(tx, seen.id)).revision !== seen.revision)
          throw new AppError('conflict', 'The draft has changed meanwhile: publish it again.');
        return await publishVersion(tx, seen.id, body.note, null, deps.catalog);
      });
      const published = await getVersionText(deps.store.read, param('id'), version.number);
      return { ...shown(version), problems: await deps.checkDefinition(published) };
    },
  }),
  route({
    name: 'listVersions',
    method: 'GET',
    path: '/integrations/:id/versions',
    right: 'integrations:read',
    summary: 'Lists the versions of an integration, newest first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(answer),
    handler: async ({ deps, param, query }) => {
      await getIntegration(deps.store.read, param('id'));
      const { items, nextCursor } = await listVersions(deps.store.read, param('id'), pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getVersion',
    method: 'GET',
    path: '/integrations/:id/versions/:number',
    right: 'integrations:read',
    summary: 'Answers a version without its definition',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => {
      await getIntegration(deps.store.read, param('id'));
      return shown(await getVersion(deps.store.read, param('id'), numberOf(param('number'))));
    },
  }),
  route({
    name: 'updateVersion',
    method: 'PATCH',
    path: '/integrations/:id/versions/:number',
    right: 'integrations:write',
    summary: 'Marks a version available or unavailable for deployments to come',
    query: noQuery,
    body: fields({ available: v.boolean() }),
    status: 200,
    answer,
    handler: async ({ deps, actor, param, body }) => {
      const number = numberOf(param('number'));
      return shown(
        await change(deps, actor, (tx) => setVersionAvailable(tx, param('id'), number, body.available)),
      );
    },
  }),
  route({
    name: 'getVersionDefinition',
    method: 'GET',
    path: '/integrations/:id/versions/:number/definition',
    right: 'integrations:read',
    summary:
      'Answers what was published as that version, as YAML or JSON by the Accept header; secrets as with the draft',
    query: noQuery,
    body: noBody,
    headers: seenTags,
    status: 200,
    media: definitionMedia,
    answer: v.unknown(),
    handler: async ({ deps, actor, param, headers }) => {
      const number = numberOf(param('number'));
      await getIntegration(deps.store.read, param('id'));
      const text = await getVersionText(deps.store.read, param('id'), number);
      return definitionAnswer(deps, actor, text, `v${number}`, headers);
    },
  }),
];
