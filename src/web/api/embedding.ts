import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import { getEmbedding, updateEmbedding } from '../../models/embedding.ts';
import {
  addEmbeddingKey,
  type EmbeddingKey,
  listEmbeddingKeys,
  removeEmbeddingKey,
} from '../../models/embedding-keys.ts';
import { change } from '../kit/change.ts';
import { fields, noBody } from './body.ts';
import { noQuery } from './query.ts';
import { type Route, route } from './route.ts';
import { id, name, nothing, time } from './schemas.ts';

const origins = v.pipe(
  v.array(v.string()),
  v.description('Sites whose pages may show the marketplace in a frame, such as https://app.example.com.'),
);
const text = (description: string) => v.pipe(v.nullable(v.string()), v.description(description));
const organizationId = text('What tokens say as organization; null for anything.');
const issuer = text('What tokens say as iss; null for anything.');
const audience = text('What tokens say as aud; null for anything.');
const makesPeople = v.pipe(
  v.boolean(),
  v.description('Whether customers and people who are not known yet are made as they come.'),
);

const settings = v.object({ origins, organizationId, issuer, audience, makesPeople });

const key = v.object({
  id,
  name: v.string(),
  kid: v.nullable(v.string()),
  fingerprint: v.pipe(v.string(), v.description('SHA-256 of the key, by RFC 7638.')),
  createdBy: v.string(),
  createdAt: time,
});

function shown({ jwk: _, createdAt, ...rest }: EmbeddingKey) {
  return { ...rest, createdAt: toIso(createdAt) };
}

export const embedding: Route[] = [
  route({
    name: 'getEmbedding',
    method: 'GET',
    path: '/embedding',
    right: 'settings:write',
    summary:
      'Answers on whose pages the marketplace may be shown in a frame, and what their tokens have to say',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: settings,
    handler: async ({ deps }) => await getEmbedding(deps.store.read),
  }),
  route({
    name: 'updateEmbedding',
    method: 'PATCH',
    path: '/embedding',
    right: 'settings:write',
    summary: 'Changes what is given of it; origins are replaced as a whole',
    query: noQuery,
    body: fields({
      origins: v.exactOptional(origins),
      organizationId: v.exactOptional(organizationId),
      issuer: v.exactOptional(issuer),
      audience: v.exactOptional(audience),
      makesPeople: v.exactOptional(makesPeople),
    }),
    status: 200,
    answer: settings,
    handler: async ({ deps, actor, body }) => await change(deps, actor, (tx) => updateEmbedding(tx, body)),
  }),
  route({
    name: 'listEmbeddingKeys',
    method: 'GET',
    path: '/embedding/keys',
    right: 'settings:write',
    summary: 'Lists the public keys that tokens may be signed with, oldest first; there are at most 20',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: v.object({ items: v.array(key) }),
    handler: async ({ deps }) => ({ items: (await listEmbeddingKeys(deps.store.read)).map(shown) }),
  }),
  route({
    name: 'addEmbeddingKey',
    method: 'POST',
    path: '/embedding/keys',
    right: 'settings:write',
    summary: 'Adds a public key that tokens may be signed with',
    query: noQuery,
    body: fields({
      name,
      key: v.pipe(v.string(), v.description('A public RSA key as PEM or as a JSON Web Key in a text.')),
    }),
    status: 201,
    answer: key,
    errors: [409],
    handler: async ({ deps, actor, body }) =>
      shown(await change(deps, actor, (tx) => addEmbeddingKey(tx, body))),
  }),
  route({
    name: 'removeEmbeddingKey',
    method: 'DELETE',
    path: '/embedding/keys/:id',
    right: 'settings:write',
    summary: 'Removes a key: its tokens open nothing from then on, and who came by them is out',
    query: noQuery,
    body: noBody,
    status: 204,
    answer: nothing,
    handler: async ({ deps, actor, param }) =>
      await change(deps, actor, (tx) => removeEmbeddingKey(tx, param('id'))),
  }),
];
