import { valueAt } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { SourceRow } from '../kit/calls.ts';
import type { Service } from '../kit/service.ts';
import { bucketsOf } from './buckets.ts';

export const sources = (service: Service): SourceRow[] => [
  {
    key: 'selectBucket',
    label: 'Buckets',
    description: 'Offers the buckets of the project.',
    ...bucketsOf(service),
    result: (data) => recordsIn(valueAt(data, 'items')).map(({ name }) => textOf(name)),
  },
];
