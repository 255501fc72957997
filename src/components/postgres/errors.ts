import { codeOf } from '../../lib/egress-errors.ts';
import { isOurs, ServerError, sentence, unanswered } from '../kit/server-errors.ts';
import { ownValue } from '../records.ts';

/** The error as the step says it. */
export function explained(thrown: unknown, connection: string): unknown {
  if (isOurs(thrown) || !(thrown instanceof Error)) return thrown;
  const code = codeOf(thrown);
  if (textField(thrown, 'severity') === '')
    return unanswered(
      'PostgreSQL',
      thrown,
      connection,
      'the host, the port, the password and whether SSL is required',
    );
  const words = [thrown.message, textField(thrown, 'detail'), textField(thrown, 'hint')]
    .filter((text) => text !== '')
    .map(sentence);
  const isRefusal = code.startsWith('28');
  return new ServerError(
    `PostgreSQL answered ${code}: ${words.join(' ')} ${adviceFor(code, connection)}`,
    code,
    isRefusal ? connection : undefined,
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
