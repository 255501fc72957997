import { sameText } from '../../lib/crypto.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import { findApiToken, touchApiToken } from '../../models/api-tokens.ts';
import type { Actor } from '../../models/rights.ts';
import { ORGANIZATION } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';

/** Finds out who asks. @throws AppError `unauthorized` */
export type Authenticate = (request: Request) => Promise<Actor>;

const OWNER: Actor = {
  kind: 'token',
  id: 'token:admin',
  name: 'STEPWELL_ADMIN_TOKEN',
  role: 'owner',
  scope: ORGANIZATION,
};

/** `Authorization: Bearer <token>`: `STEPWELL_ADMIN_TOKEN` has the owner's rights, an API token those of its role. */
export function byToken({ store, settings, log }: Pick<Deps, 'store' | 'settings' | 'log'>): Authenticate {
  const adminToken = settings.STEPWELL_ADMIN_TOKEN;
  const way = adminToken === undefined ? ' or set STEPWELL_ADMIN_TOKEN (at least 16 characters)' : '';
  return async (request) => {
    const token = bearerToken(request.headers.get('authorization') ?? '');
    if (token === undefined) {
      const message = `Send the header Authorization: Bearer <token>. Make a token under Settings, API tokens${way}.`;
      throw new AppError('unauthorized', message);
    }
    if (adminToken !== undefined && sameText(token, adminToken)) return OWNER;
    const apiToken = await findApiToken(store.read, token);
    if (!apiToken) {
      const message = `This token is not one of this installation. Make one under Settings, API tokens${way}.`;
      throw new AppError('unauthorized', message);
    }
    touchApiToken(store, apiToken).catch((error) =>
      log.error('The use of an API token was not noted', { error: messageOf(error) }),
    );
    const { id, name, role } = apiToken;
    return { kind: 'token', id: `token:${id}`, name, role, scope: ORGANIZATION };
  };
}

function bearerToken(header: string): string | undefined {
  return header.match(/^bearer +(\S+)$/i)?.[1];
}
