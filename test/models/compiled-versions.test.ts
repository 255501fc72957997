import { expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { definition, published } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

/** It takes longer to compile than one turn lasts. */
function large() {
  const [flow] = definition().flows;
  const steps = Array.from({ length: 3000 }, (_, nth) => ({
    name: `Step ${nth}`,
    action: { key: 'writeLog', component: { key: 'log', version: 'LATEST' } },
    inputs: {
      message: {
        type: 'template' as const,
        value: `{{#onCall.results}} and {{$onCall.results.body.data.a${nth}}}`,
      },
    },
  }));
  if (!flow) throw new Error('There is no flow.');
  return definition({ flows: [{ ...flow, steps: [...flow.steps.slice(0, 1), ...steps] }] });
}

test('a write that needs a large version which nobody has compiled yet compiles it at once, and stays', async () => {
  const integration = await published(at.store, large());
  const versions = createCompiledVersions(createCatalog(builtInComponents()));
  const { flows } = await at.store.write((tx) => versions.get(tx, integration.id, 1));
  expect(flows[0]?.steps).toHaveLength(3000);
  const again = await versions.get(at.store.read, integration.id, 1);
  expect(again.flows).toBe(flows);
});

test('a write does not wait for somebody else who compiles the same version in turns', async () => {
  const integration = await published(at.store, large());
  const versions = createCompiledVersions(createCatalog(builtInComponents()));
  const others = versions.get(at.store.read, integration.id, 1);
  const own = at.store.write((tx) => versions.get(tx, integration.id, 1));
  expect((await own).flows).toHaveLength(1);
  expect((await others).flows).toHaveLength(1);
});
