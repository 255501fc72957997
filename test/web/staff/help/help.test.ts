import { afterAll, describe, expect, test } from 'bun:test';
import { manual } from '../../../../src/web/staff/help/manual.ts';
import { searchManual } from '../../../../src/web/staff/help/search.ts';
import { openDesk } from '../../../support/app.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { makeWorld } from '../../../support/world.ts';
import { foreignMarkup } from '../../../views/vocabulary.ts';

const desk = openDesk();
afterAll(desk.close);
const staff = await visitorAs(desk, 'support');
const { customer } = await makeWorld(desk);
const theirs = await visitorAs(desk, 'customer_admin', customer);

async function asStranger(path: string) {
  const answer = await desk.app.request(`http://stepwell.test${path}`, { headers: { accept: 'text/html' } });
  const html = await answer.text();
  expect(foreignMarkup(html)).toEqual([]);
  return { status: answer.status, html };
}

const pages = manual();

describe('every help page', () => {
  test.each(pages)(
    '$name is for everybody: strangers, staff, people of customers',
    async ({ href, title }) => {
      for (const get of [asStranger, staff.get, theirs.get]) {
        const { status, html } = await get(href);
        expect(status).toBe(200);
        expect(html).toContain(`<h1>${title}</h1>`);
        expect(html).toContain(`<title>${title} · Help · Stepwell</title>`);
      }
    },
  );

  test.each(pages)('$name leads to all pages, its parts and its neighbours', async ({ href, headings }) => {
    const { html } = await asStranger(href);
    for (const page of pages) expect(html).toContain(`href="${page.href}"`);
    expect(html).toContain(`href="${href}" aria-current="page"`);
    for (const { id } of headings) expect(html).toContain(`id="${id}"`);
    const at = pages.findIndex((page) => page.href === href);
    expect(html.includes('rel="prev"')).toBe(at > 0);
    expect(html.includes('rel="next"')).toBe(at < pages.length - 1);
  });
});

describe('the frame of the help', () => {
  test('is the one that staff know', async () => {
    const { html } = await staff.get('/help');
    expect(html).toContain('aria-label="Main"');
    expect(html).toContain('href="/executions"');
  });

  test('is a plain one for all others, and leads strangers to the sign-in', async () => {
    const stranger = await asStranger('/help');
    expect(stranger.html).not.toContain('href="/executions"');
    expect(stranger.html).toContain('href="/sign-in"');
    const { html } = await theirs.get('/help');
    expect(html).not.toContain('href="/executions"');
    expect(html).not.toContain('href="/sign-in"');
  });

  test('has the help in the account menu of every page', async () => {
    expect((await staff.get('/keyboard')).html).toContain('href="/help"');
  });
});

test('the list has every page with what it begins with', async () => {
  const { html } = await asStranger('/help');
  for (const { href, title } of pages) expect(html).toContain(`<a class="title" href="${href}">${title}</a>`);
});

test.each(['nothing', 'constructor', '__proto__', 'webhooks.md', '..%2Fwebhooks', '%3Cscript%3E'])(
  'a page that there is not (%s) is a 404 with the list of those that are',
  async (name) => {
    for (const get of [asStranger, staff.get]) {
      const { status, html } = await get(`/help/${name}`);
      expect(status).toBe(404);
      expect(html).toContain('There is no such help page');
      for (const { href } of pages) expect(html).toContain(`href="${href}"`);
    }
  },
);

describe('the search', () => {
  test('finds words in headings first, and leads to the place', async () => {
    const [first] = searchManual(pages, 'synchronous answers');
    expect(first).toMatchObject({ href: '/help/webhooks#section-synchronous-answers', page: 'Webhooks' });
  });

  test('finds words in texts, tables and code, however they are spelt, and marks them', async () => {
    const { html } = await asStranger('/help?q=stepwell_sync_ANSWER');
    expect(html).toContain('<mark>STEPWELL_SYNC_ANSWER</mark>');
    expect(html).toContain('href="/help/settings#section-synchronous-calls"');
    expect(html).toContain('value="stepwell_sync_ANSWER"');
  });

  test('wants all words, each of them anywhere in the place', () => {
    const both = searchManual(pages, 'retry-after 503');
    expect(both.length).toBeGreaterThan(0);
    expect(searchManual(pages, 'retry-after zebra')).toEqual([]);
  });

  test('takes no word for a pattern', () => {
    expect(searchManual(pages, '.*')).toEqual([]);
    expect(searchManual(pages, '(').length).toBeGreaterThan(0);
  });

  test('says when nothing has the words, and leads back to all pages', async () => {
    const { html } = await asStranger('/help?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    expect(html).toContain('No page has that');
    expect(html).not.toContain('<script>alert');
    expect(html).toMatch(/href="\/help"[^>]*>All pages/);
  });

  test('answers while one types with the list alone', async () => {
    const { html } = await staff.get('/help?q=vault', { 'hx-request': 'true' });
    expect(html).not.toContain('<!doctype html><html');
    expect(html).toContain('id="list"');
  });
});

describe('going to anything', () => {
  test('has every help page', async () => {
    const { html } = await staff.get('/go');
    for (const { href } of pages) expect(html).toContain(`href="${href}"`);
  });

  test('finds a help page by its name', async () => {
    const { html } = await staff.get('/go?q=webhook');
    expect(html).toContain('href="/help/webhooks"');
  });
});
