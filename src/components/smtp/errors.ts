import { codeOf } from '../../lib/egress-errors.ts';
import { messageOf } from '../../lib/errors.ts';
import { isOurs, ServerError, sentence, unanswered } from '../kit/server-errors.ts';
import { ownValue } from '../records.ts';

const LABEL = 'The mail server';

/** The error as the step says it. */
export function explained(thrown: unknown, connection: string): unknown {
  if (isOurs(thrown) || !(thrown instanceof Error)) return thrown;
  const code = codeOf(thrown);
  const response = ownValue(thrown, 'response');
  const status = Number(ownValue(thrown, 'responseCode'));
  if (code === 'EAUTH')
    return new ServerError(
      `${LABEL} did not let the user in: ${sentence(typeof response === 'string' ? response : messageOf(thrown))} Correct the user and the password in the connection "${connection}".`,
      code,
      connection,
    );
  if (code === 'ETLS' && /certificate|self.signed/i.test(messageOf(thrown)) === false)
    return new ServerError(
      `${LABEL} does not speak TLS as it is asked to: ${sentence(messageOf(thrown))} Correct the port in the connection "${connection}", or switch “Use TLS” off there if the network is yours.`,
      code,
    );
  if (typeof response === 'string' && response !== '')
    return new ServerError(
      `${LABEL} answered ${status || code}: ${sentence(response.replace(/^\d{3}[ -]/, ''))} ${adviceFor(status)}`,
      String(status || code),
    );
  // What TLS complains of stands in the error below.
  const cause = ownValue(thrown, 'cause');
  return unanswered(
    LABEL,
    cause instanceof Error ? cause : thrown,
    connection,
    'the host, the port and whether TLS is used',
  );
}

/** Answers from 500 on are for ever. */
function adviceFor(status: number): string {
  if (status === 552 || status === 523) return 'Send less: attachments can be put elsewhere and linked to.';
  if (status === 550 || status === 551 || status === 553)
    return 'Correct the addresses of the step, or ask who runs the server why it does not take them.';
  if (status >= 500) return 'Correct what it complains of in the step.';
  return 'Let the step retry later.';
}
