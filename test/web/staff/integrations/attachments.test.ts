import { describe, expect, test } from 'bun:test';
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { attachments } from '../../../../src/db/schema.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { attached, many } from './attached.ts';

const at = attached();

test('several files are kept at once, and are there as they were sent', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const answer = await at.send([new File([bytes], 'a.bin'), new File([], 'empty'), new File(['x'], 'a.bin')]);
  expect([answer.status, answer.location]).toEqual([303, at.path()]);
  expect(await at.names()).toEqual(['a (2).bin', 'empty', 'a.bin']);
  const { html } = await at.builder().get(at.path());
  expect(html).toContain('59 KB');
  expect(html).toContain('Dana');
  const [, , first] = await at.kept();
  const response = await at.desk.app.request(`http://stepwell.test${at.path()}/${first?.id}/content`, {
    headers: { cookie: `session=${at.builder().token}` },
  });
  expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  expect(at.incoming()).toEqual([]);
});

test('whatever a file is, it is handed out to be kept and never opened', async () => {
  await at.send([new File(['<script>alert(1)</script>'], 'page.html', { type: 'text/html' })]);
  const [page] = await at.kept();
  const { headers } = await at.builder().get(`${at.path()}/${page?.id}/content`);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('content-disposition')).toBe('attachment; filename="page.html"');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toBe(`default-src 'none'; sandbox`);
});

describe('names of any characters come back in headers that are ASCII', () => {
  test.each([
    [
      'Preise für Süd.csv',
      `filename="Preise fur Sud.csv"; filename*=UTF-8''Preise%20f%C3%BCr%20S%C3%BCd.csv`,
    ],
    ['報告.pdf', `filename=".pdf"; filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf`],
    ['a "b"; c.txt', `filename="a b; c.txt"; filename*=UTF-8''a%20%22b%22%3B%20c.txt`],
    ["it's (1)*.txt", `filename="it's (1)*.txt"`],
    ["ü'(1)*.txt", `filename="u'(1)*.txt"; filename*=UTF-8''%C3%BC%27%281%29%2a.txt`],
    ['100%41.txt', `filename="10041.txt"; filename*=UTF-8''100%2541.txt`],
    ['two\r\nlines.txt', `filename="twolines.txt"; filename*=UTF-8''two%0D%0Alines.txt`],
    ['..\\..\\etc/passwd', `filename="....etc/passwd"; filename*=UTF-8''..%5C..%5Cetc%2Fpasswd`],
    ['😀', `filename=""; filename*=UTF-8''%F0%9F%98%80`],
  ])('%s', async (name, expected) => {
    await at.send([new File(['x'], 'first.txt')]);
    const [added] = await at.kept();
    const renamed = await at.builder().post(`${at.path()}/${added?.id}`, { name });
    expect(renamed.status).toBe(303);
    const { headers } = await at.builder().get(`${at.path()}/${added?.id}/content`);
    expect(headers.get('content-disposition')).toBe(`attachment; ${expected}`);
  });

  test('as browsers send them with a form', async () => {
    await at.send([new File(['x'], 'ä;"b" 報告\r\n.bin')]);
    expect(await at.names()).toEqual(['ä;"b" 報告\r\n.bin']);
  });
});

test('one whose file is lost says so', async () => {
  await at.send([new File(['lost'], 'a.txt')]);
  const [added] = await at.kept();
  unlinkSync(join(at.blobs, added?.hash.slice(0, 2) ?? '', added?.hash ?? ''));
  const answer = await at.builder().get(`${at.path()}/${added?.id}/content`);
  expect(answer.status).toBe(404);
  expect(answer.html).toContain('its file in the data folder is missing or damaged');
});

describe('renaming', () => {
  test.each([
    ['', 422, 'It has no name. Type one, with its ending.'],
    ['  ', 422, 'It has no name.'],
    ['x'.repeat(256), 422, 'This is longer than 255 characters. Shorten it.'],
    ['b.txt', 422, 'Another attachment of this integration has this name.'],
    ['c.txt', 303, ''],
  ])('to “%s” answers %d', async (name, status, said) => {
    await at.send([new File(['x'], 'a.txt'), new File(['x'], 'b.txt')]);
    const added = (await at.kept()).find((each) => each.name === 'a.txt');
    const answer = await at.builder().post(`${at.path()}/${added?.id}`, { name });
    expect(answer.status).toBe(status);
    expect(answer.html).toContain(said);
    expect(await at.names()).toEqual(['b.txt', status === 303 ? name : 'a.txt']);
  });
});

test('a deletion asks first, and takes no other', async () => {
  await at.send([new File(['x'], 'a.txt'), new File(['xy'], 'b.txt')]);
  const [b] = await at.kept();
  const { html } = await at.builder().get(`${at.path()}/${b?.id}/deletion`);
  expect(html).toContain('<strong>b.txt</strong>, 2 B, goes for good.');
  expect((await at.builder().post(`${at.path()}/${b?.id}/deletion`)).location).toBe(at.path());
  expect(await at.names()).toEqual(['a.txt']);
  expect((await at.builder().post(`${at.path()}/${b?.id}/deletion`)).status).toBe(404);
});

test('those who may only read download, and are offered nothing else', async () => {
  await at.send([new File(['x'], 'a.txt')]);
  const support = await visitorAs(at.desk, 'support');
  const { html } = await support.get(at.path());
  expect(html).toContain('>a.txt</a>');
  expect(html).not.toContain('type="file"');
  expect(html).not.toContain('/deletion');
  await at.store.write((tx) => tx.delete(attachments));
  expect((await support.get(at.path())).html).toContain('Builders keep here what explains the integration');
});

test('a long list is read page by page', async () => {
  for (let n = 0; n < 3; n += 1) await at.send(many(20));
  const { html } = await at.builder().get(at.path());
  const older = html.match(/href="([^"]*cursor=[^"]*)"/)?.[1] ?? '';
  expect(html.match(/class="title"/g)).toHaveLength(50);
  expect((await at.builder().get(older)).html.match(/class="title"/g)).toHaveLength(10);
});

test('what goes with an integration names its attachments', async () => {
  await at.send([new File(['x'], 'a.txt')]);
  expect((await at.builder().get(`/integrations/${at.id()}/deletion`)).html).toContain(
    'no versions and 1 attachment',
  );
});
