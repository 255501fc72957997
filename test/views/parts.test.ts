import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dir, '../../views/kit');

/** The parts that the interface is made of, by the names that pages know them by. */
const PARTS = [
  ...[
    'StaffLayout',
    'IntegrationLayout',
    'CustomerLayout',
    'PageHead',
    'Button',
    'Field',
    'InputModes',
    'StepInput',
  ],
  ...[
    'Switch',
    'Choice',
    'Card',
    'Table',
    'Pager',
    'Tile',
    'Status',
    'Badge',
    'Nav',
    'Tabs',
    'Menu',
    'Dialog',
  ],
  ...[
    'ComponentPicker',
    'Toast',
    'Banner',
    'EmptyState',
    'Facts',
    'Lead',
    'StepList',
    'StepCard',
    'StepAdd',
    'Rail',
  ],
  ...[
    'StepPanel',
    'ProblemList',
    'TestBar',
    'Waterfall',
    'JsonTree',
    'LogLines',
    'Sparkline',
    'StackedBars',
    'Diff',
  ],
  ...['WizardSteps', 'ConnectionCard', 'Mapping', 'ReviewCard', 'ListingCard', 'Skeleton'],
];

test('every part of the interface is there under its name', async () => {
  const names = new Set<string>();
  for (const file of readdirSync(FOLDER))
    for (const name of Object.keys(await import(join(FOLDER, file)))) names.add(name);
  expect(PARTS.filter((name) => !names.has(name))).toEqual([]);
});
