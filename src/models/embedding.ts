import { inArray } from 'drizzle-orm';
import { installation } from '../db/schema.ts';
import { type Database, prepared } from '../db/store.ts';
import { refuseFields } from '../lib/errors.ts';
import { namesOf, record } from './audit.ts';
import { dropFact, setFact } from './settings-store.ts';

export type { EmbeddedFilters, EmbeddedPart, EmbeddedView } from '../db/schema.ts';

/** On whose pages the marketplace may be shown in a frame, and what their tokens have to say. */
export type EmbeddingSettings = {
  /** Origins of the pages, such as `https://app.larkfield.example`. */
  origins: string[];
  /** What tokens call the organization; where it is unset any will do. */
  organizationId: string | null;
  /** `iss` and `aud` of tokens; where they are unset any will do. */
  issuer: string | null;
  audience: string | null;
  /** Whether customers and people who are not known yet are made as they come. */
  makesPeople: boolean;
};

const FACTS = {
  origins: 'embedding_origins',
  organizationId: 'embedding_organization',
  issuer: 'embedding_issuer',
  audience: 'embedding_audience',
  makesPeople: 'embedding_makes_people',
};
const MOST_ORIGINS = 50;
const LONGEST = 200;

const facts = prepared((db) =>
  db
    .select()
    .from(installation)
    .where(inArray(installation.name, Object.values(FACTS)))
    .prepare(),
);

export async function getEmbedding(db: Database): Promise<EmbeddingSettings> {
  const rows = await facts(db).execute();
  const of = (name: string) => rows.find((row) => row.name === name)?.value ?? null;
  return {
    origins: of(FACTS.origins)?.split('\n') ?? [],
    organizationId: of(FACTS.organizationId),
    issuer: of(FACTS.issuer),
    audience: of(FACTS.audience),
    makesPeople: of(FACTS.makesPeople) === 'yes',
  };
}

export type EmbeddingChanges = { [K in keyof EmbeddingSettings]?: EmbeddingSettings[K] | undefined };

/**
 * @param changes what is left out stays; null and empty texts are unset
 * @throws AppError `invalid` with an issue for each of `origins`, `organizationId`, `issuer` and `audience` that is wrong
 */
export async function updateEmbedding(
  tx: Database,
  { origins, makesPeople, ...texts }: EmbeddingChanges,
): Promise<EmbeddingSettings> {
  const listed = origins && [...new Set(origins.map(originOf))];
  refuseFields({
    origins: listed && originsIssue(listed),
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, textIssue(text ?? '')])),
  });
  const put = async (fact: string, value: string | undefined) => {
    if (value === '') await dropFact(tx, fact);
    else if (value !== undefined) await setFact(tx, fact, value);
  };
  await put(FACTS.origins, listed?.join('\n'));
  await put(FACTS.makesPeople, makesPeople === undefined ? undefined : makesPeople ? 'yes' : '');
  for (const name of ['organizationId', 'issuer', 'audience'] as const)
    await put(FACTS[name], texts[name] === null ? '' : texts[name]?.trim());
  const changed = namesOf({ origins, makesPeople, ...texts });
  await record(tx, 'organization.updated', { id: 'organization', name: 'Embedding' }, { changed });
  return await getEmbedding(tx);
}

/** The origin of an address; what is no address stays as it is. */
function originOf(text: string): string {
  const address = text.trim();
  if (!URL.canParse(address)) return address;
  const { origin, pathname, search, hash } = new URL(address);
  return pathname + search + hash === '/' ? origin : address;
}

const isOrigin = (text: string) => /^https?:\/\/[\w.:[\]-]+$/.test(text) && URL.parse(text)?.origin === text;

function originsIssue(origins: string[]): string | undefined {
  if (origins.length > MOST_ORIGINS) return `These are more than ${MOST_ORIGINS} addresses. Leave some out.`;
  const wrong = origins.find((origin) => !isOrigin(origin));
  return wrong === undefined
    ? undefined
    : `“${wrong.slice(0, LONGEST)}” is not the address of a site. Write it without a path, for example https://app.example.com.`;
}

function textIssue(text: string): string | undefined {
  if (text.length > LONGEST) return `This is longer than ${LONGEST} characters. Shorten it.`;
  return /\p{Cc}/u.test(text) || !text.isWellFormed()
    ? 'This holds a character that cannot be stored. Type it anew.'
    : undefined;
}
