import * as v from 'valibot';
import { AppError } from '../../lib/errors.ts';
import { isMultipart } from '../../lib/media-type.ts';
import { toIso } from '../../lib/time.ts';
import { restrictComponent } from '../../models/component-hosts.ts';
import { componentManifest } from '../../models/component-manifest.ts';
import {
  type ComponentVersion,
  deleteComponent,
  listComponentVersions,
} from '../../models/custom-components.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { attachment } from '../kit/download.ts';
import { componentAt } from '../kit/named-components.ts';
import { publishUpload, readUploadBody } from '../kit/uploaded-bundle.ts';
import { type Body, fields, noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { list, nothing, time, wholeNumber } from './schemas.ts';
import { numberOf } from './versions.ts';

const facts = { version: wholeNumber, signature: v.string() };
const version = v.object({
  ...facts,
  size: v.pipe(v.number(), v.description('Of its text, in bytes.')),
  publishedAt: time,
  publishedBy: v.string(),
});

const keys = v.array(v.string());
const published = v.object({
  key: v.string(),
  ...facts,
  actions: keys,
  triggers: keys,
  dataSources: keys,
  connections: keys,
  integrationId: v.pipe(
    v.nullable(v.string()),
    v.description('Of a code-native integration: the one that was made, or whose draft was replaced.'),
  ),
});

const hosts = {
  hosts: v.pipe(
    v.nullable(v.array(v.string())),
    v.description(
      'Names, *.suffix, addresses and ranges, each with an optional :port; null for all that Stepwell may call.',
    ),
  ),
};

function shown({ number, signature, size, publishedAt, publishedBy }: ComponentVersion) {
  return { version: number, signature, size, publishedAt: toIso(publishedAt), publishedBy };
}

/** A zip or JavaScript, as the whole body or as the file of a form. */
const file: Body<Uint8Array> = {
  content: Object.fromEntries(
    ['application/zip', 'text/javascript', 'multipart/form-data'].map((type) => [
      type,
      v.pipe(v.string(), v.description('The zip of dist, or its index.js.')),
    ]),
  ),
  async receive({ request }) {
    const type = request.headers.get('content-type') ?? '';
    const bytes = await readUploadBody(request);
    const value = isMultipart(type) ? await fileIn(bytes, type) : bytes;
    return { value, bytes, end() {} };
  },
};

async function fileIn(bytes: Buffer, type: string): Promise<Uint8Array> {
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const files = [...form.values()].filter((each) => each instanceof File);
    return new Uint8Array((await files[0]?.arrayBuffer()) ?? []);
  } catch {
    throw new AppError('bad_request', 'The form cannot be read. Send the file as the body itself.');
  }
}

function partsOf({ catalog }: Deps, { component: key, number, signature }: ComponentVersion) {
  const found = catalog.find({ key, version: number });
  return {
    ...{ key, version: number, signature },
    actions: Object.keys(found?.actions ?? {}),
    triggers: Object.keys(found?.triggers ?? {}),
    dataSources: Object.keys(found?.dataSources ?? {}),
    connections: (found?.connections ?? []).map((connection) => connection.key),
  };
}

export const componentVersions: Route[] = [
  route({
    name: 'publishComponent',
    method: 'POST',
    path: '/components',
    right: 'integrations:write',
    summary:
      'Publishes a bundle as the next version of its component; 200 where this content is there already',
    query: noQuery,
    body: file,
    status: 201,
    also: 200,
    answer: published,
    handler: async ({ deps, actor, body, keepOpen }) => {
      keepOpen();
      const { version, isNew, integrationId } = await publishUpload(deps, actor, body);
      const answer = { ...partsOf(deps, version), integrationId };
      return Response.json(answer, { status: isNew ? 201 : 200 });
    },
  }),
  route({
    name: 'listComponentVersions',
    method: 'GET',
    path: '/components/:key/versions',
    right: 'integrations:read',
    summary: 'Lists the versions of a custom component, newest first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(version),
    handler: async ({ deps, param, query }) => {
      componentAt(deps, param('key'));
      const { items, nextCursor } = await listComponentVersions(deps.store.read, param('key'), pageOf(query));
      return { items: items.map(shown), nextCursor };
    },
  }),
  route({
    name: 'getComponentManifest',
    method: 'GET',
    path: '/components/:key/manifest',
    right: 'integrations:read',
    summary: 'Answers a TypeScript module that says what a component takes, for code-native integrations',
    query: noQuery,
    body: noBody,
    status: 200,
    media: ['text/plain'],
    answer: v.unknown(),
    handler: async ({ deps, param }) => {
      const component = componentAt(deps, param('key'));
      return attachment(componentManifest(component), `${component.key}.ts`, 'text/plain; charset=utf-8');
    },
  }),
  route({
    name: 'setComponentHosts',
    method: 'PUT',
    path: '/components/:key/hosts',
    right: 'settings:write',
    summary: 'Restricts what a custom component may call to these hosts and those that its connections name',
    query: noQuery,
    body: fields(hosts),
    status: 200,
    answer: v.object(hosts),
    handler: async ({ deps, actor, param, body }) =>
      await change(deps, actor, (tx) => restrictComponent(tx, deps.catalog, param('key'), body.hosts)),
  }),
  route({
    name: 'deleteComponent',
    method: 'DELETE',
    path: '/components/:key',
    right: 'integrations:write',
    summary: 'Deletes a custom component with all of its versions, unless something uses it',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      await change(deps, actor, (tx) => deleteComponent(tx, viewerOf(actor), deps.catalog, param('key')));
    },
  }),
  route({
    name: 'deleteComponentVersion',
    method: 'DELETE',
    path: '/components/:key/versions/:number',
    right: 'integrations:write',
    summary: 'Deletes a version of a custom component, unless something uses it',
    query: noQuery,
    body: noBody,
    errors: [409],
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) => {
      const number = numberOf(param('number'));
      await change(deps, actor, (tx) =>
        deleteComponent(tx, viewerOf(actor), deps.catalog, param('key'), number),
      );
    },
  }),
];
