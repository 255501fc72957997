import { codeOf, EgressError } from '../../lib/egress-errors.ts';
import { messageOf } from '../../lib/errors.ts';
import { InputError } from '../conversions.ts';
import { ownValue } from '../records.ts';

/** What PostgreSQL complains of, in its own words, and what to do. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  /** PostgreSQL's own code, such as 42P01. */
  readonly code: string;
  /** The connection that does not work, where it is that. */
  readonly connection: { configVarKey: string } | undefined;

  constructor(message: string, code: string, refused?: string) {
    super(message);
    this.code = code;
    this.connection = refused === undefined ? undefined : { configVarKey: refused };
  }
}

const TLS_CODE = /CERT|SIGNATURE|SIGNED|EPROTO|^ERR_(SSL|TLS)_/;

/** The error as the step says it. */
export function explained(thrown: unknown, connection: string): unknown {
  if (thrown instanceof InputError || thrown instanceof EgressError || !(thrown instanceof Error))
    return thrown;
  const code = codeOf(thrown);
  if (textField(thrown, 'severity') === '') return unanswered(thrown, code, connection);
  const words = [thrown.message, textField(thrown, 'detail'), textField(thrown, 'hint')]
    .filter((text) => text !== '')
    .map((text) => text.replace(/\.?$/, '.'));
  const isRefusal = code.startsWith('28');
  return new PostgresError(
    `PostgreSQL answered ${code}: ${words.join(' ')} ${adviceFor(code, connection)}`,
    code,
    isRefusal ? connection : undefined,
  );
}

function unanswered(thrown: Error, code: string, connection: string): unknown {
  if (thrown.name === 'AbortError') return thrown;
  if (TLS_CODE.test(code))
    return new PostgresError(
      `The TLS certificate of PostgreSQL was not accepted (${code}). Give its authority in the connection "${connection}", and the host name that it is made out to.`,
      code,
    );
  const said = messageOf(thrown).replace(/\.?$/, '.');
  return new PostgresError(
    `PostgreSQL gave no answer: ${said} Check the host, the port, the password and whether SSL is required in the connection "${connection}", or let the step retry later.`,
    code,
  );
}

function adviceFor(code: string, connection: string): string {
  if (code.startsWith('28'))
    return `Correct the user, the password or whether SSL is required in the connection "${connection}".`;
  if (code.startsWith('3D')) return `Correct the database in the connection "${connection}".`;
  if (code === '42501') return `Give the user of the connection "${connection}" the right to do this.`;
  if (code === '42P18' || code === '42P08')
    return `Say in the query which type the parameter has, as in \${count}::int.`;
  if (code.startsWith('42')) return 'Correct the query of the step.';
  if (code.startsWith('22') || code.startsWith('23')) return 'Correct the values that the step gives.';
  if (/^(40|53|55|57|58|XX)/.test(code)) return 'Let the step retry later.';
  return 'Correct what it complains of in the step.';
}

function textField(thrown: object, key: string): string {
  const value = ownValue(thrown, key);
  return typeof value === 'string' ? value : '';
}
