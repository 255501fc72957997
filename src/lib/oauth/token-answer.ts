import { textOfBytes, withoutMark } from '../charset.ts';
import { Secret } from '../crypto.ts';
import { asRecord, isRecord, own } from '../records.ts';
import { createRedactor } from '../redact.ts';
import { type Instant, now, SECOND } from '../time.ts';

/** A token with all that was said of it, or why there is none. */
export type TokenAnswer =
  | { ok: true; token: Token; expiresAt: Instant | null }
  /** `isFinal`: asking again is of no use. `message` is the server's own, to be shown. */
  | { ok: false; isFinal: boolean; code: string; message: string };

/** Under the names of the standard, whatever the server calls them, and everything else as it came. */
export type Token = { access_token: string; refresh_token?: string } & Record<string, unknown>;

/*
 * What servers do otherwise than RFC 6749 says, as data. To make one more of them understood is another word here.
 */

/** Where the token stands when it is not at the top: Slack's `authed_user` among others. */
const NESTED = ['authed_user', 'data', 'result', 'response', 'token', 'credentials'];

const NAMES = {
  access_token: ['access_token', 'accessToken'],
  refresh_token: ['refresh_token', 'refreshToken'],
  expires_in: ['expires_in', 'expiresIn', 'expires'],
  error: ['error', 'error_code', 'errorCode', 'code', 'status', 'type'],
  error_description: [
    'error_description',
    'errorDescription',
    'error_message',
    'message',
    'error_summary',
    'detail',
    'errors',
  ],
};

/** Answers that say they are errors, whatever their status: Slack's `{"ok":false}`. */
const FAILED: readonly [name: string, value: unknown][] = [
  ['ok', false],
  ['success', false],
];

/** What stays as it is however often it is asked: the standard's own words first, then those of others. */
const FINAL = new Set([
  ...['invalid_grant', 'invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope'],
  ...['access_denied', 'invalid_token', 'invalid_refresh_token', 'invalid_auth', 'invalid_code'],
  ...['bad_refresh_token', 'bad_auth_code', 'bad_client_id', 'bad_client_secret', 'bad_verification_code'],
  ...['incorrect_client_credentials', 'token_expired', 'token_revoked', 'code_expired'],
  ...['account_inactive', 'expired_token', 'consent_required', 'interaction_required', 'oauthexception'],
]);

/** A server that says more than a hundred years, or nothing at all, means that the token does not end. */
const LONGEST_SECONDS = 100 * 365 * 24 * 3600;
const LONGEST_MESSAGE = 300;

type Known = { contentType: string; secrets: readonly string[] };

/** Reads what a token endpoint has answered. */
export function readTokenAnswer(
  status: number,
  bytes: Uint8Array,
  { contentType, secrets }: Known,
): TokenAnswer {
  const answer = parsed(withoutMark(textOfBytes(bytes, contentType)).trim());
  const found = status < 400 && answer && !hasFailed(answer) ? tokenIn(answer) : undefined;
  return found ?? { ok: false, ...refusalIn(status, answer ?? {}, secrets) };
}

/** JSON or a form, whatever its content type says. */
function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    const isForm = /^[\w.~%+*-]+=[^<>\s]*$/.test(text);
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  }
}

function hasFailed(answer: Record<string, unknown>): boolean {
  return FAILED.some(([name, value]) => own(answer, name) === value) || Boolean(own(answer, 'error'));
}

function tokenIn(answer: Record<string, unknown>): (TokenAnswer & { ok: true }) | undefined {
  const nested = NESTED.map((name) => asRecord(own(answer, name)));
  for (const place of [answer, ...nested]) {
    const access = textAt(place, NAMES.access_token);
    if (access === '') continue;
    const refresh = textAt(place, NAMES.refresh_token);
    const token = {
      ...answer,
      ...place,
      access_token: access,
      ...(refresh === '' ? {} : { refresh_token: refresh }),
    };
    return { ok: true, token, expiresAt: endOf(textAt(place, NAMES.expires_in)) };
  }
  return undefined;
}

/** Servers say 0 of what does not end. */
function endOf(seconds: string): Instant | null {
  const length = seconds === '' ? Number.NaN : Number(seconds);
  return length > 0 && length < LONGEST_SECONDS ? now() + Math.round(length) * SECOND : null;
}

type Refusal = { isFinal: boolean; code: string; message: string };

function refusalIn(status: number, answer: Record<string, unknown>, secrets: readonly string[]): Refusal {
  const inner = asRecord(own(answer, 'error'));
  const code = textAt(answer, NAMES.error) || textAt(inner, NAMES.error);
  const said = textAt(answer, NAMES.error_description) || textAt(inner, NAMES.error_description);
  const message = plainText([code, said].filter((part) => part !== '').join(': '), secrets);
  return {
    isFinal: status < 429 && FINAL.has(code.toLowerCase()),
    code: plainText(code, secrets),
    message: message || `It answered ${status} without a token.`,
  };
}

/** What a server says of an error, fit to be shown: bounded, in one line, without the secrets that were sent to it. */
export function plainText(text: string, secrets: readonly string[]): string {
  const redact = createRedactor(secrets.map((secret) => new Secret(secret)));
  const line = redact(text.slice(0, 10_000))
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line;
}

/** The first of these that is a text or a number, as text. */
function textAt(record: Record<string, unknown>, names: readonly string[]): string {
  for (const name of names) {
    const value = own(record, name);
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return '';
}
