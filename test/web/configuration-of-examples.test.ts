/** The wizard of every definition that we have, as staff and as a customer fill it in. */
import { afterAll, expect, test } from 'bun:test';
import { beginActivation } from '../../src/models/activations.ts';
import { EXAMPLES, imported } from '../definition/examples.ts';
import { openDesk } from '../support/app.ts';
import { customerNamed, published } from '../support/records.ts';
import { visitorAs } from '../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);

const MOST_PAGES = 20;

test.each(EXAMPLES.map(({ name, text }) => [name, text] as const))(
  'the wizard of %s opens, page by page, with what it leaves out and its review',
  async (name, text) => {
    const { definition } = imported(text);
    const integration = await published(desk.deps.store, {
      ...definition,
      name: `${name} ${crypto.randomUUID()}`,
    });
    const customer = await customerNamed(desk.deps.store, `Customer of ${name}`);
    const fields = { customerId: customer.id, integrationId: integration.id };
    const { id } = await beginActivation(desk.deps, fields);
    const staff = await visitorAs(desk, 'builder');
    const kim = await visitorAs(desk, 'customer_admin', customer.id);
    for (const [visitor, at] of [
      [staff, `/instances/${id}/answers`],
      [kim, `/marketplace/mine/${id}/answers`],
    ] as const) {
      const pages: number[] = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const { status, html } = await visitor.get(`${at}/${page}`);
        if (status === 404) break;
        expect([page, status]).toEqual([page, 200]);
        expect(html).toContain('<h1');
        pages.push(page);
      }
      const review = await visitor.get(`${at}/review`);
      expect(review.status).toBe(200);
      expect((await visitor.get(at)).location).toBe(pages.length === 0 ? `${at}/review` : `${at}/1`);
    }
  },
);
