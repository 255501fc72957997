import type { Component } from '../component.ts';
import { byKey } from '../records.ts';
import { aggregate, filter, map, sort } from './code.ts';
import { validateJsonSchema } from './json-schema.ts';
import { listActions } from './lists.ts';
import { objectActions } from './objects.ts';
import { processInOrder } from './process-in-order.ts';
import { validateXmlSchema } from './xml-schema.ts';

export const collectionTools: Component = {
  key: 'collection-tools',
  public: true,
  display: { label: 'Collection tools', description: 'Works on lists and objects.', category: 'Data' },
  actions: byKey([
    ...objectActions,
    ...listActions,
    aggregate,
    filter,
    map,
    sort,
    processInOrder,
    validateJsonSchema,
    validateXmlSchema,
  ]),
  triggers: {},
  dataSources: {},
  connections: [],
};
