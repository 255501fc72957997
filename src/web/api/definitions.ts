import * as v from 'valibot';
import { setIcon } from '../../models/icons.ts';
import {
  createIntegration,
  draftToSave,
  getDraft,
  getDraftText,
  replaceDraft,
  staleDraft,
  textToStore,
} from '../../models/integrations.ts';
import { change } from '../kit/change.ts';
import { noBody } from './body.ts';
import {
  ARCHIVE,
  archiveAnswer,
  definition,
  definitionAnswer,
  definitionFile,
  definitionMedia,
  readBody,
  readFile,
  refuseWithoutTag,
  seenTags,
  seesRevision,
  tagOf,
  wantsArchive,
} from './definition-files.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, problems } from './schemas.ts';

const answer = v.object({ id, name: v.string(), problems });

export const definitions: Route[] = [
  route({
    name: 'importIntegration',
    method: 'POST',
    path: '/integrations/import',
    right: 'integrations:write',
    summary:
      'Makes an integration of a definition file, or of a zip of one and its icon, and lists what is odd about it',
    query: noQuery,
    body: definitionFile,
    status: 201,
    answer,
    handler: async ({ deps, actor, body }) => {
      const { definition, problems, icon } = await readFile(deps, body);
      const text = await textToStore(definition);
      const { id, name } = await change(deps, actor, async (tx) => {
        const made = await createIntegration(tx, definition, undefined, text);
        if (icon) await setIcon(tx, made.id, icon);
        return made;
      });
      return { id, name, problems };
    },
  }),
  route({
    name: 'getDefinition',
    method: 'GET',
    path: '/integrations/:id/definition',
    right: 'integrations:read',
    summary:
      'Answers the draft, as YAML or JSON by the Accept header, with its ETag, or as a zip of the YAML and the icon; secrets written into it are masked for who may not change it',
    query: noQuery,
    body: noBody,
    headers: seenTags,
    status: 200,
    media: [...definitionMedia, ARCHIVE],
    answer: v.unknown(),
    handler: async ({ deps, actor, param, headers }) => {
      const { text, revision } = await getDraftText(deps.store.read, param('id'));
      if (wantsArchive(headers.get('accept') ?? '')) return archiveAnswer(deps, actor, param('id'), text);
      return definitionAnswer(deps, actor, text, String(revision), headers);
    },
  }),
  route({
    name: 'replaceDefinition',
    method: 'PUT',
    path: '/integrations/:id/definition',
    right: 'integrations:write',
    summary: 'Replaces the draft, if it is still as you read it',
    query: noQuery,
    body: definition,
    headers: { 'If-Match': { required: true, description: 'The ETag with which you read the definition.' } },
    errors: [409, 412, 428],
    status: 200,
    answer,
    handler: async ({ deps, actor, param, headers, body }) => {
      const seen = headers.get('if-match') ?? refuseWithoutTag();
      const { definition, problems } = await readBody(deps, body);
      const before = await getDraft(deps.store.read, param('id'));
      if (!seesRevision(seen, before.revision)) throw staleDraft();
      const draft = await draftToSave(before, definition, ['replace']);
      const { id, name, revision } = await change(deps, actor, (tx) => replaceDraft(tx, param('id'), draft));
      const answer = { id, name, problems };
      return Response.json(answer, { headers: { etag: tagOf(revision) } });
    },
  }),
];
