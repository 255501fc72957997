/** The built program speaks with servers over sockets: its libraries are in it, and are loaded when a step asks. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { startScript as startMySql } from '../components/mysql-server.ts';
import { startScript as startRedis } from '../components/redis-server.ts';
import { startSftp, USER } from '../components/sftp-server.ts';
import { cleanUp, type Server, start } from '../support/binary.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  importText,
  publish,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';

setDefaultTimeout(180_000);

const DEFINITION = readFileSync(join(import.meta.dir, '../fixtures/servers.yml'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'stepwell-servers-'));
const mails: string[] = [];
const mail = new SMTPServer({
  ...{ authOptional: true, disabledCommands: ['STARTTLS'] },
  onData(stream, _session, done) {
    const parts: Buffer[] = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      mails.push(Buffer.concat(parts).toString());
      done();
    });
  },
});

let server: Server;
beforeAll(async () => {
  await new Promise<void>((listening) => mail.listen(0, '127.0.0.1', listening));
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
});
afterAll(async () => {
  mail.close();
  rmSync(folder, { recursive: true, force: true });
  await cleanUp();
});

test('a database, a cache, a server of files and one of mail are asked one after another', async () => {
  const database = await startMySql({ asked: [], answers: { 'SELECT word': 'order:42' } });
  const cache = await startRedis({
    asked: [],
    answers: { 'get order:42': '$6\r\nAcme 1\r\n' },
    speaksTls: false,
  });
  const files = await startSftp({ asksByKeyboard: false, hangs: false, isHanging: false });
  const at = (port: number, more: Record<string, string> = {}) => ({
    fields: { host: '127.0.0.1', port: String(port), timeout: '60000', ...more },
  });
  const { username, password } = USER;
  const { id: integrationId, problems } = await importText(server, DEFINITION);
  expect(problems).toEqual([]);
  await publish(server, integrationId);
  const customerId = await createCustomer(server, integrationId);
  const instance = await deploy(server, {
    ...{ integrationId, customerId },
    configVariables: {
      Database: at(database.port, { database: 'shop', username: 'acme' }),
      Cache: at(cache.port),
      Files: at(files.port, { username, password }),
      Mail: at(Number(Object(mail.server.address()).port), { secure: 'false' }),
      Path: join(folder, 'order.txt'),
    },
  });
  const { status, headers, ...answer } = await fetch(urlOf(instance), { method: 'POST', body: '' }).then(
    async (response) => ({ status: response.status, headers: response.headers, json: await response.json() }),
  );
  const id = startedBy({ status, headers, text: '', json: answer.json });
  expect(await executionEnded(server, id)).toMatchObject({ status: 'succeeded' });
  const outputs = Object.fromEntries((await stepsOf(server, id)).map(({ path, output }) => [path, output]));
  expect(outputs).toMatchObject({
    askDatabase: [{ word: 'order:42' }],
    askCache: 'Acme 1',
    sendMail: { accepted: ['ann@example.com'] },
  });
  expect(readFileSync(join(folder, 'order.txt'), 'utf8')).toBe('Acme 1');
  expect(mails[0]).toContain('\r\n\r\nAcme 1');
  for (const { stop } of [database, cache, files]) stop();
});
