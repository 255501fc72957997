import type { Transporter } from 'nodemailer';
import type { Settings } from './config.ts';
import { SECOND } from './time.ts';

export type Mail = { to: string; subject: string; text: string };

/** Hands mail to the server of the organization. */
export type Mailer = {
  /** @throws when the server does not take it */
  send(mail: Mail): Promise<void>;
};

/** A page waits for it. */
const PATIENCE = 10 * SECOND;

/** @returns undefined where no server is set */
export function createMailer({
  STEPWELL_SMTP: server,
  STEPWELL_SMTP_FROM: from,
}: Settings): Mailer | undefined {
  if (server === undefined) return undefined;
  let transport: Promise<Transporter> | undefined;
  return {
    async send(mail) {
      transport ??= open(server);
      await (await transport).sendMail({ from: from ?? `no-reply@${new URL(server).hostname}`, ...mail });
    },
  };
}

/** Loaded with the first mail: until then nobody pays for it. */
async function open(server: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { hostname, port, protocol, username, password } = new URL(server);
  const secure = protocol === 'smtps:';
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return createTransport({
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username === '' ? {} : { auth }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  });
}
