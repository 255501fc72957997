import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { ActionContext, Params } from '../../src/components/component.ts';
import { smtp } from '../../src/components/smtp/index.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { CA, CERT, KEY } from '../support/certificate.ts';
import { until } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { connectionOf, failureOf } from './connector-calls.ts';
import { createContext, dataOf } from './context.ts';

// A machine that does much else must not make them late.
setDefaultTimeout(180_000);

type Mail = { from: string; to: string[]; text: string; isSecure: boolean };
const mails: Mail[] = [];
const state = { refused: '', hangs: false, isHanging: false };

async function started(more: SMTPServerOptions) {
  const server = new SMTPServer({
    ...{ cert: CERT, key: KEY, authOptional: true, size: 1_000_000 },
    onAuth: ({ username, password }, _, done) =>
      username === 'acme@example.com' && password === 's3cret-word'
        ? done(null, { user: username })
        : done(new Error('Invalid login')),
    onRcptTo: ({ address }, _, done) =>
      done(
        address.startsWith(state.refused) && state.refused !== ''
          ? Object.assign(new Error('No such mailbox'), { responseCode: 550 })
          : undefined,
      ),
    onMailFrom: (_address, _session, done) => {
      state.isHanging = state.hangs;
      if (!state.hangs) done();
    },
    onData(stream, { envelope, secure }, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => {
        mails.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString('utf8'),
          isSecure: secure,
        });
        done(stream.sizeExceeded ? Object.assign(new Error('Too large'), { responseCode: 552 }) : undefined);
      });
    },
    ...more,
  });
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}

