import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Egress } from '../lib/egress.ts';
import { AppError } from '../lib/errors.ts';
import type { TokenAnswer } from '../lib/oauth/token-answer.ts';
import { type Grant, requestToken, revokeToken } from '../lib/oauth/token-request.ts';
import { asRecord } from '../lib/records.ts';
import { now } from '../lib/time.ts';
import { type ConnectionTools, declarationOf, oauthOf } from './connection-oauth.ts';
import { type Connection, getConnection } from './connections.ts';
import { createTokenRefreshes, type TokenRefreshes } from './token-refresh.ts';

/** What a connection asks the other system for tokens with. */
export type TokenTools = ConnectionTools & { store: Store; vault: Vault; fetch: Egress['fetch'] };

/** Why a token is renewed: it is time, or it was refused. */
export type Why = 'due' | { refused: unknown };

export type ConnectionTokens = Pick<TokenRefreshes, 'interrupted' | 'settled'> & {
  /**
   * The connection with another token; as it is where that is not needed, or not possible.
   * @throws AppError and EgressError as of `TokenRefreshes`
   */
  renewed(id: string, why: Why): Promise<Connection>;
  /** Asks for the token that a person has consented to. @throws AppError `invalid`; EgressError when no whole answer came */
  exchanged(connection: Connection, code: Code): Promise<TokenAnswer>;
  /** Gives the token back to the system that it is of. @returns why it was not taken; undefined where it was, or there is none */
  givenBack(connection: Connection): Promise<string | undefined>;
};

export type Code = {
  code: string;
  redirectUri: string;
  verifier: string | undefined;
  parameters: Record<string, string>;
};

/** One for the process: only so is a token never renewed twice at the same time. */
export function createConnectionTokens(tools: TokenTools): ConnectionTokens {
  const refreshes = createTokenRefreshes(tools);
  return {
    interrupted: () => refreshes.interrupted(),
    settled: () => refreshes.settled(),
    async renewed(id, why) {
      const { row } = await getConnection(tools.store.read, tools.vault, id);
      const needsNoOther = declarationOf(tools.catalog, row)?.oauth2Type === 'client_credentials';
      return await refreshes.refreshed(id, (before) => asked(tools, before), {
        ...(needsNoOther ? { needsNoOther } : {}),
        isStill: (present) => isStill(present, why, needsNoOther),
      });
    },
    async exchanged(connection, { code, redirectUri, verifier, parameters }) {
      const { tokenUrl, ...settings } = await settingsOf(tools, connection);
      const grant: Grant = { type: 'authorization_code', code, redirectUri, verifier };
      return await requestToken(tools.fetch, { url: tokenUrl, ...settings, grant, parameters });
    },
    async givenBack(connection) {
      const { access_token: access, refresh_token: refresh } = asRecord(connection.held.token);
      const { revokeUrl, ...settings } = await settingsOf(tools, connection);
      const [token, hint] =
        typeof refresh === 'string' ? [refresh, 'refresh_token' as const] : [access, 'access_token' as const];
      if (revokeUrl === '' || typeof token !== 'string') return undefined;
      const isTaken = await revokeToken(tools.fetch, { url: revokeUrl, ...settings }, { token, hint });
      return isTaken ? undefined : 'It was not taken back there.';
    },
  };
}

function isStill({ row, held }: Connection, why: Why, needsNoOther: boolean): boolean {
  const { access_token: access, refresh_token: refresh } = asRecord(held.token);
  if (row.state !== 'active' || (!needsNoOther && typeof refresh !== 'string')) return false;
  if (why !== 'due') return access === why.refused;
  const isFirst = access === undefined;
  return row.refreshAt === null ? isFirst : row.refreshAt <= now();
}

async function asked(tools: TokenTools, connection: Connection): Promise<TokenAnswer> {
  const { type, tokenUrl, refreshUrl, grantType, ...settings } = await settingsOf(tools, connection);
  const { refresh_token: refreshToken } = asRecord(connection.held.token);
  if (type === 'client_credentials')
    return await requestToken(tools.fetch, { url: tokenUrl, ...settings, grantType, grant: { type } });
  if (typeof refreshToken !== 'string') throw new AppError('invalid', 'There is no refresh token.');
  const grant: Grant = { type: 'refresh_token', refreshToken };
  return await requestToken(tools.fetch, { url: refreshUrl, ...settings, grant });
}

async function settingsOf(tools: TokenTools, connection: Connection) {
  const settings = await oauthOf(tools.store.read, tools, connection);
  if (!settings) throw new AppError('invalid', `${connection.row.label} needs no token.`);
  if (settings.tokenUrl === '')
    throw new AppError('invalid', `${connection.row.label} has no token URL. Fill it in first.`);
  return settings;
}
