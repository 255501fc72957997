import { messageOf } from '../../lib/errors.ts';
import { isOurs, ServerError, sentence, unanswered } from '../kit/server-errors.ts';
import { ownValue } from '../records.ts';

/** What the server says of a file. The words of servers for these differ, and some have none. */
const ANSWERS: Record<number, { code: string; said: string; advice: string }> = {
  2: {
    code: 'NO_SUCH_FILE',
    said: 'There is no such file or folder.',
    advice: 'Check the path: it begins with / unless it is meant from the folder that the user comes to.',
  },
  3: {
    code: 'PERMISSION_DENIED',
    said: 'The user may not do that.',
    advice: 'Give the user of the connection the right to it, or name another path.',
  },
  4: {
    code: 'FAILURE',
    said: 'It failed.',
    advice:
      'Check that what is to be made is not there yet, that a folder to be removed is empty, and that there is room.',
  },
  8: { code: 'OP_UNSUPPORTED', said: 'The server cannot do that.', advice: 'Do without it on this server.' },
};

/** The error as the step says it. @param path what was asked for */
export function explained(thrown: unknown, connection: string, path = ''): unknown {
  if (isOurs(thrown) || !(thrown instanceof Error)) return thrown;
  const level = ownValue(thrown, 'level');
  const message = messageOf(thrown);
  if (level === 'client-authentication')
    return new ServerError(
      `The SFTP server did not let the user in: correct the user, the password or the private key in the connection "${connection}".`,
      'AUTHENTICATION',
      connection,
    );
  if (message.includes('Host denied'))
    return new ServerError(
      `The SFTP server has another host key than the connection "${connection}" says: nothing was sent. Find out who answers there, or correct the host key fingerprint.`,
      'HOST_KEY',
      connection,
    );
  if (/private ?key|parse|passphrase/i.test(message) && level === undefined)
    return new ServerError(
      `The private key of the connection "${connection}" cannot be read: ${sentence(message)} Copy it whole, from -----BEGIN to the end, with its passphrase.`,
      'PRIVATE_KEY',
      connection,
    );
  const answer = ANSWERS[Number(ownValue(thrown, 'code'))];
  if (!answer)
    return unanswered('The SFTP server', thrown, connection, 'the host, the port and the algorithms');
  const { code, said, advice } = answer;
  return new ServerError(
    `The SFTP server answered ${code}${path === '' ? '' : ` for ${path}`}: ${said} ${advice}`,
    code,
  );
}
