import type { Catalog } from '../components/catalog.ts';
import type { ConnectionDeclaration } from '../components/component.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { unlessGone } from '../lib/errors.ts';
import type { PkceMethod } from '../lib/oauth/authorization-url.ts';
import type { OAuthClient } from '../lib/oauth/token-request.ts';
import { asRecord, isList, isRecord, own } from '../lib/records.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { defaultsOf } from './connection-templates.ts';
import { type ConnectionVariable, connectionValue } from './connection-values.ts';
import { type Connection, firstUse, type SealedConnection } from './connections.ts';

/** How a connection gets its tokens: what its component declares, its integration fills in, and somebody has typed. */
export type OAuthSettings = {
  type: NonNullable<ConnectionDeclaration['oauth2Type']>;
  authorizeUrl: string;
  tokenUrl: string;
  refreshUrl: string;
  revokeUrl: string;
  scopes: string;
  client: OAuthClient;
  headers: Record<string, string>;
  pkce: PkceMethod | undefined;
  grantType: string | undefined;
  /** Which parameters of the answer that a person comes back with are sent along. */
  passedOn: readonly string[];
};

/** What connections are understood with. */
export type ConnectionTools = { catalog: Catalog; compiledVersions: CompiledVersions };

/** What the component says of a connection; undefined where it is not installed, or unknown. */
export function declarationOf(
  catalog: Catalog,
  { component, key }: Pick<SealedConnection, 'component' | 'key'>,
): ConnectionDeclaration | undefined {
  return component === null || key === null
    ? undefined
    : catalog.connection({ component: { key: component }, key });
}

/** A connection as steps receive it, by the first instance that uses it. */
export async function knownValue(db: Database, tools: ConnectionTools, { row, held }: Connection) {
  const variable = (await usedVariable(db, tools, row.id)) ?? ownVariable(row);
  return connectionValue(variable, held, declarationOf(tools.catalog, row));
}

/** The config variable of one that no instance uses: nothing fills it in. */
export function ownVariable({ label, component, key }: SealedConnection): ConnectionVariable {
  const isKnown = component !== null && key !== null;
  const connection = isKnown ? { componentKey: component, connectionKey: key } : undefined;
  return { key: label, dataType: 'connection', inputs: [], connection };
}

/** The config variable that a connection is the value of, of the first instance that uses it. */
export async function usedVariable(
  db: Database,
  { compiledVersions }: ConnectionTools,
  id: string,
): Promise<CompiledConfigVariable | undefined> {
  const use = await firstUse(db, id);
  if (!use) return undefined;
  const compiled = await unlessGone(compiledVersions.get(db, use.integrationId, use.version));
  return compiled?.configVars.find(({ key }) => key === use.key);
}

/** Pages of the organization's own that somebody ends on who has signed in, or was refused. */
export type SignInEnds = { success: string | undefined; failure: string | undefined };

/** Those that the config variable names by `oAuthSuccessRedirectUri` and `oAuthFailureRedirectUri`. */
export async function signInEnds(db: Database, tools: ConnectionTools, id: string): Promise<SignInEnds> {
  const { declaration } = (await usedVariable(db, tools, id)) ?? {};
  const meta = asRecord(declaration?.meta);
  return {
    success: webAddress(meta.oAuthSuccessRedirectUri),
    failure: webAddress(meta.oAuthFailureRedirectUri),
  };
}

function webAddress(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

/** Undefined for a connection that needs no token. */
export async function oauthOf(
  db: Database,
  tools: ConnectionTools,
  connection: Connection,
): Promise<OAuthSettings | undefined> {
  const declared = declarationOf(tools.catalog, connection.row);
  if (declared?.oauth2Type === undefined) return undefined;
  const known = await knownValue(db, tools, connection);
  const fields = {
    ...defaultsOf(declared.inputs.filter(({ type }) => type !== 'template')),
    ...known.fields,
  };
  const text = (key: string) => textOf(own(fields, key));
  const { oauth2Config = {}, oauth2PkceMethod, clientAuthentication } = declared;
  const sentIn = text('clientAuthentication') || clientAuthentication;
  return {
    type: declared.oauth2Type,
    authorizeUrl: text('authorizeUrl'),
    tokenUrl: text('tokenUrl'),
    refreshUrl: text('refreshUrl') || text('tokenUrl'),
    revokeUrl: text('revokeUrl'),
    scopes: text('scopes'),
    client: {
      id: text('clientId'),
      secret: text('clientSecret'),
      sentIn: sentIn === 'body' ? 'body' : 'header',
    },
    headers: headersIn(own(fields, 'headers')),
    pkce: pkceIn(text('pkceMethod') || oauth2PkceMethod),
    grantType: oauth2Config.overrideGrantType,
    passedOn: oauth2Config.allowedTokenParams ?? [],
  };
}

/** Scopes may be a list. */
function textOf(value: unknown): string {
  if (isList(value)) return value.map(textOf).join(' ').trim();
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function pkceIn(word: string | undefined): PkceMethod | undefined {
  return word === 'S256' || word === 'plain' ? word : undefined;
}

/** Rows, or names with values. */
function headersIn(given: unknown): Record<string, string> {
  const rows = isList(given)
    ? given.filter(isRecord).map(({ key, value }): [string, string] => [textOf(key), textOf(value)])
    : Object.entries(asRecord(given)).map(([name, value]): [string, string] => [name, textOf(value)]);
  return Object.fromEntries(rows.filter(([name, value]) => name !== '' && value !== ''));
}
