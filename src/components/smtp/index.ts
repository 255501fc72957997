import type { Socket } from 'node:net';
import type { SentMessageInfo } from 'nodemailer/lib/smtp-transport';
import type { Action, Component, ConnectionValue, PartContext } from '../component.ts';
import { connectionInput } from '../kit/connections.ts';
import { connectionIn } from '../kit/service.ts';
import { talk } from '../kit/sockets.ts';
import { byKey } from '../records.ts';
import { declared, PORTS, settingsOf } from './connection.ts';
import { explained } from './errors.ts';
import * as fields from './fields.ts';
import { messageOf } from './message.ts';

const LABEL = 'The mail server';

const connection = connectionInput('connection', 'The connection to the mail server.');

type Transport = Awaited<ReturnType<typeof transportOver>>;

/** Loaded with the first mail. */
async function transportOver(socket: Socket, settings: ReturnType<typeof settingsOf>) {
  const { createTransport } = await import('nodemailer');
  const { host, port, secure, requireTLS, tls, auth, connectMs: ms } = settings;
  return createTransport({
    ...{ connection: socket, host, port, secure, requireTLS, tls },
    ...{ connectionTimeout: ms, greetingTimeout: ms, ...(auth ? { auth } : {}) },
  });
}

/** Speaks with the server over a connection of its own. */
async function withServer<T>(
  context: PartContext,
  given: ConnectionValue,
  work: (transport: Transport) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(given);
  const { host, port, connectMs } = settings;
  try {
    return await talk(context, { label: LABEL, host, port, ports: PORTS, connectMs }, async (socket) => {
      const transport = await transportOver(socket, settings);
      try {
        return await work(transport);
      } finally {
        transport.close();
      }
    });
  } catch (thrown) {
    throw context.signal.aborted ? thrown : explained(thrown, given.configVarKey);
  }
}

const shown = ({ accepted, rejected, envelope, messageId, response }: SentMessageInfo) => ({
  ...{ accepted, rejected, envelope, messageId, response },
});

const sendEmail: Action = {
  key: 'sendEmail',
  display: { label: 'Send email', description: 'Sends a mail, with files if it has any.' },
  inputs: [
    connection,
    ...[fields.to, fields.toJson, fields.from, fields.cc, fields.ccJson, fields.bcc, fields.bccJson],
    ...[fields.replyTo, fields.subject, fields.text, fields.html, fields.attachments],
    fields.multipleAttachments,
  ],
  async perform(context, params) {
    const chosen = connectionIn({ label: 'SMTP', connectionKey: connection.key }, params);
    const message = messageOf(params, settingsOf(chosen).user);
    return { data: shown(await withServer(context, chosen, (transport) => transport.sendMail(message))) };
  },
  examplePayload: {
    data: {
      ...{ accepted: ['ann@example.com'], rejected: [] },
      envelope: { from: 'orders@example.com', to: ['ann@example.com'] },
      messageId: '<b658f8ca-6296-ccf4-8306-87d57a0b4321@example.com>',
      response: '250 2.0.0 OK: queued as 12345',
    },
  },
};

export const smtp: Component = {
  key: 'smtp',
  public: true,
  display: { label: 'SMTP', description: 'Sends mail through a mail server.', category: 'Messaging' },
  actions: byKey([sendEmail]),
  triggers: {},
  dataSources: {},
  connections: [
    {
      ...declared,
      async check(context, tried) {
        await withServer(context, tried, (transport) => transport.verify());
        const { user, host } = settingsOf(tried);
        return { message: user === '' ? `Connected to ${host}` : `Connected as ${user}` };
      },
    },
  ],
};
