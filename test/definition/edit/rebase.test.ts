import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { ConfigPage, ConfigVar, Definition } from '../../../src/definition/document/schema.ts';
import type { EditCommand } from '../../../src/definition/edit/command.ts';
import { edit } from '../../../src/definition/edit/edit.ts';
import { rebased } from '../../../src/definition/edit/rebase.ts';
import { doTouch, touchedPlaces } from '../../../src/definition/edit/touched.ts';
import { definition } from '../../support/records.ts';

const VARIABLE: ConfigVar = {
  key: 'Shop',
  dataType: 'connection',
  meta: { visibleToOrgDeployer: true },
  inputs: { a: { type: 'value', value: '1' }, b: { type: 'value', value: '2', meta: { odd: true } } },
};
const PAGES: ConfigPage[] = ['A', 'B', 'C', 'D'].map((name) => ({ name, tagline: 'Old' }));
const SEEN = definition({ requiredConfigVars: [VARIABLE], configPages: PAGES });

const text = fc.constantFrom('x', 'y');
const input = fc.record({ type: fc.constant('value' as const), value: text });
const variable: fc.Arbitrary<EditCommand> = fc
  .record(
    {
      description: text,
      meta: fc.record({ visibleToOrgDeployer: fc.boolean(), odd: text }, { requiredKeys: [] }),
      inputs: fc.record({ a: input, b: input, c: input }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  .map((more) => ({ kind: 'change-config-var', configVar: { ...VARIABLE, ...more } }));
/** As it was for the most part: of two that change everything there is nothing that one leaves to the other. */
const rarely = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.boolean() });
const order = fc.oneof(
  { weight: 1, arbitrary: fc.constant([...PAGES.keys()]) },
  { weight: 1, arbitrary: fc.shuffledSubarray([...PAGES.keys(), 4, 5]) },
);
/** In another order, some of them gone, changed or new. */
const pages: fc.Arbitrary<EditCommand> = order
  .chain((order) => fc.tuple(fc.constant(order), fc.array(rarely, { minLength: 6, maxLength: 6 })))
  .map(([order, isChanged]) => ({
    kind: 'set-config-pages',
    pages: order.map((at) => ({ name: 'ABCDEF'[at] ?? '', tagline: isChanged[at] ? 'New' : 'Old' })),
  }));

function done(before: Definition, command: EditCommand): Definition {
  const edited = edit(before, command);
  if ('problem' in edited) throw new Error(edited.problem);
  return edited.ok;
}

test.each([
  ['a config variable', variable],
  ['the pages', pages],
])('of two changes of %s that do not touch each other nothing is lost', (_, command) => {
  let both = 0;
  fc.assert(
    fc.property(command, command, (mine, theirs) => {
      const [wanted, now] = [done(SEEN, mine), done(SEEN, theirs)];
      const [own, others] = [touchedPlaces(SEEN, wanted), touchedPlaces(SEEN, now)];
      if (own.length === 0 || others.length === 0 || doTouch(own, others)) return;
      both += 1;
      const made = done(now, rebased(mine, SEEN, now));
      expect(doTouch(own, touchedPlaces(wanted, made))).toBe(false);
      expect(doTouch(others, touchedPlaces(now, made))).toBe(false);
    }),
    { numRuns: 2000 },
  );
  expect(both).toBeGreaterThan(20);
});
