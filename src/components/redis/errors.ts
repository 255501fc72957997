import { messageOf } from '../../lib/errors.ts';
import { isOurs, ServerError, sentence, unanswered } from '../kit/server-errors.ts';

/** The error as the step says it. */
export function explained(thrown: unknown, connection: string): unknown {
  if (isOurs(thrown) || !(thrown instanceof Error)) return thrown;
  if (thrown.name !== 'ReplyError')
    return unanswered(
      'Redis',
      thrown,
      connection,
      'the host, the port, the password and whether TLS is used',
    );
  const said = messageOf(thrown);
  const [code = 'ERR'] = said.split(' ');
  const isRefusal =
    /^(NOAUTH|WRONGPASS|DENIED)/.test(code) || /invalid password|no password is set|AUTH/.test(said);
  return new ServerError(
    `Redis answered ${sentence(said)} ${adviceFor(code, isRefusal, connection)}`,
    code,
    isRefusal ? connection : undefined,
  );
}

function adviceFor(code: string, isRefusal: boolean, connection: string): string {
  if (isRefusal) return `Correct the user and the password in the connection "${connection}".`;
  if (code === 'NOPERM') return `Give the user of the connection "${connection}" the right to do this.`;
  if (code === 'WRONGTYPE')
    return 'The key holds something else: name another key, or use the action for what it holds.';
  if (/^(OOM|BUSY|LOADING|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY)/.test(code))
    return 'Let the step retry later.';
  if (code === 'MOVED' || code === 'ASK')
    return `The server is part of a cluster: name one of its own servers for this key in the connection "${connection}".`;
  return 'Correct what it complains of in the step.';
}
