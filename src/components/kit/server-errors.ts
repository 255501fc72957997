import { codeOf, EgressError } from '../../lib/egress-errors.ts';
import { messageOf } from '../../lib/errors.ts';
import { InputError } from '../conversions.ts';

/** What a server complains of, in its own words, and what to do. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  /** The server's own code, or that of the system. */
  readonly code: string;
  /** The connection that does not work, where it is that. */
  readonly connection: { configVarKey: string } | undefined;

  constructor(message: string, code: string, refused?: string) {
    super(message);
    this.code = code;
    this.connection = refused === undefined ? undefined : { configVarKey: refused };
  }
}

const TLS_CODE = /CERT|SIGNATURE|SIGNED|EPROTO|HANDSHAKE_SSL|^ERR_(SSL|TLS)_/;

/** Whether an error says all that there is to say, to be handed on as it is. */
export const isOurs = (thrown: unknown): boolean =>
  thrown instanceof InputError ||
  thrown instanceof EgressError ||
  thrown instanceof ServerError ||
  !(thrown instanceof Error) ||
  thrown.name === 'AbortError';

/** Words as a sentence. */
export const sentence = (text: string): string => text.trim().replace(/\.?$/, '.');

/**
 * The error of a server that has said nothing itself.
 * @param check what may be wrong in the connection
 */
export function unanswered(label: string, thrown: unknown, connection: string, check: string): unknown {
  if (isOurs(thrown)) return thrown;
  const code = codeOf(thrown);
  if (TLS_CODE.test(code))
    return new ServerError(
      `The TLS certificate of ${label.replace(/^The /, 'the ')} was not accepted (${code}). Give its authority in the connection "${connection}", and the host name that it is made out to.`,
      code,
    );
  return new ServerError(
    `${label} gave no answer: ${sentence(messageOf(thrown))} Check ${check} in the connection "${connection}", or let the step retry later.`,
    code,
  );
}
