import { afterAll, expect, test } from 'bun:test';
import type { UserRole } from '../../src/db/schema.ts';
import { publishChange, publishedShop, shopDefinition } from '../support/api-records.ts';
import { apiFor, call, openDesk } from '../support/app.ts';
import { visitorAs } from '../support/visitor.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

const withKey = (key: string) => ({
  ...shopDefinition,
  flows: shopDefinition.flows.map((flow) => ({ ...flow, organizationApiKeys: [key] })),
});

const readers: [role: UserRole, seesSecrets: boolean][] = [
  ['owner', true],
  ['admin', true],
  ['builder', true],
  ['support', false],
];

test.each(readers)(
  'whoever may change an integration reads the secrets written into it, and nobody else: %s',
  async (role, seesSecrets) => {
    const id = await publishedShop(app, withKey('first-canary'));
    await publishChange(app, id, withKey('second-canary'));
    const asked = apiFor(deps, async () => ({
      ...{ kind: 'token', id: `token:${role}`, name: role, role, scope: { kind: 'organization' } },
    }));
    const visitor = await visitorAs(desk, role);
    const texts: string[] = [];
    for (const path of [`/integrations/${id}/definition`, `/integrations/${id}/versions/2/definition`]) {
      for (const accept of ['application/json', 'application/yaml'])
        texts.push((await call(asked, 'GET', path, undefined, { accept })).text);
      texts.push((await visitor.get(path)).html);
    }
    expect(texts.map((text) => text.includes('-canary'))).toEqual(texts.map(() => seesSecrets));
    expect(texts.every((text) => text.includes('***'))).toBe(!seesSecrets);
    // Pages tell everybody that a secret has changed, and nobody to what.
    const { html } = await visitor.get(`/integrations/${id}/versions/2?with=before`);
    expect(html).toContain('*** (2)');
    expect(html).not.toContain('-canary');
  },
);
