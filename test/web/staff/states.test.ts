/** The five states of a list: empty, nothing that fits, slow, broken, cut short; and what is not possible says why. */
import { describe, expect, test } from 'bun:test';
import type { LogLine } from '../../../src/models/logs.ts';
import { writeLogs } from '../../../src/models/logs.ts';
import { ran } from '../../support/api-runs.ts';
import { type Desk, openDesk } from '../../support/app.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';
import { makeWorld, type World } from '../../support/world.ts';

const LISTS = [
  ['/integrations', 'Build the first one', '/integrations/new'],
  ['/customers', 'customer', '/customers/new'],
  ['/instances', 'instance', '/instances/new'],
  ['/executions', 'Nothing has run yet', '/instances'],
  ['/settings/tokens', 'No tokens yet', ''],
  ['/alerts', 'No monitors yet', '/monitors/new'],
  ['/event-webhooks', 'No event webhooks yet', '/event-webhooks/new'],
  ['/packages', 'No packages were uploaded yet', ''],
  ['/settings/audit', 'Nothing changed yet', ''],
  ['/', 'Nothing has run yet', '/integrations/new'],
] as const;

async function inside(
  work: (owner: Visitor, desk: Desk, world: World | undefined) => Promise<void>,
  full: boolean,
) {
  const desk = openDesk();
  try {
    const world = full ? await makeWorld(desk, '') : undefined;
    await work(await visitorAs(desk, 'owner'), desk, world);
  } finally {
    await desk.close().catch(() => undefined);
  }
}

describe('a list with nothing in it says what it is for and what to do', () => {
  test.each(LISTS)('%s', (path, text, href) =>
    inside(async (owner) => {
      const { html } = await owner.get(path);
      expect(html).toContain(text);
      expect(html).toContain('class="empty-state"');
      if (href !== '') expect(html).toContain(`href="${href}"`);
    }, false),
  );
});

describe('a filter that nothing fits says so, and leads back to all', () => {
  test.each([
    '/integrations?q=nothing-like-it',
    '/customers?q=nothing-like-it',
    '/instances?q=nothing-like-it',
    '/executions?status=waiting',
    '/components?q=nothing-like-it',
  ])('%s', (path) =>
    inside(async (owner) => {
      const { html } = await owner.get(path);
      expect(html).toContain('Clear filter');
      expect(html).not.toContain('Build the first one');
    }, true),
  );
});

describe('when the store cannot be read a page says so, with its number and a way on', () => {
  test.each(LISTS.map(([path]) => [path] as const))('%s', (path) =>
    inside(async (owner, desk) => {
      await desk.deps.store.close();
      const { status, html } = await owner.get(path);
      expect(status).toBe(500);
      expect(html).toContain('This page broke on our side');
      expect(html).toContain('Nothing you did is lost');
      const id = /<code>req ([\w-]+)<\/code>/.exec(html)?.[1] ?? 'none';
      expect(desk.lines.some((line) => line.includes(id))).toBe(true);
      expect(html).toContain(`href="${path}"`);
    }, true),
  );
});

test('what is slow is waited for in its place: a large value comes after the page', () =>
  inside(async (owner, { deps }, world) => {
    const rows = Array.from({ length: 30_000 }, (_, index) => ({ sku: `A-${index}`, text: 'x'.repeat(20) }));
    const id = await ran(deps, world?.instance ?? '', [{ path: 'note', output: { data: rows } }]);
    const { html } = await owner.get(`/executions/${id}?step=note`);
    expect(html.length).toBeLessThan(300_000);
    expect(html).toContain('hx-trigger="load, click"');
  }, true));

test('a log that is cut short says how much there is, and leads to all of it', () =>
  inside(async (owner, { deps }, world) => {
    const id = await ran(deps, world?.instance ?? '', [{ path: 'note' }]);
    const lines: LogLine[] = Array.from({ length: 4110 }, (_, index) => ({
      executionId: id,
      sequence: index + 3,
      at: 1_700_000_000_000 + index,
      level: 'info',
      step: 'Note',
      message: `line ${index}`,
    }));
    await deps.store.write((tx) => writeLogs(tx, lines.slice(0, 2000)));
    await deps.store.write((tx) => writeLogs(tx, lines.slice(2000)));
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('Showing the newest 200 log lines.');
    expect(html).toContain('4,112');
  }, true));

test('what is not possible is dashed, or says why', () =>
  inside(async (owner, _, world) => {
    const ended = await owner.get(`/executions/${world?.succeeded}`);
    expect(ended.html).toMatch(/<button[^>]*disabled=""[^>]*>[^<]*(<svg.*?<\/svg>)?Cancel/);
    await owner.post(`/integrations/${world?.integration}/versions/1/availability`, {});
    const { html } = await owner.get(
      `/instances/new?integration=${world?.integration}&customer=${world?.customer}`,
    );
    expect(html).toContain('all are marked unavailable');
  }, true));
