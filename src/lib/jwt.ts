import type { JWTPayload } from 'jose';
import { AppError } from './errors.ts';
import type { RsaPublicKey } from './rsa-key.ts';
import { type Instant, SECOND } from './time.ts';

export type JwtRules = {
  at: Instant;
  /** Asked for where it is set. */
  issuer?: string | undefined;
  audience?: string | undefined;
  /** Takes one that is past its time, too. */
  evenExpired?: boolean;
};

export type Jwt<K> = { claims: JWTPayload & { iat: number; exp: number }; key: K; isExpired: boolean };

/** By so much clocks may differ, in seconds. */
const SKEW = 60;
/** Tokens that say who somebody is have a tenth of it. */
const LONGEST = 8192;

/**
 * A token that was signed by RS256 with one of the keys. Nothing that it says itself chooses how it is checked.
 * @throws AppError `unauthorized` with a sentence for whoever makes the tokens
 */
export async function readJwt<K extends RsaPublicKey>(
  token: string,
  keys: readonly K[],
  rules: JwtRules,
): Promise<Jwt<K>> {
  if (token.length > LONGEST) throw refused(`is longer than ${LONGEST} characters`);
  // Loaded with the first token: an installation that is not embedded does not pay for it.
  const { decodeProtectedHeader } = await import('jose');
  const { kid } = await orRefused(async () => decodeProtectedHeader(token));
  const named = keys.filter((key) => key.kid !== null && key.kid === kid);
  for (const key of named.length > 0 ? named : keys) {
    const claims = await claimsBy(token, key, rules);
    if (claims) return { claims, key, isExpired: claims.exp + SKEW <= rules.at / SECOND };
  }
  throw refused('is signed with none of the keys that are listed here');
}

/** Undefined where another key may have signed it. */
async function claimsBy(
  token: string,
  { jwk }: RsaPublicKey,
  { at, issuer, audience, evenExpired }: JwtRules,
): Promise<Jwt<RsaPublicKey>['claims'] | undefined> {
  const { jwtVerify, errors } = await import('jose');
  const verified = await orRefused(async () => {
    try {
      return await jwtVerify(token, jwk, {
        algorithms: ['RS256'],
        currentDate: new Date(at),
        clockTolerance: evenExpired ? Number.MAX_SAFE_INTEGER : SKEW,
        requiredClaims: ['sub', 'iat', 'exp'],
        ...(issuer === undefined ? {} : { issuer }),
        ...(audience === undefined ? {} : { audience }),
      });
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
      throw error;
    }
  });
  if (!verified) return undefined;
  const { iat, exp } = verified.payload;
  if (iat === undefined || exp === undefined) throw refused('has no iat or no exp');
  if (iat - SKEW > at / SECOND) throw refused('is from the future: its iat has not come yet');
  return { ...verified.payload, iat, exp };
}

async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { errors } = await import('jose');
    if (error instanceof errors.JWTExpired) throw refused('has expired');
    if (error instanceof errors.JWTClaimValidationFailed) throw refused(claimWords(error));
    if (error instanceof errors.JOSEAlgNotAllowed) throw refused('is not signed by RS256');
    throw refused('cannot be read: it is no signed JSON Web Token');
  }
}

function claimWords({ claim, reason }: { claim: string; reason: string }): string {
  if (reason === 'missing') return `has no ${claim}`;
  return claim === 'nbf' ? 'is not valid yet: its nbf has not come' : `has another ${claim} than is expected`;
}

function refused(what: string): AppError {
  return new AppError('unauthorized', `The token ${what}.`);
}