const withTls = await started({});
const plain = await started({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
const egress = createEgress({ allow: ['127.0.0.1'] });
afterAll(async () => {
  egress.close();
  for (const { server } of [withTls, plain]) await new Promise<void>((closed) => server.close(closed));
});
beforeEach(() => {
  mails.length = 0;
  Object.assign(state, { refused: '', hangs: false, isHanging: false });
});

const fields = {
  ...{ host: '127.0.0.1', port: withTls.port, caCertificate: CA },
  ...{ username: 'acme@example.com', password: 's3cret-word', timeout: '60000' },
};
const contextWith = (overrides: Partial<ActionContext> = {}) =>
  createContext({ host: { ...closedHost, connect: egress.connect }, ...overrides });
const sending = (params: Params = {}, more: Params = {}, context = contextWith()) =>
  dataOf(
    smtp,
    'sendEmail',
    {
      connection: connectionOf('smtpConnection', { ...fields, ...more }),
      ...{
        to: ['ann@example.com'],
        from: 'Orders <orders@example.com>',
        subject: 'Grüße',
        text: 'Hello Ann',
      },
      ...params,
    },
    context,
  );
const sent = () => mails[0] ?? { from: '', to: [], text: '', isSecure: false };

describe('a mail', () => {
  test('is sent over TLS to all whom it is to, and those of a blind copy stand nowhere in it', async () => {
    const result = await sending({
      toJson: '["bob@example.com", "ann@example.com"]',
      cc: ['cy@example.com'],
      bccJson: ['dee@example.com'],
      replyTo: ['help@example.com'],
      html: '<p>Hello <b>Ann</b></p>',
    });
    expect(result).toMatchObject({
      accepted: ['ann@example.com', 'bob@example.com', 'cy@example.com', 'dee@example.com'],
      rejected: [],
      response: expect.stringMatching(/^250 /),
    });
    const { from, to, text, isSecure } = sent();
    expect([from, to, isSecure]).toEqual([
      'orders@example.com',
      ['ann@example.com', 'bob@example.com', 'cy@example.com', 'dee@example.com'],
      true,
    ]);
    expect(text).toContain('To: ann@example.com, bob@example.com\r\n');
    expect(text).toContain('Reply-To: help@example.com\r\n');
    expect(text).toMatch(/Subject: =\?UTF-8\?/);
    expect(text).toContain('<p>Hello <b>Ann</b></p>');
    expect(text).not.toContain('dee@');
  });

  test('has files: as steps hand them on, as text, and as a list', async () => {
    await sending({
      attachments: [
        { key: 'a.pdf', value: { data: Buffer.from('%PDF'), contentType: 'application/pdf' } },
        { key: 'b.txt', value: 'Order 42' },
      ],
      multipleAttachments: [{ key: 'c.bin', value: Buffer.from([1, 2, 3]) }],
    });
    const { text } = sent();
    for (const part of [
      'filename=a.pdf',
      'Content-Type: application/pdf',
      'filename=b.txt',
      'filename=c.bin',
    ])
      expect(text).toContain(part);
    for (const content of ['Order 42', Buffer.from([1, 2, 3])])
      expect(text).toContain(Buffer.from(content).toString('base64'));
  });

  test('reads no file of this machine and no address, whatever its values name', async () => {
    await sending({ attachments: [{ key: 'x', value: '/etc/passwd' }], html: '{"path":"/etc/passwd"}' });
    expect(sent().text).toContain(Buffer.from('/etc/passwd').toString('base64'));
    expect(sent().text).not.toContain('root:');
  });

  test('takes a line end in a subject for what it is no header by', async () => {
    await sending({ subject: 'Hi\r\nBcc: eve@example.com' });
    expect(sent().to).toEqual(['ann@example.com']);
    expect(sent().text).not.toMatch(/^Bcc:/m);
  });

  test('is from the user of the connection where the step says nobody', async () => {
    await sending({ from: '' });
    expect(sent().from).toBe('acme@example.com');
    expect(await failureOf(sending({ from: '' }, { username: '' }))).toBe(
      'The input "From" is empty: say who sends the mail.',
    );
  });

  test.each([
    [{ to: [] }, 'The mail goes to nobody: fill in the input "To address".'],
    [{ multipleAttachments: '{"a": 1}' }, 'The input "Multiple attachments" must be a list of objects'],
    [{ attachments: [{ key: 'a', value: Buffer.alloc(33 * 1024 * 1024) }] }, 'larger than 32 MB'],
  ])('%p is refused before anything is sent', async (params, said) => {
    expect(await failureOf(sending(params))).toContain(said);
    expect(mails).toEqual([]);
  });
});

describe('what the server complains of is said in its own words, with what to do', () => {
  test('a recipient that it does not take', async () => {
    state.refused = 'ann';
    expect(await failureOf(sending())).toBe(
      'The mail server answered 550: No such mailbox. Correct the addresses of the step, or ask who runs the server why it does not take them.',
    );
    expect(await sending({ cc: ['bob@example.com'] })).toMatchObject({
      accepted: ['bob@example.com'],
      rejected: ['ann@example.com'],
    });
  });

  test('a mail that is too large', async () => {
    const attachments = [{ key: 'a', value: Buffer.alloc(1_100_000) }];
    expect(await failureOf(sending({ attachments }))).toMatch(/^The mail server answered 552: .* Send less/);
  });

  test('a password that is refused names the connection, so that it is marked', async () => {
    const thrown = await sending({}, { password: 'other' }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      connection: { configVarKey: 'Acme connection' },
      message: expect.stringMatching(
        /did not let the user in: .*Invalid login.* Correct the user and the password/,
      ),
    });
  });
});

describe('its connection', () => {
  test('is not made to a server without TLS, unless it says so', async () => {
    expect(await failureOf(sending({}, { port: plain.port }))).toMatch(
      /^The mail server does not speak TLS as it is asked to/,
    );
    expect(mails).toEqual([]);
    await sending({}, { port: plain.port, secure: 'false' });
    expect(sent().isSecure).toBe(false);
  });

  test('is made to servers whose certificate can be verified, or to any where it says so', async () => {
    expect(await failureOf(sending({}, { caCertificate: '' }))).toMatch(/certificate/);
    expect(mails).toEqual([]);
    await sending({}, { caCertificate: '', allowUnauthorized: 'true' });
    expect(sent().isSecure).toBe(true);
  });

  test('is checked without a mail', async () => {
    const [declared] = smtp.connections;
    const check = (more: Params = {}) =>
      Promise.resolve(
        declared?.check?.(contextWith(), connectionOf('smtpConnection', { ...fields, ...more })),
      );
    expect(await check()).toEqual({ message: 'Connected as acme@example.com' });
    expect(await failureOf(check({ password: 'other' }))).toContain('did not let the user in');
    expect(mails).toEqual([]);
  });

  test('goes to the ports of submission, and to port 25 where the organization allows that', async () => {
    const closed = createEgress({ allow: [], lookup: async () => [{ address: '127.0.0.1' }] });
    const context = contextWith({ host: { ...closedHost, connect: closed.connect } });
    for (const port of [465, 587])
      expect(await failureOf(sending({}, { port }, context))).toMatch(/refused: .*loopback/);
    expect(await failureOf(sending({}, { port: 25 }, context))).toContain('port 25 is not for this protocol');
  });

  test('ends with the run', async () => {
    state.hangs = true;
    const controller = new AbortController();
    const failed = failureOf(sending({}, {}, contextWith({ signal: controller.signal })));
    await until(() => state.isHanging);
    controller.abort(new Error('The execution was cancelled.'));
    expect(await failed).toBe('The execution was cancelled.');
  });
});
