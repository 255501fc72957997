import { codeOf } from '../../lib/egress-errors.ts';
import { messageOf } from '../../lib/errors.ts';
import { isOurs, ServerError, sentence, unanswered } from '../kit/server-errors.ts';
import { ownValue } from '../records.ts';

const REFUSALS =
  /^ER_(ACCESS_DENIED|HOST_NOT_PRIVILEGED|ACCOUNT_HAS_BEEN_LOCKED|MUST_CHANGE_PASSWORD|NOT_SUPPORTED_AUTH)/;

/** The error as the step says it. */
export function explained(thrown: unknown, connection: string): unknown {
  if (isOurs(thrown) || !(thrown instanceof Error)) return thrown;
  const code = codeOf(thrown);
  const state = ownValue(thrown, 'sqlState');
  if (typeof state !== 'string' || state === '')
    return unanswered(
      'MySQL',
      thrown,
      connection,
      'the host, the port, the password and whether SSL is required',
    );
  return new ServerError(
    `MySQL answered ${code}: ${sentence(messageOf(thrown))} ${adviceFor(code, state, connection)}`,
    code,
    REFUSALS.test(code) ? connection : undefined,
  );
}

function adviceFor(code: string, state: string, connection: string): string {
  if (code === 'ER_DBACCESS_DENIED_ERROR' || code === 'ER_BAD_DB_ERROR')
    return `Correct the database in the connection "${connection}", or give its user the right to it.`;
  if (REFUSALS.test(code))
    return `Correct the user, the password or whether SSL is required in the connection "${connection}".`;
  if (/DENIED/.test(code)) return `Give the user of the connection "${connection}" the right to do this.`;
  if (code === 'ER_WRONG_ARGUMENTS' || code === 'ER_WRONG_PARAMCOUNT_TO_PROCEDURE')
    return 'Give as many parameters as the query has question marks.';
  if (state.startsWith('42')) return 'Correct the query of the step.';
  if (state.startsWith('22') || state.startsWith('23')) return 'Correct the values that the step gives.';
  if (/^(40|08|70)/.test(state) || /LOCK|TOO_MANY|SHUTDOWN|FULL/.test(code))
    return 'Let the step retry later.';
  return 'Correct what it complains of in the step.';
}
