import type { Settings } from '../../lib/config.ts';
import { sameText } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { ORGANIZATION } from '../../models/scope.ts';
import type { Actor } from '../rights.ts';

/** Finds out who asks. @throws AppError `unauthorized` */
export type Authenticate = (request: Request) => Promise<Actor>;

const OWNER: Actor = { kind: 'token', id: 'token:admin', role: 'owner', scope: ORGANIZATION };

/** `Authorization: Bearer <STEPWELL_ADMIN_TOKEN>` has the owner's rights. */
export function byAdminToken({ STEPWELL_ADMIN_TOKEN: adminToken }: Settings): Authenticate {
  return async (request) => {
    if (adminToken === undefined) {
      throw new AppError(
        'unauthorized',
        'The API has no token yet. Set STEPWELL_ADMIN_TOKEN (at least 16 characters) and start Stepwell again.',
      );
    }
    const token = bearerToken(request.headers.get('authorization') ?? '');
    if (token === undefined) {
      throw new AppError('unauthorized', 'Send the header Authorization: Bearer <token>.');
    }
    if (sameText(token, adminToken)) return OWNER;
    throw new AppError('unauthorized', 'This token is not one of this installation.');
  };
}

function bearerToken(header: string): string | undefined {
  return header.match(/^bearer +(\S+)$/i)?.[1];
}
