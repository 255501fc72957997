import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { type EmbeddedView, users } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { type Jwt, readJwt } from '../lib/jwt.ts';
import { type Instant, now } from '../lib/time.ts';
import { record } from './audit.ts';
import { type CustomerUser, getCustomerUser, updateCustomerUser } from './customer-users.ts';
import { type Customer, createCustomer, customerByExternalId } from './customers.ts';
import { getEmbedding } from './embedding.ts';
import { type EmbeddingKey, listEmbeddingKeys } from './embedding-keys.ts';
import { emailIssue, nameIssue } from './fields.ts';
import { createSession, endSession, findSession, keepEmbedding, type Session } from './sessions.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { findUserByEmail, type User } from './users.ts';
import { systemViewer } from './viewer.ts';

/** Ids come as numbers too. */
const idText = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.transform(String))]),
  v.trim(),
  v.check((text) => nameIssue(text) === undefined),
);
const nameText = v.optional(
  v.pipe(
    v.string(),
    v.check((text) => nameIssue(text) === undefined),
  ),
);

const Claims = v.object({
  sub: idText,
  customer: idText,
  organization: v.optional(idText),
  name: nameText,
  customer_name: nameText,
  role: v.optional(v.picklist(['admin', 'user'])),
  concurrent_execution_limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
type Claims = v.InferOutput<typeof Claims>;

const ROLES = { admin: 'customer_admin', user: 'customer_member' } as const;

/** Who comes by a token that a listed key has signed. */
export type Arrival = Pick<Jwt<EmbeddingKey>, 'key' | 'isExpired'> & { claims: Claims; issuedAt: Instant };

/** @throws AppError `unauthorized` with a sentence for whoever makes the tokens */
export async function readArrival(
  db: Database,
  token: string,
  { at = now(), evenExpired = false }: { at?: Instant; evenExpired?: boolean } = {},
): Promise<Arrival> {
  const { organizationId, issuer, audience } = await getEmbedding(db);
  const keys = await listEmbeddingKeys(db);
  if (keys.length === 0) throw refused('No key is listed here that tokens could be signed with.');
  const rules = { at, evenExpired, issuer: issuer ?? undefined, audience: audience ?? undefined };
  const { claims, key, isExpired } = await readJwt(token, keys, rules);
  const read = v.safeParse(Claims, claims);
  if (!read.success) {
    const names = read.issues.map((issue) => v.getDotPath(issue)).join(', ');
    throw refused(`The token lacks claims, or they cannot be used: ${names}.`);
  }
  if (organizationId !== null && read.output.organization !== organizationId)
    throw refused('The token is for another organization.');
  return { claims: read.output, key, isExpired, issuedAt: claims.iat * 1000 };
}

/**
 * The customer's person whom a token names. Who is not known yet is made where the settings say so; another name or
 * role than before is kept.
 * @throws AppError `unauthorized` for those who are not known
 */
export async function arrive(tx: Database, { claims }: Arrival): Promise<CustomerUser> {
  const { makesPeople } = await getEmbedding(tx);
  const customer = await customerOf(tx, claims, makesPeople);
  const viewer = systemViewer('arrivals from other sites', customer.id);
  const named = and(eq(users.customerId, customer.id), eq(users.externalId, claims.sub));
  const [known] = await tx.select({ id: users.id }).from(users).where(named);
  if (known) {
    const before = await getCustomerUser(tx, viewer, customer.id, known.id);
    const changes = { name: claims.name, role: claims.role && ROLES[claims.role] };
    const isSame =
      (changes.name ?? before.name) === before.name && (changes.role ?? before.role) === before.role;
    return isSame ? before : await updateCustomerUser(tx, viewer, customer.id, known.id, changes);
  }
  if (!makesPeople) throw refused(`Nobody of ${customer.name} has the external id ${claims.sub}.`);
  const id = newId('usr');
  const role = ROLES[claims.role ?? 'admin'];
  await tx.insert(users).values({
    ...{ id, role, customerId: customer.id, externalId: claims.sub, passwordHash: null, createdAt: now() },
    name: (claims.name ?? claims.sub).trim(),
    email: await emailFor(tx, id, claims.sub),
  });
  const made = await getCustomerUser(tx, viewer, customer.id, id);
  await record(tx, 'person.arrived', made, { role });
  return made;
}

/** Accounts have an address. One that nobody reads is of a domain that cannot exist. */
async function emailFor(tx: Database, id: string, sub: string): Promise<string> {
  const isFree = emailIssue(sub) === undefined && (await findUserByEmail(tx, sub)) === undefined;
  return isFree ? sub.toLowerCase() : `${id}@embedded.invalid`;
}

async function customerOf(tx: Database, claims: Claims, makesPeople: boolean): Promise<Customer> {
  const { customer: externalId, customer_name: name = externalId } = claims;
  const known = await customerByExternalId(tx, externalId);
  if (known && known.id !== TEST_CUSTOMER) return known;
  if (known || !makesPeople) throw refused(`There is no customer with the external id ${externalId}.`);
  const limit = claims.concurrent_execution_limit;
  const limits = limit === undefined ? {} : { executions: limit };
  return await createCustomer(tx, { name: name.trim(), externalId, description: '', labels: [], limits });
}

export type FramedVisit = {
  /** The cookie that the frame has already. */
  session: string | undefined;
  view: EmbeddedView | undefined;
  address: string;
  agent: string;
};
/** `token` where another session has begun; `isOther` where the frame shows what is to be drawn anew. */
export type Framed = { token?: string; isOther: boolean };

/**
 * Lets the person of a token into a frame. A session of the same person goes on, also by a token that is older or past
 * its time: a host page hands out its first one again and again.
 * @param write does the work in the name of whoever listed the key
 * @throws AppError `unauthorized`
 */
export async function enterFrame(
  { read }: Pick<Store, 'read'>,
  write: <T>(key: EmbeddingKey, work: (tx: Database) => Promise<T>) => Promise<T>,
  token: string,
  { session: cookie, view, address, agent }: FramedVisit,
  at: Instant = now(),
): Promise<Framed> {
  const found = cookie === undefined ? undefined : await findSession(read, cookie, at);
  const arrival = await readArrival(read, token, { at, evenExpired: found !== undefined });
  const { key, issuedAt, isExpired } = arrival;
  const isOwn = found?.session.embedding && (await isOf(read, found.user, arrival));
  if (isExpired && !isOwn) throw refused('The token has expired.');
  const before = isOwn ? found.session : undefined;
  const isNewer = before === undefined || (!isExpired && issuedAt > (before.embedding?.issuedAt ?? 0));
  const isOther = JSON.stringify(before?.embedding?.view) !== JSON.stringify(view);
  if (!isNewer && !isOther) return { isOther: false };
  return await write(key, async (tx) => {
    const user = isNewer ? await arrive(tx, arrival) : undefined;
    const same = before && (await stillThere(tx, cookie, at));
    const embedding = {
      issuedAt: isNewer ? issuedAt : (before?.embedding?.issuedAt ?? issuedAt),
      ...(view && { view }),
    };
    if (same) {
      await keepEmbedding(tx, same, key.id, embedding, at);
      return { isOther };
    }
    if (!user) throw refused('The token has expired.');
    if (found?.session.embedding)
      await endSession(tx, found.user.id, found.session.hash).catch(() => undefined);
    const begun = { userId: user.id, address, agent, embeddingKeyId: key.id, embedding };
    return { token: await createSession(tx, begun, at), isOther: true };
  });
}

/** Another role ends what a person has open. */
async function stillThere(tx: Database, cookie = '', at: Instant): Promise<Session | undefined> {
  return (await findSession(tx, cookie, at))?.session;
}

async function isOf(db: Database, user: User, { claims }: Arrival): Promise<boolean> {
  const customer = await customerByExternalId(db, claims.customer);
  return customer !== undefined && user.customerId === customer.id && user.externalId === claims.sub;
}

function refused(message: string): AppError {
  return new AppError('unauthorized', message);
}
