import { afterAll, describe, expect, test } from 'bun:test';
import { exportDefinition } from '../../../../src/definition/document/export.ts';
import type { ConfigVar, Definition } from '../../../../src/definition/document/schema.ts';
import { createIntegration, getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { EXAMPLES, imported } from '../../../definition/examples.ts';
import { openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { ORDERS } from '../integrations/orders.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');
const { read } = desk.deps.store;

const made = async (written: Definition) =>
  (await desk.deps.store.write((tx) => createIntegration(tx, written))).id;
const draftOf = async (id: string) => (await getDraft(read, id)).definition;
const revisionOf = async (id: string) => (await getIntegration(read, id)).revision;

const pageFor = (id: string, key: string) =>
  builder.get(`/integrations/${id}/configuration?${new URLSearchParams({ variable: key })}`);
const detailsOf = (id: string) => `/integrations/${id}/variables/details`;
/** What the form of a config variable holds as it is printed. */
async function formFor(id: string, key: string) {
  return formOf((await pageFor(id, key)).html, detailsOf(id));
}
const save = (id: string, fields: Record<string, string>) => builder.post(detailsOf(id), fields);

describe('every config variable of a definition is saved as it is', () => {
  test.each([{ name: 'Orders', text: ORDERS }, ...EXAMPLES])(
    '$name',
    async ({ text }) => {
      const { definition: written } = imported(text);
      const id = await made(written);
      const before = exportDefinition(await draftOf(id));
      const keys = (written.requiredConfigVars ?? []).map(({ key }) => key);
      for (const key of keys) {
        const answer = await save(id, await formFor(id, key));
        expect([key, answer.status, await revisionOf(id)]).toEqual([key, 303, 1]);
      }
      const pages = `/integrations/${id}/config-pages/details`;
      for (const [index] of (written.configPages ?? []).entries()) {
        const { html } = await builder.get(`/integrations/${id}/configuration?page=${index + 1}`);
        const answer = await builder.post(pages, formOf(html, pages));
        expect([index, answer.status, await revisionOf(id)]).toEqual([index, 303, 1]);
      }
      expect(exportDefinition(await draftOf(id))).toBe(before);
    },
    180_000,
  );
});
