import { messageOf } from '../../lib/errors.ts';
import { isOurs, ServerError, sentence, unanswered } from '../kit/server-errors.ts';
import { ownValue } from '../records.ts';

const LABEL = 'The FTP server';

/** The error as the step says it. @param path what was asked for */
export function explained(thrown: unknown, connection: string, path = ''): unknown {
  if (isOurs(thrown) || !(thrown instanceof Error)) return thrown;
  const code = ownValue(thrown, 'code');
  if (typeof code !== 'number')
    return unanswered(LABEL, thrown, connection, 'the host, the port and whether TLS is used');
  const said = sentence(messageOf(thrown).replace(/^\d{3}[ -]/, ''));
  const isRefusal = code === 530 || code === 430 || code === 332;
  return new ServerError(
    `${LABEL} answered ${code}${path === '' ? '' : ` for ${path}`}: ${said} ${adviceFor(code, isRefusal, connection)}`,
    String(code),
    isRefusal ? connection : undefined,
  );
}

function adviceFor(code: number, isRefusal: boolean, connection: string): string {
  if (isRefusal) return `Correct the user, the password or “Secure” in the connection "${connection}".`;
  if (code === 534 || code === 522 || code === 502 || code === 504)
    return `The server cannot do that: correct “Secure” in the connection "${connection}", or do without it.`;
  if (code === 552 || code === 452) return 'There is no room left on the server.';
  if (code >= 550)
    return 'Check the path, that what is to be made is not there yet, that a folder to be removed is empty, and the rights of the user.';
  return code < 500 ? 'Let the step retry later.' : 'Correct what it complains of in the step.';
}
