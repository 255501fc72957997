import { afterEach, expect, test } from 'bun:test';
import { flow, step, value, workshop } from './harness.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const shopConnection = {
  key: 'Shop',
  dataType: 'connection',
  connection: { key: 'oauth2', component: { key: 'http', version: 'LATEST', isPublic: true } },
  inputs: {
    clientSecret: value('secret-of-the-definition'),
    authorizeUrl: value('https://shop.example/sign-in'),
  },
};

test('secrets of connections stand in no result and no log, whether the customer or the definition gave them', async () => {
  const seen: unknown[] = [];
  shop = workshop({
    leak: {
      perform: (context) => {
        seen.push(context.configVars.Shop);
        context.logger.info(context.configVars.Shop);
        return { data: context.configVars.Shop };
      },
    },
  });
  const engine = await shop.engine();
  const flows = [flow('Main', [step('Leak', 'probe.leak')])];
  const given = { Shop: { password: 'secret-of-the-customer' } };
  const instance = await shop.deploy(flows, { requiredConfigVars: [shopConnection] }, given);
  const { execution, steps } = await shop.run(instance, 'Main', {}, engine);
  expect(execution.status).toBe('succeeded');
  expect(JSON.stringify(seen)).toContain('secret-of-the-definition');
  const { listLogs } = await import('../../src/models/logs.ts');
  const shown = JSON.stringify([steps, await listLogs(shop.store.read, execution.id, { limit: 10 })]);
  expect(shown).toContain('https://shop.example/sign-in');
  expect(shown).not.toContain('secret-of-the');
});
